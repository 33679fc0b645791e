"""When listings are open, as columns: minutes of the day, weekdays, weeks of the month, first and last day.

Rows are in document order; those of document `i` are `rows[starts[i]:starts[i + 1]]`. A row is one
weekday of one schedule, in local time of the listing:

column       | type | holds
day          | u1   | 0 Monday .. 6 Sunday
opens,closes | i2   | minutes of the day; `closes` over 1440 is after midnight, equal to `opens` when not stated
weeks        | u1   | bit 0..4: the first to fifth such weekday of the month, bit 5: the last; all set: every week
first, last  | i4   | days it holds (proleptic ordinals); 0 and a far day when not stated
"""

from __future__ import annotations

import calendar
from array import array
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import numpy as np

from data.model import Schedule
from index.facets import WEEKDAYS
from index.storage import load, load_starts, save, spread
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
_LAST = 0b100000
_FOREVER = date.max.toordinal()
_DAY = 1440
_HORIZON_WEEKS = 7
# Minutes: later than any start, so that what has none comes last.
NEVER = np.float32(10**9)


class Rows:
    """The rows of listings, collected one listing after the other."""

    def __init__(self) -> None:
        self._rows = array("q")
        self._starts = array("i", [0])

    def add(self, schedules: list[Schedule]) -> None:
        """Add the rows of the next listing."""
        for schedule in schedules:
            for row in _rows(schedule):
                self._rows.extend(row)
        self._starts.append(len(self._rows) // len(COLUMNS))

    def write(self, folder: Path, order: np.ndarray) -> None:
        """Write the columns with the listings in the given order (their numbers as they were added)."""
        table = np.frombuffer(self._rows, np.int64).reshape(-1, len(COLUMNS))
        starts = np.frombuffer(self._starts, np.int32)
        rows, _ = spread(starts[order], starts[order + 1])
        for at, (name, kind) in enumerate(COLUMNS.items()):
            save(folder, f"time_{name}", table[rows, at].astype(kind))
        save(folder, "time_starts", np.append(0, np.cumsum(np.diff(starts)[order])).astype(np.int32))


def _rows(schedule: Schedule) -> Iterator[tuple[int, ...]]:
    if not schedule.opens_at:
        return
    opens = _minutes(schedule.opens_at)
    closes = _minutes(schedule.closes_at) if schedule.closes_at else opens
    if closes < opens:
        closes += _DAY
    first = schedule.valid_from.toordinal() if schedule.valid_from else 0
    last = schedule.valid_to.toordinal() if schedule.valid_to else _FOREVER
    if schedule.freq is None:
        if schedule.dtstart:
            once = schedule.dtstart.toordinal()
            yield schedule.dtstart.weekday(), opens, closes, EVERY_WEEK, once, once
        return
    days: dict[int, int] = {}
    if schedule.freq == "DAILY" and not schedule.byday:
        days = dict.fromkeys(range(7), EVERY_WEEK)
    for day in schedule.byday:
        number = int(day[:-2]) if day[:-2] else 0
        weekday = WEEKDAYS.index(day[-2:])
        days[weekday] = days.get(weekday, 0) | _weeks(number)
    for weekday, weeks in days.items():
        yield weekday, opens, closes, weeks, first, last


def _weeks(number: int) -> int:
    """The bits of which of the month; 0 is every, a count from the end other than the last is one we cannot hold."""
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
    days = [date.fromordinal(min(today + at, _FOREVER)) for at in range(7 * (_HORIZON_WEEKS + 1))]
    return np.array([*map(_weeks_of, days), EVERY_WEEK], np.uint8)


class Times:
    """The columns of times of `documents`, memory-mapped. Raises as `load` does."""

    def __init__(self, folder: Path, documents: int) -> None:
        rows = len(load(folder, "time_day", "u1", None))
        self.day, self.opens, self.closes, self.weeks, self.first, self.last = (
            load(folder, f"time_{name}", np.dtype(kind).str, rows) for name, kind in COLUMNS.items()
        )
        self._starts = load_starts(folder, "time_starts", "i4", documents, rows)

    def fit(self, docs: np.ndarray, wanted: Understood) -> np.ndarray:
        """Return a bool for each document: whether any of its times is one that is wanted."""
        rows, owner = self._rows(docs)
        fits = np.ones(len(rows), bool)
        if wanted.open_at is not None:
            fits &= self._open(rows, wanted.open_at)
        if wanted.dates:
            fits &= self._on_dates(rows, wanted.dates)
        elif wanted.days:
            days = np.isin(self.day[rows], [WEEKDAYS.index(day) for day in wanted.days])
            weeks = np.bitwise_or.reduce([_weeks(number) for number in wanted.nth] or [EVERY_WEEK])
            fits &= days & ((self.weeks[rows] & weeks) != 0)
        if wanted.opens_from or wanted.opens_until:
            begin, end = _minutes(wanted.opens_from or "00:00"), _minutes(wanted.opens_until or "24:00")
            opens, closes = self.opens[rows], self.closes[rows]
            # What begins in these hours, and what is open all through them: a shelter at any hour, a library by day.
            fits &= ((opens >= begin) & (opens < end)) | ((opens <= begin) & (closes >= end))
        found = np.zeros(len(docs), bool)
        found[owner[fits]] = True
        return found

    def wait(self, docs: np.ndarray, since: datetime, days: tuple[str, ...] = ()) -> np.ndarray:
        """Return minutes from `since` (local wall time) to the next beginning of each document (float32; NEVER)."""
        rows, owner = self._rows(docs)
        if days:
            kept = np.isin(self.day[rows], [WEEKDAYS.index(day) for day in days])
            rows, owner = rows[kept], owner[kept]
        today, now = since.toordinal(), since.hour * 60 + since.minute
        ahead_bits = _bits_ahead(today)
        away = (self.day[rows].astype(np.int64) - since.weekday()) % 7
        opens = self.opens[rows].astype(np.int64)
        away[(away == 0) & (opens < now)] = 7
        # A row of one day far ahead is reached at once; the rest within some weeks.
        ahead = self.first[rows].astype(np.int64) - today
        away = np.where(ahead > away, away + -(-(ahead - away) // 7) * 7, away)
        held = np.full(len(rows), -1, np.int64)
        for week in range(_HORIZON_WEEKS):
            day = away + 7 * week
            # Days beyond the horizon are those of one date far ahead, which is of every week.
            seen = ahead_bits[np.minimum(day, len(ahead_bits) - 1)]
            fits = (held < 0) & ((self.weeks[rows] & seen) != 0) & (self.last[rows] >= today + day)
            held[fits] = day[fits]
            if (held >= 0).all():
                break
        minutes = np.where(held >= 0, held * _DAY + opens - now, NEVER).astype(np.float32)
        waits = np.full(len(docs), NEVER, np.float32)
        if len(owner):
            # Rows of one document follow one another.
            begins = np.flatnonzero(np.diff(owner, prepend=-1))
            waits[owner[begins]] = np.minimum.reduceat(minutes, begins)
        return waits

    def _rows(self, docs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return spread(self._starts[docs], self._starts[docs + 1])

    def _open(self, rows: np.ndarray, moment: datetime) -> np.ndarray:
        """Whether a row is open at a moment: since today, or since yesterday and past midnight."""
        now = moment.hour * 60 + moment.minute
        today = self._on_dates(rows, (moment.date(),))
        opens, closes = self.opens[rows], self.closes[rows]
        found = today & (opens <= now) & (now < closes)
        if moment.toordinal() > 1:
            before = self._on_dates(rows, (date.fromordinal(moment.toordinal() - 1),))
            found |= before & (now + _DAY < closes)
        return np.asarray(found)

    def _on_dates(self, rows: np.ndarray, dates: tuple[date, ...]) -> np.ndarray:
        found = np.zeros(len(rows), bool)
        for one in dates:
            held = (self.first[rows] <= one.toordinal()) & (one.toordinal() <= self.last[rows])
            found |= held & (self.day[rows] == one.weekday()) & ((self.weeks[rows] & _weeks_of(one)) != 0)
        return found
