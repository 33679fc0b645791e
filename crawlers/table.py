"""Any table or array of objects, read through `[columns]` and `[values]` of its source file (field names of HSDS)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from crawlers.base import FeedSpider
from crawlers.paths import at, texts
from crawlers.payload import Payload
from crawlers.values import translate
from data.errors import FeedError, RowError
from data.ids import content_key
from data.model import Address, Record

_TEXTS = ("name", "alternate_name", "description", "url", "email", "fees_description", "eligibility_description",
          "application_process")  # fmt: skip
_WORDS = ("needs", "cost", "modes", "languages", "audiences", "byday")
_TIMES = ("dtstart", "opens_at", "closes_at")
_PLACE = ("latitude", "longitude", "transportation")
_FIELDS = {
    *_TEXTS, *_WORDS, *_TIMES, *_PLACE, *Address.model_fields, "id", "organization", "location_name", "phone",
    "schedule", "attributes", "status", "exclude", "address_private", "phone_private",
}  # fmt: skip
# What says yes in a column of flags.
_YES = {"yes", "y", "true", "t", "1", "x"}
# Fields whose words may stand in one cell with commas between them.
_COMMAS = ("languages", "modes", "byday")


class TableSpider(FeedSpider):
    """One row is one listing. Words that `[values]` does not know are kept as attributes, never guessed.

    A subclass gives `name` and `split`. `endings` are the files it reads of an archive or a folder of several;
    `own_columns` are read where the source file maps nothing to the field.
    """

    endings: ClassVar[tuple[str, ...]]
    own_columns: ClassVar[dict[str, str]] = {}
    # Set by a feed that is asked for page by page: there are rows yet to come.
    unfinished = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = {field: _listed(columns) for field, columns in self.source.columns.items()}
        self.mapped = tuple(dict.fromkeys(column for columns in self.columns.values() for column in columns))
        self.columns = {field: [column] for field, column in self.own_columns.items()} | self.columns
        self._unseen = set(self.mapped)

    def split(self, payload: Payload) -> Iterable[Any]:
        """Yield the rows of one file as objects; a RowError among them is a row that could not be split off."""
        raise NotImplementedError

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the rows of the tables. Raises FeedError for a field that does not exist."""
        for field in [*self.source.columns, *self.source.values]:
            if field not in _FIELDS:
                known = ", ".join(sorted(_FIELDS))
                raise FeedError(
                    f"[columns] and [values] fill {known}; not {field!r}", code="unknown-field", field=field
                )
        if "name" not in self.source.columns:
            raise FeedError("[columns] does not say which column is the name", code="no-column", field="name")
        for payload in payloads:
            if len(payloads) == 1 or payload.name.lower().endswith(self.endings):
                for row in self.split(payload):
                    if self._unseen:
                        self._unseen -= {column for column in self._unseen if at(row, column)}
                    yield row
        if not self.unfinished:
            for column in sorted(self._unseen):
                self.tally.say(f"warning: no row has {column!r}, which [columns] names")

    def record(self, row: Any) -> Record:
        """Return the listing of a row; without an id column its key is a hash of name, place and time."""
        if not isinstance(row, dict):
            raise RowError(f"the row is {str(row)[:60]!r}, not an object", code="wrong-type")
        if self._flagged(row, "exclude"):
            raise RowError("the source says not to publish it", code="excluded")
        words = {field: translate(self.source, field, self._cells(row, field)) for field in (*_WORDS, "status")}
        place: dict[str, Any] = {field: self._text(row, field) for field in _PLACE}
        address = {field: self._text(row, field) for field in Address.model_fields}
        can_go = bool(address["address_1"] or place["latitude"])
        modes = words["modes"][0] or (["in_person"] if can_go else [])
        organization = self._text(row, "organization")
        place |= {"name": self._text(row, "location_name"), "address": address}
        if self._flagged(row, "address_private"):
            place["visibility"] = "hidden"
        return self.make(
            self._text(row, "id") if "id" in self.columns else self._key(row),
            **{field: self._text(row, field) for field in _TEXTS},
            **{field: words[field][0] for field in ("needs", "cost", "languages", "audiences")},
            modes=modes,
            organization={"name": organization} if organization else None,
            phones=[{"number": number} for number in dict.fromkeys(self._phones(row))],
            schedules=self._schedules(row, words["byday"][0]),
            status=next(iter(words["status"][0]), "active"),
            attributes=[*self._cells(row, "attributes"), *(word for _, unknown in words.values() for word in unknown)],
            location=place if "in_person" in modes or not modes else {"location_type": "virtual"},
        )

    def _schedules(self, row: dict[str, Any], byday: list[str]) -> list[dict[str, Any]]:
        """What the row says about time: a weekly rule when days have their own column, the words of the others."""
        found = {field: self._text(row, field) for field in _TIMES}
        found["description"] = self._text(row, "schedule")
        if not byday and not any(found.values()):
            return []
        return [found | {"byday": byday, "freq": "WEEKLY" if byday else None}]

    def _flagged(self, row: dict[str, Any], field: str) -> bool:
        return any(text.strip().casefold() in _YES for text in self._items(row, field))

    def _phones(self, row: dict[str, Any]) -> Iterable[str]:
        """The numbers; one whose flag (the column of `phone_private` in the same position) says private is left out."""
        flags = self.columns.get("phone_private", [])
        for place, column in enumerate(self.columns.get("phone", [])):
            private = place < len(flags) and any(
                text.strip().casefold() in _YES for found in at(row, flags[place]) for text in texts(found)
            )
            if not private:
                yield from (text for found in at(row, column) for text in texts(found))

    def _items(self, row: dict[str, Any], field: str) -> list[str]:
        """The texts of a field: one a column, or one a list item."""
        return [text for column in self.columns.get(field, []) for found in at(row, column) for text in texts(found)]

    def _text(self, row: dict[str, Any], field: str) -> str | None:
        """A field as one text: columns in their order, the items of a list with commas."""
        cells = (
            ", ".join(text for found in at(row, column) for text in texts(found))
            for column in self.columns.get(field, [])
        )
        return " ".join(cell for cell in cells if cell) or None

    def _cells(self, row: dict[str, Any], field: str) -> list[str]:
        """The single values of a field; a cell the source file knows as a whole is not split."""
        known = {word.strip().casefold() for word in self.source.values.get(field, {})}
        marks = "[;,]" if field in _COMMAS else ";"
        whole = self._items(row, field)
        parts = [part for cell in whole for part in ([cell] if cell.casefold() in known else re.split(marks, cell))]
        return [part.strip() for part in parts if part.strip()]

    def _key(self, row: dict[str, Any]) -> str:
        place = ("address_1", "address_2", "city", "postal_code", "latitude", "longitude")
        words = [self._text(row, field) for field in ("name", *place, "schedule")]
        # Only where there are any: a table without such columns keeps the keys it has always had.
        more = [text for field in ("location_name", "byday", *_TIMES) if (text := self._text(row, field))]
        return content_key(*words, *more)


def _listed(columns: str | list[str]) -> list[str]:
    return [columns] if isinstance(columns, str) else columns
