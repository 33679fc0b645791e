"""Excel workbooks (Office Open XML, ECMA-376), one sheet read through `[columns]` of its source file."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from crawlers.paths import texts
from crawlers.payload import Payload, unpack_workbook
from crawlers.readers import has_column
from crawlers.table import TableSpider
from data.errors import FeedError, RowError

# The most rows a sheet can have: a row that says it has a higher number is not one.
_MOST_ROWS = 1_048_576
# What a cell holds when its formula failed.
_FAILED = {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"}


class XlsxSpider(TableSpider):
    """One row is one listing; the first row that is not empty names the columns.

    The key `rows` of the source names the sheet where it is not the first visible one.
    """

    name = "xlsx"
    endings = (".xlsx", ".xlsm")

    def split(self, payload: Payload) -> Iterable[Any]:
        """Yield the rows of the sheet. Raises FeedError for another kind of file, or without a column named."""
        if payload.body[:4] == b"\xd0\xcf\x11\xe0":
            raise FeedError(f"{payload.name} is an Excel file of the old kind (.xls) or locked", code="not-xlsx")
        if payload.body[:2] != b"PK":
            raise FeedError(f"{payload.name} is not an Excel workbook", code="not-xlsx")
        # What it unpacks to is measured before a library unpacks it.
        unpack_workbook(payload, self.source.max_mb)
        header, rows = sheet_rows(payload, self.source.rows)
        missing = [name for name in self.mapped if not has_column(header, name)]
        if missing:
            raise FeedError(f"{payload.name} has no column {missing[0]}", code="no-column")
        return rows


def sheet_rows(payload: Payload, name: str | None) -> tuple[list[str], Iterator[Any]]:
    """Return the header and the rows of a sheet, the first visible one if none is named; empty rows are left out.

    Raises FeedError for a workbook that is damaged, has no such sheet, or nothing on it.
    """
    rows = (list(map(_value, row)) for row in _sheet(payload, name))
    filled = ((number, row) for number, row in enumerate(rows, 1) if any(cell is not None for cell in row))
    header = [" ".join(texts(cell)) for cell in next(filled, (0, []))[1]]
    if not header:
        raise FeedError(f"{payload.name} is empty", code="empty")
    return header, _rows(header, filled)


def _rows(header: list[str], rows: Iterable[tuple[int, list[Any]]]) -> Iterator[Any]:
    for number, row in rows:
        if any(cell is not None for cell in row[len(header) :]):
            message = f"row {number} has more cells than the {len(header)} of the header"
            yield RowError(message, code="too-many-cells", record=f"row {number}")
            continue
        cells = row + [None] * (len(header) - len(row))
        yield dict(zip(header, cells, strict=False))


def _sheet(payload: Payload, name: str | None) -> list[tuple[Any, ...]]:
    """The rows of a sheet with the results of formulas as last reckoned."""
    # Loading it takes as long as starting the crawl does; the other formats need not wait for it.
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings(action="ignore"):
            book = load_workbook(io.BytesIO(payload.body), read_only=True, data_only=True, keep_links=False)
            sheets = {sheet.title: sheet for sheet in book.worksheets}
            visible = [title for title, sheet in sheets.items() if sheet.sheet_state == "visible"]
            title = name or next(iter(visible), "")
            if title not in sheets:
                raise FeedError(
                    f"{payload.name} has no sheet {title!r} (it has {', '.join(sheets)[:200]})", code="no-rows"
                )
            # The sheet's own word on its size is often wrong.
            sheets[title].reset_dimensions()
            return list(sheets[title].iter_rows(max_row=_MOST_ROWS, values_only=True))
    except FeedError:
        raise
    except Exception as error:  # a damaged workbook breaks the library wherever it happens to look
        message = f"{payload.name} is a damaged workbook: {type(error).__name__}: {error}"
        raise FeedError(message, code="bad-xlsx") from None


def _value(cell: Any) -> Any:
    """A cell as text, number or truth value; dates and times as ISO 8601."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    if isinstance(cell, str):
        return None if cell in _FAILED or not cell.strip() else cell
    return cell if cell is None or isinstance(cell, (bool, int, float)) else str(cell)
