"""A few rows of a feed in the wrapper they came in, for a test case."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable
from typing import Any

import openpyxl

from crawlers.drafting.recognise import Recognised
from crawlers.drafting.rows import columns_of
from crawlers.paths import at
from crawlers.payload import Payload
from crawlers.readers import read_csv, read_json, read_rows, read_text

ROWS = 5
# Columns that are about a person rather than a place: their values stay out of the sample.
_PERSONAL = re.compile(r"contact|director|officer|author|submit|created.?by|edited.?by|password", re.IGNORECASE)
_SCRIPT = re.compile(r"(<script\b(?![^>]*json)[^>]*>).*?(</script>)", re.IGNORECASE | re.DOTALL)


def reduce(found: Recognised, payloads: list[Payload]) -> tuple[str, bytes] | None:
    """Return `(file ending, bytes)` of a small feed of the same shape, or None where a feed is not cut (an archive).

    At most five rows are kept, those that together fill the most columns. Values about persons are emptied.
    """
    if len(payloads) > 1:
        return None
    payload = payloads[0]
    if found.format == "web":
        return "html", _SCRIPT.sub(r"\1\2", read_text(payload)).encode()
    if found.format == "ical":
        return "ics", _calendar(read_text(payload)).encode()
    if found.format == "xlsx":
        return "xlsx", _workbook(payload.body)
    if found.format in ("csv", "imls", "samhsa-directory", "irs-bmf", "hrsa"):
        return "csv", _table(payload)
    return "json", _document(payload, found)


def best(rows: list[Any]) -> list[Any]:
    """Return at most five rows, in their order, chosen so that each adds as many filled columns as it can."""
    filled = [{path for path, column in columns_of([row]).items() if column.values} for row in rows[:2000]]
    chosen: list[int] = []
    covered: set[str] = set()
    while len(chosen) < min(ROWS, len(filled)):
        left = [number for number in range(len(filled)) if number not in chosen]
        number = max(left, key=lambda one: len(filled[one] - covered))
        chosen.append(number)
        covered |= filled[number]
    return [rows[number] for number in sorted(chosen)]


def _table(payload: Payload) -> bytes:
    rows = [
        row
        for row in read_csv(payload, "cp1252" if b"FSCSKEY" in payload.body[:5000] else None)
        if isinstance(row, dict)
    ]
    kept = [_without_persons(row) for row in best(rows)]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(kept[0]) if kept else [])
    writer.writeheader()
    writer.writerows(kept)
    return out.getvalue().encode()


def _document(payload: Payload, found: Recognised) -> bytes:
    if found.because == "it is one JSON object a line":
        lines = [json.dumps(_without_persons(row), ensure_ascii=False) for row in best(list(read_rows(payload)))]
        return "\n".join(lines).encode() + b"\n"
    value = _cut(read_json(payload), found.rows)
    return json.dumps(_without_persons(value), ensure_ascii=False, indent=1).encode()


def _cut(value: Any, path: str | None) -> Any:
    """A document whose lists of rows are cut: the named one, else every long list of objects."""
    if isinstance(value, list):
        return best(value) if value and all(isinstance(one, dict) for one in value) else value[:ROWS]
    if not isinstance(value, dict):
        return value
    if at(value, "meta.view.columns"):
        return value | {"data": value.get("data", [])[:ROWS]}
    named = path.split(".")[0] if path else None
    return {key: _cut(inner, None) if _is_rows(inner) or key == named else inner for key, inner in value.items()}


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and len(value) > ROWS and isinstance(value[0], dict)


def _without_persons(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _without_persons(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_persons(inner, key) for inner in value]
    return "" if isinstance(value, str) and _PERSONAL.search(key) else value


def _calendar(text: str) -> str:
    """The calendar's head (with its time zones) and its first events."""
    head, *events = re.split(r"(?=^BEGIN:VEVENT)", text, flags=re.MULTILINE)
    kept = [event.partition("END:VEVENT")[0] + "END:VEVENT\r\n" for event in events[:ROWS]]
    return head + "".join(kept) + "END:VCALENDAR\r\n"


def _workbook(body: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(body))
    for sheet in book.worksheets:
        if sheet.max_row > ROWS + 1:
            sheet.delete_rows(ROWS + 2, sheet.max_row)
        _empty_persons(sheet.iter_cols())
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _empty_persons(columns: Iterable[Any]) -> None:
    for head, *cells in columns:
        if isinstance(head.value, str) and _PERSONAL.search(head.value):
            for cell in cells:
                cell.value = None
