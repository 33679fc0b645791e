import json
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
    assert derived.kept("towns", "v1", lambda: {"a": (1, 2.5)}) == {"a": [1, 2.5]}
    assert derived.kept("towns", "v1", refuse) == {"a": [1, 2.5]}
    assert [path.name for path in place.iterdir()] == ["towns-v1.json"]


def test_another_mark_makes_it_again_and_drops_the_old_one_alone(place):
    derived.kept("towns", "v1", lambda: 1)
    derived.kept("zips", "v1", lambda: 2)
    assert derived.kept("towns", "v2", lambda: 3) == 3
    assert sorted(path.name for path in place.iterdir()) == ["towns-v2.json", "zips-v1.json"]


@pytest.mark.parametrize("left", [b"", b'{"a": [1', b"\xff\xfe"])
def test_a_table_that_cannot_be_read_is_made_again(place, left):
    place.mkdir()
    (place / "towns-v1.json").write_bytes(left)
    assert derived.kept("towns", "v1", lambda: {"a": 1}) == {"a": 1}
    assert json.loads((place / "towns-v1.json").read_bytes()) == {"a": 1}


def test_where_nothing_may_be_written_the_table_is_made_all_the_same(place):
    place.write_text("a file where the folder should be")
    assert derived.kept("towns", "v1", lambda: [1]) == [1]
    assert place.is_file()


def test_outside_a_virtual_environment_nothing_is_written(monkeypatch):
    monkeypatch.setattr(derived.sys, "prefix", derived.sys.base_prefix)
    assert derived.folder() is None
    assert derived.kept("towns", "v1", lambda: [1]) == [1]


def test_several_that_begin_at_once_leave_one_whole_table(place):
    found = []
    several = [
        threading.Thread(target=lambda: found.append(derived.kept("towns", "v1", lambda: list(range(20_000)))))
        for _ in range(6)
    ]
    for one in several:
        one.start()
    for one in several:
        one.join()
    assert found == [list(range(20_000))] * 6
    assert [path.name for path in place.iterdir()] == ["towns-v1.json"]


def test_places_are_the_same_from_a_table_that_is_read(place):
    asked = (
        lambda: gazetteer.find_zip("62701"),
        lambda: gazetteer.find_cities("Springfield"),
        lambda: gazetteer.find_county("Los Angeles", "CA"),
        lambda: gazetteer.find_state("IL"),
    )
    tables = (gazetteer._zips, gazetteer._zip_place, gazetteer._towns, gazetteer._cities_called, gazetteer._areas)
    answers = []
    for _ in range(2):
        for table in tables:
            table.cache_clear()
        answers.append([ask() for ask in asked])
    assert answers[0] == answers[1]
    assert len(list(place.iterdir())) == 3
