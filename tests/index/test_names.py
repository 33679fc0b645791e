"""Listings that are called what was asked for are found by their names, whatever the words were understood as."""

from __future__ import annotations

from typing import Any

from data.model import Schedule
from index.request import SearchRequest
from tests.conftest import Build, make_listing


def names(directory: Any, text: str, **fields: Any) -> list[str]:
    answer = directory.search(SearchRequest(text=text, near="62701", **fields))
    return [one["name"] for one in answer["results"]]


def test_a_name_that_speaks_of_a_time_comes_first_at_whatever_time(build: Build) -> None:
    evening = [Schedule(freq="WEEKLY", byday=["WE"], opens_at="19:00", timezone="America/Chicago")]
    noon = [Schedule(freq="WEEKLY", byday=["SA"], opens_at="12:00", timezone="America/Chicago")]
    directory = build(
        make_listing("Repair Evening", schedules=noon),
        make_listing("Repair Cafe", schedules=evening, description="Repair, repair and more repair of an evening."),
        make_listing("Repair Noon", schedules=noon),
    )
    assert names(directory, "Repair Evening") == ["Repair Evening", "Repair Cafe"]
    # Somebody who set a day, or took the time back, is not led past it.
    assert names(directory, "Repair Evening", days=("WE",)) == ["Repair Cafe"]
    assert set(names(directory, "Repair Evening", without=("time",))) == {
        "Repair Evening",
        "Repair Cafe",
        "Repair Noon",
    }


def test_a_name_is_found_whatever_its_words_were_taken_for_but_not_past_a_filter(build: Build) -> None:
    named = make_listing("Grief Senior Center", needs=["practical-help/food"])
    directory = build(named, make_listing("Elsewhere", needs=["libraries"]))
    assert names(directory, "grief senior center") == ["Grief Senior Center"]
    assert names(directory, "grief senior center", needs=("practical-help/food",)) == ["Grief Senior Center"]
    assert "Grief Senior Center" not in names(directory, "grief senior center", needs=("libraries",))
