"""Schedules for people: in words, as an RFC 5545 rule, and when the next one begins.

Times are local wall time in the schedule's IANA zone; a weekly 19:00 stays 19:00 when clocks change.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil import rrule as rules

from data.model import Schedule

_DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday",
         "SA": "Saturday", "SU": "Sunday"}  # fmt: skip
_ORDER = list(_DAYS)
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second to last"}
_FREQUENCIES: dict[str, Literal[1, 2, 3]] = {"MONTHLY": rules.MONTHLY, "WEEKLY": rules.WEEKLY, "DAILY": rules.DAILY}
# How far ahead a next date is looked for: more than a year of a monthly group with exceptions.
_HORIZON = timedelta(days=400)


def rrule_of(schedule: Schedule) -> str | None:
    """Return the RFC 5545 recurrence rule (section 3.3.10) without its `RRULE:`, or None for one date."""
    if schedule.freq is None:
        return None
    parts = [f"FREQ={schedule.freq}"]
    if schedule.interval and schedule.interval > 1:
        parts.append(f"INTERVAL={schedule.interval}")
    if schedule.byday:
        parts.append("BYDAY=" + ",".join(schedule.byday))
    if schedule.bymonthday:
        parts.append("BYMONTHDAY=" + ",".join(str(day) for day in schedule.bymonthday))
    if schedule.valid_to:
        parts.append(f"UNTIL={schedule.valid_to:%Y%m%d}T235959")
    return ";".join(parts)


def describe(schedule: Schedule) -> str:
    """Return a schedule as a reader says it: "Tuesdays 7:00 PM to 8:30 PM", "second Monday of the month, noon"."""
    text = " ".join(part for part in (_days_in_words(schedule), _times_in_words(schedule)) if part)
    return text or (schedule.description or "")


def clock_in_words(value: str) -> str:
    """Return `HH:MM` as people in the United States say it: `7:30 PM`, `noon`, `midnight`."""
    if value in ("00:00", "24:00"):
        return "midnight"
    if value == "12:00":
        return "noon"
    hour, minute = int(value[:2]), value[3:]
    return f"{(hour - 1) % 12 + 1}:{minute} {'AM' if hour < 12 else 'PM'}"


def _times_in_words(schedule: Schedule) -> str:
    opens, closes = schedule.opens_at, schedule.closes_at
    if opens == "00:00" and closes in ("24:00", "23:59"):
        return "24 hours"
    if opens and closes:
        return f"{clock_in_words(opens)} to {clock_in_words(closes)}"
    return clock_in_words(opens) if opens else ""


def _days_in_words(schedule: Schedule) -> str:
    if schedule.freq == "DAILY" or (schedule.freq == "WEEKLY" and len(set(schedule.byday)) == 7):
        return "Every day"
    if schedule.freq == "MONTHLY":
        return _monthly_in_words(schedule)
    if not schedule.byday:
        return f"{schedule.dtstart:%A, %B} {schedule.dtstart.day}, {schedule.dtstart.year}" if schedule.dtstart else ""
    days = _runs_of_days(sorted({day[-2:] for day in schedule.byday}, key=_ORDER.index))
    return f"Every {schedule.interval} weeks on {days}" if schedule.interval and schedule.interval > 1 else days


def _runs_of_days(days: list[str]) -> str:
    if len(days) > 2 and _ORDER.index(days[-1]) - _ORDER.index(days[0]) == len(days) - 1:
        return f"{_DAYS[days[0]]} to {_DAYS[days[-1]]}"
    return _joined([_DAYS[day] + "s" for day in days])


def _monthly_in_words(schedule: Schedule) -> str:
    named = []
    for day in schedule.byday:
        number = int(day[:-2]) if day[:-2] else 0
        named.append(f"{_ORDINALS.get(number, 'every')} {_DAYS[day[-2:]]}")
    named += [f"day {day}" for day in schedule.bymonthday]
    text = f"{_joined(named)} of the month"
    return text[0].upper() + text[1:] + ","


def _joined(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def next_start(schedules: list[Schedule], after: datetime) -> datetime | None:
    """Return the next beginning at or after `after`, with its zone's UTC offset, or None.

    A naive `after` is local time where the help is. A schedule without a time or a zone has no next.
    """
    found = [moment for one in schedules if (moment := _next_of(one, after)) is not None]
    return min(found, key=lambda moment: moment.astimezone(UTC)) if found else None


def _next_of(schedule: Schedule, after: datetime) -> datetime | None:
    if not schedule.opens_at or not schedule.timezone:
        return None
    zone = ZoneInfo(schedule.timezone)
    local = after.replace(tzinfo=None) if after.tzinfo is None else after.astimezone(zone).replace(tzinfo=None)
    begins = _wall(schedule.opens_at)
    first = max(schedule.dtstart or date.min, schedule.valid_from or date.min)
    if schedule.freq is None:
        start = datetime.combine(schedule.dtstart, begins) if schedule.dtstart else None
        return start.replace(tzinfo=zone) if start and start >= local else None
    moment = _rule(schedule, datetime.combine(_anchor(schedule, first, local), begins)).after(
        max(local, datetime.combine(first, time.min)), inc=True
    )
    if moment is None or moment - local > _HORIZON or (schedule.valid_to and moment.date() > schedule.valid_to):
        return None
    return moment.replace(tzinfo=zone)


def _anchor(schedule: Schedule, first: date, local: datetime) -> date:
    """Every second week counts from the first one; any other rule may start near, which is quicker."""
    if schedule.interval and schedule.interval > 1 and schedule.dtstart:
        return schedule.dtstart
    return max(first, local.date().replace(day=1) - timedelta(days=7))


def _rule(schedule: Schedule, start: datetime) -> rules.rrule:
    frequency = _FREQUENCIES[schedule.freq or "DAILY"]
    weekdays = [_weekday(day) for day in schedule.byday] or None
    return rules.rrule(
        frequency,
        dtstart=start,
        interval=schedule.interval or 1,
        byweekday=weekdays,
        bymonthday=schedule.bymonthday or None,
        until=start + 2 * _HORIZON,
    )


def _weekday(day: str) -> rules.weekday:
    named: rules.weekday = getattr(rules, day[-2:])
    return named(int(day[:-2])) if day[:-2] else named


def _wall(clock: str) -> time:
    return time(int(clock[:2]) % 24, int(clock[3:]))
