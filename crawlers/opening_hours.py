"""The opening hours language of OpenStreetMap as schedules.

Format: OSM wiki, "Key:opening_hours/specification": rules split by `;` (a later one replaces an earlier one on its
days), by `,` and a day (added to it) or by `||` (a fallback). Read here: weekdays and their ranges, `[n]` within the
month, times, `24/7`, `off`, open ends. Seasons, dates, weeks, events of the sun, school holidays and comments ("by
appointment") are not: a value that has them stays in its own words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = f"(?:{'|'.join(_DAYS)})"
_NTH = r"\[-?[1-5](?:-[1-5])?(?:,-?[1-5](?:-[1-5])?)*\]"
_SELECTOR = re.compile(rf"(?:{_DAY}(?:{_NTH}|-{_DAY})?|PH)(?:,(?:{_DAY}(?:{_NTH}|-{_DAY})?|PH))*")
_CLOCK = r"(?:[01]?\d|2[0-9]):[0-5]\d"
_SPAN = rf"{_CLOCK}(?:-{_CLOCK})?\+?"
_SPANS = re.compile(rf"{_SPAN}(?:,{_SPAN})*")
_RULE = re.compile(rf"(?P<days>{_SELECTOR.pattern})?:?\s*(?P<times>{_SPANS.pattern}|24/7|off|closed)?(?:\s*open)?")
_LONGEST = 400
_MIDNIGHT = 24 * 60

# A day as it is kept: 0 is Monday, and its number in the month, 0 for every one.
_Day = tuple[int, int]
_Span = tuple[str | None, str | None]


@lru_cache(maxsize=4096)
def _parse(value: str, points: bool) -> tuple[tuple[_Day, _Span], ...] | None:
    """Return when it is open, day by day; None for a value that is not wholly understood."""
    text = re.sub(r"\s*([-,;])\s*", r"\1", " ".join(value.replace("–", "-").split()))
    # ", Sa 10:00-12:00" adds a rule; a comma between days or between times only lists them.
    text = re.sub(rf"(?<=[\d+]),(?={_DAY}|PH)", ";+", text)
    hours: dict[_Day, list[_Span]] = {}
    for rule in text.rstrip(";").split(";"):
        added = rule.startswith("+")
        found = _RULE.fullmatch(rule.removeprefix("+").strip())
        if not found or not found[0]:
            return None
        days, is_holiday_only = _days(found["days"])
        spans = _spans(found["times"] or "", points)
        if spans is None or (not found["times"] and not found["days"]):
            return None
        if is_holiday_only:
            continue
        if any(number for _, number in days) and not added and not _fits(days, hours):
            return None
        for day in days:
            hours[day] = [*(hours.get(day, []) if added else []), *spans]
    return tuple((day, span) for day in sorted(hours) for span in dict.fromkeys(hours[day])) or None


def _fits(days: list[_Day], hours: dict[_Day, list[_Span]]) -> bool:
    """A numbered day that would replace a day of every week is an exception, which no schedule can hold."""
    return not any((day, 0) in hours for day, _ in days)


def _days(selector: str | None) -> tuple[list[_Day], bool]:
    if not selector:
        return [(day, 0) for day in range(7)], False
    days: list[_Day] = []
    for part in re.findall(rf"{_DAY}(?:{_NTH}|-{_DAY})?", selector):
        first = _DAYS.index(part[:2])
        if part[2:3] == "-":
            days += [((first + step) % 7, 0) for step in range((_DAYS.index(part[3:]) - first) % 7 + 1)]
        elif part[2:3] == "[":
            days += [(first, number) for number in _numbers(part[3:-1])]
        else:
            days.append((first, 0))
    return days, not days


def _numbers(listed: str) -> list[int]:
    numbers: list[int] = []
    for part in re.findall(r"(\d)-(\d)|(-?\d)", listed):
        numbers += range(int(part[0]), int(part[1]) + 1) if part[0] else [int(part[2])]
    return numbers


def _spans(times: str, points: bool) -> list[_Span] | None:
    """The spans of a rule: none for `off`, one without times for days alone; None for what cannot be."""
    if times in ("", "24/7", "off", "closed"):
        return {"": [(None, None)], "24/7": [("00:00", "24:00")]}.get(times, [])
    spans: list[_Span] = []
    for part in times.split(","):
        opens, _, closes = part.rstrip("+").partition("-")
        if "+" in part and closes:
            return None
        begins, ends = _wall(opens), _wall(closes) if closes else None
        if int(opens.partition(":")[0]) > 23 or begins == ends or not (closes or points or "+" in part):
            return None
        spans.append((begins, "24:00" if (begins, ends) == ("00:00", "23:59") else ends))
    return spans


def _wall(clock: str) -> str:
    """A time of OSM, which counts on after midnight (`26:00`), on the clock; exactly midnight is `24:00`."""
    hour, _, minute = clock.partition(":")
    total = int(hour) * 60 + int(minute)
    return f"{(total - _MIDNIGHT if total > _MIDNIGHT else total) // 60:02d}:{minute}"


def schedules_of(value: str, points: bool = False) -> list[dict[str, Any]]:
    """Return the schedules of a value of `opening_hours`; one with its words alone when it is not wholly understood.

    `points` allows beginnings without an end ("Su 10:00"), as `service_times` has them.
    """
    found = _parse(value, points) if len(value) <= _LONGEST else None
    if not found:
        return [{"description": value}]
    weekly: dict[_Span, list[int]] = {}
    monthly: dict[_Span, list[str]] = {}
    for (day, number), span in found:
        if number:
            monthly.setdefault(span, []).append(f"{number}{_DAYS[day].upper()}")
        else:
            weekly.setdefault(span, []).append(day)
    rules: list[dict[str, Any]] = []
    for span, days in weekly.items():
        byday = [_DAYS[day].upper() for day in days]
        rules.append(_rule("DAILY", [], span) if len(days) == 7 else _rule("WEEKLY", byday, span))
    rules += [_rule("MONTHLY", byday, span) for span, byday in monthly.items()]
    if "PH" in value:
        rules[0]["description"] = value
    return rules


def _rule(freq: str, byday: list[str], span: _Span) -> dict[str, Any]:
    return {"freq": freq, "byday": byday, "opens_at": span[0], "closes_at": span[1]}
