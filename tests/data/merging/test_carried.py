"""Listings that another directory passed on: their ids, their sources, and what becomes of both."""

from __future__ import annotations

import json
from typing import Any

import pytest

from data import ids, pipeline
from data.merging.ledger import opened
from data.model import Provenance, Record
from data.runs import time_of
from data.settings import Settings
from data.store import Store
from tests.support.builders import crawled, make_location, make_record, make_source

RUNS = [f"202611{day:02}T080000000000Z" for day in range(1, 20)]
THERE = make_source("import-there", name="There", format="kith")


def origin(source: str = "far-feed", key: str = "7", run: str = RUNS[0], **facts: Any) -> Provenance:
    facts = {"source_name": "A far feed", "licence": "CC0-1.0", "attribution": "Far feed"} | facts
    return Provenance(source=source, record=key, key=key, run=run, seen=time_of(run), **facts)


def carried(listing: str, *origins: Provenance, **changes: Any) -> Record:
    """What a directory gave us of a listing it has under an id."""
    return make_record(ids.carried_key(listing), record=listing, origins=origins or (origin(),), **changes)


def merged(settings: Settings) -> dict[str, Any]:
    result = pipeline.merge(settings)
    assert not result.errors
    store = Store(settings.store)
    try:
        return {one.id: one for one in store.listings()}
    finally:
        store.close()


FAR = ids.listing_id("far-feed", "7")


def test_a_carried_id_is_the_listings_id_and_its_sources_are_its_own(settings: Settings) -> None:
    crawled(settings.raw, RUNS[0], carried(FAR), source=THERE)
    (listing,) = merged(settings).values()
    assert listing.id == FAR
    assert [(one.source, one.key, one.licence, one.via) for one in listing.sources] == [
        ("far-feed", "7", "CC0-1.0", f"import-there:kith:{FAR}")
    ]
    assert listing.seen == time_of(RUNS[0])


@pytest.mark.parametrize("own_first", [True, False])
def test_the_same_listing_from_its_feed_and_from_a_directory_is_one(settings: Settings, own_first: bool) -> None:
    feed = make_source("far-feed", name="A far feed")
    own = make_record("7", description="As the feed has it now.")
    steps = [(RUNS[1], own, feed), (RUNS[2], carried(FAR, description="As it was."), THERE)]
    for run, record, source in steps if own_first else reversed(steps):
        crawled(settings.raw, run, record, source=source)
        found = merged(settings)
    (listing,) = found.values()
    assert listing.id == FAR
    assert listing.description == "As the feed has it now.", "what was seen later counts, not what came later"
    assert [(one.source, one.via, one.seen) for one in listing.sources] == [("far-feed", None, time_of(RUNS[1]))]


def test_one_id_of_two_directories_is_one_listing(settings: Settings) -> None:
    other = make_source("import-other", name="Other", format="kith")
    crawled(settings.raw, RUNS[0], carried(FAR, origin(run=RUNS[0])), source=THERE)
    crawled(settings.raw, RUNS[1], carried(FAR, origin(run=RUNS[1]), origin("third", "x"), cost=["free"]), source=other)
    (listing,) = merged(settings).values()
    assert (listing.id, listing.cost) == (FAR, ["free"])
    assert {(one.source, one.seen) for one in listing.sources} == {
        ("far-feed", time_of(RUNS[1])),
        ("third", time_of(RUNS[0])),
    }


def test_what_a_directory_keeps_apart_stays_apart(settings: Settings) -> None:
    """Equal words are two listings there (both streets are hidden), and would be one in a feed."""
    twins = [carried(ids.listing_id("far-feed", str(at)), origin(key=str(at))) for at in range(2)]
    crawled(settings.raw, RUNS[0], *twins, source=THERE)
    assert len(merged(settings)) == 2
    crawled(settings.raw, RUNS[1], make_record("a"), make_record("b"))
    assert len(merged(settings)) in (2, 3)


def test_two_ids_a_steward_put_apart_are_two_listings(settings: Settings) -> None:
    crawled(settings.raw, RUNS[0], make_record("7", name="Grief Circle"), source=make_source("far-feed"))
    crawled(settings.raw, RUNS[1], carried(FAR, name="Chess club", needs=["wellness"]), source=THERE)
    assert len(merged(settings)) == 1
    with opened(settings.store) as ledger:
        pair = frozenset({("far-feed", "7"), ("import-there", ids.carried_key(FAR))})
        ledger.decide([pair], "apart", FAR)
    found = merged(settings)
    assert {one.name: key == FAR for key, one in found.items()} == {"Grief Circle": True, "Chess club": False}
    assert merged(settings).keys() == found.keys(), "ids last"


def test_a_directory_that_is_forgotten_leaves_nothing_but_ids(settings: Settings) -> None:
    elsewhere = make_record("own", name="Harbor Library", needs=["libraries"], location=make_location(40.5, -90.0))
    crawled(settings.raw, RUNS[0], elsewhere)
    crawled(settings.raw, RUNS[1], carried(FAR), source=THERE)
    assert len(merged(settings)) == 2
    assert pipeline.forget(settings, "import-there") == 1
    store = Store(settings.store)
    try:
        assert [one.name for one in store.listings()] == ["Harbor Library"]
        assert store.gone(FAR) is not None
    finally:
        store.close()


def test_the_records_behind_a_listing_are_found(settings: Settings) -> None:
    crawled(settings.raw, RUNS[0], carried(FAR, origin(), origin("third", "x")), source=THERE)
    merged(settings)
    store = Store(settings.store)
    try:
        assert store.records_of(FAR) == [("import-there", ids.carried_key(FAR))]
    finally:
        store.close()


def test_what_a_directory_drops_grows_old_like_any_record(settings: Settings) -> None:
    others = [carried(ids.listing_id("far-feed", str(at)), origin(key=str(at)), name=f"Group {at}",
                      location=make_location(39.0 + at, -89)) for at in range(4)]  # fmt: skip
    crawled(settings.raw, RUNS[0], carried(FAR), *others, source=THERE)
    assert merged(settings)[FAR].not_seen_since is None
    crawled(settings.raw, RUNS[1], *others, source=THERE)
    found = merged(settings)
    assert found[FAR].not_seen_since is not None


@pytest.mark.parametrize("key", ["kith:", "kith:7", "kith:" + "0" * 36, "kith:" + FAR.upper(), "x" + FAR, FAR])
def test_only_our_own_form_carries_an_id(key: str) -> None:
    assert ids.carried_id(key) is None
    assert ids.listing_id("feed", key) == ids.made_id("feed", key)


def test_provenance_that_was_passed_on_is_hostile_text_like_any_other(settings: Settings) -> None:
    bad = origin(source_name=" <b>Feed</b>\x00\n ", url="javascript:alert(1)", licence="a\u202eb")
    crawled(
        settings.raw,
        RUNS[0],
        carried(FAR, bad, conflicts=[{"field": "cost", "values": {"a": "<i>x</i>"}}]),
        source=THERE,
    )
    (listing,) = merged(settings).values()
    assert (listing.sources[0].source_name, listing.sources[0].url) == ("Feed", None)
    assert json.loads(listing.conflicts[0].model_dump_json())["values"] == {"a": "x"}
