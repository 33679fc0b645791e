"""Any CSV table, read through `[columns]` of its source file (RFC 4180; field names of HSDS)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from crawlers.base import FeedSpider
from crawlers.payload import Payload
from crawlers.readers import read_csv
from crawlers.values import translate
from data.errors import FeedError
from data.ids import content_key
from data.model import Address, Record

_TEXTS = ("name", "alternate_name", "description", "url", "email", "fees_description", "eligibility_description",
          "application_process")  # fmt: skip
_WORDS = ("needs", "cost", "modes", "languages", "audiences")
_PLACE = ("latitude", "longitude", "transportation")
_FIELDS = {
    *_TEXTS, *_WORDS, *_PLACE, *Address.model_fields, "id", "organization", "phone", "schedule", "attributes", "status",
}  # fmt: skip


class CsvSpider(FeedSpider):
    """One row is one listing. Words that `[values]` does not know are kept as attributes, never guessed."""

    name = "csv"

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the rows of the tables. Raises FeedError for a field or a column that does not exist."""
        for field in [*self.source.columns, *self.source.values]:
            if field not in _FIELDS:
                known = ", ".join(sorted(_FIELDS))
                raise FeedError(
                    f"[columns] and [values] fill {known}; not {field!r}", code="unknown-field", field=field
                )
        if "name" not in self.source.columns:
            raise FeedError("[columns] does not say which column is the name", code="no-column", field="name")
        self._columns = {field: _listed(columns) for field, columns in self.source.columns.items()}
        required = tuple(column for columns in self._columns.values() for column in columns)
        for payload in payloads:
            if len(payloads) == 1 or payload.name.lower().endswith((".csv", ".txt")):
                yield from read_csv(payload, required=required)

    def record(self, row: Any) -> Record:
        """Return the listing of a row; without an id column its key is a hash of name, place and time."""
        words = {field: translate(self.source, field, self._cells(row, field)) for field in (*_WORDS, "status")}
        place = {field: self._text(row, field) for field in _PLACE}
        address = {field: self._text(row, field) for field in Address.model_fields}
        can_go = bool(address["address_1"] or place["latitude"])
        modes = words["modes"][0] or (["in_person"] if can_go else [])
        organization, phone, schedule = (self._text(row, field) for field in ("organization", "phone", "schedule"))
        physical = "in_person" in modes or not modes
        return self.make(
            self._text(row, "id") if "id" in self._columns else self._key(row),
            **{field: self._text(row, field) for field in _TEXTS},
            **{field: words[field][0] for field in ("needs", "cost", "languages", "audiences")},
            modes=modes,
            organization={"name": organization} if organization else None,
            phones=[{"number": phone}] if phone else [],
            schedules=[{"description": schedule}] if schedule else [],
            status=next(iter(words["status"][0]), "active"),
            attributes=[*self._cells(row, "attributes"), *(word for _, unknown in words.values() for word in unknown)],
            location=place | {"address": address} if physical else {"location_type": "virtual"},
        )

    def _text(self, row: dict[str, str], field: str) -> str | None:
        cells = [row[column].strip() for column in self._columns.get(field, [])]
        return " ".join(cell for cell in cells if cell) or None

    def _cells(self, row: dict[str, str], field: str) -> list[str]:
        """The single values of a field; a cell the source file knows as a whole is not split."""
        whole = [row[column].strip() for column in self._columns.get(field, [])]
        known = self.source.values.get(field, {})
        marks = "[;,]" if field in ("languages", "modes") else ";"
        parts = [part for cell in whole for part in ([cell] if cell in known else re.split(marks, cell))]
        return [part.strip() for part in parts if part.strip()]

    def _key(self, row: dict[str, str]) -> str:
        place = ("address_1", "address_2", "city", "postal_code", "latitude", "longitude")
        return content_key(*(self._text(row, field) for field in ("name", *place, "schedule")))


def _listed(columns: str | list[str]) -> list[str]:
    return [columns] if isinstance(columns, str) else columns
