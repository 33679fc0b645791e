"""Opening hours and recurrence rules as our schedules.

Formats: HSDS 3.1 "schedule" (RFC 5545 parts), HSDS 1.1 "regular_schedule" and Ohana (one weekday a row). `wkst` is
the day a week begins on, not a day of opening. Weekday numbers are those of ISO 8601: 1 is Monday, 7 Sunday, and 0,
where it is used, Sunday too. `original_text` is what somebody wrote before a program made rows of it; where it is
plain it counts, because such programs lose lines ("Mon-Fri 9am-5pm; Sat 9am-noon" gives a Saturday until five).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawlers.hsds.values import Object, split_words, text
from crawlers.moments import day
from data.cleaning.clock import clean_time, is_byday
from data.cleaning.schedule_text import read_schedules
from data.cleaning.text import clean_text
from data.model import Schedule

_WEEK = ("SU", "MO", "TU", "WE", "TH", "FR", "SA", "SU")
# An offset behind a time, or the date that some write before it.
_NOT_CLOCK = re.compile(r"(?<=\d)(?:Z|[+-]\d\d:?\d\d)$|^\d{4}-\d\d-\d\d[T ]")
_NOT_SAID = {
    "WEEKLY": "Weekly; the source does not say on which day",
    "MONTHLY": "Monthly; the source does not say when",
}


def schedules_of(found: list[Object]) -> list[dict[str, Any] | Schedule]:
    """Return our schedules; those that are objects are shared: do not change them.

    Rows of one weekday each with the same hours and words become one schedule.
    """
    if not found:
        return []
    if stated := _originally(found):
        return [*stated]
    weekly: dict[tuple[Any, ...], dict[str, Any]] = {}
    schedules: list[dict[str, Any]] = []
    for one in found:
        if not text(one, "weekday"):
            schedules.append(_ruled(one))
            continue
        schedule = _weekly(one)
        days = schedule.pop("byday")
        same = weekly.setdefault(tuple(sorted((key, str(value)) for key, value in schedule.items())), schedule)
        if "byday" not in same:
            schedules.append(same)
        same["byday"] = list(dict.fromkeys([*same.get("byday", []), *days]))
    return [one for index, one in enumerate(schedules) if any(one.values()) and one not in schedules[:index]]


def _originally(found: list[Object]) -> list[Schedule]:
    """The rules of the text that all rows were made from, when it is one and wholly understood."""
    first = text(found[0], "original_text")
    if not first or not all(text(one, "original_text") == first and text(one, "weekday") for one in found):
        return []
    original = clean_text(first)
    rules = read_schedules(original) if original else ()
    limits = {name: value for name, value in _while(found[0]).items() if value} if rules else {}
    return [rule.model_copy(update=limits) for rule in rules] if limits else [*rules]


def _weekly(found: Object) -> dict[str, Any]:
    word = text(found, "weekday") or ""
    days = [code for part in split_words(word) if (code := _weekday(part))]
    schedule = _common(found)
    if not days:
        schedule["description"] = "\n".join(filter(None, (word, schedule["description"])))
    return schedule | {"freq": "WEEKLY" if days else None, "byday": days}


def _ruled(found: Object) -> dict[str, Any]:
    """A schedule of RFC 5545 parts. What the standard forbids beside WEEKLY or MONTHLY is not read."""
    schedule = _common(found)
    freq = (text(found, "freq") or "").upper()
    start = day(found.get("dtstart"))
    byday = [code for part in split_words(found.get("byday")) if (code := _byday(part))]
    if freq == "WEEKLY":
        byday = [code[-2:] for code in byday] or ([_WEEK[start.isoweekday()]] if start else [])
    monthdays = list(_monthdays(found.get("bymonthday"))) if freq == "MONTHLY" else []
    if freq == "MONTHLY" and start and not byday and not monthdays:
        monthdays = [start.day]
    if freq in _NOT_SAID and not byday and not monthdays:
        if any(schedule.values()):
            schedule["description"] = "\n".join(filter(None, (_NOT_SAID[freq], schedule["description"])))
        freq = ""
    interval = text(found, "interval") or ""
    return schedule | {
        "freq": freq if freq in ("WEEKLY", "MONTHLY", "DAILY") else None,
        "interval": int(interval) if interval.isdecimal() and 1 < int(interval) < 100 else None,
        "byday": byday,
        "bymonthday": monthdays,
        "dtstart": start,
    }


def _common(found: Object) -> dict[str, Any]:
    opens, closes = _clock(text(found, "opens_at")), _clock(text(found, "closes_at"))
    begins, ends = clean_time(opens), clean_time(closes)
    # Midnight at the end of a day, and 00:00 to 23:59 for the whole of it.
    if ends == "00:00" or (begins == "00:00" and ends == "23:59"):
        closes = "24:00"
    words = (text(found, name) for name in ("description", "original_text", "notes"))
    return {
        "opens_at": opens,
        "closes_at": closes,
        **_while(found),
        "description": "\n".join(dict.fromkeys(filter(None, words))) or None,
    }


def _while(found: Object) -> dict[str, Any]:
    """From when until when hours hold, and by the clocks of which zone."""
    zone = text(found, "timezone") or ""
    return {
        "valid_from": day(found.get("valid_from")),
        "valid_to": day(found.get("valid_to")) or day(found.get("until")),
        "timezone": zone if "/" in zone else None,
    }


def _clock(value: str | None) -> str | None:
    """The wall time of a clock value; what feeds write as its UTC offset changes with the season and is not it."""
    return _NOT_CLOCK.sub("", value) if value else None


def _weekday(word: str) -> str | None:
    if word.isdecimal():
        return _WEEK[int(word)] if int(word) < len(_WEEK) else None
    code = word[:2].upper()
    named = word.isalpha() and code in _WEEK and (len(word) < 4 or word.lower().rstrip("s").endswith("day"))
    return code if named else None


def _byday(part: str) -> str | None:
    code = part.upper()
    return code if is_byday(code) else _weekday(part) if part.isalpha() else None


def _monthdays(value: object) -> Iterator[int]:
    for part in split_words(value):
        if re.fullmatch(r"-?\d{1,2}", part) and 1 <= abs(int(part)) <= 31:
            yield int(part)
