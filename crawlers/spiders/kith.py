"""What another Kith exported, in any of its data formats: HSDS (JSON, tables), CSV, workbook, GeoJSON, Meeting Guide.

The listings keep their ids, their sources, and the terms of these.
"""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from crawlers.base import FeedSpider
from crawlers.payload import Payload, unpack_workbook
from crawlers.readers import read_csv, read_json
from crawlers.spiders.xlsx import sheet_rows
from data import ids
from data.errors import FeedError, RowError
from data.exporting import geojson, hsds_json, meeting_guide, workbook
from data.exporting.cells import unguarded
from data.exporting.flat import document_of_row
from data.exporting.geojson import document_of_feature
from data.exporting.hsds import document_of_service
from data.exporting.hsds_tables import nested
from data.hsds.objects import KINDS
from data.model import Listing, Record, ServiceAtLocation

# The ends of texts too long for a cell, by listing and column.
Further = dict[str, dict[str, str]]
_TABLES = {f"{model.table}.csv": kind for kind, model in KINDS.items()}


class KithSpider(FeedSpider):
    """One row is one listing as JSON, however the file holds it."""

    name = "kith"

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the listings of the files. Raises FeedError for a file that Kith did not write."""
        if len(payloads) > 1:
            yield from _of_package(payloads)
        for payload in payloads if len(payloads) == 1 else ():
            if payload.body[:2] == b"PK":
                yield from _of_workbook(payload, self.source.max_mb)
            elif payload.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
                yield from _of_json(payload)
            else:
                yield from _of_table(read_csv(payload, required=("id", "sources_json")))

    def record(self, row: Any) -> Record:
        """Return the record of a listing. Raises RowError for one without an id, pydantic's error for a wrong value."""
        key = row.get("id")
        try:
            carried = ids.carried_key(str(key))
        except ValueError:
            raise RowError(f"the id is {str(key)[:60]!r}, not that of a listing", code="no-id") from None
        # A listing is read as what it is before it becomes a record, so that nothing else gets in with it.
        listing = Listing.model_validate({"sources": [], **row, "id": str(key), "standing": "shown"})
        said = {name: getattr(listing, name) for name in ServiceAtLocation.model_fields}
        return self.make(
            listing.id,
            key=carried,
            not_seen_since=listing.not_seen_since,
            origins=listing.sources,
            conflicts=listing.conflicts,
            **said,
        )


def _of_json(payload: Payload) -> Iterator[Any]:
    """The listings of a document, line by line where it is as Kith wrote it: so a large one needs little memory."""
    first, _, _ = payload.body.partition(b"\n")
    if first in (geojson.HEAD, hsds_json.HEAD):
        yield from map(_read_as[first], _lines(payload))
        return
    value = read_json(payload)
    rows = value if isinstance(value, list) else []
    if isinstance(value, dict):
        name, head = ("contents", hsds_json.HEAD) if "contents" in value else ("features", geojson.HEAD)
        rows = [_read_as[head](one) for one in value.get(name) or () if isinstance(value.get(name), list)]
    elif any(isinstance(row, dict) and meeting_guide.KEY in row for row in rows):
        rows = list(meeting_guide.documents_of(rows))
    else:
        rows = []
    if not rows:
        raise FeedError(f"{payload.name} is no export of Kith, or an empty one", code="not-kith")
    yield from rows


def _lines(payload: Payload) -> Iterator[Any]:
    """The objects of an array, each on a line of its own, up to the line that closes it."""
    text = io.BytesIO(payload.body)
    next(text)
    for number, line in enumerate(text, 2):
        if line.startswith(b"]"):
            return
        try:
            yield json.loads(line.rstrip(b",\r\n"))
        except (ValueError, RecursionError) as error:
            yield RowError(f"not valid JSON: {error}", code="unreadable-line", record=f"line {number}")
    raise FeedError(f"{payload.name} is cut short", code="bad-json")


def _feature(found: Any) -> Any:
    return document_of_feature(found) if isinstance(found, dict) else found


def _of_package(payloads: list[Payload]) -> Iterator[Any]:
    tables: dict[str, list[dict[str, str]]] = {}
    for payload in payloads:
        kind = _TABLES.get(payload.name.rsplit("/", 1)[-1])
        for row in read_csv(payload) if kind else ():
            if isinstance(row, RowError):
                yield row
            else:
                tables.setdefault(str(kind), []).append(row)
    if "service" not in tables:
        raise FeedError("the package holds no services", code="no-rows")
    for service in nested(tables):
        yield _listing_of(service)


def _listing_of(service: Any) -> Any:
    if not isinstance(service, dict):
        return service
    try:
        return document_of_service(service)
    except (ValueError, RecursionError, AttributeError, TypeError) as error:
        return RowError(f"the service cannot be read: {error}", code="bad-service", record=str(service.get("id")))


_read_as = {geojson.HEAD: _feature, hsds_json.HEAD: _listing_of}


def _of_workbook(payload: Payload, max_mb: int) -> Iterator[Any]:
    unpack_workbook(payload, max_mb)
    further: Further = defaultdict(dict)
    for row in sheet_rows(payload, workbook.CONTINUED)[1]:
        if isinstance(row, dict):
            texts, column = further[str(row.get("id"))], str(row.get("column"))
            texts[column] = texts.get(column, "") + unguarded(str(row.get("text") or ""))
    yield from _of_table(sheet_rows(payload, workbook.LISTINGS)[1], further)


def _of_table(rows: Iterable[Any], further: Further | None = None) -> Iterator[Any]:
    for row in rows:
        if isinstance(row, RowError):
            yield row
            continue
        cells = {name: unguarded(str(cell)) for name, cell in row.items() if cell not in (None, "")}
        for column, text in (further or {}).get(cells.get("id", ""), {}).items():
            cells[column] = cells.get(column, "") + text
        try:
            yield document_of_row(cells)
        except RowError as error:
            yield error
