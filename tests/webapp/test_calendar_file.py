"""Calendar files, read back by icalendar and dateutil, which know nothing of `data.schedules`."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar

from data.model import Address, Attendance, Location, Organization, Schedule
from data.schedules import upcoming
from data.visibility import public
from tests.webapp.support import make_listing
from webapp import calendar_file

URL = "https://kith.example/listing/x/grief-circle"
NOW = datetime(2026, 10, 20, 17, tzinfo=UTC)
CHICAGO = "America/Chicago"


def rule(**facts):
    return Schedule(**({"opens_at": "19:00", "closes_at": "20:30", "timezone": CHICAGO} | facts))


def series(listing, neutral=False):
    return calendar_file.series(public(listing), URL, NOW, neutral)


def events(written):
    return Calendar.from_ical(written).walk("VEVENT")


def dates_of(event, count):
    """The dates of an event as other programs work them out: in wall time, then put into the zone."""
    zone = event["DTSTART"].dt.tzinfo
    first = event["DTSTART"].dt.replace(tzinfo=None)
    if "RRULE" not in event:
        return [event["DTSTART"].dt]
    text = event["RRULE"].to_ical().decode()
    until = event["RRULE"].get("UNTIL")
    if until:
        local = until[0].astimezone(zone).replace(tzinfo=None)
        text = text.replace(f"{until[0]:%Y%m%dT%H%M%SZ}", f"{local:%Y%m%dT%H%M%S}")
    left_out = event.get("EXDATE", [])
    away = {one.dt for group in (left_out if isinstance(left_out, list) else [left_out]) for one in group.dts}
    found = (one.replace(tzinfo=zone) for one in rrulestr(text, dtstart=first))
    return list(islice((one for one in found if one not in away), count))


@pytest.mark.parametrize(
    "facts",
    [
        {"freq": "WEEKLY", "byday": ["TU"]},
        {"freq": "WEEKLY", "byday": ["SU"], "opens_at": "01:30", "closes_at": "03:30"},
        {"freq": "WEEKLY", "byday": ["MO", "WE", "FR"], "timezone": "America/Los_Angeles"},
        {"freq": "WEEKLY", "byday": ["TU", "TH"], "interval": 2, "dtstart": date(2026, 9, 1)},
        {"freq": "WEEKLY", "dtstart": date(2026, 9, 3), "interval": 3},
        {"freq": "WEEKLY", "byday": ["FR"], "valid_from": date(2026, 11, 10), "valid_to": date(2027, 4, 2)},
        {"freq": "WEEKLY", "byday": ["TU"], "exdate": [date(2026, 10, 27), date(2026, 12, 29)]},
        {"freq": "MONTHLY", "byday": ["2TU"]},
        {"freq": "MONTHLY", "byday": ["-1FR", "1FR"]},
        {"freq": "MONTHLY", "bymonthday": [15, -1]},
        {"freq": "MONTHLY", "dtstart": date(2026, 1, 31)},
        {"freq": "MONTHLY", "byday": ["1SA"], "interval": 2, "dtstart": date(2026, 9, 5)},
        {"freq": "DAILY"},
        {"freq": "DAILY", "interval": 3, "dtstart": date(2026, 10, 1)},
        {"freq": "WEEKLY", "byday": ["SU"], "timezone": "Europe/London"},
        {"freq": "WEEKLY", "byday": ["SU"], "timezone": "America/Phoenix"},
        {"freq": "WEEKLY", "byday": ["SU"], "timezone": "Australia/Sydney"},
        {"freq": "WEEKLY", "byday": ["SU"], "timezone": "UTC"},
        {"dtstart": date(2026, 11, 24)},
        {"freq": "WEEKLY", "byday": ["FR"], "opens_at": "22:00", "closes_at": "02:00"},
        {"freq": "WEEKLY", "byday": ["FR"], "closes_at": "24:00"},
        {"freq": "WEEKLY", "byday": ["FR"], "closes_at": None},
    ],
)
def test_other_programs_find_the_same_dates_across_changes_of_clocks(facts):
    one = rule(**facts)
    (event,) = events(series(make_listing("a", schedules=[one])))
    expected = [start for start, _ in islice(upcoming([one], NOW), 40)]
    found = dates_of(event, len(expected))
    assert [one.astimezone(UTC) for one in found] == [one.astimezone(UTC) for one in expected]
    if one.closes_at is None:
        assert "DTEND" not in event
    else:
        length = event["DTEND"].dt.replace(tzinfo=None) - event["DTSTART"].dt.replace(tzinfo=None)
        assert timedelta() < length <= timedelta(hours=5)


@pytest.mark.parametrize("zone", [CHICAGO, "Europe/London", "Australia/Sydney", "America/Phoenix"])
def test_the_file_carries_its_zone_for_programs_that_do_not_know_it(zone):
    listing = make_listing("a", schedules=[rule(freq="WEEKLY", byday=["SU"], timezone=zone)])
    found = Calendar.from_ical(series(listing))
    (described,) = found.walk("VTIMEZONE")
    (event,) = found.walk("VEVENT")
    assert described["TZID"] == event["DTSTART"].params["TZID"] == zone
    own = described.to_tz(lookup_tzid=False)
    for start in dates_of(event, 60):
        assert start.replace(tzinfo=own).utcoffset() == start.utcoffset()


def test_what_an_event_says():
    listing = make_listing("a", attendance=Attendance(url="https://meet.example/x"))
    (event,) = events(series(listing))
    assert event["SUMMARY"] == "Grief circle"
    assert event["UID"] == listing.id
    assert event["DTSTAMP"].dt == listing.seen
    assert event["LOCATION"] == "First Church, 100 E Adams St, Springfield, IL 62701"
    assert event["URL"] == URL
    assert event["DESCRIPTION"].split("\n") == [
        "Call first: (217) 555-0100", "Springfield Friends", "Join online: https://meet.example/x", URL,
    ]  # fmt: skip
    assert series(listing) == series(listing), "the same data make the same file"
    (silent,) = events(series(make_listing("a", phones=[])))
    assert silent["DESCRIPTION"].startswith("Times and places change: ask before you go.")


def test_a_neutral_file_says_when_and_nothing_else():
    listing = make_listing("a", attendance=Attendance(url="https://meet.example/x"))
    alone = calendar_file.single(listing, URL, datetime.fromisoformat("2026-10-27T19:00"), neutral=True)
    for written in (series(listing, neutral=True), alone):
        (event,) = events(written)
        assert event["SUMMARY"] == "Appointment"
        assert set(event) <= {"SUMMARY", "UID", "DTSTAMP", "DTSTART", "DTEND", "RRULE", "CLASS"}
        text = written.decode().lower()
        assert not [word for word in ("grief", "church", "adams", "555", "meet.", "kith", listing.id) if word in text]


def test_one_date_alone():
    listing = make_listing("a", schedules=[rule(freq="WEEKLY", byday=["TU"]), rule(freq="WEEKLY", byday=["TH"])])
    (event,) = events(calendar_file.single(listing, URL, datetime.fromisoformat("2026-11-05T19:00")))
    assert event["DTSTART"].dt.isoformat() == "2026-11-05T19:00:00-06:00"
    assert "RRULE" not in event
    assert event["UID"] == f"{listing.id}-20261105T1900"
    for none in ("2026-11-04T19:00", "2026-11-05T18:00"):
        assert calendar_file.single(listing, URL, datetime.fromisoformat(none)) is None


def test_each_schedule_is_an_event_whose_uid_outlasts_the_others():
    tuesday, friday = rule(freq="WEEKLY", byday=["TU"]), rule(freq="WEEKLY", byday=["FR"])
    uids = [str(one["UID"]) for one in events(series(make_listing("a", schedules=[tuesday, friday])))]
    assert len(set(uids)) == 2
    left_out = friday.model_copy(update={"exdate": [date(2026, 12, 25)]})
    sunday = rule(freq="WEEKLY", byday=["SU"])
    later = events(series(make_listing("a", schedules=[sunday, left_out])))
    assert uids[1] in {str(one["UID"]) for one in later}


@pytest.mark.parametrize("schedules", [[], [Schedule(description="By appointment")], [rule(dtstart=date(2026, 10, 1))]])
def test_without_a_date_to_come_there_is_no_file(schedules):
    assert series(make_listing("a", schedules=schedules)) is None


@pytest.mark.parametrize("visibility", ["partial", "hidden"])
def test_a_hidden_address_is_in_no_file(visibility):
    place = Location(
        name="Anna's house",
        address=Address(address_1="12 Secret St", city="Springfield", state_province="IL", postal_code="62701"),
        latitude=39.8123,
        longitude=-89.6512,
        visibility=visibility,
    )
    text = series(make_listing("a", location=place, description="Come to 12 Secret St.")).decode()
    assert "LOCATION" not in text
    assert not [word for word in ("Secret", "Anna", "39.8", "89.6", "62701") if word in text]


def test_hostile_words_stay_in_their_line():
    name = 'Circle\r\nATTACH:https://evil.example\nEND:VEVENT;X="1",\x07'
    written = series(make_listing("a", name=name, organization=Organization(name="A;B\\n,C")))
    (event,) = events(written)
    assert "ATTACH" not in event
    assert b"\nATTACH" not in written
    assert "A;B\\n,C" in event["DESCRIPTION"]
