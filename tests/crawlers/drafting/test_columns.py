from __future__ import annotations

import pytest

from crawlers.drafting.columns import propose
from crawlers.drafting.guesses import kinds_of, needs_of, source_id
from crawlers.drafting.rows import Column, columns_of, words

ROW = {"Facility_Name": "Harbor Pantry", "Street Address": "12 Main St", "City": "Springfield", "State": "IL",
       "ZIP": "62701", "Phone": "217-555-0100", "WebSite": "https://example.org", "Lat": 39.8, "Lng": -89.6,
       "Category": "Food Pantry", "hoursOfOperation": "Mon 9-5"}  # fmt: skip


def test_a_plain_table() -> None:
    assert propose(columns_of([ROW])) == {
        "name": "Facility_Name", "url": "WebSite", "phone": "Phone", "address_1": "Street Address", "city": "City",
        "state_province": "State", "postal_code": "ZIP", "latitude": "Lat", "longitude": "Lng",
        "schedule": "hoursOfOperation", "needs": "Category",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "field", "path"),
    [
        ({"title": "One", "geo": {"lat": 39.8, "lng": -89.6}}, "latitude", "geo.lat"),
        ({"title": "One", "point": {"coordinates": [-89.6, 39.8]}}, "latitude", "point.coordinates.1"),
        ({"title": "One", "point": {"coordinates": [-89.6, 39.8]}}, "longitude", "point.coordinates.0"),
        ({"siteName": "One"}, "name", "siteName"),
        ({"places": [{"name": "One"}]}, "name", "places.name"),
    ],
)
def test_nested_rows(row: dict[str, object], field: str, path: str) -> None:
    assert propose(columns_of([row]))[field] == path


@pytest.mark.parametrize("name", ["Ref", "Reference", "Number", "No", "Code", "Record"])
@pytest.mark.parametrize(("values", "is_id"), [("123", True), ("121", False), (("1", "2", ""), False)])
def test_a_number_of_every_row_is_its_id(name: str, values: str, is_id: bool) -> None:
    found = propose(columns_of([{"Name": f"Pantry {value}x", name: value} for value in values]))
    assert found.get("id") == (name if is_id else None)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"name": "12345"}, "name"),
        ({"name": "One", "lat": "north"}, "latitude"),
        ({"name": "One", "lat": 39.8}, "latitude"),  # half a point is none
        ({"name": "One", "approved_date": "2020-01-01"}, "dtstart"),
        ({"name": "One", "date": "January 19 2011"}, "dtstart"),
        ({"name": "One", "phone": "call us"}, "phone"),
        ({"name": "One", "state": "open"}, "state_province"),
        ({"name": "One", "category": "7"}, "needs"),
    ],
)
def test_values_that_do_not_look_like_the_field(row: dict[str, object], field: str) -> None:
    assert field not in propose(columns_of([row]))


def test_an_id_is_unique() -> None:
    assert "id" not in propose(columns_of([{"id": 1, "name": "One"}, {"id": 1, "name": "Two"}]))
    assert propose(columns_of([{"id": 1, "name": "One"}, {"id": 2, "name": "Two"}]))["id"] == "id"


def test_rows_that_are_no_objects_are_passed_over() -> None:
    assert columns_of([1, None, "x", {"a": 1}]) == {"a": Column("a", ["1"])}


@pytest.mark.parametrize(
    ("found", "wanted"),
    [("Site_Name", "site name"), ("siteName", "site name"), ("HTMLText", "html text"), ("ADDRESS", "address")],
)
def test_words(found: str, wanted: str) -> None:
    assert words(found) == wanted


def test_needs_by_title_then_by_names() -> None:
    assert needs_of("city food pantries", []) == ["practical-help/food"]
    assert needs_of("places", ["Main Library", "East Library", "Depot"]) == ["libraries"]
    assert needs_of("places", ["Main Library", "Depot", "Mill", "Yard"]) == []


def test_kinds() -> None:
    column = Column("kind", ["Food Pantry", "Food Pantry", "Depot"])
    assert kinds_of(column) == {"Food Pantry": ["practical-help/food"], "Depot": []}
    assert kinds_of(Column("kind", [str(number) for number in range(100)])) == {}


def test_source_ids() -> None:
    assert source_id("Harbor Pantry: All Sites!") == "harbor-pantry-all-sites"
    assert source_id("…") == "new-source"
