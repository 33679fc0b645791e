"""Which format a feed is in, told from its address and its first bytes; the words are those of `data.sources`."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsel import Selector

from crawlers.paged import with_query
from crawlers.paths import at
from crawlers.payload import Payload
from crawlers.readers import read_json, read_text
from data.errors import FeedError

# How many rows are asked of an interface that can be asked for a few.
_LOOKED_AT = 200
_ARCGIS_LAYER = re.compile(r"/(?:Feature|Map)Server/\d+(?:/query)?/?$")
_SOCRATA = re.compile(
    r"/(?:resource|d|api/views)/([a-z0-9]{4}-[a-z0-9]{4})\b|/([a-z0-9]{4}-[a-z0-9]{4})/(?:about_data|data)$"
)
_PAGE = re.compile(r"<(?:!doctype html|html|head|body|urlset|sitemapindex|table|div|p)\b", re.IGNORECASE)
_FEED_FILE = re.compile(r"\.(?:ics|csv|geojson|xlsx)$", re.IGNORECASE)
# Columns that only tables of one publisher have.
_TABLES = {
    "imls": {"FSCSKEY", "FSCS_SEQ", "LIBNAME"},
    "samhsa-directory": {"name1", "street1", "service_code_info"},
    "irs-bmf": {"EIN", "NAME", "NTEE_CD"},
    "hrsa": {"BPHC Assigned Number", "Site Name"},
}
# Keys that only rows of one format have.
_ROWS = {
    "bmlt": {"id_bigint", "weekday_tinyint"},
    "meeting-guide": {"slug", "day", "time"},
    "findtreatment": {"frid"},
}
_HSDS_FILES = {"datapackage", "organization", "organizations", "service", "services", "service_at_location"}


@dataclass(frozen=True)
class Recognised:
    """What a feed seems to be: its `format`, why, and for a JSON document the path of the array (`rows`)."""

    format: str
    because: str
    rows: str | None = None


@dataclass(frozen=True)
class Asked:
    """An address as it is looked at: `fetch` is asked for now, `source` goes into the source file."""

    fetch: str
    source: str
    format: str | None = None


def address(url: str) -> Asked:
    """Return what to ask for: of an ArcGIS layer or a Socrata dataset a few rows, else the address as it is."""
    parts = urlsplit(url)
    if _ARCGIS_LAYER.search(parts.path):
        layer = parts.path.rstrip("/").removesuffix("/query")
        wanted = {"where": "1=1", "outFields": "*", "outSR": 4326, "f": "json", "resultRecordCount": _LOOKED_AT}
        return Asked(with_query(url, layer + "/query", **wanted), with_query(url, layer), "arcgis")
    found = _SOCRATA.search(parts.path)
    if found and not parts.path.endswith("rows.json"):
        resource = f"/resource/{found[1] or found[2]}.json"
        return Asked(with_query(url, resource, **{"$limit": _LOOKED_AT}), with_query(url, resource), "socrata")
    return Asked(url, url)


def recognise(payloads: list[Payload]) -> Recognised:
    """Return the format of a feed. Raises FeedError when it is none that Kith reads."""
    if len(payloads) > 1:
        return _of_files(payloads)
    payload = payloads[0]
    text = read_text(payload).lstrip("\ufeff \t\r\n")
    if payload.body[:4] == b"PK\x03\x04":
        return Recognised("xlsx", "it is an Excel workbook")
    if text[:15].upper() == "BEGIN:VCALENDAR":
        return Recognised("ical", "it begins with BEGIN:VCALENDAR")
    if text[:1] == "<":
        if not _PAGE.search(text[:20_000]):
            raise FeedError(f"{payload.name} is XML, but no page and no sitemap", code="not-recognised")
        return Recognised("web", "it is a page or a sitemap")
    if text[:1] in ("[", "{") or re.match(r"[\w$.]{1,120}\s*\(\s*[\[{]", text):
        return _of_json(payload)
    return _of_table(payload, text)


def _of_files(payloads: list[Payload]) -> Recognised:
    stems = {payload.stem for payload in payloads}
    if stems & _HSDS_FILES:
        return Recognised("hsds", f"it holds tables of HSDS ({', '.join(sorted(stems & _HSDS_FILES)[:3])})")
    found = {recognise([payload]).format for payload in payloads if not payload.name.endswith(("/", ".md", ".txt"))}
    if len(found) == 1:
        return Recognised(found.pop(), f"all its {len(payloads)} files are of this format")
    raise FeedError(f"the archive holds several kinds of files ({', '.join(sorted(found))})", code="not-recognised")


def _of_table(payload: Payload, text: str) -> Recognised:
    first = re.split(r"\r\n|\n|\r", text, maxsplit=1)[0]
    header = {cell.strip() for cell in next(csv.reader([first]), [])}
    for name, columns in _TABLES.items():
        if columns <= header:
            return Recognised(name, f"its columns {', '.join(sorted(columns))} are those of that table")
    if len(header) > 1:
        return Recognised("csv", f"its first line names {len(header)} columns")
    raise FeedError(f"{payload.name} is none of the formats Kith reads", code="not-recognised")


def _of_json(payload: Payload) -> Recognised:
    try:
        value = read_json(payload)
    except FeedError:
        # One object a line is no JSON document.
        if payload.body.lstrip()[:1] == b"{" and b"}\n{" in payload.body.replace(b"\r\n", b"\n"):
            return Recognised("json", "it is one JSON object a line")
        raise
    if isinstance(value, dict) and (known := _of_document(value)):
        return known
    path, rows = _longest_list(value)
    keys = _keys(rows)
    for name, wanted in _ROWS.items():
        if wanted <= keys:
            return Recognised(name, f"its rows have {', '.join(sorted(wanted))}")
    if {"formatIds", "startTime"} <= keys:
        return Recognised("bmlt", "its rows have formatIds and startTime")
    if _is_hsds(keys):
        return Recognised("hsds", "its objects are organizations, services or locations of HSDS")
    if keys:
        return Recognised("json", f"it holds {len(rows)} objects", path or None)
    raise FeedError(f"{payload.name} holds no list of objects", code="not-recognised")


def _of_document(value: dict[str, Any]) -> Recognised | None:
    if isinstance(value.get("elements"), list):
        return Recognised("overpass", "it has elements, as Overpass answers")
    if isinstance(value.get("features"), list):
        return _of_features(value["features"])
    if "total_items" in value and isinstance(value.get("contents"), list):
        return Recognised("hsds", "it is a page of an HSDS API")
    if at(value, "meta.view.columns"):
        return Recognised("socrata", "it has meta.view.columns")
    return None


def _of_features(features: list[Any]) -> Recognised:
    first = features[0] if features and isinstance(features[0], dict) else {}
    if "attributes" in first:
        return Recognised("arcgis", "its features have attributes, as ArcGIS answers")
    if at(first, "properties.@id"):
        return Recognised("overpass", "its features have the ids of OpenStreetMap")
    return Recognised("geojson", "it is a GeoJSON FeatureCollection")


def _longest_list(value: Any, path: str = "", depth: int = 3) -> tuple[str, list[Any]]:
    """The longest list of objects in a document and its dotted path."""
    if isinstance(value, list):
        return (path, value) if any(isinstance(one, dict) for one in value) else ("", [])
    found: tuple[str, list[Any]] = ("", [])
    if isinstance(value, dict) and depth:
        for key, inner in value.items():
            deeper = _longest_list(inner, f"{path}.{key}" if path else str(key), depth - 1)
            found = max(found, deeper, key=lambda one: len(one[1]))
    return found


def _keys(rows: Iterable[Any]) -> set[str]:
    return {key for row in list(rows)[:_LOOKED_AT] if isinstance(row, dict) for key in row}


def _is_hsds(keys: set[str]) -> bool:
    return "name" in keys and bool(
        keys & {"services", "service_at_locations", "services_at_location"}
        or {"organization_id", "status"} <= keys
        or {"organization", "contacts"} <= keys
    )


def feeds_named(payloads: list[Payload], url: str) -> list[str]:
    """Return the addresses of feeds that a page names: meeting lists, calendars, tables. At most five."""
    text = read_text(payloads[0])
    if len(payloads) > 1 or text.lstrip()[:1] != "<":
        return []
    page = Selector(text=text)
    found = [
        *page.xpath('//*[@id="tsml-ui"]/@data-src').getall(),
        *page.xpath('//link[contains(@title, "Meetings Feed")]/@href').getall(),
        *page.xpath('//link[@rel="alternate"][contains(@type, "json") or contains(@type, "calendar")]/@href').getall(),
        *(link for link in page.xpath("//a/@href").getall() if _FEED_FILE.search(link.split("?")[0])),
    ]
    absolute = (urljoin(url, link.strip()) for link in found)
    return list(dict.fromkeys(link for link in absolute if link.startswith(("http://", "https://"))))[:5]
