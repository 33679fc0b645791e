"""Socrata open data: `/resource/{id}.json` page by page (SODA 2.1), and the older `rows.json` with its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar
from urllib.parse import urlsplit

from crawlers.features import POINT
from crawlers.moments import moment
from crawlers.paged import PagedSpider, asked_for, with_query
from crawlers.paths import at
from crawlers.payload import Payload
from crawlers.readers import read_json
from data.errors import FeedError, RowError

_PAGE = "5000"


class SocrataSpider(PagedSpider):
    """One row is one listing; columns go by their field names, the point is a cell. A query in the address is kept."""

    name = "socrata"
    endings = (".json",)
    own_columns: ClassVar = POINT | {"last_modified": ":updated_at"}

    def start_urls_of_source(self) -> list[str]:
        """Return the first page, or the address as it is where the dataset is one document."""
        url = self.source.url or ""
        if "/resource/" not in urlsplit(url).path:
            return [url]
        return [with_query(url, **({"$limit": _PAGE, "$offset": "0", "$order": ":id"} | asked_for(url)))]

    def next_page(self, count: int) -> str:
        """Return the page whose offset lies `count` rows further."""
        return with_query(self.asked, **{"$offset": (self.number("$offset") or 0) + count})

    def split(self, payload: Payload) -> Iterable[Any]:
        """Yield the rows of a page or a document; a page with as many as were asked for has one after it."""
        value = read_json(payload)
        if isinstance(value, dict):
            self.edited = next(map(moment, at(value, "meta.view.rowsUpdatedAt")), None)
            return map(_with_point, _rows(value, payload.name))
        if not isinstance(value, list) or not (value or self.number("$offset")):
            raise FeedError(f"{payload.name} holds no rows", code="no-rows")
        self.unfinished = 0 < (self.number("$limit") or 0) <= len(value)
        return map(_with_point, value)


def _with_point(row: Any) -> Any:
    """A row with the place of its first cell that is a point: GeoJSON, or the older object of two texts."""
    if not isinstance(row, dict):
        return row
    for cell in row.values():
        found = cell if isinstance(cell, dict) else {}
        position = found.get("coordinates") if found.get("type") == "Point" else None
        if isinstance(position, list) and len(position) > 1:
            return row | dict(zip(POINT.values(), position[1::-1], strict=True))
        if found.get("latitude") and found.get("longitude"):
            return row | dict(zip(POINT.values(), (found["latitude"], found["longitude"]), strict=True))
    return row


def _rows(value: dict[str, Any], name: str) -> Iterator[Any]:
    """The rows of `rows.json`: arrays whose columns stand in `meta`; cells with parts become objects."""
    found = [item for items in at(value, "meta.view.columns") if isinstance(items, list) for item in items]
    columns = [item for item in found if isinstance(item, dict) and isinstance(item.get("fieldName"), str)]
    rows = value.get("data")
    if not columns or not isinstance(rows, list) or not rows:
        raise FeedError(f"{name} has no rows with columns in meta.view.columns", code="no-rows")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, list) or len(row) != len(columns):
            yield RowError(f"the row has not {len(columns)} cells", code="wrong-cells", record=f"row {number}")
            continue
        yield {
            column["fieldName"]: _cell(found, column.get("subColumnTypes"))
            for column, found in zip(columns, row, strict=True)
        }


def _cell(found: Any, names: Any) -> Any:
    if not isinstance(found, list) or not isinstance(names, list):
        return found
    return {name: part for name, part in zip(names, found, strict=False) if isinstance(name, str)}
