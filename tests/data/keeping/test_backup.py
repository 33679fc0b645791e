import sqlite3
import threading

import pytest

from data.errors import StoreError
from data.keeping.backup import back_up, restore
from data.store import Store
from data.tables import VERSION
from tests.support.builders import as_cleaned, make_record


@pytest.fixture
def copy(home, tmp_path):
    """A backup of a store that has gone on since."""
    home.run(0, "a", "b")
    path = tmp_path / "copy.db"
    back_up(home.settings.store, path)
    home.run(7, "a", "b", "c")
    return path


def test_what_was_backed_up_comes_back_and_what_was_there_is_kept(home, copy):
    aside = restore(copy, home.settings.store)
    assert home.listings().keys() == {"a", "b"}
    kept = Store(aside)
    assert kept.count_listings() == 3
    kept.close()


def test_a_backup_restores_where_there_is_no_store(home, copy, tmp_path):
    target = tmp_path / "elsewhere" / "kith.db"
    assert restore(copy, target) is None
    found = Store(target)
    assert found.count_listings() == 2
    found.close()


def test_a_reader_that_is_open_goes_on(home, copy):
    with home.store() as reader:
        reading = reader.listings()
        next(reading)
        restore(copy, home.settings.store)
        assert len(list(reading)) == 2, "what was being read is the store as it was"
        assert reader.count_listings() == 2


def test_a_backup_while_another_writes_is_the_last_committed_state(home, tmp_path):
    home.run(0, "a")
    begun, done = threading.Event(), threading.Event()

    def write():
        store = Store(home.settings.store)
        with store.writing() as writer:
            writer.put_records((as_cleaned(make_record(f"n{number}")), "r1") for number in range(3_000))
            begun.set()
            done.wait(30)
        store.close()

    writing = threading.Thread(target=write)
    writing.start()
    begun.wait(30)
    back_up(home.settings.store, tmp_path / "copy.db")
    done.set()
    writing.join()
    found = sqlite3.connect(tmp_path / "copy.db")
    assert found.execute("SELECT count(*) FROM records").fetchone() == (1,)
    found.close()


def test_a_backup_replaces_an_earlier_one_but_no_other_file(home, copy, tmp_path):
    back_up(home.settings.store, copy)
    restore(copy, home.settings.store)
    assert len(home.listings()) == 3
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear friend")
    with pytest.raises(StoreError, match=r"letter\.txt"):
        back_up(home.settings.store, letter)
    assert letter.read_text() == "Dear friend"
    assert not list(tmp_path.glob("*.part"))


def nothing(path):
    path.unlink()


def empty(path):
    path.write_bytes(b"")


def words(path):
    path.write_bytes(b"not a database, but long enough to be read as one" * 40)


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-4096])


def pages_turned(path):
    raw = bytearray(path.read_bytes())
    for at in range(4096, len(raw), 4096):
        raw[at : at + 64] = b"\xff" * 64
    path.write_bytes(bytes(raw))


def of_another_program(path):
    path.unlink()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()


def of_a_newer_version(path):
    other = sqlite3.connect(path)
    other.execute(f"PRAGMA user_version={VERSION + 1}")
    other.close()


@pytest.mark.parametrize("damage", [nothing, empty, words, cut_short, pages_turned, of_another_program,
                                    of_a_newer_version])  # fmt: skip
def test_garbage_is_refused_and_changes_nothing(home, copy, damage):
    damage(copy)
    with pytest.raises(StoreError) as caught:
        restore(copy, home.settings.store)
    assert "copy.db" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert home.listings().keys() == {"a", "b", "c"}
    assert [path.name for path in home.settings.home.glob("*before*")] == []


def test_a_store_too_damaged_to_open_is_moved_aside(home, copy):
    words(home.settings.store)
    before = home.settings.store.read_bytes()
    aside = restore(copy, home.settings.store)
    assert home.listings().keys() == {"a", "b"}
    assert aside.read_bytes() == before


def test_a_store_damaged_inside_is_replaced_too(home, copy):
    pages_turned(home.settings.store)
    restore(copy, home.settings.store)
    assert home.listings().keys() == {"a", "b"}


def test_nothing_to_back_up(home, tmp_path):
    with pytest.raises(StoreError, match="no store"):
        back_up(home.settings.store, tmp_path / "copy.db")
    assert not home.settings.store.exists()


def test_the_commands(home, kith, tmp_path):
    home.run(0, "a")
    path = tmp_path / "copy.db"
    done = kith("backup", path, home=home.settings.home)
    assert (done.status, done.err) == (0, "")
    home.run(7, "a", "b")
    done = kith("restore", path, home=home.settings.home)
    assert done.out.startswith("1 listings restored")
    assert "The store as it was: " in done.out
    words(path)
    done = kith("restore", path, home=home.settings.home)
    assert (done.status, done.err.count("\n")) == (1, 1)
