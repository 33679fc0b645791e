from datetime import UTC, date, datetime

import pytest

from data.merging.fingerprint import fingerprint, series_mark
from tests.support.builders import make_location, make_record

SAID = {
    "description": "Come as you are",
    "languages": ["en", "es"],
    "attributes": ["Step Study", "Open"],
    "phones": [{"number": "988"}, {"number": "211"}],
    "schedules": [
        {"freq": "WEEKLY", "byday": ["MO", "WE"], "opens_at": "19:00"},
        {"freq": "DAILY", "opens_at": "07:00"},
    ],
}


@pytest.mark.parametrize(
    "changes",
    [
        {"source": "other", "record": "9", "key": "9", "record_url": "https://example.org/9", "run": "r9"},
        {"seen": datetime(2020, 1, 1, tzinfo=UTC), "confirmed": date(2020, 1, 1)},
        {"last_modified": datetime(2020, 1, 1, tzinfo=UTC)},
        {"problems": [{"field": "a", "value": "b", "reason": "c"}]},
        {"name": "GRIEF CIRCLE", "description": "COME AS YOU ARE"},
        {"languages": ["es", "en"], "attributes": ["open", "Step study"]},
        {"attributes": ["step study", "OPEN"]},
        {"phones": SAID["phones"][::-1], "schedules": SAID["schedules"][::-1]},
    ],
)
def test_two_records_that_say_the_same_have_one_fingerprint(changes):
    assert fingerprint(make_record(**SAID)) == fingerprint(make_record(**SAID | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Grief Group"},
        {"organization": {"name": "Other"}},
        {"location": make_location(39.81)},
        {"location": make_location(address={"address_1": "2 Sample Street"})},
        {"phones": [{"number": "988"}]},
        {"phones": [{"number": "988"}, {"number": "211", "type": "text"}]},
        {"schedules": SAID["schedules"][:1]},
        {"languages": ["en"]},
        {"languages": ["en", "es", "es"]},
        {"attributes": ["Step", "Study", "Open"]},
        {"status": "temporarily closed"},
        {"cost": ["free"]},
        {"minimum_age": 18},
        {"description": None},
    ],
)
def test_two_records_that_differ_in_anything_they_say_do_not(changes):
    assert fingerprint(make_record(**SAID)) != fingerprint(make_record(**SAID | changes))


def test_a_field_that_moves_to_another_is_a_difference():
    assert fingerprint(make_record(description="x", alert=None)) != fingerprint(
        make_record(description=None, alert="x")
    )


TUESDAY = [{"freq": "WEEKLY", "byday": ["TU"], "opens_at": "19:00"}]
FRIDAY = [{"freq": "WEEKLY", "byday": ["FR"], "opens_at": "20:00"}]


def mark(**changes):
    return series_mark(make_record(**{"schedules": TUESDAY} | changes).model_dump(mode="json", exclude_defaults=True))


def test_days_of_one_group_have_one_mark():
    pages = {"url": "https://example.org/2", "record_url": "https://example.org/2"}
    assert mark() == mark(schedules=FRIDAY, key="2", record="2", run="r2", name="GRIEF circle")
    assert mark(url="https://example.org/1", record_url="https://example.org/1") == mark(schedules=FRIDAY, **pages)


def at(street, lat=39.8, **said):
    return {"location": make_location(lat, address={"address_1": street}, **said)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (at("12 Oak Road"), at("12 Oak Rd", 39.80000001)),
        (at("12 Oak St.", name="St. Lark's Church"), at("Church 12 Oak St.", name="St. Lark")),
        (at("12 Oak Road", description="ROOM 4"), at("12 Oak Road", description="Room 4.")),
        ({"name": "Noon Group at 12:00 PM"}, {"name": "Noon Group @ 12 PM"}),
        ({"name": "Good Times Group-Tuesday"}, {"name": "Good Times Group - Friday"}),
        ({"name": "Larks Tuesday 7 pm"}, {"name": "Larks Fri 7 pm"}),
        (
            {"name": "SW Eye Opener", "organization": {"name": "Sample Walkers"}},
            {"name": "Eye Opener", "organization": {"name": "Sample Walkers"}},
        ),
        ({"description": "(@ Elm)"}, {}),
        ({"name": "Spanish", "description": "SPANISH MEETING"}, {"name": "Spanish"}),
        ({"description": "(@ Elm) upstairs"}, {"description": "@Elm, upstairs."}),
        (
            {"attendance": {"url": "https://example.org/j/5550100?pwd=abc"}},
            {"attendance": {"url": "https://example.org/j/5550100"}},
        ),
    ],
)
def test_how_a_day_is_written_keeps_it_from_no_group(one, other):
    assert mark(**one) == mark(schedules=FRIDAY, **other)


@pytest.mark.parametrize(
    "changes",
    [
        {"languages": ["es"]},
        {"audiences": ["women"]},
        {"modes": ["online"]},
        {"cost": ["free"]},
        {"attributes": ["Step Study"]},
        {"description": "Only when there is no school"},
        {"status": "temporarily closed"},
        {"location": make_location(address={"address_1": "2 Sample Street"})},
        {"location": make_location(description="Room 4")},
        {"location": make_location(39.85)},
        {"source": "other"},
        {"name": "Grief Circle Monday"},
        {"description": "(@ Elm) upstairs"},
    ],
)
def test_a_day_that_differs_in_more_stays_a_listing_of_its_own(changes):
    assert mark() != mark(schedules=FRIDAY, **changes)


def test_no_mark_without_a_day_or_a_place_or_link():
    nowhere = {"location_type": "virtual"}
    assert mark(schedules=[]) is None
    assert mark(schedules=[{"description": "by appointment"}]) is None
    assert mark(location=nowhere) is None
    assert mark(location=nowhere, attendance={"url": "https://example.org/room"}) is not None
