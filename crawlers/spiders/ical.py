"""iCalendar feeds (RFC 5545): library workshops, walking groups, parish events."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import rrulestr
from icalendar import Event
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON
from pydantic import ValidationError

from crawlers.base import FeedSpider
from crawlers.payload import Payload
from crawlers.readers import read_text
from crawlers.values import mapped
from data.cleaning.address import split_formatted
from data.cleaning.clock import WEEKDAYS
from data.errors import FeedError, RowError
from data.model import Record

_ZONE = re.compile(r"^X-WR-TIMEZONE:(.+)$", re.MULTILINE)
_CARRIED = {"UID", "SUMMARY", "DTSTART", "DTEND", "DURATION", "RRULE", "GEO", "STATUS"}
# What the library raises over damaged values, some only when they are used (`TZID=America` opens a folder).
_BREAKS = (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, OSError)
# A rule with a count is walked to its last date; one with more dates than this has no end worth knowing.
_MOST_DATES = 1000


class IcalSpider(FeedSpider):
    """One VEVENT is one listing. Each is parsed alone, so a broken one costs no other. No organizer is carried."""

    name = "ical"

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the events; one that is cut short or has a broken property we need is a RowError."""
        for payload in payloads:
            text = read_text(payload).replace("\r\n", "\n").replace("\r", "\n")
            if "BEGIN:VCALENDAR" not in text:
                raise FeedError(f"{payload.name} is not an iCalendar file", code="not-ical")
            found = _ZONE.search(text)
            self._zone = _iana(found[1].strip() if found else None) or self.source.timezone
            yield from map(_event, _blocks(text))

    def record(self, row: Any) -> Record:
        """Return the listing of an event. Raises RowError for a changed date of a series."""
        uid = str(row.get("UID", ""))
        needs = self._chosen(uid, row)
        if "RECURRENCE-ID" in row:
            raise RowError("a changed date of a series", code="changed-date", record=uid)
        try:
            return self._listing(uid, row, needs)
        except ValidationError:
            raise
        except _BREAKS as error:
            raise RowError(f"the event cannot be read: {error!r}", code="broken-event", record=uid) from None

    def _chosen(self, uid: str, row: Event) -> list[str]:
        """The needs that title and categories speak of; most events of a town's calendar are not help."""
        words = "\n".join([str(row.get("SUMMARY", "")), *_categories(row)])
        if self.source.exclude and re.search(self.source.exclude, words, re.IGNORECASE):
            raise RowError("a kind of event that is left out", code="other-kind", record=uid)
        found = [need for title, need in self.source.titles.items() if re.search(title, words, re.IGNORECASE)]
        if self.source.titles and not found:
            raise RowError("no word of the title says what people would look for", code="other-kind", record=uid)
        return list(dict.fromkeys(found))

    def _listing(self, uid: str, row: Event, needs: list[str]) -> Record:
        categories = _categories(row)
        location, online = _location(row, self.source.country)
        in_person = ["in_person"] if location["location_type"] == "physical" and len(location) > 1 else []
        url = str(row.get("URL", "")) or None
        return self.make(
            uid,
            name=str(row.get("SUMMARY", "")),
            description=str(row.get("DESCRIPTION", "")) or None,
            url=url,
            record_url=url,
            location=location,
            modes=[*in_person, *(["online"] if online else [])],
            attendance={"url": online} if online else None,
            schedules=[self._schedule(row)],
            status="inactive" if str(row.get("STATUS", "")).upper() == "CANCELLED" else "active",
            attributes=categories,
            needs=list(dict.fromkeys([*needs, *mapped(self.source, "needs", categories)])),
            **{field: mapped(self.source, field, categories) for field in ("cost", "languages", "audiences")},
            problems=[
                {"field": "event", "value": str(error)[:200], "reason": "cannot be read"} for _, error in row.errors
            ],
        )

    def _schedule(self, event: Event) -> dict[str, Any]:
        if "DTSTART" not in event:
            raise RowError("the event does not say when", code="no-time", record=str(event["UID"]), field="DTSTART")
        start = event["DTSTART"].dt
        schedule: dict[str, Any] = {"dtstart": start}
        if isinstance(start, datetime):
            zone = _iana(event["DTSTART"].params.get("TZID"))
            start = self._local(start)
            end = self._local(event["DTEND"].dt) if "DTEND" in event else start + _length(event)
            schedule = {
                "dtstart": start.date(),
                "opens_at": f"{start:%H:%M}",
                "closes_at": None if end == start else "24:00" if f"{end:%H:%M}" == "00:00" else f"{end:%H:%M}",
                "timezone": zone or self._zone or ("UTC" if start.tzinfo else None),
            }
        return schedule | _repeats(event, start) | {"exdate": _left_out(event, schedule.get("timezone"))}

    def _local(self, moment: datetime) -> datetime:
        """The wall time where the event is; feeds in UTC are moved to the calendar's own zone."""
        if not isinstance(moment, datetime) or moment.utcoffset() != timedelta(0) or not self._zone:
            return moment
        return moment.astimezone(ZoneInfo(self._zone))


def _blocks(text: str) -> Iterator[str]:
    """The VEVENT parts of a calendar as text; one that is not closed ends where the next begins."""
    lines: list[str] | None = None
    for line in text.split("\n"):
        if line == "BEGIN:VEVENT":
            if lines:
                yield "\n".join(lines)
            lines = []
        if lines is not None:
            lines.append(line)
        if line == "END:VEVENT" and lines:
            yield "\n".join(lines)
            lines = None
    if lines:
        yield "\n".join(lines)


def _event(block: str) -> Event | RowError:
    uid = next((line[4:] for line in block.split("\n") if line.startswith("UID:")), None)
    if not block.endswith("END:VEVENT"):
        return RowError("the event is cut short", code="broken-event", record=uid)
    try:
        event = Event.from_ical(block.replace("\n", "\r\n") + "\r\n")
    except _BREAKS as error:
        return RowError(f"the event cannot be read: {error}", code="broken-event", record=uid)
    broken = next(((name, error) for name, error in event.errors if name in _CARRIED), None)
    if broken:
        return RowError(str(broken[1]), code="broken-event", record=uid, field=broken[0])
    return event


def _categories(row: Event) -> list[str]:
    return [str(category) for category in row.categories]


def _iana(name: str | None) -> str | None:
    if name is None:
        return None
    return name if name in _zones() else WINDOWS_TO_OLSON.get(name)


@cache
def _zones() -> set[str]:
    return available_timezones()


def _length(event: Event) -> timedelta:
    return event["DURATION"].dt if "DURATION" in event else timedelta(0)


def _repeats(event: Event, start: date) -> dict[str, Any]:
    """The rule of a series in HSDS words; a frequency HSDS does not have is only said."""
    rule = event.get("RRULE")
    if not rule:
        return {}
    rule = rule[0] if isinstance(rule, list) else rule
    freq = rule["FREQ"][0]
    if freq not in ("WEEKLY", "MONTHLY", "DAILY"):
        return {"description": f"Repeats {freq.lower()}."}
    days = [str(day) for day in rule.get("BYDAY", [])]
    which = rule.get("BYSETPOS", [])
    month_days = [int(day) for day in rule.get("BYMONTHDAY", [])]
    if freq == "WEEKLY" and not days:
        days = [WEEKDAYS[(start.weekday() + 1) % 7]]
    if freq == "MONTHLY" and not days and not month_days:
        month_days = [start.day]
    return {
        "freq": freq,
        "interval": rule.get("INTERVAL", [None])[0],
        "byday": [f"{number}{day}" for number in which for day in days] if which else days,
        "bymonthday": month_days,
        "valid_to": _last_date(rule, start),
    }


def _last_date(rule: Any, start: date) -> date | None:
    if "UNTIL" in rule:
        until = rule["UNTIL"][0]
        zone = start.tzinfo if isinstance(start, datetime) else None
        moved = until.astimezone(zone) if isinstance(until, datetime) and until.tzinfo and zone else until
        return moved.date() if isinstance(moved, datetime) else moved
    count = rule.get("COUNT", [0])[0]
    if not 0 < count <= _MOST_DATES:
        return None
    first = datetime(start.year, start.month, start.day)  # noqa: DTZ001 - only dates are counted
    *_, last = islice(rrulestr(rule.to_ical().decode(), dtstart=first), count)
    return last.date()


def _left_out(event: Event, zone: str | None) -> list[date]:
    """The days on which a series does not take place (EXDATE), in the zone of the event."""
    found = event.get("EXDATE", [])
    days = set()
    for one in (one.dt for group in (found if isinstance(found, list) else [found]) for one in group.dts):
        moved = one.astimezone(ZoneInfo(zone)) if isinstance(one, datetime) and one.tzinfo and zone else one
        days.add(moved.date() if isinstance(moved, datetime) else moved)
    return sorted(days)


def _location(event: Event, country: str) -> tuple[dict[str, Any], str | None]:
    """The place of an event, and the link where it is held when LOCATION is one."""
    text = " ".join(str(event.get("LOCATION", "")).split())
    if text.startswith(("http://", "https://")):
        return {"location_type": "virtual"}, text
    place: dict[str, Any] = {"location_type": "physical"}
    if "GEO" in event:
        place |= {"latitude": event["GEO"].latitude, "longitude": event["GEO"].longitude}
    if not text:
        return place, None
    address = split_formatted(text, country)
    if not address.state_province and not re.search(r"\d", text):
        return place | {"name": text}, None
    name, _, street = (address.address_1 or "").partition(", ")
    if street and not re.search(r"\d", name):
        place["name"], address.address_1 = name, street
    return place | {"address": address}, None
