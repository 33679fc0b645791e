from datetime import UTC, date, datetime

import pandas as pd
import pytest

from data.ids import listing_id
from data.merging import assign_listings, fingerprint, make_listing
from data.model import Listing, ServiceAtLocation
from tests.support.builders import NOW, make_location, make_record

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


def assigned(*rows):
    frame = pd.DataFrame(rows, columns=["source", "key", "fingerprint", "first_seen"], dtype="object")
    found = assign_listings(frame)
    assert list(found["own"]) == [listing_id(*pair) for pair in zip(found["source"], found["key"], strict=True)]
    return {(row.source, row.key): row.listing for row in found.itertuples()}


def test_a_group_has_the_id_of_the_record_seen_first():
    found = assigned(("a", "1", "same", "r2"), ("b", "1", "same", "r1"), ("c", "1", "other", "r1"))
    assert found["a", "1"] == found["b", "1"] == listing_id("b", "1")
    assert found["c", "1"] == listing_id("c", "1")


def test_seen_first_together_the_first_by_name_counts():
    found = assigned(("b", "1", "same", "r1"), ("a", "2", "same", "r1"), ("a", "1", "same", "r1"))
    assert set(found.values()) == {listing_id("a", "1")}


def test_nothing_to_assign():
    assert assigned() == {}


def stored(**changes):
    facts = {"run": "r1", "seen": NOW} | changes
    return make_record(facts.pop("key", "1"), **facts).model_dump(mode="json", exclude_defaults=True)


def test_a_listing_has_the_words_of_the_newest_record_and_names_all():
    records = [
        stored(source="a", name="Old words", run="r1", record_url="https://a.example/1"),
        stored(source="b", name="New words", run="r3"),
        stored(source="c", name="Other words", run="r2"),
    ]
    facts = {
        "a": {"name": "Source A", "licence": "CC0-1.0", "attribution": "A people"},
        "b": {"name": "Source B", "homepage": "https://b.example"},
        "c": {"url": "https://c.example/x"},
    }
    listing = Listing.model_validate(make_listing("the-id", records, facts))
    assert (listing.id, listing.name) == ("the-id", "New words")
    assert [(one.source, one.source_name, one.url, one.run) for one in listing.sources] == [
        ("a", "Source A", "https://a.example/1", "r1"),
        ("b", "Source B", "https://b.example", "r3"),
        ("c", "c", "https://c.example/x", "r2"),
    ]
    assert (listing.sources[0].licence, listing.sources[0].attribution) == ("CC0-1.0", "A people")
    assert listing.sources[1].licence is None
    assert listing.seen == NOW


def test_a_listing_says_all_a_record_says_and_nothing_of_the_crawl():
    record = make_record(
        **SAID, cost=["free"], run="r1", seen=NOW, problems=[{"field": "a", "value": "b", "reason": "c"}]
    )
    listing = make_listing("the-id", [record.model_dump(mode="json", exclude_defaults=True)], {})
    said = Listing.model_validate(listing)
    for name in ServiceAtLocation.model_fields:
        assert getattr(said, name) == getattr(record, name)
    assert "problems" not in listing
