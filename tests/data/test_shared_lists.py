import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from data.errors import StoreError
from data.shared_lists import CODE_LENGTH, DIGITS, SharedLists, normal

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DOCUMENT = {"title": "For this week", "entries": [{"id": "x", "note": "ask"}]}


@pytest.fixture
def lists(tmp_path):
    return SharedLists(tmp_path / "home" / "lists.db")


def test_a_list_is_kept_and_read_by_its_code(lists):
    kept = lists.keep(DOCUMENT, now=NOW)
    assert set(kept.code.replace("-", "")) <= set(DIGITS)
    assert len(normal(kept.code)) == CODE_LENGTH
    assert lists.read(kept.code, NOW) == (DOCUMENT, "2026-12-22")
    assert lists.read(kept.code.lower().replace("-", " ").replace("0", "o"), NOW) == (DOCUMENT, "2026-12-22")


def test_it_ends_and_is_then_deleted(lists):
    kept = lists.keep(DOCUMENT, days=7, now=NOW)
    assert lists.read(kept.code, NOW + timedelta(days=7)) is not None
    assert lists.read(kept.code, NOW + timedelta(days=8)) is None
    lists.keep({}, now=NOW + timedelta(days=8))
    assert len(rows(lists)) == 1


def rows(lists):
    with sqlite3.connect(lists._path) as connection:
        found = connection.execute("SELECT * FROM lists").fetchall()
    connection.close()
    return found


def test_only_its_key_takes_it_away(lists):
    kept, other = lists.keep(DOCUMENT, now=NOW), lists.keep(DOCUMENT, now=NOW)
    assert not lists.revoke(kept.code, other.key)
    assert not lists.revoke("0" * 12, kept.key)
    assert lists.revoke(kept.code, kept.key)
    assert lists.read(kept.code, NOW) is None
    assert not lists.revoke(kept.code, kept.key)
    assert lists.read(other.code, NOW) is not None


def test_the_file_tells_neither_codes_nor_keys_nor_hours(lists):
    kept = lists.keep(DOCUMENT, now=NOW)
    said = repr(rows(lists))
    assert normal(kept.code) not in said
    assert kept.key not in said
    assert "12:00" not in said


def test_days_have_bounds_and_lists_a_size(lists):
    assert lists.keep({}, days=10_000, now=NOW).ends == NOW + timedelta(days=365)
    assert lists.keep({}, days=-5, now=NOW).ends == NOW + timedelta(days=1)
    with pytest.raises(StoreError, match="too large"):
        lists.keep({"title": "x" * 200_000})


def test_without_a_file_there_is_no_list(lists):
    assert lists.read("0" * 12) is None
    assert not lists.revoke("0" * 12, "key")


def test_a_file_that_is_none_is_an_error_with_a_code(lists):
    lists._path.parent.mkdir()
    lists._path.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError) as raised:
        lists.keep(DOCUMENT)
    assert raised.value.code == "not-writable"
    assert lists.read("0" * 12) is None
