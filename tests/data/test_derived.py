import threading

import pytest

from data import derived, gazetteer


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(derived, "folder", lambda: tmp_path / "kept")
    return tmp_path / "kept"


def refuse():
    raise AssertionError("made again")


def test_a_table_is_made_once(place):
    assert derived.kept("towns", "v1", lambda: {"a": (1, 2.5), "b": "\n"}) == {"a": [1, 2.5], "b": "\n"}
    assert derived.kept("towns", "v1", refuse) == {"a": [1, 2.5], "b": "\n"}
    assert [path.name for path in place.iterdir()] == ["towns-v1.table"]


@pytest.mark.parametrize("rows", [{}, {"": 1}, {"a": None}, {"São": {"SP": [1, "é\u2028\t"]}, "b": []}])
def test_a_table_that_is_read_is_the_one_that_was_made(place, rows):
    for derive in (lambda: rows, refuse):
        table = derived.kept("towns", "v1", derive)
        assert dict(table) == table.whole() == rows
        assert len(table) == len(rows)
        assert table.get("nowhere") is None


@pytest.mark.parametrize("key", ["a\tb", "a\nb", "\t"])
def test_a_key_that_would_move_the_others_is_refused(place, key):
    with pytest.raises(ValueError, match="a key of a table"):
        derived.kept("towns", "v1", lambda: {"a": 1, key: 2})


def test_another_mark_makes_it_again_and_drops_the_old_one_alone(place):
    derived.kept("towns", "v1", lambda: {"a": 1})
    derived.kept("zips", "v1", lambda: {"a": 2})
    assert derived.kept("towns", "v2", lambda: {"a": 3}) == {"a": 3}
    assert sorted(path.name for path in place.iterdir()) == ["towns-v2.table", "zips-v1.table"]


@pytest.mark.parametrize("left", [b"", b'{"a": [1', b"\xff\xfe", b"00000000\na\n1"])
def test_a_table_that_cannot_be_read_is_made_again(place, left):
    derived.kept("towns", "v1", lambda: {"a": 1})
    whole = (place / "towns-v1.table").read_bytes()
    for damaged in (left, whole[:-1], whole.replace(b"1", b"7")):
        (place / "towns-v1.table").write_bytes(damaged)
        assert derived.kept("towns", "v1", lambda: {"a": 1}) == {"a": 1}
        assert (place / "towns-v1.table").read_bytes() == whole


def test_where_nothing_may_be_written_the_table_is_made_all_the_same(place):
    place.write_text("a file where the folder should be")
    assert derived.kept("towns", "v1", lambda: {"a": 1}) == {"a": 1}
    assert place.is_file()


def test_outside_a_virtual_environment_nothing_is_written(monkeypatch):
    monkeypatch.setattr(derived.sys, "prefix", derived.sys.base_prefix)
    assert derived.folder() is None
    assert derived.kept("towns", "v1", lambda: {"a": 1}) == {"a": 1}


def test_several_that_begin_at_once_leave_one_whole_table(place):
    found = []
    rows = {str(number): number for number in range(20_000)}
    several = [
        threading.Thread(target=lambda: found.append(derived.kept("towns", "v1", lambda: rows))) for _ in range(6)
    ]
    for one in several:
        one.start()
    for one in several:
        one.join()
    assert found == [rows] * 6
    assert [path.name for path in place.iterdir()] == ["towns-v1.table"]


def test_places_are_the_same_from_a_table_that_is_read(place):
    asked = (
        lambda: gazetteer.find_zip("62701"),
        lambda: gazetteer.find_cities("Springfield"),
        lambda: gazetteer.find_county("Los Angeles", "CA"),
        lambda: gazetteer.find_state("IL"),
    )
    tables = (
        gazetteer._zips,
        gazetteer._zip_place,
        gazetteer._towns,
        gazetteer._cities_called,
        gazetteer._counties,
        gazetteer._states,
    )
    answers = []
    for _ in range(2):
        for table in tables:
            table.cache_clear()
        answers.append([ask() for ask in asked])
    assert answers[0] == answers[1]
    assert len(list(place.iterdir())) == 4
