"""A listing as one row of a table, for CSV and workbooks.

People read and sort the plain columns; what has several parts (phones, schedules, areas, sources) stands once in words
and once as JSON in a column that ends in `_json`, which is the one read back. Names are those of HSDS 3.1.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Literal, NamedTuple

from data.cleaning.phone import display_phone
from data.errors import RowError
from data.exporting.cells import joined, parted
from data.exporting.licences import terms_of
from data.model import Document, Listing
from data.schedules import describe

Kind = Literal["text", "list", "number", "json"]


class Column(NamedTuple):
    """A column that is read back: `path` is where its value stands in the listing."""

    name: str
    path: tuple[str, ...]
    kind: Kind = "text"


def _columns(*names: str, below: tuple[str, ...] = (), prefix: str = "", kind: Kind = "text") -> list[Column]:
    return [Column(prefix + name, (*below, name), kind) for name in names]


COLUMNS = (
    *_columns("id", "name", "alternate_name"),
    Column("organization", ("organization", "name")),
    *_columns("description"),
    *_columns("needs", "cost", "modes", "languages", "audiences", kind="list"),
    *_columns("fees_description", "status", "alert", "url", "email"),
    *_columns("location_type", below=("location",)),
    *_columns("name", below=("location",), prefix="location_"),
    *_columns("address_1", "address_2", "city", "region", "state_province", "postal_code", "country",
              below=("location", "address")),
    *_columns("latitude", "longitude", below=("location",), kind="number"),
    *_columns("precision", "visibility", below=("location",)),
    *_columns("description", below=("location",), prefix="location_"),
    *_columns("transportation", below=("location",)),
    *_columns("accessibility", below=("location",), kind="list"),
    *_columns("url", "phone", "notes", below=("attendance",), prefix="attendance_"),
    *_columns("led_by", "faith", "eligibility_description"),
    *_columns("minimum_age", "maximum_age", kind="number"),
    *_columns("application_process"),
    *_columns("required_documents", "attributes", kind="list"),
    *_columns("url", "email", "description", below=("organization",), prefix="organization_"),
    *_columns("last_modified", "confirmed", "not_seen_since"),
    *(Column(f"{name}_json", (name,), "json") for name in ("phones", "schedules", "service_areas", "sources",
                                                           "conflicts")),
)  # fmt: skip

# For people alone; what they say is read from the columns above.
IN_WORDS: dict[str, Callable[[Listing], str]] = {
    "phones": lambda one: "; ".join(display_phone(phone.number, phone.extension) for phone in one.phones),
    "schedules": lambda one: "; ".join(filter(None, map(describe, one.schedules))),
    "seen": lambda one: one.seen.date().isoformat(),
    "source": lambda one: "; ".join(dict.fromkeys(origin.source_name for origin in one.sources)),
    "licence": lambda one: "; ".join(dict.fromkeys(terms_of(origin).licence for origin in one.sources)),
    "attribution": lambda one: "; ".join(dict.fromkeys(terms_of(origin).attribution for origin in one.sources)),
}
_BEFORE_JSON = next(at for at, one in enumerate(COLUMNS) if one.kind == "json")
HEADER = (
    *(one.name for one in COLUMNS[:_BEFORE_JSON]),
    *IN_WORDS,
    *(one.name for one in COLUMNS[_BEFORE_JSON:]),
)


def cells_of(listing: Listing, document: Document) -> list[str]:
    """Return the texts of a listing's row, in the order of `HEADER`; `document` is the listing as JSON."""
    said = {column.name: _text(_at(document, column.path), column.kind) for column in COLUMNS}
    said |= {name: words(listing) for name, words in IN_WORDS.items()}
    return [said[name] for name in HEADER]


def document_of_row(row: dict[str, str]) -> Document:
    """Return the listing of a row, as JSON. Raises RowError (`bad-cell`) naming the column of a value that is none."""
    document: Document = {}
    for column in COLUMNS:
        text = row.get(column.name, "")
        if text:
            _put(document, column.path, _value(column, text, row.get("id")))
    return document


def _at(document: Document, path: tuple[str, ...]) -> object:
    found: object = document
    for step in path:
        if not isinstance(found, dict):
            return None
        found = found.get(step)
    return found


def _put(document: Document, path: tuple[str, ...], value: object) -> None:
    *above, last = path
    for step in above:
        document = document.setdefault(step, {})
    document[last] = value


def _text(value: object, kind: Kind) -> str:
    if value is None or value == []:
        return ""
    if kind == "list":
        return joined(value)  # type: ignore[arg-type]
    return str(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _value(column: Column, text: str, record: str | None) -> object:
    try:
        if column.kind == "text":
            return text
        if column.kind == "list":
            return parted(text)
        return float(text) if column.kind == "number" else json.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"{text[:60]!r} cannot be read: {error}"
        raise RowError(message, code="bad-cell", record=record, field=column.name) from None
