"""schema.org objects of a page in whatever syntax: JSON-LD, microdata, RDFa, microformats (all through extruct).

What a page may hold is bounded, because extruct's work grows much faster than the page: nested scopes are read
again for every scope around them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from lxml import etree, html

from crawlers.pages.microformats import as_schema_org
from crawlers.pages.page import Page
from crawlers.schema_org import graph
from data.errors import RowError

_LONGEST_BLOCK = 1_000_000
_LONGEST_PAGE = 2_000_000
_DEEPEST_SCOPE = 10
_MOST_REFERENCES = 300
_SCHEMA = re.compile(r"^https?://(?:www\.)?schema\.org/", re.IGNORECASE)
_ENVELOPE = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/)|(?:-->|(?://\s*)?\]\]>|;)\s*$")


def things(page: Page) -> tuple[list[dict[str, Any]], list[RowError]]:
    """Return the listings a page names in schema.org, each once, and what could not be read of it and why.

    Codes: `bad-json-ld`, `bad-microdata`, `bad-rdfa`, `bad-microformats`, and `too-much-data`.
    """
    errors: list[RowError] = []
    found = []
    for name, applies, blocks in _SYNTAXES:
        if not applies(page) or (name == "microformats" and any(found)):
            continue
        try:
            found.append(graph.listings(blocks(page, errors)))
        except RowError as error:
            errors.append(error)
        except Exception as error:  # extruct and what is below it raise anything on hostile pages
            errors.append(_bad(page, name, error))
    return graph.one_of_each(found), errors


def _bad(page: Page, name: str, error: Exception) -> RowError:
    said = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:200] or type(error).__name__
    return RowError(f"{name}: {said}", code=f"bad-{name.lower()}", record=page.canonical)


def _json_ld(page: Page, errors: list[RowError]) -> list[Any]:
    found = []
    for script in page.tree.xpath('//script[contains(translate(@type, "DJLNOS", "djlnos"), "ld+json")]'):
        block = script.root.text or ""
        try:
            if len(block) > _LONGEST_BLOCK:
                raise ValueError(f"a block of {len(block):,} characters")
            found.append(_loaded(block))
        except (ValueError, RecursionError) as error:
            errors.append(_bad(page, "JSON-LD", error))
    return found


def _loaded(block: str) -> Any:
    """The value of a block; comments, commas before a bracket, and what hides it from old browsers are passed over."""
    try:
        return json.loads(block, strict=False)
    except json.JSONDecodeError:
        bare = _ENVELOPE.sub("", _ENVELOPE.sub("", block.strip("\ufeff \t\r\n")))
    if not bare.strip():
        return None
    script = html.Element("script", type="application/ld+json")
    script.text = "".join(char if char >= " " or char in "\t\r\n" else " " for char in bare)
    return _extruct().json_ld(script)


def _microdata(page: Page, errors: list[RowError]) -> list[Any]:
    _check_bounds(page, _MICRODATA)
    items = _extruct().microdata(page.tree.root, page.base)
    return [_from_microdata(item) for item in items]


def _from_microdata(item: Any) -> Any:
    if isinstance(item, list):
        return [_from_microdata(one) for one in item]
    if not isinstance(item, dict):
        return item
    said = item.get("type") or []
    kinds = [kind for kind in ([said] if isinstance(said, str) else said) if _SCHEMA.match(kind)]
    if not kinds and said:
        return None
    node = {"@type": [_SCHEMA.sub("", kind) for kind in kinds]} | ({"@id": item["id"]} if item.get("id") else {})
    if "value" in item:
        node["@value"] = item["value"]
    return node | {name: _from_microdata(value) for name, value in item.get("properties", {}).items()}


def _rdfa(page: Page, errors: list[RowError]) -> list[Any]:
    _check_bounds(page, _RDFA)
    # HTML+RDFa 1.1, 3.1: the datetime of an element is its value; the reader below knows only content.
    tree = html.fromstring(etree.tostring(page.tree.root, method="html"))
    for element in tree.xpath("//*[@property][@datetime][not(@content)]"):
        element.set("content", element.get("datetime"))
    said = _extruct().rdfa(etree.tostring(tree, method="html", encoding="utf-8"), page.base)
    return [_from_rdfa(node) for node in said]


def _from_rdfa(value: Any) -> Any:
    if isinstance(value, list):
        found = [_from_rdfa(one) for one in value]
        return found[0] if len(found) == 1 else found
    if not isinstance(value, dict):
        return value
    if "@value" in value:
        return value["@value"]
    if set(value) == {"@id"}:
        # A link is its address; an object on the page is looked up by its id.
        return value["@id"] if value["@id"].startswith(("http:", "https:", "mailto:", "tel:")) else value
    node = {_SCHEMA.sub("", name): _from_rdfa(one) for name, one in value.items() if _SCHEMA.match(name)}
    kinds = [_SCHEMA.sub("", kind) for kind in value.get("@type", []) if _SCHEMA.match(kind)]
    return node | {"@type": kinds, "@id": value.get("@id")}


def _microformats(page: Page, errors: list[RowError]) -> list[Any]:
    _check_bounds(page, _MICROFORMATS)
    return as_schema_org(_extruct().microformats(page.html, page.base))


@dataclass(frozen=True)
class _Bounds:
    """What is read of one page: `elements`, `properties`, and `work`, the scopes around each property added up."""

    property: str
    scope: str
    elements: int
    properties: int
    work: int


_MICRODATA = _Bounds("itemprop", "itemscope", elements=40_000, properties=3_000, work=12_000)
_RDFA = _Bounds("property", "typeof", elements=10_000, properties=1_500, work=6_000)
_MICROFORMATS = _Bounds("itemprop", "itemscope", elements=20_000, properties=3_000, work=12_000)


def _check_bounds(page: Page, most: _Bounds) -> None:
    """Raise RowError for a page that holds more than can be read in seconds."""
    if len(page.html) > _LONGEST_PAGE:
        raise RowError(f"a page of {len(page.html):,} characters", code="too-much-data", record=page.canonical)
    depth = elements = properties = work = references = 0
    for event, element in etree.iterwalk(page.tree.root, events=("start", "end")):
        is_property = most.property in element.attrib
        nested = is_property or most.scope in element.attrib
        if event == "end":
            depth -= nested
            continue
        depth += nested
        elements += 1
        properties += is_property or nested
        work += depth if is_property else 0
        references += len(str(element.get("itemref") or "").split())
        found = (depth, elements, properties, work, references)
        if any(many > enough for many, enough in zip(found, _enough(most), strict=True)):
            message = f"more {most.scope}, {most.property} or elements than are read of one page"
            raise RowError(message, code="too-much-data", record=page.canonical)


def _enough(most: _Bounds) -> tuple[int, ...]:
    return (_DEEPEST_SCOPE, most.elements, most.properties, most.work, _MOST_REFERENCES)


class _Extruct:
    """extruct's readers, loaded when a page first needs one: they take longer to load than most crawls."""

    def __init__(self) -> None:
        from extruct.jsonld import JsonLdExtractor
        from extruct.microformat import MicroformatExtractor
        from extruct.rdfa import RDFaExtractor
        from extruct.w3cmicrodata import MicrodataExtractor

        self._json_ld, self._microdata = JsonLdExtractor(), MicrodataExtractor()
        self._rdfa, self._microformats = RDFaExtractor(), MicroformatExtractor()

    def json_ld(self, script: Any) -> list[Any]:
        return self._json_ld.extract_items(script)

    def microdata(self, tree: Any, base: str) -> list[Any]:
        return self._microdata.extract_items(tree, base)

    def rdfa(self, body: bytes, base: str) -> list[Any]:
        return self._rdfa.extract(body, base_url=base, encoding="utf-8")

    def microformats(self, text: str, base: str) -> list[Any]:
        return list(self._microformats.extract_items(text, base_url=base))


@cache
def _extruct() -> _Extruct:
    return _Extruct()


def _says(pattern: str) -> Callable[[Page], bool]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda page: bool(compiled.search(page.html))


_TYPEOF = _says(r"\btypeof\s*=")
_VOCABULARY = _says(r"schema\.org|\bschema:")
_Reader = Callable[[Page, list[RowError]], list[Any]]
_SYNTAXES: tuple[tuple[str, Callable[[Page], bool], _Reader], ...] = (
    ("JSON-LD", _says(r"ld\+json"), _json_ld),
    ("microdata", _says(r"itemtype\s*=\s*[\"']?https?://(?:www\.)?schema\.org"), _microdata),
    ("RDFa", lambda page: _TYPEOF(page) and _VOCABULARY(page), _rdfa),
    ("microformats", _says(r"class\s*=\s*[\"'][^\"']*\b(?:h-card|h-event)\b"), _microformats),
)
