import json
import sqlite3

import pytest

from data.errors import StoreError
from data.merging.batches import listing_row
from data.store import Store
from data.tables import VERSION
from tests.support.builders import as_cleaned, make_listing, make_record


@pytest.fixture
def store(settings):
    opened = Store(settings.store)
    yield opened
    opened.close()


def document(listing):
    return json.loads(listing.model_dump_json(exclude_defaults=True))


def put(store, *listings, merged=None):
    with store.writing() as writer:
        writer.put_listings([listing_row(document(one)) for one in listings], merged or {})


def test_a_new_store_is_empty(store, settings):
    assert settings.store.exists()
    assert list(store.listings()) == []
    assert (store.count_listings(), store.redirects(), store.sources()) == (0, {}, {})


def test_listings_are_read_as_they_were_written(store):
    listings = sorted((make_listing(name) for name in ("Círculo 💚", "Grief Circle")), key=lambda one: one.id)
    put(store, *listings)
    assert list(store.listings()) == listings
    assert store.count_listings() == 2


def test_a_listing_written_again_is_replaced(store):
    put(store, make_listing(key="1", name="Old name"))
    put(store, make_listing(key="1", name="New name"))
    assert [one.name for one in store.listings()] == ["New name"]


def test_records_are_read_by_source_and_key(store):
    with store.writing() as writer:
        rows = [(as_cleaned(make_record(key, source=source, run="r1")), "r0") for source, key in ("b2", "b1", "a9")]
        writer.put_records(rows)
    with store.writing() as writer:
        assert [(source, key) for source, key, _ in writer.records()] == [("a", "9"), ("b", "1"), ("b", "2")]
        assert json.loads(next(writer.records())[2])["name"] == "Grief Circle"
        stored = writer.ledger.stored("b", ["1", "2", "3"])
        assert {key: (one.first_seen, one.run, one.standing) for key, one in stored.items()} == {
            "1": ("r0", "r1", "shown"), "2": ("r0", "r1", "shown"),
        }  # fmt: skip
        marks = writer.record_marks()
    assert list(marks.columns) == ["source", "key", "fingerprint", "first_seen"]
    assert len(marks) == 3


def test_more_rows_than_are_written_at_once(store):
    with store.writing() as writer:
        writer.put_records((as_cleaned(make_record(str(number))), "r1") for number in range(2_500))
        assert len(writer.record_marks()) == 2_500


def test_sources_remember_their_run(store):
    with store.writing() as writer:
        assert writer.merged_run("test") is None
        writer.put_source("test", {"name": "A"}, "r1")
        writer.put_source("test", {"name": "B"}, "r2")
        assert writer.merged_run("test") == "r2"
        assert writer.source_facts() == {"test": {"name": "B"}}
    assert store.sources() == {"test": {"name": "B"}}
    assert store.runs() == {"test": "r2"}


def test_a_transaction_that_breaks_leaves_nothing(store):
    put(store, make_listing("Kept"))

    def breaks():
        with store.writing() as writer:
            writer.put_listings([listing_row(document(make_listing("Lost")))], {"old": "new"})
            writer.put_records([(as_cleaned(make_record()), "r1")])
            raise KeyboardInterrupt

    pytest.raises(KeyboardInterrupt, breaks)
    assert [one.name for one in store.listings()] == ["Kept"]
    assert len(list(store.marks())) == 1
    assert store.redirects() == {}
    with store.writing() as writer:
        assert list(writer.records()) == []


def test_an_id_merged_away_leads_to_the_end(store):
    put(store, make_listing(key="end"), merged={"a": "b", "b": "c", "c": "d"})
    assert store.redirects() == {"a": "d", "b": "d", "c": "d"}
    assert store.count_listings() == 1


def test_a_mark_is_another_when_a_text_is(store, settings):
    kept, changed, gone, merged, deleted = ones = [make_listing(f"Circle {at}", key=str(at)) for at in range(5)]
    put(store, *ones)
    before = dict(store.marks())
    assert list(before) == sorted(one.id for one in ones)
    assert len(set(before.values())) == 5
    assert {len(mark) for mark in before.values()} == {8}
    assert dict(store.marks()) == before
    put(store, kept, make_listing("Another name", key="1"), merged={merged.id: kept.id})
    with store.writing() as writer:
        connection = writer.connection
        connection.exec_driver_sql("UPDATE listings SET gone = '2026-01-01' WHERE id = ?", (gone.id,))
        connection.exec_driver_sql("DELETE FROM listings WHERE id = ?", (deleted.id,))
    after = dict(store.marks())
    assert after.keys() == {kept.id, changed.id}
    assert (after[kept.id], after[changed.id] in before.values()) == (before[kept.id], False)
    put(store, gone, merged)
    back = dict(store.marks())
    assert back.keys() == {one.id for one in ones} - {deleted.id}
    assert not {back[gone.id], back[merged.id]} & set(before.values())
    assert [(listing_id, mark) for listing_id, mark, _ in store.marked_contents()] == list(back.items())


def test_the_texts_of_some(store):
    ones = [make_listing(f"Circle {number}", key=str(number)) for number in range(1_200)]
    put(store, *ones, merged={"old": ones[0].id})
    wanted = [one.id for one in ones[5:1_150]]
    assert sorted(store.contents_of(["old", "never-heard-of", *wanted])) == sorted(
        (listing_id, content) for listing_id, content in store.contents() if listing_id in set(wanted)
    )
    assert list(store.contents_of([])) == []


def test_a_circle_of_redirects_ends(store):
    put(store, merged={"a": "b", "b": "a"})
    assert set(store.redirects()) == {"a", "b"}


def test_a_listing_merged_away_comes_back(store):
    one = make_listing("Circle")
    put(store, merged={one.id: "other"})
    assert list(store.listings()) == []
    put(store, one)
    assert list(store.listings()) == [one]
    assert store.redirects() == {}


def test_readers_see_the_last_state_while_another_writes(store, settings):
    put(store, make_listing("Old"))
    reader = Store(settings.store)
    with store.writing() as writer:
        writer.put_listings([listing_row(document(make_listing("New")))], {})
        assert [one.name for one in reader.listings()] == ["Old"]
    assert sorted(one.name for one in reader.listings()) == ["New", "Old"]
    reader.close()


def test_what_is_being_read_does_not_change(store):
    put(store, *(make_listing(f"Circle {number}") for number in range(1_200)))
    reading = store.listings()
    first = next(reading)
    put(store, *(make_listing(key=f"Circle {number}", name="Changed") for number in range(1_200)))
    assert {one.name for one in reading} & {"Changed"} == set()
    assert first.name.startswith("Circle")


def test_a_store_that_another_process_writes_is_an_error_of_one_line(store, settings):
    other = sqlite3.connect(settings.store, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with store._reading() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")

    def writes():
        with store.writing() as writer:
            writer.put_source("test", {}, "r1")

    with pytest.raises(StoreError, match="locked"):
        writes()
    other.close()


def test_a_file_that_is_no_database_is_refused_and_kept(settings):
    content = b"not a database, but long enough to be read as one" * 20
    settings.home.mkdir()
    settings.store.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        Store(settings.store)
    assert str(settings.store) in str(caught.value)
    assert settings.store.read_bytes() == content


def test_a_store_of_another_version_is_refused(settings):
    Store(settings.store).close()
    other = sqlite3.connect(settings.store)
    other.execute(f"PRAGMA user_version={VERSION + 1}")
    other.close()
    with pytest.raises(StoreError, match=f"has version {VERSION + 1}; this Kith reads up to {VERSION}: use a newer"):
        Store(settings.store)


def test_the_database_of_another_program_is_refused(settings):
    settings.home.mkdir()
    other = sqlite3.connect(settings.store)
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    with pytest.raises(StoreError, match="another program"):
        Store(settings.store)
    other = sqlite3.connect(settings.store)
    assert [name for (name,) in other.execute("SELECT name FROM sqlite_master")] == ["bookmarks"]
    other.close()


def test_a_home_that_is_a_file_is_an_error_of_one_line(settings):
    settings.home.touch()
    with pytest.raises(StoreError, match="cannot be used as a home"):
        Store(settings.store)


def test_a_folder_in_place_of_the_store_is_an_error_of_one_line(settings):
    settings.store.mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be used as a store"):
        Store(settings.store)


@pytest.mark.parametrize("name", ["with blank", "a?b", "50%20", "ü#x"])
def test_a_home_may_have_any_name(tmp_path, name):
    path = tmp_path / name / "kith.db"
    Store(path).close()
    assert path.exists()
