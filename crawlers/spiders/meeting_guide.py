"""Meeting Guide JSON (code4recovery, "Meeting Guide API" specification): AA, Al-Anon and others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from crawlers.base import FeedSpider
from crawlers.codes import explain
from crawlers.payload import Payload
from crawlers.readers import read_array
from crawlers.values import note_unmapped
from data.cleaning.address import clean_address, split_formatted
from data.cleaning.clock import weekday_from_sunday
from data.cleaning.meeting_notes import rule_in_notes
from data.cleaning.points import place_of
from data.cleaning.text import clean_text
from data.errors import RowError
from data.model import Address, Record

_ATTENDANCE = {"in_person": ["in_person"], "hybrid": ["in_person", "online"], "online": ["online"], "inactive": []}
_PLACE_CLOSED = "The usual place is temporarily closed."
_DAY_NAMES = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


class MeetingGuideSpider(FeedSpider):
    """One row is one weekly meeting; `day` 0 is Sunday. Contact and payment fields are never carried."""

    name = "meeting-guide"

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the meetings of the array."""
        self._meetings = [row for payload in payloads for row in read_array(payload, "meetings")]
        return self._meetings

    def record(self, row: Any) -> Record:
        """Return the meeting of a row."""
        types = row.get("types") or []
        if not isinstance(types, list):
            raise RowError(f"types is {str(types)[:40]!r}", code="wrong-type", record=row.get("slug"), field="types")
        meaning = explain("meeting_guide", [str(code) for code in types])
        note_unmapped(self.source, "codes", meaning.unknown)
        modes = _modes(row, types)
        return self.make(
            row.get("slug"),
            name=row.get("name"),
            description="\n".join(str(row[key]) for key in ("notes", "group_notes") if row.get(key)) or None,
            organization={"name": self.source.organization or row.get("entity") or row.get("group") or row.get("name")},
            record_url=row.get("url") or None,
            url=row.get("website") or row.get("url") or None,
            phones=[{"number": row["phone"]}] if row.get("phone") else [],
            location=self._location(row, "in_person" in modes, meaning.accessibility),
            modes=modes,
            attendance=_attendance(row) if "online" in modes else None,
            schedules=self._schedules(row, "in_person" in modes),
            status=_status(row, modes),
            alert=_PLACE_CLOSED if "TC" in types and modes else None,
            attributes=[*meaning.attributes, *(text for text in [row.get("district")] if text)],
            audiences=meaning.audiences,
            languages=meaning.languages,
            last_modified=_utc(row.get("updated")),
        )

    def _location(self, row: dict[str, Any], can_go: bool, accessibility: list[str]) -> dict[str, Any]:
        address = _address(row, self.source.country)
        if not can_go:
            # The point of an online meeting is where its group comes from, never a place to go to.
            return {"location_type": "virtual", "name": row.get("location") or None}
        approximate = str(row.get("approximate", "")).lower() in ("yes", "true", "1")
        return {
            "name": row.get("location") or None,
            "description": row.get("location_notes") or None,
            "address": address,
            "latitude": row.get("latitude") or None,
            "longitude": row.get("longitude") or None,
            "precision": "approximate" if approximate or not address.address_1 else None,
            "accessibility": accessibility,
        }

    @cached_property
    def _only_zone(self) -> str | None:
        """The zone of all places of a list, where there is only one: its online meetings keep that too."""
        zones = {self._zone(row) for row in self._meetings if isinstance(row, dict)} - {None}
        return next(iter(zones)) if len(zones) == 1 else None

    def _zone(self, row: dict[str, Any]) -> str | None:
        """The time zone a row or its address says; an online meeting keeps the time of where its group comes from."""
        said = row.get("timezone")
        if isinstance(said, str) and said:
            return said
        try:
            address = _address(row, self.source.country)
        except ValidationError:
            return None
        place = place_of(clean_address(address.model_copy(update={"address_1": None}), self.source.country))
        return place.timezone if place else None

    def _schedules(self, row: dict[str, Any], can_go: bool) -> list[dict[str, Any]]:
        days = row.get("day")
        byday = [_weekday(day, row) for day in (days if isinstance(days, list) else [days]) if day not in (None, "")]
        if not byday and not row.get("time"):
            return []
        zone = row.get("timezone") or None
        if not (zone or can_go or self.source.timezone):
            zone = self._zone(row) or self._only_zone
        schedule = {"opens_at": row.get("time") or None, "closes_at": row.get("end_time") or None,
                    "timezone": zone, "byday": byday}  # fmt: skip
        if len(byday) == 1:
            notes = (clean_text(str(row[key])) for key in ("notes", "group_notes") if row.get(key))
            return [schedule | rule_in_notes("\n".join(filter(None, notes)), byday[0])]
        return [schedule | {"freq": "WEEKLY" if byday else None}]


def _status(row: dict[str, Any], modes: list[str]) -> str | None:
    """TC that is no longer among the types says open again; a feed without types and option says nothing."""
    if not modes:
        return "temporarily closed"
    return "active" if "types" in row or str(row.get("attendance_option")) in _ATTENDANCE else None


def _modes(row: dict[str, Any], types: list[Any]) -> list[str]:
    """Where a meeting takes place: the feed's own word, else ONL, TC and the presence of a link."""
    said = row.get("attendance_option")
    if isinstance(said, str) and said in _ATTENDANCE:
        return _ATTENDANCE[said]
    online = "ONL" in types or bool(row.get("conference_url") or row.get("conference_phone"))
    place = bool(row.get("address") or row.get("formatted_address") or row.get("location") or row.get("coordinates"))
    return [*(["in_person"] if place and "TC" not in types else []), *(["online"] if online else [])]


def _attendance(row: dict[str, Any]) -> dict[str, Any]:
    notes = [row.get("conference_url_notes"), row.get("conference_phone_notes")]
    return {
        "url": row.get("conference_url") or None,
        "phone": row.get("conference_phone") or None,
        "notes": "\n".join(str(note) for note in notes if note) or None,
    }


def _address(row: dict[str, Any], country: str) -> Address:
    formatted = row.get("formatted_address")
    if isinstance(formatted, str) and formatted and not row.get("city"):
        return split_formatted(formatted, country)
    return Address(
        address_1=row.get("address") or None,
        city=row.get("city") or None,
        state_province=row.get("state") or None,
        postal_code=row.get("postal_code") or None,
        country=row.get("country") or None,
    )


def _weekday(day: Any, row: dict[str, Any]) -> str:
    name = str(day).strip().lower()
    number = _DAY_NAMES.index(name) if name in _DAY_NAMES else int(name) if re.fullmatch("[0-9]", name) else -1
    weekday = weekday_from_sunday(number)
    if weekday is None:
        raise RowError(
            f"{day!r} is not a day from 0 (Sunday) to 6", code="bad-day", record=row.get("slug"), field="day"
        )
    return weekday


def _utc(value: Any) -> str | None:
    """`updated` is UTC without saying so; zeros stand for never."""
    text = str(value or "")
    return f"{text.replace(' ', 'T')}Z" if len(text) == 19 and not text.startswith("0000") else None
