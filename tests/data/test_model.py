import json
from datetime import timedelta

import pytest
from pydantic import ValidationError

from data.model import Listing, Phone, Provenance, Record
from tests.support.builders import NOW, make_listing, make_location, make_record


@pytest.mark.parametrize(
    ("found", "text"),
    [("62701", "62701"), (62701, "62701"), (1.5, "1.5"), ("half \ud83d pair", "half ? pair"), ("é💚", "é💚")],
)
def test_feeds_may_write_numbers_where_text_is_meant(found, text):
    phone = Phone(number=found)
    assert phone.number == text
    assert json.loads(phone.model_dump_json())["number"] == text


@pytest.mark.parametrize("found", [True, None, [], {}])
def test_anything_else_is_no_text(found):
    with pytest.raises(ValidationError):
        Phone(number=found)


def test_unknown_fields_are_refused():
    with pytest.raises(ValidationError, match="nickname"):
        make_record(nickname="x")


@pytest.mark.parametrize(
    ("field", "value"),
    [("cost", ["cheap"]), ("modes", ["by owl"]), ("status", "closed"), ("faith", "maybe"), ("led_by", "anyone"),
     ("location", {"visibility": "secret"}), ("schedules", [{"freq": "YEARLY"}])],
)  # fmt: skip
def test_closed_lists_take_only_their_own_words(field, value):
    with pytest.raises(ValidationError):
        make_record(**{field: value})


@pytest.mark.parametrize("field", ["key", "record", "name", "url"])
def test_half_a_surrogate_pair_never_stops_a_record_from_being_written(field):
    record = make_record(**{field: "a\ud83d"})
    assert Record.model_validate_json(record.model_dump_json()) == record
    assert getattr(record, field) == "a?"


@pytest.mark.parametrize(
    ("changes", "public"),
    [
        ({}, True),
        ({"modes": ["online"]}, False),
        ({"modes": ["in_person", "online"]}, True),
        ({"modes": []}, False),
        ({"location": make_location(None, None)}, False),
        ({"location": make_location(visibility="hidden")}, False),
        ({"location": make_location(visibility="partial")}, False),
        ({"location": make_location(location_type="virtual")}, False),
        ({"location": make_location(location_type="postal")}, False),
    ],
)
def test_only_a_place_people_can_go_to_is_put_on_a_map(changes, public):
    assert make_listing(**changes).has_public_point is public


def test_a_listing_was_seen_when_any_of_its_sources_last_showed_it():
    facts = {"source": "a", "source_name": "A", "record": "1", "key": "1", "run": "r"}
    dates = [NOW - timedelta(days=3), NOW, NOW - timedelta(days=1)]
    sources = [Provenance(**facts, seen=one) for one in dates]
    assert make_listing().model_copy(update={"sources": sources}).seen == NOW


def test_a_listing_is_the_same_after_json():
    listing = make_listing(cost=["free"], schedules=[{"freq": "WEEKLY", "byday": ["MO"], "opens_at": "19:00"}])
    assert Listing.model_validate_json(listing.model_dump_json(exclude_defaults=True)) == listing
