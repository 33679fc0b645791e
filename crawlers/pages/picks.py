"""Values cut out of a page's elements as `[pages.fields]` says (`data.sources.pages.Pick`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from lxml import etree
from parsel import Selector

from crawlers.pages.page import Page
from data.sources.pages import Pick, Where

_MOST_VALUES = 500
_LONGEST = 50_000
_LINKS = ("href", "src")
_UNSEEN = ("script", "style", "template", "noscript")
_BREAKS = frozenset(
    ["br", "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "tr", "td", "th", "table", "section", "article", "header"]
    + [f"h{level}" for level in range(1, 7)]
)


def elements(inside: Selector, where: Where) -> list[Selector]:
    """Return the elements that a selector finds inside one."""
    return list(inside.css(where.css) if where.css else inside.xpath(where.xpath or ""))


def values(name: str, pick: Pick, inside: Selector, page: Page) -> dict[str, list[str]]:
    """Return what a pick finds inside an element, by field: the field `name`, or the named groups of its `re`."""
    found: dict[str, list[str]] = {}
    if not pick.is_constant:
        for text in _texts(pick, inside, page):
            for field, value in _cut(name, pick, text):
                found.setdefault(field, []).append(value)
    for field in pick.fills(name):
        if not found.get(field) and pick.default is not None:
            found[field] = [pick.default]
    if pick.join is not None:
        return {field: [pick.join.join(all_of_it)] for field, all_of_it in found.items()}
    return {field: all_of_it if pick.all else all_of_it[:1] for field, all_of_it in found.items()}


def row(picks: Mapping[str, Pick], scopes: Mapping[str, Selector], page: Page) -> dict[str, Any]:
    """Return what all picks find as `{field: text or list of texts}`; of two that fill a field the first counts.

    `scopes` are the elements to look into, by the words of `Pick.of`.
    """
    cells: dict[str, Any] = {}
    for name, pick in picks.items():
        for field, found in values(name, pick, scopes[pick.of], page).items():
            cells.setdefault(field, found[0] if len(found) == 1 else found)
    return cells


def text_of(element: Any) -> str:
    """Return the words of an element: blanks made one, a new line where a browser begins one."""
    parts: list[str] = []
    hidden: Any = None
    for event, one in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start" and hidden is None:
            if one.tag in _UNSEEN:
                hidden = one
            else:
                parts.append(_break(one) + _flat(one.text))
        elif event == "end":
            hidden = None if one is hidden else hidden
            if hidden is None and one is not element:
                parts.append(_break(one) + _flat(one.tail))
        elif hidden is None and one is not element:
            parts.append(_flat(one.tail))
    lines = (" ".join(line.split()) for line in "".join(parts)[:_LONGEST].split("\n"))
    return "\n".join(line for line in lines if line)


def _break(element: Any) -> str:
    return "\n" if element.tag in _BREAKS else ""


def _flat(text: str | None) -> str:
    """Line ends of the source are only blanks on a page."""
    return re.sub(r"\s+", " ", text or "")


def _texts(pick: Pick, inside: Selector, page: Page) -> Iterator[str]:
    where = Where(css=pick.css, xpath=pick.xpath) if pick.css or pick.xpath else None
    for one in (elements(inside, where) if where else [inside])[:_MOST_VALUES]:
        text = _text(pick, one, page)[:_LONGEST]
        for part in re.split(pick.split, text) if pick.split else [text]:
            if part and part.strip():
                yield part.strip()


def _text(pick: Pick, found: Selector, page: Page) -> str:
    root = found.root
    if not isinstance(root, etree._Element):
        return "\n".join(_flat(line).strip() for line in str(root).splitlines())
    if pick.attr is None:
        return text_of(root)
    said = str(root.get(pick.attr) or "").strip()
    return (page.link(said) or "") if said and pick.attr in _LINKS else said


def _cut(name: str, pick: Pick, text: str) -> Iterator[tuple[str, str]]:
    if pick.re is None:
        yield from _dated(name, pick, text)
        return
    found = re.search(pick.re, text)
    if not found:
        return
    if found.re.groupindex:
        for field, value in found.groupdict().items():
            yield from _dated(field, pick, value or "")
        return
    yield from _dated(name, pick, " ".join(filter(None, found.groups())) if found.re.groups else found[0])


def _dated(field: str, pick: Pick, value: str) -> Iterator[tuple[str, str]]:
    value = value.strip()
    if pick.date and value:
        try:
            # A day has no zone.
            value = datetime.strptime(value, pick.date).date().isoformat()  # noqa: DTZ007
        except ValueError:
            return
    if value:
        yield field, value
