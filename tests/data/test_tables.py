"""A store of an earlier version opens, keeps all it holds, and goes on."""

import sqlite3

import pytest

from data import pipeline, runs
from data.errors import StoreError
from data.ids import listing_id
from data.merging.batches import listing_row
from data.model import Listing
from data.store import Store
from data.tables import TABLES, VERSION
from tests.support.builders import NOW, crawled, make_listing, make_record

# What version 1 wrote.
VERSION_1 = """
CREATE TABLE sources (id VARCHAR NOT NULL, facts JSON NOT NULL, run VARCHAR NOT NULL, PRIMARY KEY (id));
CREATE TABLE records (source VARCHAR NOT NULL, "key" VARCHAR NOT NULL, fingerprint VARCHAR NOT NULL,
    run VARCHAR NOT NULL, first_seen VARCHAR NOT NULL, content TEXT NOT NULL, PRIMARY KEY (source, "key"));
CREATE TABLE listings (id VARCHAR NOT NULL, merged_into VARCHAR, content TEXT NOT NULL, PRIMARY KEY (id));
PRAGMA user_version=1;
"""
RUN = runs.new_run_id(NOW)
NEEDS = ["support-groups", "support-groups/grief"]


@pytest.fixture
def old(settings):
    """A store of version 1 with records `a`, `b` and a redirect."""
    settings.home.mkdir()
    connection = sqlite3.connect(settings.store)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.executescript(VERSION_1)
    connection.execute('INSERT INTO sources VALUES (\'test\', \'{"name": "Test", "format": "csv"}\', ?)', (RUN,))
    for key in "ab":
        record = make_record(key, name=f"Circle {key}", run=RUN, seen=NOW, needs=NEEDS).model_dump_json(
            exclude_defaults=True
        )
        connection.execute("INSERT INTO records VALUES ('test', ?, ?, ?, ?, ?)", (key, f"mark-{key}", RUN, RUN, record))
        listing = make_listing(f"Circle {key}", key=key).model_dump_json(exclude_defaults=True)
        connection.execute("INSERT INTO listings VALUES (?, NULL, ?)", (listing_id("test", key), listing))
    connection.execute("INSERT INTO listings VALUES ('old', ?, '{}')", (listing_id("test", "a"),))
    connection.commit()
    connection.close()
    return settings


def test_a_store_of_version_1_keeps_all_and_goes_on(old):
    store = Store(old.store)
    assert sorted(one.name for one in store.listings()) == ["Circle a", "Circle b"]
    assert store.redirects() == {"old": listing_id("test", "a")}
    assert store.standings() == {"test": {"seen": 2, "missed": 0, "hidden": 0, "gone": 0}}
    store.close()
    crawled(old.raw, runs.new_run_id(NOW.replace(day=30)), make_record("a", name="New name"))
    assert pipeline.merge(old).errors == []
    store = Store(old.store)
    found = {one.sources[0].key: one for one in store.listings()}
    assert (found["a"].name, found["a"].not_seen_since) == ("New name", None)
    assert (found["b"].name, found["b"].not_seen_since) == ("Circle b", NOW.date())
    assert [(one.field, one.old) for one in store.history("test", "a")] == [("name", "Circle a")]
    assert store.record("test", "a").first_seen == RUN
    store.close()


def test_listings_of_an_old_store_are_marked_and_stay_so(old):
    marks = []
    for _ in range(2):
        store = Store(old.store)
        marks.append(list(store.marks()))
        store.close()
    assert [one for one, _ in marks[0]] == sorted(listing_id("test", key) for key in "ab")
    assert marks[0] == marks[1]


def columns_of(path):
    connection = sqlite3.connect(path)
    tables = {}
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        tables[name] = {tuple(row[1:6]) for row in connection.execute(f"PRAGMA table_info({name})")}
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return tables, version


def test_a_store_brought_up_is_like_a_new_one(old, tmp_path):
    Store(old.store).close()
    Store(tmp_path / "new.db").close()
    (brought_up, version), (new, _) = columns_of(old.store), columns_of(tmp_path / "new.db")
    for name in brought_up.keys() | new.keys():
        assert brought_up.get(name) == new.get(name), name
    assert version == VERSION


def test_bringing_up_that_breaks_leaves_the_old_version(old, monkeypatch):
    before = columns_of(old.store)

    def breaks(connection):
        raise KeyboardInterrupt

    with monkeypatch.context() as breaking:
        breaking.setattr(TABLES, "create_all", breaks)
        pytest.raises(KeyboardInterrupt, Store, old.store)
    assert columns_of(old.store) == before
    store = Store(old.store)
    assert store.count_listings() == 2
    store.close()


def test_a_table_that_is_missing_is_made(settings):
    Store(settings.store).close()
    connection = sqlite3.connect(settings.store)
    connection.execute("DROP TABLE changes")
    connection.close()
    store = Store(settings.store)
    assert store.history("test", "a") == []
    store.close()


def test_a_newer_store_is_refused_and_kept(settings):
    Store(settings.store).close()
    connection = sqlite3.connect(settings.store)
    connection.execute(f"PRAGMA user_version={VERSION + 5}")
    connection.close()
    before = columns_of(settings.store)
    with pytest.raises(StoreError, match="use a newer Kith"):
        Store(settings.store)
    assert columns_of(settings.store) == before


def stored_as(store, content):
    with store.writing() as writer:
        writer.put_listings([listing_row(content | {"id": "x"})], {})


WITH_OLD_FIELDS = {
    "name": "Circle", "colour": "red", "organization": {"name": "Neighbors", "mood": {"deep": [1]}},
    "phones": [{"number": "+12175550100"}, {"number": "+12175550101", "carrier": "X"}],
    "sources": [{"source": "test", "source_name": "Test", "record": "1", "key": "1", "run": "r1", "flag": True,
                 "seen": "2026-11-24T17:00:00Z"}],
}  # fmt: skip


def test_fields_that_an_earlier_kith_had_are_left_out(settings):
    store = Store(settings.store)
    stored_as(store, WITH_OLD_FIELDS)
    (found,) = store.listings()
    assert (found.name, found.organization.name) == ("Circle", "Neighbors")
    assert [one.number for one in found.phones] == ["+12175550100", "+12175550101"]
    assert Listing.model_validate_json(found.model_dump_json()) == found
    store.close()


def test_a_listing_that_cannot_be_read_at_all_is_named(settings):
    store = Store(settings.store)
    stored_as(store, WITH_OLD_FIELDS | {"status": "dreaming"})
    with pytest.raises(StoreError, match="listing x cannot be read: .*kith merge --again"):
        list(store.listings())
    store.close()
