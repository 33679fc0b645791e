"""When a schema.org object takes place or is open: openingHours, openingHoursSpecification, eventSchedule, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from crawlers.schema_org.values import listed, objects, text
from data.errors import RowError

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY_OF = {day.lower(): day for day in _DAYS}
_HOURS = re.compile(r"^(?P<days>[A-Za-z,\- ]+?)\s+(?P<opens>\d{1,2}:\d\d)\s*[-–]\s*(?P<closes>\d{1,2}:\d\d)$")


def schedules(thing: dict[str, Any], zone: str | None) -> Iterator[dict[str, Any]]:
    """Yield the schedules of an object, as fields of `data.model.Schedule`. Raises RowError for a date that is none."""
    for hours in objects(thing, "openingHoursSpecification"):
        days = _weekdays(hours.get("dayOfWeek"))
        opens, closes = text(hours.get("opens")), text(hours.get("closes"))
        if opens and opens != closes:
            closes = _end(opens, closes)
            yield {"freq": "WEEKLY" if days else None, "byday": days, "opens_at": opens, "closes_at": closes,
                   "valid_from": _day(hours.get("validFrom")), "valid_to": _day(hours.get("validThrough"))}  # fmt: skip
    for line in filter(None, map(text, listed(thing.get("openingHours")))):
        yield _opening_hours(line)
    planned = objects(thing, "eventSchedule")
    for plan in planned:
        yield _event_schedule(plan, zone)
    if not planned and text(thing.get("startDate")):
        yield _dated(thing, zone)


def _opening_hours(line: str) -> dict[str, Any]:
    """`Mo-Fr 09:00-17:00`, `Tu,Th 16:00-20:00`; anything else stays as words."""
    found = _HOURS.match(line[:100])
    days = _day_range(found["days"]) if found else []
    if not found or not days:
        return {"description": line}
    closes = _end(found["opens"], found["closes"])
    return {"freq": "WEEKLY", "byday": days, "opens_at": found["opens"], "closes_at": closes}


def _end(opens: str, closes: str | None) -> str | None:
    """00:00 to 23:59 is how schema.org says the whole day."""
    return "24:00" if closes and (opens[:5], closes[:5]) == ("00:00", "23:59") else closes


def _day_range(found: str) -> list[str]:
    days: list[str] = []
    for part in found.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        ends = [_DAY_OF.get(name[:2].lower()) for name in (first, last or first)]
        if not all(ends):
            return []
        at, to = (_DAYS.index(str(day)) for day in ends)
        days += [_DAYS[(at + step) % 7] for step in range((to - at) % 7 + 1)]
    return list(dict.fromkeys(days))


def _weekdays(value: Any) -> list[str]:
    """`https://schema.org/Monday`, `Monday`, `Mo`; holidays and other days are left out."""
    names = [(text(one) or "").rsplit("/", 1)[-1] for one in listed(value)]
    return [day for day in (_DAY_OF.get(name[:2].lower()) for name in names if not name.startswith("Public")) if day]


def _event_schedule(plan: dict[str, Any], zone: str | None) -> dict[str, Any]:
    every = re.fullmatch(r"P(\d+)([DWM])", text(plan.get("repeatFrequency")) or "")
    weeks = [str(week) for week in listed(plan.get("byMonthWeek"))]
    plain = [str(day) for day in listed(plan.get("byDay")) if re.fullmatch(r"-?\d?[A-Z]{2}", str(day))]
    days = plain or [f"{week}{day}" for week in weeks or [""] for day in _weekdays(plan.get("byDay"))]
    return {
        "freq": {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY"}[every[2]] if every else None,
        "interval": int(every[1]) if every and every[1] != "1" else None,
        "byday": days,
        "bymonthday": listed(plan.get("byMonthDay")),
        "dtstart": _day(plan.get("startDate")),
        "valid_to": _day(plan.get("endDate")),
        "opens_at": text(plan.get("startTime")),
        "closes_at": text(plan.get("endTime")),
        "timezone": text(plan.get("scheduleTimezone")) or zone,
        "description": None if every else text(plan.get("repeatFrequency")),
    }


def _dated(thing: dict[str, Any], zone: str | None) -> dict[str, Any]:
    start, end = _moment(text(thing["startDate"]), zone), _moment(text(thing.get("endDate")), zone)
    assert start is not None
    timed = "T" in (text(thing["startDate"]) or "")
    same_day = end is not None and end.date() == start.date() and end != start
    return {
        "dtstart": start.date(),
        "valid_to": end.date() if end and not same_day else None,
        "opens_at": f"{start:%H:%M}" if timed else None,
        "closes_at": f"{end:%H:%M}" if timed and end and same_day else None,
        "timezone": zone or ("UTC" if start.utcoffset() == timedelta(0) else None),
    }


def _moment(value: str | None, zone: str | None) -> datetime | None:
    """A date-time as wall time of `zone`, or as written where no zone is known."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(ZoneInfo(zone)) if moment.tzinfo and zone else moment
    except (ValueError, OverflowError):
        raise RowError(f"{value[:40]!r} is not a date", code="bad-date", field="startDate") from None


def _day(value: Any) -> str | None:
    return (text(value) or "")[:10] or None
