"""Text, JSON and CSV as public feeds really write them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from crawlers.paths import at
from crawlers.payload import Payload
from data.errors import FeedError, RowError

_JSONP = re.compile(r"^\s*[\w$.]{1,120}\s*\((?P<json>.*)\)\s*;?\s*$", re.DOTALL)
LONGEST_CELL = 1_000_000
csv.field_size_limit(LONGEST_CELL)


def read_text(payload: Payload, encoding: str | None = None) -> str:
    """Return a payload's text: by its byte-order mark, else in `encoding`, else UTF-8, else Windows-1252."""
    body = payload.body
    if body[:3] == b"\xef\xbb\xbf":
        return body[3:].decode("utf-8", "replace")
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    if encoding:
        try:
            return body.decode(encoding, "replace")
        except UnicodeError as error:
            raise FeedError(f"{payload.name} cannot be read as {encoding}: {error}", code="bad-encoding") from None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def read_json(payload: Payload) -> Any:
    """Return the value of a JSON or JSONP document.

    Raises FeedError saying what was found instead: nothing, an HTML page, or where the JSON breaks.
    """
    text = read_text(payload).strip()
    if not text:
        raise FeedError(f"{payload.name} is empty", code="empty")
    if text[0] == "<":
        raise FeedError(f"{payload.name} is an HTML page where JSON was expected", code="html-not-json")
    jsonp = _JSONP.match(text) if text[0] not in '[{"' else None
    try:
        return json.loads(jsonp["json"] if jsonp else text)
    except (ValueError, RecursionError) as error:
        raise FeedError(f"{payload.name} is not valid JSON: {error}", code="bad-json") from None


def read_array(payload: Payload, *names: str) -> list[Any]:
    """Return the rows of a JSON document: the array itself, or the first array found under one of `names`.

    Raises FeedError when there is no array, or it is empty.
    """
    value = read_json(payload)
    if isinstance(value, dict):
        value = next((value[name] for name in names if isinstance(value.get(name), list)), value)
    if not isinstance(value, list):
        raise FeedError(f"{payload.name} holds no list of rows", code="no-rows")
    if not value:
        raise FeedError(f"{payload.name} is an empty list", code="no-rows")
    return value


def read_rows(payload: Payload, path: str | None = None) -> Iterator[Any]:
    """Yield the items of a JSON array, of the array at a dotted `path` of a document, or of JSON lines.

    A line that cannot be read is a RowError, yielded. Raises FeedError when there is no array, or it is empty.
    """
    if _is_lines(payload):
        yield from _read_lines(payload)
        return
    value = read_json(payload)
    found = [one for one in (at(value, path) if path else [value]) if isinstance(one, list)]
    if not found:
        named = [key for key, one in value.items() if isinstance(one, list)] if isinstance(value, dict) else []
        hint = f"; it has lists at {', '.join(named[:5])} (key rows)" if named and not path else ""
        where = f"at {path!r}" if path else "of rows"
        raise FeedError(f"{payload.name} holds no list {where}{hint}", code="no-rows")
    if not any(found):
        raise FeedError(f"{payload.name} is an empty list", code="no-rows")
    for rows in found:
        yield from rows


def _is_lines(payload: Payload) -> bool:
    """Whether a document is one JSON object a line: by its name, or because a second one follows the first."""
    if payload.name.lower().endswith((".jsonl", ".ndjson", ".jsonlines")):
        return True
    first, _, rest = payload.body.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    return first.startswith(b"{") and first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")


def _read_lines(payload: Payload) -> Iterator[Any]:
    text = read_text(payload)
    if text.lstrip()[:1] == "<":
        raise FeedError(f"{payload.name} is an HTML page where JSON was expected", code="html-not-json")
    if not text.strip():
        raise FeedError(f"{payload.name} is empty", code="empty")
    # Only these end a line: JSON texts may hold the other line ends of Unicode as they are.
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except (ValueError, RecursionError) as error:
            where = f"line {number}"
            yield RowError(f"not valid JSON: {error}", code="unreadable-line", record=where)


def has_column(header: list[str], path: str) -> bool:
    """Return whether a table has the column a dotted path begins with."""
    return path in header or any(path[:end] in header for end, char in enumerate(path) if char == ".")


def read_csv(payload: Payload, encoding: str | None = None, required: tuple[str, ...] = ()) -> Iterator[Any]:
    """Yield the rows of a CSV table as `{column: text}`; a row that cannot be read is a RowError, yielded.

    Column names lose blanks around them. Line ends may be LF, CRLF or CR. Empty cells beyond the header do no harm
    where the first row has them too; else they show that a comma has moved the other cells.
    Raises FeedError when the table has no header, is an HTML page, or lacks one of the `required` columns.
    """
    text = read_text(payload, encoding)
    if text.lstrip()[:1] == "<":
        raise FeedError(f"{payload.name} is an HTML page where CSV was expected", code="html-not-csv")
    lines = io.StringIO(text.replace("\0", ""), newline=None)
    table = csv.reader(lines)
    header = [name.strip() for name in next(table, [])]
    if not any(header):
        raise FeedError(f"{payload.name} is empty", code="empty")
    missing = [name for name in required if not has_column(header, name)]
    if missing:
        raise FeedError(f"{payload.name} has no column {missing[0]}", code="no-column")
    yield from _rows_below(header, table)


def _rows_below(header: list[str], table: Any) -> Iterator[Any]:
    """The rows of a CSV reader that stands behind its header."""
    widest, width = 0, len(header)
    while True:
        try:
            for cells in table:
                if not any(cells):
                    continue
                widest = widest or max(width, len(cells))
                if len(cells) == width:
                    # Of one length already; to have that checked again costs time.
                    yield dict(zip(header, cells))  # noqa: B905
                elif len(cells) > widest or any(cell.strip() for cell in cells[width:]):
                    where = f"line {table.line_num}"
                    message = f"{where} has {len(cells)} cells, the header {width}"
                    yield RowError(message, code="too-many-cells", record=where)
                else:
                    yield dict(zip(header, cells + [""] * (width - len(cells)), strict=False))
        except csv.Error as error:
            yield RowError(f"line {table.line_num}: {error}", code="unreadable-line", record=f"line {table.line_num}")
        else:
            return
