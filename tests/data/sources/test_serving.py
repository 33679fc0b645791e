"""Which sources serve a place, and how one is made for it."""

from __future__ import annotations

from typing import Any

import pytest

from data import gazetteer
from data.errors import SourceFileError
from data.places import find_place
from data.sources import Source
from data.sources.facts import Area
from data.sources.serving import Reach, box, made_for, reach, serves, serving, without_blanks


def around(text: str, miles: float = 25) -> Reach:
    return reach(find_place(text).place, miles)


def source(source_id: str = "test", **facts: Any) -> Source:
    return Source.model_validate(
        {"id": source_id, "name": "T", "format": "csv", "url": "https://example.org/x"} | facts
    )


@pytest.mark.parametrize(
    ("area", "place", "miles", "expected"),
    [
        ({}, "90012", 25, True),
        ({"country": "CA"}, "90012", 25, False),
        ({"state": "CA"}, "Los Angeles, CA", 25, True),
        ({"state": "NY"}, "Los Angeles, CA", 25, False),
        ({"states": ["NV", "CA"]}, "Los Angeles, CA", 25, True),
        # Across the river lies another state.
        ({"state": "NE"}, "Council Bluffs, IA", 25, True),
        ({"state": "NE"}, "Des Moines, IA", 25, False),
        ({"state": "CA", "county": "Los Angeles"}, "Pasadena, CA", 5, True),
        ({"state": "CA", "county": "los angeles county"}, "Pasadena, CA", 5, True),
        ({"state": "CA", "county": "San Diego"}, "Pasadena, CA", 5, False),
        ({"state": "CA", "counties": ["San Diego", "Orange"]}, "Pasadena, CA", 25, True),
        ({"state": "LA", "county": "East Baton Rouge"}, "Baton Rouge, LA", 5, True),
        # A city serves what its circle and that of the place share.
        ({"state": "CA", "city": "Long Beach", "radius_miles": 15}, "Los Angeles, CA", 10, True),
        ({"state": "CA", "city": "Long Beach", "radius_miles": 15}, "Los Angeles, CA", 1, False),
        ({"state": "CA", "city": "San Diego", "radius_miles": 30}, "Los Angeles, CA", 25, False),
        # A wide circle around St. Louis stops at the river, unless the place reaches across.
        ({"state": "MO", "city": "St. Louis", "radius_miles": 110}, "Springfield, IL", 25, False),
        ({"state": "MO", "city": "St. Louis", "radius_miles": 110}, "East Saint Louis, IL", 25, True),
        # All of a state: its cities' sources too.
        ({"state": "CA", "city": "San Diego"}, "California", 25, True),
        ({"state": "CA", "county": "Marin"}, "California", 25, True),
        ({"state": "NV", "city": "Reno"}, "California", 25, False),
        ({"state": "NY", "county": "Dutchess"}, "Dutchess County, NY", 0, True),
    ],
)
def test_a_source_serves_what_its_area_and_the_circle_share(
    area: dict[str, Any], place: str, miles: float, expected: bool
) -> None:
    assert serves(Area(**area), "US", around(place, miles)) is expected


def test_near_sources_come_first_and_leads_only_by_name() -> None:
    sources = [
        source("nation"),
        source("state", area={"state": "IL"}),
        source("town", area={"state": "IL", "city": "Springfield"}),
        source("lead", lead=True),
        source("abroad", country="GB"),
        source("map", format="overpass", query="[bbox:{bbox}];"),
    ]
    assert [one.id for one in serving(sources, around("Springfield, IL"))] == [
        "town", "map-at-springfield-il", "state", "nation",
    ]  # fmt: skip


def test_a_box_is_filled_in_and_the_place_is_part_of_the_id() -> None:
    asked = source("map", format="overpass", query="[bbox:{bbox}];nwr[x];out;", name="Map")
    made = made_for(asked, around("62701", 10))
    assert (made.id, made.name) == ("map-at-springfield-il-62701", "Map (Springfield, IL 62701)")
    assert made.blanks == frozenset()
    assert made.query is not None
    south, west, north, east = map(float, made.query[6:].partition("]")[0].split(","))
    zip_code = gazetteer.find_zip("62701")
    assert zip_code is not None
    for lat, lon in ((south, zip_code.lon), (north, zip_code.lon), (zip_code.lat, west), (zip_code.lat, east)):
        assert gazetteer.miles_between(zip_code.lat, zip_code.lon, lat, lon) == pytest.approx(10, rel=0.01)
    assert asked.query == "[bbox:{bbox}];nwr[x];out;"


def test_a_state_is_filled_in() -> None:
    made = made_for(source("list", url="https://example.org/x?State={state}"), around("Boise, ID"))
    assert (made.id, made.url, made.area.scope) == ("list-at-id", "https://example.org/x?State=ID", "state")


@pytest.mark.parametrize("state", ["Alaska", "Vermont", "Hawaii"])
def test_the_box_of_a_state_holds_its_towns(state: str) -> None:
    wanted = around(state)
    south, west, north, east = box(wanted)
    towns = gazetteer.zips_within(wanted.place.lat, wanted.place.lon, 100)
    inside = [one for one in towns if one.state == wanted.place.state]
    assert inside
    assert all(south < one.lat < north and west < one.lon < east for one in inside)


def test_a_source_without_blanks_stays_as_it_is() -> None:
    plain = source()
    assert made_for(plain, around("62701")) is plain
    assert without_blanks(plain) is plain


def test_what_must_be_asked_for_a_place_is_not_crawled_without_one() -> None:
    with pytest.raises(SourceFileError, match="add --near"):
        without_blanks(source(format="overpass", query="[bbox:{bbox}];"))
