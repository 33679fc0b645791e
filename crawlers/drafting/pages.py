"""What repeats on a page without schema.org data, as a first `[pages]` of a source file. Every line is a guess."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from parsel import Selector

# A list has at least so many like elements, each with at least so much text.
_LEAST, _LEAST_TEXT = 3, 20
_MOST_ELEMENTS = 5_000
# What may be a listing's name, surest first; it must stand in this share of the elements.
_NAMES = ("h2", "h3", "h4", "h1", "h5", "strong", "b", "dt", "th", "a")
_SHARE = 0.8
_PARTS = {"address_1": "address", "phone": "phone", "schedule": "hours", "description": "description"}


@dataclass
class Repeated:
    """Elements that look alike: the CSS `selector` of each, how many there are, and a selector for each field."""

    selector: str
    count: int
    fields: dict[str, str] = field(default_factory=dict)


def repeated(html: str) -> Repeated | None:
    """Return the likeliest list on a page: most text in elements of one kind with a name each; None without any."""
    found = [one for one in _lists(Selector(text=html)) if one is not None]
    return max(found, key=lambda one: one[0])[1] if found else None


def _lists(page: Selector) -> Iterator[tuple[int, Repeated] | None]:
    for parent in page.xpath("//body//*[count(*) >= 3]")[:_MOST_ELEMENTS]:
        kinds: dict[str, list[Selector]] = {}
        for child in parent.xpath("*"):
            kinds.setdefault(_kind(child), []).append(child)
        for kind, elements in kinds.items():
            yield _judge(f"{_kind(parent)} > {kind}", elements)


def _judge(selector: str, elements: list[Selector]) -> tuple[int, Repeated] | None:
    sizes = [len(one.xpath("normalize-space(.)").get("")) for one in elements]
    if len(elements) < _LEAST or sum(sizes) < _LEAST_TEXT * len(elements):
        return None
    name = next((tag for tag in _NAMES if _share(elements, f".//{tag}[normalize-space()]") >= _SHARE), None)
    if name is None:
        return None
    found = Repeated(selector, len(elements), {"name": quoted_css(name)})
    if _share(elements, ".//a[@href]") >= _SHARE / 2:
        found.fields["url"] = '{css = "a", attr = "href"}'
    for ours, word in _PARTS.items():
        if _share(elements, f'.//*[contains(@class, "{word}")]') >= _SHARE / 2:
            found.fields[ours] = quoted_css(f'[class*="{word}"]')
    return sum(sizes) * len(found.fields), found


def quoted_css(selector: str) -> str:
    """Return a selector as a literal TOML string."""
    return f"'{selector}'"


def _share(elements: list[Selector], path: str) -> float:
    return sum(bool(one.xpath(path)) for one in elements) / len(elements)


def _kind(element: Selector) -> str:
    """Tag and first class of an element, or its id, as CSS; odd names are left out."""
    name, classes = element.root.tag, (element.attrib.get("class") or "").split()
    own = element.attrib.get("id", "")
    if own and own.replace("-", "").replace("_", "").isalpha() and own.isascii():
        return f"{name}#{own}"
    plain = [
        one for one in classes if one.isascii() and one.replace("-", "").replace("_", "").isalnum() and one[0].isalpha()
    ]
    return f"{name}.{plain[0]}" if plain else str(name)
