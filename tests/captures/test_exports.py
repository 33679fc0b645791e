"""Captured feeds, merged and passed on: every format gives back what went out."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from data import ids, pipeline
from data.exporting.choice import Choice
from data.merging.batches import ListingRow
from data.model import Record
from data.runs import new_run_id
from data.settings import Settings, load_settings
from data.store import Store
from tests.captures.support import SOURCES, payloads_of, read
from tests.support.builders import crawled
from tests.support.passing_on import DATA_FORMATS, exported, listings_of, taken_in

# Feeds of every family that are read quickly, some of the same places; of each, every so many rows.
FEEDS = (
    "bmlt-day2", "bmlt-day3", "city-linksf", "city-chicago-libraries", "city-dc-shelters", "samhsa-findtreatment",
    "groups-la-al-anon", "hsds-package-all", "hsds-ohana-api", "hsds-food-chester", "hsds-food-dc", "osm-community",
    "osm-rebuilt", "tsml-quinte", "tsml-atlanta", "tsml-al-anon-ma",
)  # fmt: skip
FEW = 40
# As many listings as the long runs pass on, and how much memory that may take beyond the program itself.
LARGE, MOST_MEGABYTES = 10_000, 64


def some(name: str, few: int) -> list[Record]:
    found, _ = read(SOURCES[name], payloads_of(SOURCES[name]))
    return found[:: max(1, len(found) // few)][:few]


def merged(home: Path, few: int) -> Settings:
    """A directory of a part of every feed."""
    settings = load_settings(home)
    for name in FEEDS:
        crawled(settings.raw, new_run_id(), *some(name, few), source=SOURCES[name])
    result = pipeline.merge(settings)
    assert not result.errors
    return settings


@pytest.fixture(scope="module")
def settings(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return merged(tmp_path_factory.mktemp("passing-on"), FEW)


@pytest.mark.parametrize("name", DATA_FORMATS)
def test_real_listings_come_back_as_they_went(settings: Settings, tmp_path: Path, name: str) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    sent = exported(settings, name, first)
    assert sent.listings > (100 if name == "meeting-guide" else 300)
    other = load_settings(tmp_path / "other")
    spider = taken_in(first, other)
    assert not spider.tally.skipped
    exported(other, name, second)
    assert second.read_bytes() == first.read_bytes()
    assert {one.id for one in listings_of(other)} <= {one.id for one in listings_of(settings)}


def test_a_directory_that_has_the_same_feeds_takes_another_in_without_a_change(
    settings: Settings, tmp_path: Path
) -> None:
    """Its own listings have these ids already: each stays one listing, and no new one appears."""
    path = tmp_path / "sent.geojson"
    sent = exported(settings, "geojson", path, Choice(needs=("support-groups",)))
    before = {one.id: one for one in listings_of(settings)}
    taken_in(path, settings, "import-same")
    after = {one.id: one for one in listings_of(settings)}
    assert after.keys() == before.keys()
    assert sent.listings > 100
    changed = [key for key, one in after.items() if one.name != before[key].name]
    assert not changed
    assert pipeline.forget(settings, "import-same") == sent.listings
    assert {one.id for one in listings_of(settings)} == before.keys()


@pytest.fixture(scope="module")
def large(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Ten thousand listings: those of the feeds over and over, under ids of their own."""
    found = load_settings(tmp_path_factory.mktemp("large"))
    known = listings_of(settings)
    rows = (
        ListingRow(own, None, one.model_copy(update={"id": own}).model_dump_json(exclude_defaults=True))
        for at in range(LARGE)
        for one in [known[at % len(known)]]
        for own in [ids.listing_id("large", str(at))]
    )
    store = Store(found.store)
    with store.writing() as writer:
        writer.put_listings(rows, {})
    store.close()
    return found


@pytest.mark.soak
@pytest.mark.parametrize("name", [*DATA_FORMATS, "site"])
def test_ten_thousand_listings_take_little_memory(large: Settings, tmp_path: Path, name: str) -> None:
    tracemalloc.start()
    try:
        done = exported(large, name, tmp_path / "out")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert done.listings > (1_000 if name == "meeting-guide" else 8_000)
    assert peak < MOST_MEGABYTES * 1_000_000


@pytest.mark.soak
@pytest.mark.parametrize("name", DATA_FORMATS)
def test_ten_thousand_listings_come_back_as_they_went(large: Settings, tmp_path: Path, name: str) -> None:
    first, second, other = tmp_path / "first", tmp_path / "second", load_settings(tmp_path / "other")
    sent = exported(large, name, first)
    assert sent.listings > (1_000 if name == "meeting-guide" else 8_000)
    assert not taken_in(first, other).tally.skipped
    assert exported(other, name, second).listings == sent.listings
    assert second.read_bytes() == first.read_bytes()
