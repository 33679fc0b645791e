"""What `kith sources --check` finds without the network."""

from __future__ import annotations

from typing import Any

import pytest

from data.sources import Source
from data.sources.check import problems

GOOD = {
    "id": "test", "name": "T", "format": "csv", "url": "https://example.org/x.csv", "publisher": "P", "licence": "L",
    "robots": "R", "needs": ["libraries"], "columns": {"name": "n"},
}  # fmt: skip


def found(registered: bool = True, **facts: Any) -> list[str]:
    return problems([Source.model_validate(GOOD | facts)], registered=registered)


def test_a_whole_source_has_no_problem() -> None:
    assert found(area={"state": "CA", "city": "Los Angeles"}) == []
    assert found(url="http://127.0.0.1:8000/x.csv") == []


def test_a_draft_names_only_keys_it_has() -> None:
    lines = found(publisher="FILL IN", attribution="FILL IN")
    assert [line.split(":")[1] for line in lines] == [" key publisher"]
    assert [line.split(":")[1] for line in found(attribution="FILL IN")] == [" key attribution"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"publisher": None}, "key publisher: not given"),
        ({"licence": None}, "key licence: not given"),
        ({"robots": ""}, "key robots: not given"),
        ({"needs": []}, "key needs: not given"),
    ],
)
def test_a_registered_source_says_who_and_on_what_terms(facts: dict[str, Any], words: str) -> None:
    assert found(**facts) == [f"test: {words}"]
    assert found(registered=False, **facts) == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"url": "https://example"}, "not well formed"),
        ({"url": "https://example.org/a b"}, "not well formed"),
        ({"url": "https://me:secret@example.org/x"}, "carries a key"),
        ({"url": "https://example.org/x?api_key=1"}, "carries a key"),
        ({"url": "https://example.org/{zip}.csv"}, "nothing fills in {zip}"),
        ({"url": None, "path": "not-there.csv"}, "key path: not-there.csv is not there"),
        ({"columns": {"name": "n", "colour": "c"}}, "no field 'colour'"),
        ({"columns": {"city": "c"}}, "no column is the name"),
        ({"format": "bmlt"}, "bmlt is no table"),
        ({"values": {"colour": {"a": "b"}}}, "no field 'colour'"),
        ({"area": {"state": "XX"}}, "'XX' is no state"),
        ({"area": {"state": "CA", "city": "Nowhere"}}, "Nowhere, CA is not in the gazetteer"),
        ({"area": {"state": "CA", "county": "Kings Landing"}}, "Kings Landing, CA is not in the gazetteer"),
        ({"expect": {"min": 5, "max": 4}}, "max is less than min"),
    ],
)
def test_a_mistake_names_the_source_and_the_key(facts: dict[str, Any], words: str) -> None:
    for registered in (True, False):
        (line,) = found(registered, **facts)
        assert line.startswith("test: key ")
        assert words in line


def test_two_registered_sources_ask_for_one_thing_only_once() -> None:
    twice = [Source.model_validate(GOOD), Source.model_validate(GOOD | {"id": "again"})]
    assert problems(twice, registered=True) == ["again: key url: test asks for the same"]
    assert problems(twice, registered=False) == []


def test_a_place_abroad_is_not_looked_up() -> None:
    assert found(country="CA", area={"state": "ON", "city": "Toronto"}) == []


def test_the_id_of_a_registered_source_looks_like_nothing_made_for_a_place() -> None:
    assert found(id="help-at-boise") == [
        "help-at-boise: key id: -at- stands before a place in the ids of what is made for one"
    ]
