"""What else belongs to a feed that was fetched: further pages, the details of a short list, the files of a package.

Formats: HSDS 3.1 "API Reference" (page envelope, `/services/{id}`), Open Referral UK 1.0 (its envelope), Ohana API
(`Link` header, RFC 8288), Frictionless Data "Data Package" (`resources[].path`). Nothing leaves the host of the feed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urljoin, urlsplit, urlunsplit

from crawlers.addresses import with_parameter
from crawlers.hsds.feed import is_json, page_items
from crawlers.hsds.ohana import is_location
from crawlers.hsds.tables import table_name
from crawlers.hsds.values import Object, number, text
from crawlers.payload import Payload
from crawlers.readers import read_json
from data.errors import FeedError

MOST_PAGES = 10_000
_LINK = re.compile(r'<([^<>]{1,2000})>\s*((?:;\s*[\w*]+\s*=\s*(?:"[^"]*"|[^\s,;"]+)\s*)*)')
_REL = re.compile(r';\s*rel\s*=\s*"?([\w ]+)"?')
_LISTS = ("services", "organizations", "service_at_locations")
# A package without these is not one; the others are in many a template and in few packages.
_NEEDED = ("organizations", "services", "locations")


@dataclass
class Further:
    """Files to keep, addresses that must answer, and addresses that may be missing."""

    keep: list[Payload]
    pages: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)


def further(payloads: list[Payload], url: str, link: str) -> Further:
    """Return what a fetched file leads to; `link` is the answer's Link header, or empty.

    Raises FeedError when the API answers another page than was asked for, or names pages without end.
    """
    found = Further(list(payloads))
    package = url.split("?")[0].endswith("datapackage.json")
    if len(payloads) != 1 or not is_json(payloads[0]) or not (url.startswith("http") or package):
        return found
    value = read_json(payloads[0]) if "format=ndjson" not in url else None
    if isinstance(value, dict) and isinstance(value.get("resources"), list):
        _of_package(value["resources"], url, found)
    elif url.startswith("http"):
        items = page_items(value)
        if items is not None:
            found.pages = _of_envelope(value, url) if isinstance(value, dict) else _of_links(link, url)
            _details(items, url, found)
        elif isinstance(value, dict) and "version" in value and value.keys() & {"profile", "openapi_url"}:
            found.pages = [_below(url, "services")]
    return found


def _of_envelope(value: Object, url: str) -> list[str]:
    page, total = (number(value.get(name)) for name in ("page_number", "total_pages"))
    if page is None and total is None:
        page, total = number(value.get("number")), number(value.get("totalPages"))
    asked = number(dict(parse_qsl(urlsplit(url).query)).get("page"))
    page = (1 if asked is None else asked) if page is None else page
    if asked is not None and page != asked:
        raise FeedError(f"asked for page {asked:.0f}, got page {page:.0f}", code="wrong-page")
    if total is None:
        more = value.get("last_page") is False or value.get("last") is False
        return [_page(url, int(page) + 1)] if more else []
    # Pages are counted from 1; an API that calls the first one 0 ends one earlier.
    last = total if asked is not None or page else total - 1
    return _pages(url, int(page) + 1, last)


def _of_links(header: str, url: str) -> list[str]:
    links = {rel: target for target, rest in _LINK.findall(header) for rel in _rels(rest)}
    target = links.get("next")
    if target is None:
        return []
    following = _same_host(target, url)
    first, last = (number(dict(parse_qsl(urlsplit(links.get(rel, "")).query)).get("page")) for rel in ("next", "last"))
    return _pages(following, int(first), last) if first is not None and last is not None else [following]


def _rels(rest: str) -> list[str]:
    found = _REL.search(rest)
    return found[1].lower().split() if found else []


def _pages(url: str, first: int, last: float) -> list[str]:
    if last > MOST_PAGES:
        raise FeedError(f"{last:,.0f} pages are more than {MOST_PAGES:,}", code="too-many-pages")
    return [_page(url, page) for page in range(first, int(last) + 1)]


def _page(url: str, page: int) -> str:
    return with_parameter(url, "page", str(page))


def _below(url: str, path: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{path}", query="", fragment=""))


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


def _same_host(target: str, url: str) -> str:
    try:
        absolute = urljoin(url, target)
    except ValueError:
        raise FeedError(f"the next page has no address: {target[:200]}", code="bad-address") from None
    if _host(absolute) != _host(url) or not absolute.startswith("http"):
        raise FeedError(f"the next page is on another host: {absolute[:200]}", code="other-host")
    return absolute


def _details(items: list[Any], url: str, found: Further) -> None:
    """Ask for every object of a list that gives only short ones; the list itself keeps those that have all."""
    kept = []
    for item in items:
        detail = _detail(item, url) if isinstance(item, dict) else None
        if detail:
            found.details.append(detail)
        else:
            kept.append(item)
    if found.details:
        only = found.keep[0]
        found.keep = [Payload(only.name, json.dumps(kept).encode(), only.url)] if kept else []


def _detail(item: Object, url: str) -> str | None:
    if is_location(item):
        own = text(item, "url")
        mine = "services" not in item and own and own.startswith("http") and _host(own) == _host(url)
        return own if mine else None
    key, parts = text(item, "id"), urlsplit(url)
    if not key or parts.path.rstrip("/").rpartition("/")[2] not in _LISTS or not _is_short(item):
        return None
    return _below(url, quote(key, safe=""))


def _is_short(item: Object) -> bool:
    """Whether an object has no list in it, not even an empty one: only full answers have."""
    return not any(
        isinstance(value, list) or (isinstance(value, dict) and not _is_short(value)) for value in item.values()
    )


def _of_package(resources: list[Any], url: str, found: Further) -> None:
    for resource in resources:
        paths = resource.get("path") if isinstance(resource, dict) else None
        for path in paths if isinstance(paths, list) else [paths]:
            if not isinstance(path, str) or not _is_relative(path):
                continue
            table = table_name(path.rpartition("/")[2]) or table_name(text(resource, "name") or "")
            if table:
                (found.pages if table in _NEEDED else found.details).append(urljoin(url, quote(path, errors="replace")))


def _is_relative(path: str) -> bool:
    # A colon would be a scheme or a drive; an address below the package's own needs none.
    parts = path.replace("\\", "/").split("/")
    return bool(parts[0]) and ":" not in path and ".." not in parts
