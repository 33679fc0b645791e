from pathlib import Path

import pytest

from crawlers.payload import Payload
from crawlers.spiders.csv_table import CsvSpider
from data.cleaning import clean_record
from data.errors import FeedError
from data.sources import Source

CITY = Path(__file__).resolve().parents[3].parent / "shared" / "captures" / "city"

COLUMNS = {
    "id": "No", "name": "Site", "organization": "Run by", "description": ["What", "Notes"], "phone": "Tel",
    "address_1": "Street", "city": "Town", "postal_code": "Zip", "latitude": "Lat", "longitude": "Lon",
    "needs": "Kind", "cost": "Cost", "languages": "Lang", "schedule": "Open", "status": "Now",
}  # fmt: skip
VALUES = {
    "needs": {"PANTRY": "practical-help/food", "BEDS; WINTER": "practical-help/housing"},
    "status": {"x": "inactive"},
}
HEADER = "No,Site,Run by,What,Notes,Tel,Street,Town,Zip,Lat,Lon,Kind,Cost,Lang,Open,Now\n"


def spider(columns=COLUMNS, values=VALUES, **facts):
    source = Source(
        id="test", name="T", format="csv", url="https://example.org/x.csv", columns=columns, values=values, **facts
    )
    return CsvSpider(source=source, writer=None, progress=lambda *a: None)


def crawl(text, one=None):
    one = one or spider()
    return list(one.records([Payload("x.csv", text.encode(), "https://example.org/x.csv")])), one.tally


def row(**cells):
    names = HEADER.strip().split(",")
    values = {"No": "7", "Site": "Test Pantry"} | {key.replace("_", " "): value for key, value in cells.items()}
    return ",".join(f'"{values.get(name, "")}"' for name in names) + "\n"


def test_a_row_becomes_a_listing_through_columns():
    (found,), tally = crawl(
        HEADER + row(Run_by="Test Aid", What="Boxes.", Notes="Bring bags.", Tel="217-555-0101", Street="1 A St",
                     Zip="01234", Lat="39.8", Lon="-89.6", Open="Mondays 9 to 12")
    )  # fmt: skip
    assert (found.record, found.key, found.organization.name) == ("7", "7", "Test Aid")
    assert found.description == "Boxes. Bring bags."
    assert found.location.address.postal_code == "01234"
    assert (found.location.latitude, found.location.longitude) == (39.8, -89.6)
    assert found.schedules[0].description == "Mondays 9 to 12"
    assert found.modes == ["in_person"]
    assert found.status == "active"
    assert not tally.skipped


@pytest.mark.parametrize(
    ("kind", "needs", "attributes"),
    [
        ("PANTRY", ["practical-help/food"], []),
        ("pantry; counseling", ["practical-help/food", "counseling"], []),
        ("BEDS; WINTER", ["practical-help/housing"], []),
        ("Bicycles", [], ["Bicycles"]),
        ("PANTRY;PANTRY;Bicycles", ["practical-help/food"], ["Bicycles"]),
        ("", [], []),
    ],
)
def test_values_are_looked_up_and_what_is_unknown_stays_an_attribute(kind, needs, attributes):
    (found,), _ = crawl(HEADER + row(Kind=kind))
    assert found.needs == needs
    assert found.attributes == attributes


def test_costs_languages_and_status_are_never_guessed():
    (found,), _ = crawl(HEADER + row(Cost="Sliding scale; sometimes", Lang="Spanish, vi, Elvish", Now="x"))
    assert found.cost == ["sliding_scale"]
    assert found.languages == ["es", "vi"]
    assert found.status == "inactive"
    assert found.attributes == ["sometimes", "Elvish"]


def test_without_an_id_column_the_key_comes_from_the_raw_words():
    columns = {key: value for key, value in COLUMNS.items() if key != "id"}
    text = HEADER + row(Street="1 A St") + row(Street="2 B St")
    first, _ = crawl(text, spider(columns))
    again, _ = crawl(text, spider(columns))
    assert [one.key for one in first] == [one.key for one in again]
    assert first[0].key != first[1].key


def test_broken_rows_are_counted_and_the_others_go_on():
    found, tally = crawl(HEADER + row(No="") + row(Site="") + row(Lat="north") + "1,2,3" + ",x" * 20 + "\n" + row())
    assert len(found) == 1
    assert tally.skipped == {"no-id": 1, "no-name": 1, "wrong-type": 1, "too-many-cells": 1}
    assert tally.read == 5


@pytest.mark.parametrize(
    ("columns", "named"),
    [
        (COLUMNS | {"colour": "Site"}, "colour"),
        (COLUMNS | {"email": "Mail"}, "Mail"),
        ({"id": "No"}, "name"),
    ],
)
def test_a_field_or_column_that_does_not_exist_is_named(columns, named):
    with pytest.raises(FeedError, match=named):
        crawl(HEADER + row(), spider(columns))


def test_a_row_given_only_online_has_no_place():
    (found,), _ = crawl(
        "No,Site,How\n1,Circle,Online; By phone\n", spider({"id": "No", "name": "Site", "modes": "How"}, {})
    )
    assert found.modes == ["online", "phone"]
    assert found.location.location_type == "virtual"


def read_capture(name, columns, values):
    path = CITY / name
    if not path.exists():
        pytest.skip("the captured table is not here")
    one = spider(columns, values)
    return list(one.records([Payload(name, path.read_bytes(), path.as_uri())])), one


def test_a_city_table_of_food_places():
    columns = {"id": "id", "name": "name", "address_1": "address_1", "city": "city", "state_province": "state",
               "postal_code": "zip", "phone": "phone", "latitude": "latitude", "longitude": "longitude",
               "status": "inactive", "languages": "languages"}  # fmt: skip
    found, one = read_capture(
        "la-food-oasis-stakeholders-2020.csv", columns, {"status": {"t": "inactive", "f": "active"}}
    )
    assert one.tally.read == 627
    assert len(found) == 627 - sum(one.tally.skipped.values())
    assert sum(record.status == "inactive" for record in found) == 38
    first = next(record for record in found if record.record == "2945")
    assert first.languages == ["en", "pt", "fr", "nl"]
    assert clean_record(first, one.source).phones[0].number == "+12134835821"


def test_a_state_table_of_licensed_facilities():
    columns = {"id": "license_number", "name": "facility_name", "organization": "legal_entity",
               "address_1": "address_line1", "address_2": "address_line2", "city": "city", "state_province": "state",
               "postal_code": "zip", "region": "county", "phone": "phone", "latitude": "latitude",
               "longitude": "longitude", "needs": "setting_code", "audiences": "target_population"}  # fmt: skip
    values = {"needs": {"RES": "treatment/residential", "NON": "treatment/outpatient"},
              "audiences": {"WOMEN ONLY": "women", "MEN ONLY": "men"}}  # fmt: skip
    found, one = read_capture("ca-sud-licensed-facilities-2026.csv", columns, values)
    assert len(found) + sum(one.tally.skipped.values()) == 2266
    assert found[0].needs == ["treatment/residential"]
    assert found[0].audiences == ["women"]
