from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from data.model import Schedule
from data.schedules import (
    clock_in_words,
    describe,
    end_of,
    next_start,
    open_until,
    rrule_of,
    upcoming,
    with_beginnings,
)

CHICAGO = "America/Chicago"


def schedule(**facts):
    return Schedule(**({"timezone": CHICAGO, "opens_at": "19:00"} | facts))


def starts(after, **facts):
    moment = next_start([schedule(**facts)], after)
    return moment.isoformat() if moment else None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"freq": "WEEKLY", "byday": ["TU"], "closes_at": "20:30"}, "Tuesdays 7:00 PM to 8:30 PM"),
        ({"freq": "WEEKLY", "byday": ["TU"]}, "Tuesdays 7:00 PM"),
        ({"freq": "WEEKLY", "byday": ["TU"], "opens_at": None}, "Tuesdays"),
        ({"freq": "WEEKLY", "byday": ["SU", "SA"]}, "Saturdays and Sundays 7:00 PM"),
        ({"freq": "WEEKLY", "byday": ["WE", "MO", "FR"]}, "Mondays, Wednesdays and Fridays 7:00 PM"),
        ({"freq": "WEEKLY", "byday": ["MO", "TU", "WE", "TH", "FR"], "opens_at": "09:00", "closes_at": "17:00"},
         "Monday to Friday 9:00 AM to 5:00 PM"),
        ({"freq": "WEEKLY", "byday": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]}, "Every day 7:00 PM"),
        ({"freq": "WEEKLY", "byday": ["TU"], "interval": 2}, "Every 2 weeks on Tuesdays 7:00 PM"),
        ({"freq": "WEEKLY", "dtstart": date(2026, 1, 7)}, "Wednesdays 7:00 PM"),
        ({"freq": "WEEKLY", "opens_at": None, "description": "Ask for days"}, "Ask for days"),
        ({"freq": "DAILY", "opens_at": "00:00", "closes_at": "24:00"}, "Every day 24 hours"),
        ({"freq": "DAILY", "opens_at": "00:00", "closes_at": "23:59"}, "Every day 24 hours"),
        ({"freq": "DAILY", "interval": 3}, "Every 3 days 7:00 PM"),
        ({"freq": "DAILY", "byday": ["MO", "TU"]}, "Mondays and Tuesdays 7:00 PM"),
        ({"freq": "MONTHLY", "byday": ["2MO"], "opens_at": "12:00"}, "Second Monday of the month, noon"),
        ({"freq": "MONTHLY", "byday": ["2MO"], "opens_at": None}, "Second Monday of the month"),
        ({"freq": "MONTHLY", "byday": ["-1FR"]}, "Last Friday of the month, 7:00 PM"),
        ({"freq": "MONTHLY", "byday": ["1TU", "3TU"]}, "First Tuesday and third Tuesday of the month, 7:00 PM"),
        ({"freq": "MONTHLY", "byday": ["-3FR"]}, "Third to last Friday of the month, 7:00 PM"),
        ({"freq": "MONTHLY", "byday": ["FR"]}, "Every Friday of the month, 7:00 PM"),
        ({"freq": "MONTHLY", "bymonthday": [1, 15]}, "Day 1 and day 15 of the month, 7:00 PM"),
        ({"freq": "MONTHLY", "bymonthday": [-1]}, "Last day of the month, 7:00 PM"),
        ({"freq": "MONTHLY", "dtstart": date(2026, 1, 15)}, "Day 15 of the month, 7:00 PM"),
        ({"freq": "MONTHLY", "byday": ["1TU"], "interval": 2}, "First Tuesday of every 2 months, 7:00 PM"),
        ({"freq": "MONTHLY"}, "Once in the month, 7:00 PM"),
        ({"dtstart": date(2026, 11, 24)}, "Tuesday, November 24, 2026 7:00 PM"),
        ({"byday": ["MO"]}, "Mondays 7:00 PM"),
        ({"opens_at": "22:00", "closes_at": "02:00", "freq": "WEEKLY", "byday": ["FR"]}, "Fridays 10:00 PM to 2:00 AM"),
        ({"opens_at": "20:00", "closes_at": "24:00"}, "8:00 PM to midnight"),
        ({"opens_at": None, "description": "By appointment"}, "By appointment"),
        ({"opens_at": None}, ""),
    ],
)  # fmt: skip
def test_a_schedule_is_said_in_words(facts, words):
    assert describe(schedule(**facts)) == words


@pytest.mark.parametrize(
    ("clock", "words"),
    [("00:00", "midnight"), ("24:00", "midnight"), ("12:00", "noon"), ("00:30", "12:30 AM"), ("12:30", "12:30 PM"),
     ("09:05", "9:05 AM"), ("23:59", "11:59 PM")],
)  # fmt: skip
def test_a_time_is_said_in_words(clock, words):
    assert clock_in_words(clock) == words


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({}, None),
        ({"freq": "DAILY"}, "FREQ=DAILY"),
        ({"freq": "WEEKLY", "byday": ["MO", "FR"], "interval": 1}, "FREQ=WEEKLY;BYDAY=MO,FR"),
        ({"freq": "WEEKLY", "byday": ["MO"], "interval": 2}, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ({"freq": "MONTHLY", "byday": ["-1FR"]}, "FREQ=MONTHLY;BYDAY=-1FR"),
        ({"freq": "MONTHLY", "bymonthday": [1, 15]}, "FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ({"freq": "DAILY", "valid_to": date(2026, 12, 24)}, "FREQ=DAILY;UNTIL=20261224T235959"),
    ],
)
def test_a_schedule_is_an_rfc_5545_rule(facts, rule):
    assert rrule_of(schedule(**facts)) == rule


# 24 November 2026 is a Tuesday.
NOON = datetime.fromisoformat("2026-11-24T12:00")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"freq": "WEEKLY", "byday": ["TU"]}, "2026-11-24T19:00:00-06:00"),
        ({"freq": "WEEKLY", "byday": ["TU"], "opens_at": "12:00"}, "2026-11-24T12:00:00-06:00"),
        ({"freq": "WEEKLY", "byday": ["TU"], "opens_at": "11:59"}, "2026-12-01T11:59:00-06:00"),
        ({"freq": "WEEKLY", "byday": ["MO", "WE"]}, "2026-11-25T19:00:00-06:00"),
        ({"freq": "DAILY"}, "2026-11-24T19:00:00-06:00"),
        ({"freq": "DAILY", "byday": ["SA"]}, "2026-11-28T19:00:00-06:00"),
        ({"freq": "MONTHLY", "byday": ["-1FR"]}, "2026-11-27T19:00:00-06:00"),
        ({"freq": "MONTHLY", "byday": ["5MO"]}, "2026-11-30T19:00:00-06:00"),
        ({"freq": "MONTHLY", "byday": ["5TU"]}, "2026-12-29T19:00:00-06:00"),
        ({"freq": "MONTHLY", "byday": ["2MO"]}, "2026-12-14T19:00:00-06:00"),
        ({"freq": "MONTHLY", "bymonthday": [31]}, "2026-12-31T19:00:00-06:00"),
        ({"freq": "MONTHLY", "bymonthday": [-1]}, "2026-11-30T19:00:00-06:00"),
        ({"freq": "MONTHLY", "dtstart": date(2015, 1, 15)}, "2026-12-15T19:00:00-06:00"),
        ({"freq": "WEEKLY", "dtstart": date(2015, 1, 7)}, "2026-11-25T19:00:00-06:00"),
        (
            {"freq": "WEEKLY", "byday": ["TU"], "interval": 2, "dtstart": date(2026, 11, 24)},
            "2026-11-24T19:00:00-06:00",
        ),
        (
            {"freq": "WEEKLY", "byday": ["TU"], "interval": 2, "dtstart": date(2026, 11, 17)},
            "2026-12-01T19:00:00-06:00",
        ),
        ({"freq": "WEEKLY", "byday": ["TU"], "interval": 2, "dtstart": date(2015, 1, 6)}, "2026-11-24T19:00:00-06:00"),
        ({"freq": "WEEKLY", "byday": ["TU"], "interval": 2, "dtstart": date(2015, 1, 13)}, "2026-12-01T19:00:00-06:00"),
        (
            {"freq": "WEEKLY", "byday": ["MO", "FR"], "interval": 2, "dtstart": date(2026, 11, 11)},
            "2026-11-27T19:00:00-06:00",
        ),
        ({"freq": "DAILY", "interval": 3, "dtstart": date(2026, 11, 20)}, "2026-11-26T19:00:00-06:00"),
        (
            {"freq": "MONTHLY", "byday": ["1TU"], "interval": 2, "dtstart": date(2026, 9, 1)},
            "2027-01-05T19:00:00-06:00",
        ),
        ({"freq": "WEEKLY", "byday": ["TU"], "dtstart": date(2027, 1, 1)}, "2027-01-05T19:00:00-06:00"),
        ({"freq": "WEEKLY", "byday": ["TU"], "valid_from": date(2026, 12, 5)}, "2026-12-08T19:00:00-06:00"),
        ({"freq": "WEEKLY", "byday": ["TU"], "valid_to": date(2026, 11, 24)}, "2026-11-24T19:00:00-06:00"),
        ({"freq": "WEEKLY", "byday": ["TU"], "valid_to": date(2026, 11, 23)}, None),
        ({"dtstart": date(2026, 11, 24)}, "2026-11-24T19:00:00-06:00"),
        ({"dtstart": date(2026, 11, 23)}, None),
        ({"dtstart": date(2027, 11, 23)}, "2027-11-23T19:00:00-06:00"),
        ({"freq": "WEEKLY", "byday": ["FR"], "opens_at": "22:00", "closes_at": "02:00"}, "2026-11-27T22:00:00-06:00"),
    ],
)
def test_the_next_start_is_found(facts, expected):
    assert starts(NOON, **facts) == expected


@pytest.mark.parametrize(
    "facts",
    [
        {"freq": "WEEKLY", "byday": ["TU"], "opens_at": None},
        {"freq": "WEEKLY", "byday": ["TU"], "timezone": None},
        {"freq": "WEEKLY"},
        {"freq": "MONTHLY"},
        {"freq": "WEEKLY", "byday": ["TU"], "interval": 2},
        {"byday": ["TU"]},
        {},
        {"freq": "MONTHLY", "bymonthday": [30], "valid_from": date(2030, 1, 1)},
        {"freq": "DAILY", "dtstart": date(9999, 12, 31)},
    ],
)
def test_without_a_time_a_zone_or_a_first_day_there_is_no_next(facts):
    assert starts(NOON, **facts) is None


def test_after_midnight_a_group_that_runs_past_it_starts_next_week():
    facts = {"freq": "WEEKLY", "byday": ["FR"], "opens_at": "22:00", "closes_at": "02:00"}
    assert starts(datetime.fromisoformat("2026-11-28T01:00"), **facts) == "2026-12-04T22:00:00-06:00"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("2026-10-26T12:00", "2026-11-01T19:00:00-06:00"),
        ("2026-10-25T12:00", "2026-10-25T19:00:00-05:00"),
        ("2027-03-08T12:00", "2027-03-14T19:00:00-05:00"),
        ("2027-03-07T12:00", "2027-03-07T19:00:00-06:00"),
    ],
)
def test_seven_in_the_evening_stays_seven_when_clocks_change(after, expected):
    assert starts(datetime.fromisoformat(after), freq="WEEKLY", byday=["SU"]) == expected


def test_a_time_the_clocks_skip_is_an_hour_by_the_old_clock():
    moment = next_start([schedule(freq="DAILY", opens_at="02:30")], datetime.fromisoformat("2027-03-14T00:00"))
    assert moment.astimezone(UTC) == datetime(2027, 3, 14, 8, 30, tzinfo=UTC)
    later = datetime(2027, 3, 14, 3, 40, tzinfo=ZoneInfo(CHICAGO))
    assert starts(later, freq="DAILY", opens_at="02:30") == "2027-03-15T02:30:00-05:00"


def test_a_time_the_clocks_repeat_is_the_first_and_never_past():
    first = datetime(2026, 11, 1, 6, 20, tzinfo=UTC)  # 1:20, summer time
    assert starts(first, freq="DAILY", opens_at="01:50") == "2026-11-01T01:50:00-05:00"
    second = datetime(2026, 11, 1, 7, 20, tzinfo=UTC)  # 1:20 again, winter time
    assert starts(second, freq="DAILY", opens_at="01:50") == "2026-11-02T01:50:00-06:00"


def test_a_naive_time_is_local_and_an_aware_one_is_not():
    facts = {"freq": "DAILY", "opens_at": "19:00"}
    assert starts(datetime.fromisoformat("2026-11-24T18:59"), **facts) == "2026-11-24T19:00:00-06:00"
    assert starts(datetime(2026, 11, 25, 0, 59, tzinfo=UTC), **facts) == "2026-11-24T19:00:00-06:00"
    assert starts(datetime(2026, 11, 25, 1, 1, tzinfo=UTC), **facts) == "2026-11-25T19:00:00-06:00"


def test_of_several_schedules_the_earliest_moment_counts():
    los_angeles = schedule(freq="DAILY", opens_at="17:00", timezone="America/Los_Angeles")
    new_york = schedule(freq="DAILY", opens_at="19:00", timezone="America/New_York")
    after = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    assert next_start([los_angeles, new_york], after) == datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
    assert next_start([], after) is None


def test_every_week_of_two_years_has_its_evening():
    weekly = [schedule(freq="WEEKLY", byday=["WE"])]
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for _ in range(104):
        found = next_start(weekly, moment)
        assert (found.hour, found.weekday()) == (19, 2)
        assert timedelta() < found - moment <= timedelta(days=7, hours=1)
        moment = found + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"freq": "WEEKLY", "byday": ["TU"]}, ["2026-11-24", "2026-12-08", "2026-12-15"]),
        ({"freq": "WEEKLY", "byday": ["TU"], "valid_to": date(2026, 12, 8)}, ["2026-11-24", "2026-12-08"]),
        ({"freq": "WEEKLY", "byday": ["TU", "FR"]}, ["2026-11-24", "2026-11-27", "2026-12-04"]),
        ({"freq": "MONTHLY", "byday": ["1TU"]}, ["2027-01-05", "2027-02-02", "2027-03-02"]),
        ({"dtstart": date(2026, 12, 1)}, []),
        ({"dtstart": date(2026, 12, 2)}, ["2026-12-02"]),
    ],
)
def test_days_that_are_left_out_do_not_come(facts, expected):
    rules = [schedule(exdate=[date(2026, 12, 1)], **facts)]
    found = [f"{one:%Y-%m-%d}" for one, _ in islice(upcoming(rules, NOON), 3)]
    assert found == expected


def test_what_two_schedules_share_comes_once_and_all_in_order():
    rules = [
        schedule(freq="WEEKLY", byday=["TU"]),
        schedule(freq="WEEKLY", byday=["TU", "WE"]),
        schedule(freq="WEEKLY", byday=["TU"], opens_at="09:00"),
    ]
    found = [f"{one:%d %H}" for one, _ in islice(upcoming(rules, NOON), 4)]
    assert found == ["24 19", "25 19", "01 09", "01 19"]


@pytest.mark.parametrize(
    ("closes", "expected"),
    [
        ("20:30", "2026-11-24T20:30:00-06:00"),
        ("24:00", "2026-11-25T00:00:00-06:00"),
        ("00:30", "2026-11-25T00:30:00-06:00"),
        (None, None),
    ],
)
def test_an_evening_may_end_on_the_next_day(closes, expected):
    ((start, rule),) = islice(upcoming([schedule(freq="DAILY", closes_at=closes)], NOON), 1)
    end = end_of(start, rule)
    assert (end.isoformat() if end else None) == expected


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_date_at_the_end_of_the_calendar_has_no_next_start(day):
    zones = ("Pacific/Kiritimati", "America/New_York")
    odd = [schedule(dtstart=day, opens_at=at, timezone=zone) for zone in zones for at in ("00:00", "23:30")]
    assert next_start(odd, datetime(2026, 11, 24, tzinfo=UTC)) is None


ALL_DAY = {"opens_at": "00:00", "closes_at": "24:00", "timezone": "America/Chicago"}
EACH_DAY = [ALL_DAY | {"freq": "WEEKLY", "byday": [day]} for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU")]


@pytest.mark.parametrize(
    ("rules", "left"),
    [
        ([ALL_DAY | {"freq": "DAILY"}], 0),
        (EACH_DAY, 0),
        (EACH_DAY[:5], 5),
        ([ALL_DAY | {"freq": "DAILY", "interval": 2, "dtstart": date(2026, 11, 1)}], 1),
        ([ALL_DAY | {"freq": "DAILY", "valid_from": date(2026, 12, 1)}], 1),
        ([ALL_DAY | {"freq": "DAILY", "valid_to": date(2026, 12, 1)}], 0),
        ([ALL_DAY | {"freq": "DAILY"}, {"freq": "WEEKLY", "byday": ["TU"], "opens_at": "19:00"}], 1),
        ([ALL_DAY | {"freq": "DAILY", "opens_at": "01:00"}], 1),
    ],
)
def test_what_never_closes_has_no_beginnings(rules, left):
    found = with_beginnings([Schedule.model_validate(one) for one in rules], date(2026, 11, 24))
    assert len(found) == left


@pytest.mark.parametrize(
    ("moment", "end"),
    [
        ("2026-11-24T21:59", None),
        ("2026-11-24T22:00", "2026-11-25T02:00:00-06:00"),
        ("2026-11-25T01:59", "2026-11-25T02:00:00-06:00"),
        ("2026-11-25T02:00", None),
        ("2026-11-25T04:00+00:00", "2026-11-25T02:00:00-06:00"),
        ("0001-01-01T00:00", None),
        ("9999-12-31T23:00", None),
    ],
)
def test_until_when_it_is_open(moment, end):
    rule = Schedule(freq="WEEKLY", byday=["TU"], opens_at="22:00", closes_at="02:00", timezone="America/Chicago")
    found = open_until(rule, datetime.fromisoformat(moment))
    assert (found and found.isoformat()) == end
