"""Which shape a feed has: tables of a package, pages of an API, an array, or one object."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from crawlers.hsds.nested import rows_of
from crawlers.hsds.rows import Row, identified
from crawlers.hsds.tables import nested, table_name
from crawlers.hsds.values import Object, text
from crawlers.payload import Payload
from crawlers.readers import read_csv, read_json, read_text
from data.errors import FeedError, RowError
from data.garbage import all_stays

# The array inside a page: HSDS 3, Open Referral UK 1.0, and what others call it.
_PAGE = ("contents", "content", "items", "results", "data")
_ERROR = ("message", "error", "errors", "detail")
Found = Iterator[Row | RowError]


def read_feed(payloads: list[Payload]) -> Found:
    """Yield the rows of all files of a feed, each with its id. Raises FeedError when none of them holds any."""
    with all_stays():
        found = list(_rows(payloads))
    if not found:
        raise FeedError("the feed holds no organization, service or location", code="no-rows")
    yield from identified(found)


def is_json(payload: Payload) -> bool:
    """Whether a file is JSON by its name or by how it begins."""
    name = payload.name.lower()
    return name.endswith((".json", ".jsonl", ".ndjson")) or payload.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (
        b"[",
        b"{",
    )


def page_items(value: Any) -> list[Any] | None:
    """Return the objects of an array or of a page of an API, or None when a value is neither."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and not text(value, "id"):
        return next((value[name] for name in _PAGE if isinstance(value.get(name), list)), None)
    return None


def _rows(payloads: list[Payload]) -> Found:
    resources: dict[str, str] = {}
    folders: dict[str, list[Payload]] = defaultdict(list)
    for payload in payloads:
        if is_json(payload):
            value = _value(payload)
            if isinstance(value, dict) and isinstance(value.get("resources"), list):
                resources |= _resources(value["resources"])
            else:
                yield from _of_document(value, payload, len(payloads) == 1)
        elif payload.name.lower().endswith(".csv") or len(payloads) == 1:
            folders[payload.name.rpartition("/")[0]].append(payload)
    for files in folders.values():
        yield from _of_tables(files, resources)


def _value(payload: Payload) -> Any:
    if payload.name.lower().endswith((".jsonl", ".ndjson")) or "format=ndjson" in payload.url:
        lines = (line for line in read_text(payload).splitlines() if line.strip())
        return [_line(line) for line in lines]
    return read_json(payload)


def _line(line: str) -> Any:
    try:
        return json.loads(line)
    except (json.JSONDecodeError, RecursionError):
        return line


def _resources(found: list[Any]) -> dict[str, str]:
    """The table of each file that a data package names otherwise than after its table."""
    named = {}
    for resource in found:
        path, table = text(resource, "path") if isinstance(resource, dict) else None, None
        if path:
            table = table_name(path.rpartition("/")[2]) or table_name(text(resource, "name") or "")
        if path and table:
            named[path.rpartition("/")[2].lower()] = table
    return named


def _of_tables(files: list[Payload], resources: dict[str, str]) -> Found:
    tables: dict[str, list[Object]] = defaultdict(list)
    for payload in files:
        name = payload.name.rpartition("/")[2].lower()
        table = resources.get(name) or table_name(name)
        if table is None and len(files) > 1:
            continue
        rows = tables[table or payload.stem]
        for row in read_csv(payload):
            if isinstance(row, RowError):
                yield row
            else:
                rows.append(row)
    yield from _of_objects(nested(tables))


def _of_objects(found: Iterator[Any]) -> Found:
    for one in found:
        if isinstance(one, RowError):
            yield one
        else:
            yield from rows_of(one)


def _of_document(value: Any, payload: Payload, alone: bool) -> Found:
    tables = _tables_in(value)
    if tables:
        yield from _of_objects(nested(tables))
        return
    items = page_items(value)
    if items is not None:
        yield from _of_objects(iter(items))
    elif isinstance(value, dict) and text(value, "name", "id"):
        yield from rows_of(value)
    elif isinstance(value, dict) and (isinstance(value.get("service"), dict) or any(value.get(key) for key in _ERROR)):
        yield from rows_of(value) if "service" in value else _error(value, payload, alone)


def _tables_in(value: Any) -> dict[str, list[Object]]:
    """The tables of a JSON object that maps their names to arrays."""
    if not isinstance(value, dict) or text(value, "id"):
        return {}
    named = {name: table_name(name) for name, rows in value.items() if isinstance(rows, list)}
    found: dict[str, list[Object]] = defaultdict(list)
    for name, table in named.items():
        if table and (name.endswith(".csv") or sum(map(bool, named.values())) > 1):
            found[table] += [row for row in value[name] if isinstance(row, dict)]
    return found


def _error(value: Object, payload: Payload, alone: bool) -> Iterator[RowError]:
    """An API that answers an error in place of data. In a folder of pages it costs only that page."""
    message = next((str(value[name]) for name in _ERROR if value.get(name)), "")[:200]
    if alone or payload.url.startswith("http"):
        raise FeedError(f"{payload.name} is an error message: {message}", code="error-body")
    yield RowError(f"an error message: {message}", code="error-body", record=payload.name)
