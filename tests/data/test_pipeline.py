import gzip
import json

import pytest

from data import pipeline, runs
from data.ids import listing_id
from data.store import Store
from tests.support.builders import crawled, make_record, make_source

A, B = make_source("a-source", licence="CC0-1.0"), make_source("b-source")


@pytest.fixture
def crawl(settings):
    def run(source, name, *records):
        return crawled(settings.raw, name, *records, source=source)

    return run


@pytest.fixture
def merge(settings):
    """Merge, and return what the store then holds: listings by id, and redirects."""

    def run(errors=0):
        result = pipeline.merge(settings)
        assert len(result.errors) == errors, result.errors
        store = Store(settings.store)
        try:
            listings = {one.id: one for one in store.listings()}
            assert result.listings == len(listings) == store.count_listings()
            return listings, store.redirects(), result
        finally:
            store.close()

    return run


def test_a_crawled_record_becomes_a_cleaned_listing(crawl, merge):
    crawl(A, "r1", make_record("7", name="GRIEF &amp; LOSS", phones=[{"number": "(213)483-5821"}], url="x y"))
    listings, redirects, result = merge()
    (listing,) = listings.values()
    assert listing.id == listing_id("a-source", "7")
    assert (listing.name, listing.phones[0].number, listing.url) == ("Grief & Loss", "+12134835821", None)
    assert [(one.source, one.record, one.run, one.licence) for one in listing.sources] == [
        ("a-source", "7", "r1", "CC0-1.0")
    ]
    assert redirects == {}
    assert (result.sources, result.records, result.exact_duplicates, result.problems) == (1, 1, 0, {"url": 1})


def test_exact_duplicates_of_two_sources_are_one_listing_with_both(crawl, merge):
    crawl(B, "r1", make_record("b1", attributes=["Open", "Step Study"]))
    crawl(
        A,
        "r2",
        make_record("a1", name="GRIEF CIRCLE", attributes=["step study", "open"]),
        make_record("a2", name="Other"),
    )
    listings, redirects, result = merge()
    first, other = listing_id("b-source", "b1"), listing_id("a-source", "a1")
    assert listings.keys() == {first, listing_id("a-source", "a2")}
    assert [(one.source, one.key) for one in listings[first].sources] == [("a-source", "a1"), ("b-source", "b1")]
    assert redirects == {other: first}
    assert (result.records, result.listings, result.exact_duplicates) == (3, 2, 1)


def test_a_record_that_changes_leaves_the_group_and_gets_its_address_back(crawl, merge):
    first, other = listing_id("a-source", "1"), listing_id("b-source", "1")
    crawl(A, "r1", make_record("1"))
    crawl(B, "r2", make_record("1"))
    assert merge()[1] == {other: first}
    crawl(B, "r3", make_record("1", name="Tea Dance"))
    listings, redirects, _ = merge()
    assert redirects == {}
    assert listings.keys() == {first, other}
    assert [one.source for one in listings[first].sources] == ["a-source"]
    assert listings[other].name == "Tea Dance"
    crawl(B, "r4", make_record("1"))
    assert merge()[1] == {other: first}


def test_the_first_of_a_group_may_leave_it_too(crawl, merge):
    first, other = listing_id("a-source", "1"), listing_id("b-source", "1")
    crawl(A, "r1", make_record("1"))
    crawl(B, "r2", make_record("1"))
    merge()
    crawl(A, "r3", make_record("1", name="Tea Dance"))
    listings, redirects, _ = merge()
    assert listings.keys() == {first, other}
    assert (listings[first].name, listings[other].name) == ("Tea Dance", "Grief Circle")
    assert redirects == {}


def test_an_id_does_not_hang_on_words(crawl, merge):
    crawl(A, "r1", make_record("1"))
    merge()
    crawl(A, "r2", make_record("1", name="Wholly Another Name", url="https://example.org/new"))
    listings, redirects, _ = merge()
    assert listings.keys() == {listing_id("a-source", "1")}
    assert redirects == {}


def test_merging_again_without_new_runs_changes_nothing(crawl, merge):
    crawl(A, "r1", make_record("1"), make_record("2", name="Other"))
    crawl(B, "r1", make_record("1"))
    before, again = merge(), merge()
    assert before[:2] == again[:2]
    assert (again[2].records, again[2].listings, again[2].exact_duplicates) == (3, 2, 1)


def test_a_record_missing_from_the_newest_run_stays(crawl, merge):
    crawl(A, "r1", make_record("1"), make_record("2", name="Other"))
    merge()
    crawl(A, "r2", make_record("1"))
    listings, _, _ = merge()
    assert listings.keys() == {listing_id("a-source", "1"), listing_id("a-source", "2")}
    assert {one.sources[0].run for one in listings.values()} == {"r1", "r2"}


def test_an_empty_run_changes_nothing(crawl, merge):
    crawl(A, "r1", make_record("1"))
    before = merge()
    crawl(A, "r2")
    after = merge(errors=1)
    assert after[:2] == before[:2]
    assert "a-source: run r2: no records; kept what is stored" in after[2].errors[0]


def test_nothing_crawled_merges_to_nothing(crawl, merge):
    crawl(A, "r1")
    assert merge(errors=1)[:2] == ({}, {})


def test_a_damaged_run_leaves_its_source_as_it_was_and_the_others_go_on(crawl, merge):
    crawl(A, "r1", *(make_record(str(number), name=f"Circle {number}") for number in range(1_500)))
    merge()
    path = crawl(A, "r2", *(make_record(str(number), name="Changed", url="x y") for number in range(1_500)))
    path.write_bytes(path.read_bytes()[:-20])
    crawl(B, "r2", make_record("b"))
    listings, _, result = merge(errors=1)
    assert "a-source: r2.jsonl.gz, line " in result.errors[0]
    assert {one.name for one in listings.values()} == {"Grief Circle", *(f"Circle {number}" for number in range(1_500))}
    assert result.problems == {}, "what was left out of a run that was not stored does not count"


def test_a_repaired_run_is_merged_later(crawl, merge):
    path = crawl(A, "r1", make_record("1"))
    good = path.read_bytes()
    path.write_bytes(good[:-20])
    assert merge(errors=1)[0] == {}
    path.write_bytes(good)
    assert merge()[0].keys() == {listing_id("a-source", "1")}


def test_a_run_of_a_source_no_longer_understood_is_named(crawl, merge, settings):
    crawl(A, "r1", make_record("1"))
    crawl(B, "r1", make_record("1"))
    path = settings.raw / "a-source" / "r1.json"
    summary = json.loads(path.read_text())
    path.write_text(json.dumps(summary | {"facts": summary["facts"] | {"format": "gopher"}}))
    listings, _, result = merge(errors=1)
    assert "a-source: run r1:" in result.errors[0]
    assert listings.keys() == {listing_id("b-source", "1")}


def test_a_key_twice_in_one_run_is_one_record(crawl, merge):
    crawl(A, "r1", make_record("1", name="First"), make_record("1", name="Last"))
    listings, _, _ = merge()
    assert [one.name for one in listings.values()] == ["Last"]


def test_the_facts_of_a_source_clean_its_records(crawl, merge):
    source = make_source("c-source", needs=["libraries"], timezone="America/Denver", country="CA")
    crawl(
        source, "r1", make_record("1", needs=[], schedules=[{"opens_at": "7 PM"}], location={"address": {"city": "X"}})
    )
    (listing,) = merge()[0].values()
    assert (listing.needs, listing.schedules[0].timezone) == (["libraries"], "America/Denver")
    assert listing.location.address.country == "CA"


def test_progress_is_told_of_every_record(crawl, settings):
    told = []

    def progress(records, total, label):
        told.append((total, label))
        yield from records

    crawl(A, "r1", make_record("1"), make_record("2"))
    pipeline.merge(settings, progress)
    assert told == [(2, "clean a-source")]


def test_raw_runs_are_only_read(crawl, merge, settings):
    path = crawl(A, "r1", make_record("1", name="SHOUTED"))
    merge()
    assert b"SHOUTED" in gzip.decompress(path.read_bytes())
    assert next(runs.read_records(settings.raw, runs.last_good_run(settings.raw, "a-source"))).name == "SHOUTED"
