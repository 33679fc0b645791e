"""When listings are open, asked of the columns, against the rules of the schedules themselves."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.model import Schedule
from data.schedules import falls_on, next_start
from index.times import NEVER, Rows, Times
from index.understood import Understood

ZONE = "America/Chicago"
TODAY = date(2026, 11, 24)
TUESDAY = datetime(2026, 11, 24, 17)  # noqa: DTZ001  (local wall time, as listings keep it)
ON_TODAY = {"dates": (TODAY,)}
EVENING = {"opens_from": "17:00", "opens_until": "24:00"}
ONE_AM = TUESDAY.replace(hour=1)


def times_of(folder: Path, *listings: list[Schedule]) -> Times:
    rows = Rows()
    for one in listings:
        rows.add([rule.model_dump(mode="json", exclude_defaults=True) for rule in one])
    rows.write(folder, np.arange(len(listings)))
    return Times(folder, len(listings))


def weekly(*days: str, at: str = "19:00", until: str | None = None, **more: Any) -> Schedule:
    freq = "MONTHLY" if any(len(day) > 2 for day in days) else "WEEKLY"
    return Schedule(freq=freq, byday=list(days), opens_at=at, closes_at=until, timezone=ZONE, **more)


def monthly(*days: int) -> Schedule:
    return Schedule(freq="MONTHLY", bymonthday=list(days), opens_at="19:00", timezone=ZONE)


def wanted(**fields: Any) -> Understood:
    return Understood(text="", **fields)


FITS = [
    ("its day", weekly("TU"), {"days": ("TU",)}, True),
    ("another day", weekly("TU"), {"days": ("WE",)}, False),
    ("any of two days", weekly("TU"), {"days": ("WE", "TU")}, True),
    ("every week is also the first", weekly("TU"), {"days": ("TU",), "nth": (1,)}, True),
    ("the first, when the second is wanted", weekly("1TU"), {"days": ("TU",), "nth": (2,)}, False),
    ("the first and third", weekly("1TU", "3TU"), {"days": ("TU",), "nth": (3,)}, True),
    ("the last", weekly("-1FR"), {"days": ("FR",), "nth": (-1,)}, True),
    ("the last, when the first is wanted", weekly("-1FR"), {"days": ("FR",), "nth": (1,)}, False),
    ("a date that is the last Tuesday", weekly("-1TU"), {"dates": (TODAY,)}, True),
    ("the same as the fourth", weekly("4TU"), {"dates": (TODAY,)}, True),
    ("a date that is not the last", weekly("-1TU"), {"dates": (date(2026, 11, 17),)}, False),
    ("a date before it begins", weekly("TU", valid_from=date(2026, 12, 1)), {"dates": (TODAY,)}, False),
    ("a date after it ended", weekly("TU", valid_to=date(2026, 11, 23)), {"dates": (TODAY,)}, False),
    ("from six", weekly("TU"), {"opens_from": "18:00"}, True),
    ("until seven, when it begins at seven", weekly("TU"), {"opens_until": "19:00"}, False),
    ("open all through them", weekly("TU", at="00:00", until="24:00"), EVENING, True),
    ("open for a part of them", weekly("TU", at="16:00", until="18:00"), EVENING, False),
    ("another time that day", weekly("TU", at="09:00"), {"days": ("TU",), "opens_from": "17:00"}, False),
    ("open", weekly("TU", at="16:00", until="18:00"), {"open_at": TUESDAY}, True),
    ("closed since this minute", weekly("TU", at="16:00", until="17:00"), {"open_at": TUESDAY}, False),
    ("opening this minute", weekly("TU", at="17:00", until="18:00"), {"open_at": TUESDAY}, True),
    ("no end said", weekly("TU", at="16:00"), {"open_at": TUESDAY}, False),
    ("past midnight", weekly("MO", at="22:00", until="02:00"), {"open_at": ONE_AM}, True),
    ("past midnight, the wrong day", weekly("TU", at="22:00", until="02:00"), {"open_at": ONE_AM}, False),
    ("all day", Schedule(freq="DAILY", opens_at="00:00", closes_at="24:00", timezone=ZONE), {"open_at": TUESDAY}, True),
    ("one date", Schedule(dtstart=TODAY, opens_at="19:00", timezone=ZONE), {"dates": (TODAY,)}, True),
    ("one date, a week on", Schedule(dtstart=TODAY, opens_at="19:00"), {"dates": (date(2026, 12, 1),)}, False),
    ("the tenth of the month", monthly(10), {"dates": (date(2026, 12, 10),)}, True),
    ("the day after the tenth", monthly(10), {"dates": (date(2026, 12, 11),)}, False),
    ("the last day of the month", monthly(-1), {"dates": (date(2027, 2, 28),)}, True),
    ("a day of the month is no weekday", monthly(10), {"days": ("TH",)}, False),
    ("a day of the month at its hour", monthly(10), EVENING, True),
    ("the day it began on", Schedule(freq="MONTHLY", dtstart=date(2026, 10, 24), opens_at="19:00"), ON_TODAY, True),
    ("its second week", weekly("TU", interval=2, dtstart=date(2026, 11, 10)), ON_TODAY, True),
    ("the week between", weekly("TU", interval=2, dtstart=date(2026, 11, 17)), ON_TODAY, False),
    ("a count that never began", weekly("TU", interval=2), ON_TODAY, False),
    ("the weekday it began on", Schedule(freq="WEEKLY", dtstart=date(2026, 11, 10), opens_at="19:00"), ON_TODAY, True),
    ("third days", Schedule(freq="DAILY", interval=3, dtstart=date(2026, 11, 21), opens_at="09:00"), ON_TODAY, True),
    ("a day left out", weekly("TU", exdate=[TODAY]), ON_TODAY, False),
    ("open, but left out today", weekly("TU", at="16:00", until="18:00", exdate=[TODAY]), {"open_at": TUESDAY}, False),
    ("the week after a day left out", weekly("TU", exdate=[TODAY]), {"dates": (date(2026, 12, 1),)}, True),
    ("one date that is called off", Schedule(dtstart=TODAY, exdate=[TODAY], opens_at="19:00"), ON_TODAY, False),
    ("the last but one", weekly("-2TU"), {"dates": (date(2026, 11, 17),)}, True),
    ("the last, when the last but one is wanted", weekly("-2TU"), ON_TODAY, False),
    ("no time of day", Schedule(freq="WEEKLY", byday=["TU"]), {"dates": (TODAY,)}, False),
]  # fmt: skip


@pytest.mark.parametrize(("schedule", "asked", "expected"), [row[1:] for row in FITS], ids=[row[0] for row in FITS])
def test_fits(tmp_path: Path, schedule: Schedule, asked: dict[str, Any], expected: bool) -> None:
    # Neighbours without a schedule and with another one must not be taken for it.
    times = times_of(tmp_path, [], [schedule], [weekly("SU", at="03:00")])
    assert times.fit(np.array([0, 1, 2]), wanted(**asked)).tolist()[:2] == [False, expected]
    assert times.fit(np.array([1]), wanted(**asked)).tolist() == [expected]


def test_one_of_several_times_is_enough_but_day_and_time_must_be_of_one(tmp_path: Path) -> None:
    times = times_of(tmp_path, [weekly("TU", at="09:00"), weekly("WE", at="19:00")])
    for asked, expected in (
        ({"days": ("WE",), "opens_from": "17:00"}, True),
        ({"days": ("TU",), "opens_from": "17:00"}, False),
        ({"days": ("TU",), "opens_until": "12:00"}, True),
    ):
        assert times.fit(np.array([0]), wanted(**asked)).tolist() == [expected]


def invented(chance: random.Random) -> Schedule:
    day = chance.choice(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])
    clock = f"{chance.randint(0, 23):02d}:{chance.choice(['00', '30'])}"
    kind = chance.random()
    if kind < 0.1:
        once = date(2026, 11, 24) + timedelta(days=chance.randint(-5, 300))
        return Schedule(dtstart=once, opens_at=clock, timezone=ZONE)
    more: dict[str, Any] = {}
    if chance.random() < 0.15:
        more["valid_from"] = date(2026, 11, 24) + timedelta(days=chance.randint(-9, 40))
    if chance.random() < 0.15:
        more["valid_to"] = date(2026, 11, 24) + timedelta(days=chance.randint(-9, 40))
    if chance.random() < 0.2:
        more["exdate"] = [TODAY + timedelta(days=chance.randint(-5, 40)) for _ in range(3)]
    if chance.random() < 0.3:
        more |= {"interval": chance.choice([2, 3]), "dtstart": TODAY - timedelta(days=chance.randint(-9, 90))}
    if chance.random() < 0.1:
        days = [chance.choice([1, 15, 31, -1]), chance.randint(1, 28)]
        return Schedule(freq="MONTHLY", bymonthday=days, opens_at=clock, timezone=ZONE, **more)
    number = chance.choice(["", "", "1", "2", "3", "4", "-1", "-2"])
    return weekly(number + day, at=clock, **more)


def test_the_wait_ends_when_the_rule_says_the_next_begins(tmp_path: Path) -> None:
    chance = random.Random(12)
    listings = [[invented(chance) for _ in range(chance.randint(0, 2))] for _ in range(1_500)]
    times = times_of(tmp_path, *listings)
    for now in (TUESDAY, datetime(2026, 12, 31, 23, 30), datetime(2027, 2, 14, 0, 0)):  # noqa: DTZ001
        waits = times.wait(np.arange(len(listings)), now)
        for schedules, wait in zip(listings, waits.tolist(), strict=True):
            begins = next_start(schedules, now)
            if begins is None:
                assert wait == NEVER, schedules
            elif (begins.replace(tzinfo=None) - now) < timedelta(days=48):
                assert now + timedelta(minutes=wait) == begins.replace(tzinfo=None), schedules


def test_a_rule_falls_on_the_days_it_is_found_on(tmp_path: Path) -> None:
    """As `falls_on` says it for each day by itself, and as dates that follow one another are counted."""
    chance, days = random.Random(7), [TODAY + timedelta(days=ahead) for ahead in range(0, 60, 3)]
    listings = [[invented(chance)] for _ in range(400)]
    times, every = times_of(tmp_path, *listings), np.arange(len(listings))
    for day in days:
        found = times.fit(every, wanted(dates=(day,))).tolist()
        assert found == [falls_on(one, day) for (one,) in listings]
        begins = [next_start(one, datetime.combine(day, time.min)) for one in listings]
        assert found == [start is not None and start.date() == day for start in begins]
        assert times.fit(None, wanted(dates=(day,))).tolist() == found


def test_the_wait_counts_only_wanted_days(tmp_path: Path) -> None:
    times = times_of(tmp_path, [weekly("WE"), weekly("FR")], [weekly("WE")])
    waits = times.wait(np.arange(2), TUESDAY, ("FR",))
    assert waits.tolist() == [3 * 1440 + 120, NEVER]
