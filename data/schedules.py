"""Schedules for people: in words, as an RFC 5545 rule, and when the next one begins.

Times are local wall time in the schedule's IANA zone; a weekly 19:00 stays 19:00 when clocks change.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil import rrule as rules

from data.model import Schedule

_DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday",
         "SA": "Saturday", "SU": "Sunday"}  # fmt: skip
_ORDER = list(_DAYS)
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second to last",
             -3: "third to last", -4: "fourth to last", -5: "fifth to last"}  # fmt: skip
_FREQUENCIES: dict[str, Literal[1, 2, 3]] = {"MONTHLY": rules.MONTHLY, "WEEKLY": rules.WEEKLY, "DAILY": rules.DAILY}
# How far ahead a next date is looked for: more than a year of a monthly group with exceptions.
_HORIZON = timedelta(days=400)
_CLOCK_CHANGE = timedelta(hours=3)


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
    return text.rstrip(",") or (schedule.description or "")


def clock_in_words(value: str) -> str:
    """Return `HH:MM` as people in the United States say it: `7:30 PM`, `noon`, `midnight`."""
    if value in ("00:00", "24:00"):
        return "midnight"
    if value == "12:00":
        return "noon"
    hour, minute = int(value[:2]), value[3:]
    return f"{(hour - 1) % 12 + 1}:{minute} {'AM' if hour < 12 else 'PM'}"


def date_in_words(day: date) -> str:
    """Return a day as people in the United States write it: `Friday, November 27, 2026`."""
    return f"{day:%A, %B} {day.day}, {day.year}"


def day_in_words(code: str) -> str:
    """Return the name of the day that a code of RFC 5545 means: `TU` is Tuesday."""
    return _DAYS[code]


def ordinal_in_words(number: int) -> str:
    """Return which of the month a number of BYDAY means: 1 is first, -1 last."""
    return _ORDINALS[number]


def _times_in_words(schedule: Schedule) -> str:
    opens, closes = schedule.opens_at, schedule.closes_at
    if opens == "00:00" and closes in ("24:00", "23:59"):
        return "24 hours"
    if opens and closes:
        return f"{clock_in_words(opens)} to {clock_in_words(closes)}"
    return clock_in_words(opens) if opens else ""


def _days_in_words(schedule: Schedule) -> str:
    often = schedule.interval or 1
    if schedule.freq == "MONTHLY":
        return _monthly_in_words(schedule, often)
    named = {day[-2:] for day in schedule.byday}
    if not named and schedule.freq == "WEEKLY" and schedule.dtstart:
        named = {_ORDER[schedule.dtstart.weekday()]}
    if (schedule.freq == "DAILY" and not named) or len(named) == len(_ORDER):
        return "Every day" if often == 1 else f"Every {often} days"
    if named:
        days = _runs_of_days(sorted(named, key=_ORDER.index))
        return f"Every {often} weeks on {days}" if often > 1 else days
    if schedule.dtstart and schedule.freq is None:
        return date_in_words(schedule.dtstart)
    return ""


def _runs_of_days(days: list[str]) -> str:
    if len(days) > 2 and _ORDER.index(days[-1]) - _ORDER.index(days[0]) == len(days) - 1:
        return f"{_DAYS[days[0]]} to {_DAYS[days[-1]]}"
    return _joined([_DAYS[day] + "s" for day in days])


def _monthly_in_words(schedule: Schedule, often: int) -> str:
    named = []
    for day in schedule.byday:
        number = int(day[:-2]) if day[:-2] else 0
        named.append(f"{_ORDINALS.get(number, 'every')} {_DAYS[day[-2:]]}")
    named += ["last day" if day == -1 else f"day {day}" for day in schedule.bymonthday]
    if not named and schedule.dtstart:
        named = [f"day {schedule.dtstart.day}"]
    month = "the month" if often == 1 else f"every {often} months"
    text = f"{_joined(named)} of {month}" if named else f"once in {month}"
    return text[0].upper() + text[1:] + ","


def _joined(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def next_start(schedules: list[Schedule], after: datetime) -> datetime | None:
    """Return the next beginning at or after `after`, with its zone's UTC offset, or None.

    A naive `after` is local time where the help is. A schedule without a time or a zone has no next, nor
    has one that does not say on which day or week its count begins.
    """
    starts = [start for one in schedules if (start := next(_starts_of(one, after), None)) is not None]
    return min(starts, key=lambda start: start.astimezone(UTC), default=None)


def upcoming(schedules: list[Schedule], after: datetime) -> Iterator[tuple[datetime, Schedule]]:
    """Yield the beginnings at or after `after` for more than a year ahead, the earliest first, each moment once.

    Beside each is the schedule it is of. What has no next (`next_start`) has none of these.
    """
    found = (((start, one) for start in _starts_of(one, after)) for one in schedules)
    before = None
    for start, schedule in merge(*found, key=lambda pair: pair[0].astimezone(UTC)):
        if start != before:
            yield start, schedule
        before = start


def falls_on(schedule: Schedule, day: date) -> bool:
    """Return whether a schedule takes place on a day, as RFC 5545 counts it (section 3.3.10; weeks begin on Monday)."""
    if day in schedule.exdate or (schedule.valid_to and day > schedule.valid_to):
        return False
    own = schedule.dtstart or schedule.valid_from
    if schedule.freq is None:
        return day == schedule.dtstart
    if (own and day < own) or (schedule.valid_from and day < schedule.valid_from):
        return False
    every = schedule.interval or 1
    if every > 1 and (own is None or _steps(schedule.freq, own, day) % every):
        return False
    length = monthrange(day.year, day.month)[1]
    if schedule.bymonthday and not {day.day, day.day - length - 1} & set(schedule.bymonthday):
        return False
    if schedule.byday:
        return any(_is_day(one, day, length) for one in schedule.byday)
    if schedule.freq == "DAILY" or schedule.bymonthday:
        return True
    if own is None:
        return False
    return day.weekday() == own.weekday() if schedule.freq == "WEEKLY" else day.day == own.day


def _steps(freq: str, own: date, day: date) -> int:
    """How many days, weeks or months lie between two days."""
    if freq == "MONTHLY":
        return (day.year - own.year) * 12 + day.month - own.month
    if freq == "WEEKLY":
        return (day.toordinal() - day.weekday() - own.toordinal() + own.weekday()) // 7
    return (day - own).days


def _is_day(named: str, day: date, length: int) -> bool:
    """Whether a day of a month of `length` days is the one of BYDAY: `TU`, `2TU`, `-1TU`."""
    if day.weekday() != _ORDER.index(named[-2:]):
        return False
    number = int(named[:-2] or 0)
    return number in (0, (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1))


def end_of(start: datetime, schedule: Schedule) -> datetime | None:
    """Return when what begins at `start` ends by the clock on the wall, perhaps on the next day; None if not stated."""
    if not schedule.closes_at:
        return None
    closes = _wall(schedule.closes_at)
    days = 1 if schedule.closes_at == "24:00" or closes < start.time() else 0
    return datetime.combine(start.date() + timedelta(days=days), closes, start.tzinfo)


def open_until(schedule: Schedule, moment: datetime) -> datetime | None:
    """Return when what takes place at `moment` ends, by the clock on the wall there; None where it does not.

    A naive `moment` is local time where the help is. Without an end or a zone nothing takes place at a moment.
    """
    if not (schedule.opens_at and schedule.closes_at and schedule.timezone):
        return None
    zone = ZoneInfo(schedule.timezone)
    local = moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
    today = local.toordinal()
    # Without the first and the last day there are, which have no day before or after.
    for day in (date.fromordinal(one) for one in (today, today - 1) if 0 < one < date.max.toordinal()):
        start = datetime.combine(day, _wall(schedule.opens_at), zone)
        end = end_of(start, schedule)
        # The hours first: they are quicker to compare than the days.
        if end is not None and start <= local < end and falls_on(schedule, day):
            return end
    return None


def is_all_day(schedule: Schedule) -> bool:
    """Return whether it is open from midnight to midnight on the days that it is."""
    return schedule.opens_at == "00:00" and schedule.closes_at in ("24:00", "23:59")


def with_beginnings(schedules: Iterable[Schedule], on: date) -> list[Schedule]:
    """Return the schedules whose beginnings say something: without those that together never close around a day."""
    given = list(schedules)
    around = [
        one
        for one in given
        if is_all_day(one)
        and one.freq in ("DAILY", "WEEKLY")
        and one.interval in (None, 1)
        and not one.bymonthday
        and on not in one.exdate
        and (one.valid_from or one.dtstart or on) <= on <= (one.valid_to or on)
    ]
    days = {day for one in around for day in (one.byday or (_ORDER if one.freq == "DAILY" else ()))}
    return [one for one in given if one not in around] if days >= set(_ORDER) else given


def _starts_of(schedule: Schedule, after: datetime) -> Iterator[datetime]:
    if not schedule.opens_at or not schedule.timezone:
        return
    zone = ZoneInfo(schedule.timezone)
    local = after.replace(tzinfo=zone) if after.tzinfo is None else after.astimezone(zone)
    since = local.astimezone(UTC)
    for moment in _starts(schedule, local.replace(tzinfo=None), _wall(schedule.opens_at)):
        start = moment.replace(tzinfo=zone)
        if schedule.valid_to and moment.date() > schedule.valid_to:
            return
        # Compared in UTC: between two times of one zone Python ignores a change of clocks.
        if moment.date() not in schedule.exdate and start.astimezone(UTC) >= since:
            yield start


def _starts(schedule: Schedule, local: datetime, begins: time) -> Iterator[datetime]:
    """Yield the starts by wall clock from some hours before `local` up to the horizon."""
    if schedule.freq is None:
        # Of the first and the last day there are, not every hour has a time in UTC.
        if schedule.dtstart and date.min < schedule.dtstart < date.max:
            yield datetime.combine(schedule.dtstart, begins)
        return
    if _is_plain_week(schedule):
        yield from _of_each_week(schedule, local, begins)
        return
    first = _first_day(schedule, local.date())
    if first is None or first > (local + _HORIZON).date():
        return
    earliest = max(local - _CLOCK_CHANGE, datetime.combine(schedule.valid_from or date.min, time.min))
    rule = rules.rrule(
        _FREQUENCIES[schedule.freq],
        dtstart=datetime.combine(first, begins),
        interval=schedule.interval or 1,
        byweekday=[_weekday(day) for day in schedule.byday] or None,
        bymonthday=schedule.bymonthday or None,
        until=local + _HORIZON,
    )
    yield from rule.xafter(earliest, inc=True)


def _is_plain_week(schedule: Schedule) -> bool:
    """Whether a schedule is the same every week, as most are: then no rule has to be worked out."""
    if schedule.interval not in (None, 1) or schedule.bymonthday or schedule.dtstart:
        return False
    return schedule.freq == "DAILY" or (schedule.freq == "WEEKLY" and all(len(day) == 2 for day in schedule.byday))


def _of_each_week(schedule: Schedule, local: datetime, begins: time) -> Iterator[datetime]:
    """Yield the starts up to the horizon; of a schedule that is yet to begin, from its first day."""
    days = {_ORDER.index(day) for day in schedule.byday} or (set(range(7)) if schedule.freq == "DAILY" else set())
    earliest = max(local - _CLOCK_CHANGE, datetime.combine(schedule.valid_from or date.min, time.min))
    if not days or earliest > local + _HORIZON:
        return
    first = earliest.date()
    for ahead in range(_HORIZON.days):
        if (first.weekday() + ahead) % 7 in days:
            moment = datetime.combine(first + timedelta(days=ahead), begins)
            if moment >= earliest:
                yield moment


def _first_day(schedule: Schedule, today: date) -> date | None:
    """The day the rule is counted from: its own first day, moved near to today where that changes nothing."""
    own = schedule.dtstart or schedule.valid_from
    near = max(own or date.min, today.replace(day=1) - timedelta(days=7))
    every = schedule.interval or 1
    if every == 1 and (schedule.byday or schedule.bymonthday or schedule.freq == "DAILY"):
        return near
    if own is None or schedule.freq == "MONTHLY":
        return own
    step = every * (7 if schedule.freq == "WEEKLY" else 1)
    return own + timedelta(days=max(0, (today - own).days // step - 1) * step)


def _weekday(day: str) -> rules.weekday:
    named: rules.weekday = getattr(rules, day[-2:])
    return named(int(day[:-2])) if day[:-2] else named


def _wall(clock: str) -> time:
    return time(int(clock[:2]) % 24, int(clock[3:]))
