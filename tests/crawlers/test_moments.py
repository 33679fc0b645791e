"""Dates and moments as feeds write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from crawlers.moments import day, moment

EDITED = datetime(2014, 4, 22, 20, 30, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("2014-04-22T20:30:13Z", EDITED),
        ("2014-04-22T20:30:13", EDITED),
        ("2014-04-22 13:30:13-07", EDITED.astimezone(timezone(timedelta(hours=-7)))),
        (" 2014-04-22 ", datetime(2014, 4, 22, tzinfo=UTC)),
        (1398198613, EDITED),
        ("1398198613", EDITED),
        ("1398198613.0", EDITED),
        (1398198613000, EDITED),
        ("April 22, 2014", datetime(2014, 4, 22, tzinfo=UTC)),
        (1398, None),
        (-(10**400), None),
        (10**400, None),
        (float("nan"), None),
        (True, None),
        ("2014", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_moments(value: object, found: datetime | None) -> None:
    assert moment(value) == found


@pytest.mark.parametrize(
    ("value", "country", "found"),
    [
        ("2026-03-01", "", date(2026, 3, 1)),
        ("2026-03-01 19:00", "", date(2026, 3, 1)),
        ("2026/3/1", "", date(2026, 3, 1)),
        ("March 1 2026", "", date(2026, 3, 1)),
        ("Mar. 1st, 2026", "", date(2026, 3, 1)),
        ("3/1/2026", "US", date(2026, 3, 1)),
        ("3/1/2026", "CA", None),
        ("March 32 2026", "", None),
        ("Someday 1 2026", "", None),
        ("2026-13-01", "", None),
        (20260301, "", None),
        (None, "US", None),
    ],
)
def test_days(value: object, country: str, found: date | None) -> None:
    assert day(value, country) == found
