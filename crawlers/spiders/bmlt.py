"""BMLT root servers (Narcotics Anonymous and others): GetSearchResults JSON and JSONP, and admin API v3.

Field names: bmlt-server semantic API, "GetSearchResults". There `weekday_tinyint` 1 is Sunday and every
value is a string; in the v3 admin API `day` 0 is Sunday.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from crawlers.base import FeedSpider
from crawlers.bmlt import Beside
from crawlers.codes import explain
from crawlers.payload import Payload
from crawlers.values import note_unmapped
from data.cleaning.clock import add_minutes, clean_time, weekday_from_sunday
from data.errors import FeedError, RowError
from data.model import Record

_VENUES = {"1": ["in_person"], "2": ["online"], "3": ["in_person", "online"]}


class BmltSpider(FeedSpider):
    """One row is one weekly meeting. A virtual meeting's coordinates are the server's default, never a place."""

    name = "bmlt"

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the meetings; lists of formats and service bodies beside them say what their keys and ids mean."""
        self._beside = Beside()
        meetings = [rows for payload in payloads if (rows := self._beside.take(payload)) is not None]
        if not meetings:
            raise FeedError("the feed holds formats, service bodies or server facts, no meetings", code="no-rows")
        for rows in meetings:
            yield from rows

    def record(self, row: Any) -> Record:
        """Return the meeting of a row. Raises RowError for one that is not published."""
        record = row.get("id_bigint") or row.get("id")
        if not record:
            raise RowError("the row has no id", code="no-id")
        if str(row.get("published", "1")) in ("0", "False"):
            raise RowError("the meeting is not published", code="unpublished", record=str(record))
        keys = self._beside.keys_of(row)
        meaning = explain("bmlt", keys)
        note_unmapped(self.source, "codes", meaning.unknown)
        modes = _modes(row, keys)
        return self.make(
            record,
            name=row.get("meeting_name") or row.get("name"),
            description=row.get("comments") or None,
            organization={"name": self.source.organization or self._beside.body_of(row) or self.source.name},
            location=self._location(row, meaning.accessibility)
            if "in_person" in modes
            else {"location_type": "virtual"},
            modes=modes,
            attendance=_attendance(row) if "online" in modes else None,
            schedules=[_schedule(row, str(record))],
            status=_status(row, modes),
            attributes=meaning.attributes + self._beside.names_of(meaning.unknown),
            audiences=meaning.audiences,
            languages=meaning.languages,
        )

    def _location(self, row: dict[str, Any], accessibility: list[str]) -> dict[str, Any]:
        trains = [row.get("train_lines"), row.get("bus_lines")]
        return {
            "name": row.get("location_text") or None,
            "description": row.get("location_info") or None,
            "transportation": "\n".join(str(line) for line in trains if line) or None,
            "latitude": _first(row, "latitude", "lat"),
            "longitude": _first(row, "longitude", "long"),
            "accessibility": accessibility,
            "address": {
                "address_1": row.get("location_street") or None,
                "city": row.get("location_municipality") or row.get("location_city_subsection") or None,
                "region": row.get("location_sub_province") or None,
                "state_province": row.get("location_province") or None,
                "postal_code": row.get("location_postal_code_1") or None,
                "country": row.get("location_nation") or None,
            },
        }


def _status(row: dict[str, Any], modes: list[str]) -> str | None:
    """A row without formats and venue type says nothing of being open."""
    if not modes:
        return "temporarily closed"
    return "active" if {"formats", "venue_type", "venueType"} & row.keys() else None


def _modes(row: dict[str, Any], keys: list[str]) -> list[str]:
    """Old servers have no `venue_type`; there the formats VM, HY and TC say it."""
    if "HY" in keys:
        return ["in_person", "online"]
    if "VM" in keys or row.get("temporarilyVirtual") is True:
        return ["online"]
    venue = _VENUES.get(str(row.get("venue_type") or row.get("venueType") or "1"), ["in_person"])
    return [mode for mode in venue if mode != "in_person" or "TC" not in keys]


def _schedule(row: dict[str, Any], record: str) -> dict[str, Any]:
    field, sunday = ("day", 0) if "day" in row else ("weekday_tinyint", 1)
    number = str(row.get(field))
    weekday = weekday_from_sunday(int(number) - sunday) if re.fullmatch("[0-9]", number) else None
    if weekday is None:
        message = f"{row.get(field)!r} is not a day from {sunday} (Sunday) to {sunday + 6}"
        raise RowError(message, code="bad-day", record=record, field=field)
    opens = _first(row, "start_time", "startTime")
    start, length = clean_time(_text(opens)), clean_time(_text(_first(row, "duration_time", "duration")))
    minutes = int(length[:2]) * 60 + int(length[3:]) if length else 0
    return {
        "freq": "WEEKLY",
        "byday": [weekday],
        "opens_at": opens,
        "closes_at": add_minutes(start, minutes) if start and minutes else None,
        "timezone": row.get("time_zone") or row.get("timeZone") or None,
    }


def _attendance(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "url": row.get("virtual_meeting_link") or None,
        "phone": row.get("phone_meeting_number") or None,
        "notes": row.get("virtual_meeting_additional_info") or None,
    }


def _first(row: dict[str, Any], *names: str) -> Any:
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
