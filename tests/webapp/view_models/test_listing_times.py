from datetime import UTC, date, datetime

import pytest

from data.model import Schedule
from tests.webapp.support import make_listing
from webapp.view_models.listing_times import times_of

# Tuesday, 24 November 2026, 11:00 in Chicago.
NOW = datetime(2026, 11, 24, 17, tzinfo=UTC)
CHICAGO = "America/Chicago"


@pytest.fixture(autouse=True)
def request_context(app):
    with app.test_request_context():
        yield


def rule(**facts):
    return Schedule(**({"opens_at": "19:00", "closes_at": "20:30", "timezone": CHICAGO} | facts))


def times(*schedules, now=NOW, **changes):
    return times_of(make_listing("a", schedules=list(schedules), **changes), now)


def test_the_next_three_dates_leave_out_what_does_not_take_place():
    found = times(rule(freq="WEEKLY", byday=["TU"], exdate=[date(2026, 11, 17), date(2026, 12, 1), date(2027, 1, 5)]))
    assert found.sentences == ("Tuesdays 7:00 PM to 8:30 PM, but not on Dec 1, 2026 and Jan 5, 2027",)
    assert found.next == "tonight 7:00 PM, in 8 hours"
    assert [one.words for one in found.dates] == [
        "Tuesday, Nov 24, 7:00 PM to 8:30 PM",
        "Tuesday, Dec 8, 7:00 PM to 8:30 PM",
        "Tuesday, Dec 15, 7:00 PM to 8:30 PM",
    ]
    assert found.dates[1].iso == "2026-12-08T19:00:00-06:00"
    assert found.dates[1].calendar.endswith("/grief-circle.ics?on=2026-12-08T19:00")
    assert found.calendar.endswith("/grief-circle.ics")
    assert found.neutral_calendar.endswith("/grief-circle.ics?neutral=1")


def test_a_date_of_another_year_says_which():
    (found,) = times(rule(dtstart=date(2027, 1, 12))).dates
    assert found.words == "Tuesday, January 12, 2027, 7:00 PM to 8:30 PM"


@pytest.mark.parametrize(
    ("modes", "zone", "elsewhere"),
    [
        (["online"], "America/New_York", "6:00 PM Central Time, 5:00 PM Mountain Time, 4:00 PM Pacific Time"),
        (["in_person", "phone"], CHICAGO, "8:00 PM Eastern Time, 6:00 PM Mountain Time, 5:00 PM Pacific Time"),
        (["in_person"], CHICAGO, None),
        (["online"], "Europe/London", None),
    ],
)
def test_an_online_group_says_what_time_that_is_elsewhere(modes, zone, elsewhere):
    assert times(rule(freq="DAILY", timezone=zone), modes=modes).elsewhere == elsewhere


@pytest.mark.parametrize(
    ("now", "facts", "words"),
    [
        ("2026-11-25T01:30", {"freq": "WEEKLY", "byday": ["TU"]}, "Now, until 8:30 PM"),
        ("2026-11-25T02:30", {"freq": "WEEKLY", "byday": ["TU"]}, None),
        ("2026-11-25T00:59", {"freq": "WEEKLY", "byday": ["TU"]}, None),
        ("2026-11-25T07:00", {"freq": "WEEKLY", "byday": ["TU"], "opens_at": "22:00", "closes_at": "02:00"},
         "Now, until 2:00 AM"),
        ("2026-11-25T01:30", {"freq": "WEEKLY", "byday": ["TU"], "exdate": [date(2026, 11, 24)]}, None),
        ("2026-11-25T01:30", {"freq": "WEEKLY", "byday": ["TU"], "closes_at": None}, None),
        ("2026-11-25T01:30", {"freq": "DAILY", "opens_at": "00:00", "closes_at": "24:00"}, "Open now"),
    ],
)  # fmt: skip
def test_what_takes_place_now_says_until_when(now, facts, words):
    assert times(rule(**facts), now=datetime.fromisoformat(now).replace(tzinfo=UTC)).on_now == words


def test_what_is_closed_has_its_hours_and_no_date():
    found = times(rule(freq="DAILY"), status="temporarily closed", now=datetime(2026, 11, 25, 1, 30, tzinfo=UTC))
    assert found.sentences == ("Every day 7:00 PM to 8:30 PM",)
    assert (found.on_now, found.next, found.dates, found.calendar) == (None, None, (), None)


@pytest.mark.parametrize(
    "facts",
    [
        {"freq": "DAILY", "opens_at": "00:00", "closes_at": "24:00"},
        {"freq": "WEEKLY", "byday": ["MO", "TU", "WE", "TH", "FR", "SA", "SU"], "opens_at": "00:00",
         "closes_at": "23:59"},
    ],
)  # fmt: skip
def test_what_never_closes_has_no_next_date(facts):
    found = times(rule(**facts))
    assert found.sentences == ("Every day 24 hours",)
    assert found.dates == ()


def test_words_beside_the_times_and_the_days_they_hold():
    found = times(
        rule(freq="WEEKLY", byday=["TU"], description="Ring twice.", valid_from=date(2026, 9, 1)),
        Schedule(description="By appointment"),
        rule(freq="WEEKLY", byday=["FR"], timezone="America/Denver"),
    )
    assert found.sentences == (
        "Tuesdays 7:00 PM to 8:30 PM (Ring twice.), from Sep 1, 2026",
        "By appointment",
        "Fridays 7:00 PM to 8:30 PM",
    )
    assert found.zone is None, "there are two"
