from datetime import UTC, datetime

import pytest

from webapp.view_models.cards import card

ASKED = datetime(2026, 11, 22, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _request(app):
    with app.test_request_context():
        yield


def make_result(**changes):
    base = {
        "id": "d993defa-23e7-5c8c-8f85-399a0c112a5d",
        "group": "near",
        "name": "Grief circle",
        "organization": "Springfield Friends",
        "summary": None,
        "cost": [],
        "modes": ["in_person"],
        "languages": [],
        "audiences": [],
        "address": "100 E Adams St, Springfield, IL 62701",
        "distance_miles": 2.34,
        "phones": [],
        "schedules": [],
        "next": None,
        "status": "active",
        "seen": "2026-11-20T08:00:00+00:00",
        "confirmed": None,
        "why": [],
        "sources": [{"source": "na-northeast", "record": "1", "seen": "2026-11-20T08:00:00+00:00", "licence": None}],
    }
    return base | changes


@pytest.mark.parametrize(
    ("costs", "words"),
    [
        ([], "Cost not stated"),
        (["free"], "Free"),
        (["sliding_scale", "insurance", "fee"], "Sliding scale, takes insurance, or has a fee"),
    ],
)
def test_cost_is_never_guessed(costs, words):
    assert card(make_result(cost=costs), ASKED).cost == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "100 E Adams St, Springfield, IL 62701"),
        ({"location_name": "First Church"}, "First Church, 100 E Adams St, Springfield, IL 62701"),
        ({"address": None}, "Address not stated"),
        ({"address": "Springfield, IL", "visibility": "partial"}, "Springfield, IL. Address is given when you call"),
        ({"address": None, "visibility": "hidden"}, "Address is given when you call"),
        ({"modes": ["online"]}, None),
    ],
)
def test_address(changes, words):
    assert card(make_result(**changes), ASKED).address == words


def test_a_distance_to_an_area_is_only_about_right():
    assert card(make_result(), ASKED).distance == "2.3 miles"
    assert card(make_result(precision="approximate"), ASKED).distance == "about 2 miles"
    assert card(make_result(distance_miles=None), ASKED).distance is None


def test_english_alone_goes_without_saying():
    assert card(make_result(languages=["en"]), ASKED).languages is None
    assert card(make_result(languages=["es"]), ASKED).languages == "Spanish"
    assert card(make_result(languages=["en", "ase"]), ASKED).languages == "English and American Sign Language"


def test_a_fax_is_no_way_to_call():
    phones = [
        {"number": "+12175550102", "display": "(217) 555-0102", "type": "fax"},
        {"number": "+12175550101", "display": "(217) 555-0101", "type": "text"},
        {"number": "+12175550100", "display": "(217) 555-0100 ext. 12", "type": "voice"},
        {"number": "+12175550109", "display": "(217) 555-0109", "type": "voice"},
    ]
    lines = card(make_result(phones=phones), ASKED).phones
    assert [(line.verb, line.href) for line in lines] == [("Text", "sms:+12175550101"), ("Call", "tel:+12175550100")]


def test_many_times_are_counted():
    times = [{"freq": "WEEKLY", "byday": ["MO"], "opens_at": f"{hour}:00"} for hour in range(13, 20)]
    shown = card(make_result(schedules=times), ASKED)
    assert shown.times == "Mondays 1:00 PM; Mondays 2:00 PM; Mondays 3:00 PM; and 4 more"


def test_next_time_is_seen_from_now():
    shown = card(make_result(next="2026-11-22T19:00:00-06:00"), ASKED)
    assert shown.next == "tonight 7:00 PM, in 7 hours"


PACIFIC = {"freq": "WEEKLY", "byday": ["MO", "TU"], "opens_at": "10:00", "closes_at": "18:00",
           "timezone": "America/Los_Angeles"}  # fmt: skip
ALWAYS = {"freq": "DAILY", "opens_at": "00:00", "closes_at": "24:00", "timezone": "America/Los_Angeles"}


@pytest.mark.parametrize(
    ("modes", "here", "zone"),
    [
        (["phone"], "America/Chicago", "Pacific Time"),
        (["in_person", "online"], None, "Pacific Time"),
        (["online"], "America/Los_Angeles", None),
        (["in_person"], "America/Chicago", None),
        ([], None, None),
    ],
)
def test_times_that_the_reader_may_not_share_name_their_zone(modes, here, zone):
    result = make_result(modes=modes, schedules=[PACIFIC], next="2026-11-23T10:00:00-08:00")
    shown = card(result, ASKED, here=here)
    assert shown.times == "Mondays and Tuesdays 10:00 AM to 6:00 PM" + (f", {zone}" if zone else "")
    assert shown.next == "tomorrow 10:00 AM" + (f" {zone}" if zone else "")
    during = card(result, ASKED.replace(day=23, hour=19), here=here)
    assert during.on_now == "Now, until 6:00 PM" + (f" {zone}" if zone else "")


@pytest.mark.parametrize(
    ("rules", "status", "words"),
    [
        ([ALWAYS], "active", "Open now"),
        ([ALWAYS], "temporarily closed", None),
        ([PACIFIC, ALWAYS], "active", "Open now"),
        ([PACIFIC], "active", None),
        ([PACIFIC | {"byday": ["SU"], "opens_at": "09:00"}], "active", "Now, until 6:00 PM Pacific Time"),
        ([PACIFIC | {"byday": ["SU"], "opens_at": "09:00", "closes_at": None}], "active", None),
        ([PACIFIC | {"byday": ["SA"], "opens_at": "22:00", "closes_at": "11:00"}], "active",
         "Now, until 11:00 AM Pacific Time"),
    ],
)  # fmt: skip
def test_what_is_open_says_so(rules, status, words):
    shown = card(make_result(modes=["phone"], schedules=rules, status=status), ASKED)
    assert shown.on_now == words


def test_what_is_open_at_every_hour_is_of_no_zone():
    assert card(make_result(modes=["phone"], schedules=[ALWAYS]), ASKED).times == "Every day 24 hours"


def test_links_that_are_no_web_addresses_are_left_out():
    shown = card(make_result(url="javascript:alert(1)", attendance={"url": "https://meet.example/x"}), ASKED)
    assert (shown.web, shown.join) == (None, "https://meet.example/x")


def test_samples_are_marked():
    sample = [{"source": "sample-groups", "name": "Sample groups", "record": "1", "seen": "2026-11-20"}]
    assert card(make_result(sources=sample), ASKED).sample
    assert not card(make_result(), ASKED).sample


def test_what_its_source_no_longer_shows_says_so():
    assert card(make_result(), ASKED).not_seen is None
    words = "Not seen on its source since Nov 3, 2026. Call before you go."
    assert card(make_result(not_seen_since="2026-11-03"), ASKED).not_seen == words
