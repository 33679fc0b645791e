"""Any table or array of objects, read through `[columns]` and `[values]` of its source file (field names of HSDS)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from crawlers.base import FeedSpider
from crawlers.columns import Columns
from crawlers.joins import Joins, without_joined
from crawlers.paths import at
from crawlers.payload import Payload
from crawlers.values import Words
from data.errors import FeedError, RowError
from data.ids import content_key
from data.model import Record
from data.sources.fields import FIELDS, TEXTS, TIMES, WORDS

_VISIBILITY = {"full": "full", "partial": "partial"}
# Times of one place: a list with more is none of times.
_MOST_SCHEDULES = 100


class TableSpider(FeedSpider):
    """One row is one listing. Words that `[values]` does not know are kept as attributes, never guessed.

    A subclass gives `name` and `split`. `endings` are the files it reads of an archive or a folder of several;
    `own_columns` are read where the source file maps nothing to the field.
    """

    endings: ClassVar[tuple[str, ...]]
    own_columns: ClassVar[dict[str, str]] = {}
    # Set by a feed that is asked for page by page: there are rows yet to come.
    unfinished = False
    # When any row of the feed was changed last, where the feed says so: no row is fresher.
    edited: datetime | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = Columns(self.source, self.own_columns)
        self._translate = Words(self.source).translate
        joined = tuple(f"{join.name}." for join in self.source.join)
        named = (*self.columns.mapped, *(join.on for join in self.source.join), *_skipped_by(self.source.skip))
        inside = self.source.columns.get("schedules")
        inner = {*TIMES, "byday", "week", "schedule"} if inside else set()
        within = {column for field in inner for column in self.columns.names.get(field, [])}
        self.mapped = tuple(
            one for one in dict.fromkeys(named) if not f"{one}.".startswith(joined) and one not in within
        )
        self._unseen = set(self.mapped)

    def split(self, payload: Payload) -> Iterable[Any]:
        """Yield the rows of one file as objects; a RowError among them is a row that could not be split off."""
        raise NotImplementedError

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the rows of the tables. Raises FeedError for a field that does not exist."""
        self.check_fields()
        if "name" not in self.source.columns:
            raise FeedError("[columns] does not say which column is the name", code="no-column", field="name")
        joins = Joins(self.source, payloads)
        files = without_joined(self.source, payloads)
        for payload in files:
            if len(files) == 1 or payload.name.lower().endswith(self.endings):
                for row in self.split(payload):
                    if self._unseen:
                        self._unseen -= {column for column in self._unseen if at(row, column)}
                    yield joins.of(row) if isinstance(row, dict) else row
        if not self.unfinished:
            for column in sorted(self._unseen):
                self.tally.say(f"warning: no row has {column!r}, which [columns] names")

    def check_fields(self) -> None:
        """Raise FeedError when `[columns]` or `[values]` fill a field that does not exist."""
        for field in [*self.source.columns, *self.source.values]:
            if field not in FIELDS:
                known = ", ".join(sorted(FIELDS))
                raise FeedError(
                    f"there is no field {field!r}{_close(field)}; there are {known}", code="unknown-field", field=field
                )

    def record(self, row: Any) -> Record:
        """Return the listing of a row; without an id column its key is a hash of name, place and time."""
        columns = self.columns
        record = columns.text(row, "id") if columns.has("id") else self._key(row)
        columns.check(row, record)
        if columns.flagged(row, "exclude"):
            raise RowError("the source says not to publish it", code="excluded", record=record)
        words = {field: self._words(row, field) for field in (*WORDS, "status")}
        address, point = columns.address(row), columns.point(row)
        can_go = bool(address["address_1"] or point["latitude"])
        modes = words["modes"][0] or (["in_person"] if can_go else [])
        organization = columns.text(row, "organization")
        schedules, unknown_days = self._schedules(row)
        unknown = [*(word for _, found in words.values() for word in found), *unknown_days]
        place = {
            "name": columns.text(row, "location_name"),
            "description": columns.text(row, "location_description"),
            "transportation": columns.text(row, "transportation"),
            "accessibility": columns.cells(row, "accessibility"),
            "visibility": self._visibility(row),
            "address": address,
        }
        return self.make(
            record,
            **{field: columns.text(row, field) for field in TEXTS},
            **{field: words[field][0] for field in ("needs", "cost", "languages", "audiences")},
            modes=modes,
            organization={"name": organization} if organization else None,
            phones=[{"number": number} for number in dict.fromkeys(columns.phones(row))],
            schedules=schedules,
            status=next(iter(words["status"][0]), None),
            attributes=list(dict.fromkeys([*columns.cells(row, "attributes"), *unknown])),
            location=place | point if "in_person" in modes or not modes else {"location_type": "virtual"},
            last_modified=columns.moment(row, "last_modified") or self.edited,
            confirmed=columns.day(row, "confirmed"),
        )

    def _words(self, row: Any, field: str) -> tuple[list[str], list[str]]:
        if not self.columns.has(field):
            return [], []
        return self._translate(field, self.columns.cells(row, field))

    def _visibility(self, row: Any) -> str:
        """Whether an address may be shown. A word that says neither is taken for a wish to hide it."""
        if self.columns.flagged(row, "address_private"):
            return "hidden"
        found = self.columns.text(row, "visibility")
        if not found:
            return "full"
        known = _VISIBILITY | {one.casefold(): ours for one, ours in self.source.values.get("visibility", {}).items()}
        return known.get(found.casefold(), "hidden")

    def _schedules(self, row: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
        """What a row says about time, and the words for days that mean none.

        Where `schedules` names a list of objects each is one schedule, and the other columns stand in it.
        """
        several = self.columns.objects(row, "schedules") if "schedules" in self.columns.names else [row]
        found, unknown = [], []
        for one in several[:_MOST_SCHEDULES]:
            byday, words = self._words(one, "byday")
            unknown += words
            schedule = self._schedule(one, byday)
            if byday or any(value for field, value in schedule.items() if field not in ("byday", "freq")):
                found.append(schedule)
        return found, unknown

    def _schedule(self, row: dict[str, Any], byday: list[str]) -> dict[str, Any]:
        """A weekly rule when days have their own column, a monthly one with a `week`, the words of the others."""
        texts = {field: self.columns.text(row, field) for field in (*TIMES, "schedule", "week")}
        start = self.columns.day(row, "dtstart")
        unread = None if start else texts["dtstart"]
        week = texts["week"] if texts["week"] in ("1", "2", "3", "4", "5", "-1") else None
        return {
            "opens_at": texts["opens_at"],
            "closes_at": texts["closes_at"],
            "dtstart": start,
            "valid_from": self.columns.day(row, "valid_from"),
            "valid_to": self.columns.day(row, "valid_to"),
            "description": " ".join(part for part in (unread, texts["schedule"]) if part) or None,
            "byday": [f"{week}{day}" for day in byday] if week else byday,
            "freq": ("MONTHLY" if week else "WEEKLY") if byday else None,
        }

    def _key(self, row: dict[str, Any]) -> str:
        place = ("address_1", "address_2", "city", "postal_code", "latitude", "longitude")
        words = [self.columns.text(row, field) for field in ("name", *place, "schedule")]
        # Only where there are any: a table without such columns keeps the keys it has always had.
        later = ("location_name", "byday", *TIMES, "address", "point", "week")
        more = [text for field in later if (text := self.columns.text(row, field))]
        return content_key(*words, *more)


def _skipped_by(skip: dict[str, dict[str, str | list[str]]]) -> list[str]:
    return [column for columns in skip.values() for column in columns]


def _close(field: str) -> str:
    """A field of nearly that name, or one that begins so."""
    found = difflib.get_close_matches(field, FIELDS, n=1) or [one for one in sorted(FIELDS) if one.startswith(field)]
    return f" (is it {found[0]}?)" if found else ""
