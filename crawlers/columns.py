"""Fields of a row by the columns that `[columns]` of a source file names for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import Any

from crawlers.moments import day, moment
from crawlers.paths import at, texts
from data.cleaning.address import split_formatted
from data.errors import RowError
from data.model import Address
from data.sources import Source
from data.sources.facts import FirstOf

# Fields whose words may stand in one cell with commas between them.
_COMMAS = ("languages", "modes", "byday")
_NUMBER = r"[-+]?[0-9]{1,3}(?:\.[0-9]{1,20})?"
# Well-known text has the longitude first; an address with its point in brackets is how Socrata writes a location.
_WKT = re.compile(rf"POINT ?\( ?(?P<lon>{_NUMBER}) +(?P<lat>{_NUMBER}) ?\)", re.IGNORECASE)
_PAIR = re.compile(rf"\(?(?P<lat>{_NUMBER}) ?, ?(?P<lon>{_NUMBER})\)?\s*$")
_LONGEST = 2_000
# What says yes in a column of flags.
_YES = {"yes", "y", "true", "t", "1", "x"}
Row = dict[str, Any]


class Columns:
    """Reads fields of a source's rows; `names` are the columns of each field."""

    def __init__(self, source: Source, own: Mapping[str, str]) -> None:
        given = source.columns.items()
        self._first_of = {field: one.first for field, one in given if isinstance(one, FirstOf)}
        found = {field: _listed(one) for field, one in given if not isinstance(one, FirstOf)}
        self.names: dict[str, list[str]] = {field: [column] for field, column in own.items()} | found
        self.mapped = tuple(dict.fromkeys(column for columns in found.values() for column in columns))
        self._source = source
        # The row that was read last and what its fields say: its key is made of fields that are read again.
        self._row: Row | None = None
        self._said: dict[str, str | None] = {}
        self._whole = {field: {word.strip().casefold() for word in table} for field, table in source.values.items()}

    def has(self, field: str) -> bool:
        """Return whether any column may fill a field."""
        return field in self.names or field in self._first_of

    def items(self, row: Row, field: str) -> list[str]:
        """Return the texts of a field: one a column, or one a list item."""
        return [text for column in self._read(row, field) for found in at(row, column) for text in texts(found)]

    def flagged(self, row: Row, field: str) -> bool:
        """Return whether any column of a field of flags says yes."""
        return self.has(field) and any(text.casefold() in _YES for text in self.items(row, field))

    def phones(self, row: Row) -> Iterator[str]:
        """Yield the numbers; one whose flag (the column of `phone_private` in its position) says yes is left out."""
        flags = self.names.get("phone_private", [])
        for place, column in enumerate(self._read(row, "phone")):
            flag = at(row, flags[place]) if place < len(flags) else []
            if not any(text.casefold() in _YES for found in flag for text in texts(found)):
                yield from (text for found in at(row, column) for text in texts(found))

    def text(self, row: Row, field: str) -> str | None:
        """Return a field as one text: columns in their order, the items of a list with commas."""
        columns = self.names.get(field) if not self._first_of else self._read(row, field)
        if not columns:
            return None
        if len(columns) == 1 and isinstance(only := row.get(columns[0]), str):
            # What nearly every field of nearly every table is.
            return only.strip() or None
        if row is not self._row:
            self._row, self._said = row, {}
        if field not in self._said:
            self._said[field] = self._joined(row, columns)
        return self._said[field]

    def _joined(self, row: Row, columns: list[str]) -> str | None:
        cells = (", ".join(text for found in at(row, column) for text in texts(found)) for column in columns)
        return " ".join(cell for cell in cells if cell) or None

    def _read(self, row: Row, field: str) -> list[str]:
        """The columns a field is read from: those named, or of several candidates the first that has a value."""
        choice = self._first_of.get(field)
        found = next(([column] for column in choice if any(map(texts, at(row, column)))), None) if choice else None
        return found or self.names.get(field, [])

    def cells(self, row: Row, field: str) -> list[str]:
        """Return the single values of a field; a cell the source file knows as a whole is not split."""
        if not self.has(field):
            return []
        known = self._whole.get(field, ())
        marks = "[;,]" if field in _COMMAS else ";"
        whole = self.items(row, field)
        parts = [part for cell in whole for part in ([cell] if cell.casefold() in known else re.split(marks, cell))]
        return [part.strip() for part in parts if part.strip()]

    def objects(self, row: Row, field: str) -> list[dict[str, Any]]:
        """Return the objects of the list a field's column names."""
        found = [one for column in self.names.get(field, []) for one in at(row, column)]
        return [item for one in found for item in (one if isinstance(one, list) else [one]) if isinstance(item, dict)]

    def moment(self, row: Row, field: str) -> datetime | None:
        """Return the moment a field holds, or None."""
        return moment(self.text(row, field))

    def day(self, row: Row, field: str) -> date | None:
        """Return the day a field holds, or None; of a time stamp the day in UTC."""
        found = self.text(row, field)
        if not found:
            return None
        stamp = moment(found) if found.isdigit() else None
        return stamp.date() if stamp else day(found, self._source.country)

    def address(self, row: Row) -> dict[str, str | None]:
        """Return the parts of an address by their own columns, else those of the one text in `address`."""
        parts = {field: self.text(row, field) for field in Address.model_fields}
        whole = (self.text(row, "address") or "")[:_LONGEST]
        whole = _PAIR.sub("", _WKT.sub("", whole)).strip()
        if not whole:
            return parts
        found = split_formatted(whole, parts["country"] or self._source.country).model_dump()
        return {field: parts[field] or found[field] for field in parts}

    def point(self, row: Row) -> dict[str, str | None]:
        """Return latitude and longitude as found in their columns, else out of the one text in `point`."""
        parts = {field: self.text(row, field) for field in ("latitude", "longitude")}
        if any(parts.values()):
            return parts
        whole = (self.text(row, "point") or "")[-_LONGEST:]
        found = _WKT.search(whole) or _PAIR.search(whole)
        return {"latitude": found["lat"], "longitude": found["lon"]} if found else parts

    def check(self, row: Row, record: str | None) -> None:
        """Raise RowError with the reason for which `[skip]` leaves the row out."""
        for reason, columns in self._source.skip.items():
            for column, values in columns.items():
                wanted = [values] if isinstance(values, str) else values
                for text in (text for found in at(row, column) for text in texts(found)):
                    if any(fnmatchcase(text.casefold(), value.casefold()) for value in wanted):
                        raise RowError(f"{column} is {text[:60]!r}", code=reason, record=record, field=column)


def _listed(columns: str | list[str]) -> list[str]:
    return [columns] if isinstance(columns, str) else columns
