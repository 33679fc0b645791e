"""When listings are open, asked of the columns, against the rules of the schedules themselves."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.model import Schedule
from data.schedules import next_start
from index.times import NEVER, Rows, Times
from index.understood import Understood

ZONE = "America/Chicago"
TODAY = date(2026, 11, 24)
TUESDAY = datetime(2026, 11, 24, 17)  # noqa: DTZ001  (local wall time, as listings keep it)
EVENING = {"opens_from": "17:00", "opens_until": "24:00"}
ONE_AM = TUESDAY.replace(hour=1)


def times_of(folder: Path, *listings: list[Schedule]) -> Times:
    rows = Rows()
    for one in listings:
        rows.add(one)
    rows.write(folder, np.arange(len(listings)))
    return Times(folder, len(listings))


def weekly(*days: str, at: str = "19:00", until: str | None = None, **more: Any) -> Schedule:
    freq = "MONTHLY" if any(len(day) > 2 for day in days) else "WEEKLY"
    return Schedule(freq=freq, byday=list(days), opens_at=at, closes_at=until, timezone=ZONE, **more)


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
    number = chance.choice(["", "", "1", "2", "3", "4", "-1"])
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


def test_the_wait_counts_only_wanted_days(tmp_path: Path) -> None:
    times = times_of(tmp_path, [weekly("WE"), weekly("FR")], [weekly("WE")])
    waits = times.wait(np.arange(2), TUESDAY, ("FR",))
    assert waits.tolist() == [3 * 1440 + 120, NEVER]
