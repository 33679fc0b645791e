"""When listings are open, as columns: few timetables that many listings share, made of few kinds of times.

Document `i` has timetable `time_tables[i]` (i4); the kinds of timetable `t` are
`time_kinds[time_starts[t]:time_starts[t + 1]]` (i4). A kind is one weekday of one schedule, in local time of the
listing; its columns are rows of these files:

column       | type | holds
day          | u1   | 0 Monday .. 6 Sunday; 7 any day that its rule names
opens,closes | i2   | minutes of the day; `closes` over 1440 is after midnight, equal to `opens` when not stated
weeks        | u1   | bit 0..4: the first to fifth such weekday of the month, bit 5: the last; all set: every week
first, last  | i4   | days it holds (proleptic ordinals); 0 and a far day when not stated
rule         | i4   | which rule of `times.json` says on what days it is, where the columns cannot; else -1
"""

from __future__ import annotations

import calendar
import json
from array import array
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from pydantic_core import to_json

from data.model import Document, Schedule
from data.schedules import falls_on
from index.facets import WEEKDAYS
from index.scope import firsts
from index.storage import load, load_json, load_starts, save, save_json, spread
from index.understood import Understood

COLUMNS = {
    "day": np.uint8,
    "opens": np.int16,
    "closes": np.int16,
    "weeks": np.uint8,
    "first": np.int32,
    "last": np.int32,
}
EVERY_WEEK = 0b111111
_ANY_DAY = 7
_LAST = 0b100000
_FOREVER = date.max.toordinal()
_DAY = 1440
_HORIZON_WEEKS = 7
# Days ahead of which is looked for the next one of a rule.
_HORIZON = 7 * (_HORIZON_WEEKS + 1)
# Days for which is kept where rules fall.
_KEPT_DAYS = 16
# Minutes and days asked for of which is kept when each kind begins next.
_KEPT_MINUTES = 16
# Schedules of which is kept what kinds they are: many listings have the same.
_KEPT_RULES = 8_192
# Minutes: later than any start, so that what has none comes last.
NEVER = np.float32(10**9)
_RULE_FIELDS = {"freq", "interval", "byday", "bymonthday", "dtstart", "valid_from", "valid_to", "exdate"}
# The columns of a kind, and its rule as JSON, empty when it needs none.
_Kind = tuple[int, int, int, int, int, int, str]


class Rows:
    """The timetables of listings, collected one listing after the other."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[_Kind, ...], int] = {}
        self._listings = array("i")

    def add(self, rules: list[Document]) -> None:
        """Add the timetable of the next listing: its schedules as JSON has them."""
        table = tuple(sorted({kind for one in rules for kind in _kinds_of(to_json(one))}))
        self._listings.append(self._numbers.setdefault(table, len(self._numbers)))

    def write(self, folder: Path, order: np.ndarray) -> None:
        """Write the columns with the listings in the given order (their numbers as they were added)."""
        tables = sorted(self._numbers)
        kinds = sorted({kind for table in tables for kind in table})
        rules = sorted({kind[-1] for kind in kinds} - {""})
        rank = np.zeros(len(tables), np.int32)
        rank[[self._numbers[table] for table in tables]] = np.arange(len(tables))
        number = {kind: at for at, kind in enumerate(kinds)}
        save(folder, "time_tables", rank[np.frombuffer(self._listings, np.int32)[order]])
        save(folder, "time_starts", np.cumsum([0, *map(len, tables)]).astype(np.int32))
        save(folder, "time_kinds", np.array([number[kind] for table in tables for kind in table], np.int32))
        columns = np.array([kind[:-1] for kind in kinds], np.int64).reshape(-1, len(COLUMNS))
        for at, (name, dtype) in enumerate(COLUMNS.items()):
            save(folder, f"time_{name}", columns[:, at].astype(dtype))
        place = {"": -1} | {rule: at for at, rule in enumerate(rules)}
        save(folder, "time_rule", np.array([place[kind[-1]] for kind in kinds], np.int32))
        save_json(folder, "times", {"tables": len(tables), "rules": list(map(json.loads, rules))})


@lru_cache(maxsize=_KEPT_RULES)
def _kinds_of(rule: bytes) -> tuple[_Kind, ...]:
    return tuple(_kinds(Schedule.model_validate_json(rule)))


def _kinds(schedule: Schedule) -> Iterator[_Kind]:
    if not schedule.opens_at:
        return
    opens = _minutes(schedule.opens_at)
    closes = _minutes(schedule.closes_at) if schedule.closes_at else opens
    if closes < opens:
        closes += _DAY
    if schedule.freq is None:
        if schedule.dtstart and schedule.dtstart not in schedule.exdate:
            once = schedule.dtstart.toordinal()
            yield schedule.dtstart.weekday(), opens, closes, EVERY_WEEK, once, once, ""
        return
    first = max((one.toordinal() for one in (schedule.valid_from, schedule.dtstart) if one), default=0)
    last = schedule.valid_to.toordinal() if schedule.valid_to else _FOREVER
    rule = _rule(schedule)
    for weekday, weeks in _days(schedule).items():
        yield weekday, opens, closes, weeks, first, last, rule


def _days(schedule: Schedule) -> dict[int, int]:
    """The weekdays of a schedule, each with its bits of which of the month."""
    if schedule.freq == "DAILY" and not schedule.byday:
        return dict.fromkeys(range(7), EVERY_WEEK)
    if not schedule.byday:
        own = schedule.dtstart or schedule.valid_from
        if schedule.freq == "WEEKLY":
            return {own.weekday(): EVERY_WEEK} if own else {}
        return {_ANY_DAY: EVERY_WEEK} if own or schedule.bymonthday else {}
    days: dict[int, int] = {}
    for day in schedule.byday:
        weekday = WEEKDAYS.index(day[-2:])
        days[weekday] = days.get(weekday, 0) | _weeks(int(day[:-2]) if day[:-2] else 0)
    return days


def _rule(schedule: Schedule) -> str:
    """The rule of a schedule as JSON, where weekday, week and the first and last day do not say it all."""
    plain = schedule.interval in (None, 1) and not schedule.bymonthday and not schedule.exdate
    held = all(not day[:-2] or -1 <= int(day[:-2]) <= 5 for day in schedule.byday)
    if plain and held and (schedule.byday or schedule.freq != "MONTHLY"):
        return ""
    return schedule.model_dump_json(include=_RULE_FIELDS, exclude_defaults=True)


def _weeks(number: int) -> int:
    """The bits of which of the month; 0 is every, a count from the end other than the last is one for the rule."""
    if number == 0 or number < -1 or number > 5:
        return EVERY_WEEK
    return _LAST if number == -1 else 1 << (number - 1)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _weeks_of(day: date) -> int:
    """The bits of `weeks` that a day has: which of its month, and whether the last."""
    last = day.day + 7 > calendar.monthrange(day.year, day.month)[1]
    return 1 << ((day.day - 1) // 7) | (_LAST if last else 0)


@lru_cache(maxsize=8)
def _bits_ahead(today: int) -> np.ndarray:
    """The bits of `weeks` of the days from today to the horizon, then one day of which every week will do."""
    days = [date.fromordinal(min(today + at, _FOREVER)) for at in range(_HORIZON)]
    return np.array([*map(_weeks_of, days), EVERY_WEEK], np.uint8)


class _Kinds(NamedTuple):
    """The columns of the kinds, and which of these have a rule of their own."""

    day: np.ndarray
    opens: np.ndarray
    closes: np.ndarray
    weeks: np.ndarray
    first: np.ndarray
    last: np.ndarray
    ruled: np.ndarray


class Times:
    """The timetables of `documents`, memory-mapped. Raises as `load` does."""

    def __init__(self, folder: Path, documents: int) -> None:
        kinds = len(load(folder, "time_day", "u1", None))
        columns = {name: load(folder, f"time_{name}", np.dtype(kind).str, kinds) for name, kind in COLUMNS.items()}
        self._tables = load(folder, "time_tables", "i4", documents)
        self._kinds = load(folder, "time_kinds", "i4", None)
        more = load_json(folder, "times")
        self._starts = load_starts(folder, "time_starts", "i4", int(more["tables"]), len(self._kinds))
        rule = load(folder, "time_rule", "i4", kinds)
        rules = [Schedule.model_validate(one) for one in more["rules"]]
        # Kinds with a rule of their own, which few have, and the rules of these.
        of_kinds = _Kinds(**columns, ruled=np.flatnonzero(rule >= 0))
        own = [rules[at] for at in rule[of_kinds.ruled].tolist()]
        held = lru_cache(maxsize=_KEPT_DAYS)(partial(_held, own, of_kinds.day[of_kinds.ruled].tolist()))
        # Everybody who asks in one minute asks for the same; what is kept does not keep the columns themselves.
        self._ahead = lru_cache(maxsize=_KEPT_MINUTES)(partial(_minutes_to, of_kinds, held))
        self._fitting = lru_cache(maxsize=_KEPT_MINUTES)(partial(_fitting, of_kinds, held))

    def fit(self, docs: np.ndarray | None, one: Understood) -> np.ndarray:
        """Return a bool for each document (None: every one): whether any of its times is one that is asked for."""
        tables, rows, owner, place = self._rows(docs)
        fits = self._fitting(one.open_at, one.dates, one.days, one.nth, (one.opens_from, one.opens_until))[rows]
        found = np.zeros(tables, bool)
        found[owner[fits]] = True
        # NumPy takes by its own kind of integers much faster than by others.
        return found if place is None else found.take(place.astype(np.intp))

    def wait(self, docs: np.ndarray, since: datetime, days: tuple[str, ...] = ()) -> np.ndarray:
        """Return minutes from `since` (local wall time) to the next beginning of each document (float32; NEVER)."""
        tables, rows, owner, place = self._rows(docs)
        waits = np.full(tables, NEVER, np.float32)
        if len(rows):
            minutes = self._ahead(since.replace(second=0, microsecond=0), days)[rows]
            # Kinds of one timetable follow one another.
            begins = firsts(owner)
            waits[owner[begins]] = np.minimum.reduceat(minutes, begins)
        return waits if place is None else waits.take(place.astype(np.intp))

    def _rows(self, docs: np.ndarray | None) -> tuple[int, np.ndarray, np.ndarray, np.ndarray | None]:
        """How many timetables to look at, their kinds, which of them each is of, and which one each document has.

        Few documents are looked at one by one (None as the last), for many it is each timetable once.
        """
        size = len(self._starts) - 1
        if docs is not None and len(docs) * 2 < size:
            tables = self._tables[docs]
            rows, owner = spread(self._starts[tables], self._starts[tables + 1])
            return len(docs), self._kinds[rows], owner, None
        place = self._tables if docs is None else self._tables[docs]
        return size, self._kinds, self._owners, place

    @cached_property
    def _owners(self) -> np.ndarray:
        return np.repeat(np.arange(len(self._starts) - 1, dtype=np.int32), np.diff(self._starts))


def _held(rules: list[Schedule], days: list[int], today: int) -> np.ndarray:
    """Whether each rule, on its weekday, falls on each day from `today` to the horizon (bool [rules, days])."""
    held = np.zeros((len(rules), _HORIZON), bool)
    for at in range(min(_HORIZON, _FOREVER - today + 1)):
        day = date.fromordinal(today + at)
        for row, (rule, weekday) in enumerate(zip(rules, days, strict=True)):
            held[row, at] = weekday in (day.weekday(), _ANY_DAY) and falls_on(rule, day)
    return held


def _minutes_to(
    kinds: _Kinds, held_on: Callable[[int], np.ndarray], since: datetime, days: tuple[str, ...]
) -> np.ndarray:
    """Minutes from `since` to the next beginning of each kind on one of the days, any where none is said."""
    today, now = since.toordinal(), since.hour * 60 + since.minute
    ahead_bits = _bits_ahead(today)
    away = (kinds.day.astype(np.int64) - since.weekday()) % 7
    opens = kinds.opens.astype(np.int64)
    away[(away == 0) & (opens < now)] = 7
    # A kind of one day far ahead is reached at once; the rest within some weeks.
    ahead = kinds.first.astype(np.int64) - today
    away = np.where(ahead > away, away + -(-(ahead - away) // 7) * 7, away)
    held = np.full(len(away), -1, np.int64)
    for week in range(_HORIZON_WEEKS):
        day = away + 7 * week
        # Days beyond the horizon are those of one date far ahead, which is of every week.
        seen = ahead_bits[np.minimum(day, len(ahead_bits) - 1)]
        fits = (held < 0) & ((kinds.weeks & seen) != 0) & (kinds.last >= today + day)
        held[fits] = day[fits]
        if (held >= 0).all():
            break
    if len(kinds.ruled):
        marks = held_on(today).copy()
        marks[:, 0] &= kinds.opens[kinds.ruled] >= now
        held[kinds.ruled] = np.where(marks.any(axis=1), marks.argmax(axis=1), -1)
    if days:
        held[~np.isin(kinds.day, [WEEKDAYS.index(day) for day in days])] = -1
    return np.where(held >= 0, held * _DAY + opens - now, NEVER).astype(np.float32)


def _fitting(
    kinds: _Kinds,
    held_on: Callable[[int], np.ndarray],
    open_at: datetime | None,
    dates: tuple[date, ...],
    days: tuple[str, ...],
    nth: tuple[int, ...],
    hours: tuple[str | None, str | None],
) -> np.ndarray:
    """Whether each kind is one that is wanted (`Understood`)."""
    fits = np.ones(len(kinds.day), bool)
    if open_at is not None:
        fits &= _open(kinds, held_on, open_at)
    if dates:
        fits &= _on_dates(kinds, held_on, dates)
    elif days:
        weeks = np.bitwise_or.reduce([_weeks(number) for number in nth] or [EVERY_WEEK])
        fits &= np.isin(kinds.day, [WEEKDAYS.index(day) for day in days]) & ((kinds.weeks & weeks) != 0)
    if any(hours):
        begin, end = _minutes(hours[0] or "00:00"), _minutes(hours[1] or "24:00")
        opens, closes = kinds.opens, kinds.closes
        # What begins in these hours, and what is open all through them: a shelter at any hour, a library by day.
        fits &= ((opens >= begin) & (opens < end)) | ((opens <= begin) & (closes >= end))
    return fits


def _open(kinds: _Kinds, held_on: Callable[[int], np.ndarray], moment: datetime) -> np.ndarray:
    """Whether each kind is open at a moment: since today, or since yesterday and past midnight."""
    now = moment.hour * 60 + moment.minute
    found = _on_dates(kinds, held_on, (moment.date(),)) & (kinds.opens <= now) & (now < kinds.closes)
    if moment.toordinal() > 1:
        before = _on_dates(kinds, held_on, (date.fromordinal(moment.toordinal() - 1),))
        found |= before & (now + _DAY < kinds.closes)
    return np.asarray(found)


def _on_dates(kinds: _Kinds, held_on: Callable[[int], np.ndarray], dates: tuple[date, ...]) -> np.ndarray:
    found = np.zeros(len(kinds.day), bool)
    for one in dates:
        held = (kinds.first <= one.toordinal()) & (one.toordinal() <= kinds.last)
        held &= (kinds.day == one.weekday()) & ((kinds.weeks & _weeks_of(one)) != 0)
        if len(kinds.ruled):
            held[kinds.ruled] = held_on(one.toordinal())[:, 0]
        found |= held
    return found
