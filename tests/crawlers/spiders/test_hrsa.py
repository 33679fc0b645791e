"""HRSA health center sites. No captured file is at hand: these rows are invented from the public list of columns."""

import csv
import io

import pytest

from crawlers.payload import Payload
from crawlers.spiders.hrsa import HrsaSpider
from data.cleaning import clean_record
from data.errors import FeedError
from data.sources import Source

URL = "https://example.org/sites.csv"
SETTING = "Health Center Service Delivery Site Location Setting Description"
LOCATION = "Health Center Location Type Description"
TYPE = "Health Center Type Description"
GIVEN = {
    "BPHC Assigned Number": "BPS-H80-000001", "Site Name": "Test Clinic", "Site Address": "1 Main St",
    "Site City": "Testville", "Site State Abbreviation": "IL", "Site Postal Code": "62701-1234",
    "Site Telephone Number": "217-555-0101", "Site Web Address": "https://clinic.example.org",
    "Site Status Description": "Active", "Health Center Name": "Test Health Center", TYPE: "Service Delivery Site",
    LOCATION: "Permanent", SETTING: "All Other Clinic Types", "Operating Hours per Week": "40.00",
    "BHCMIS Organization Identification Number": "12345",
    "Geocoding Artifact Address Primary X Coordinate": "-89.65",
    "Geocoding Artifact Address Primary Y Coordinate": "39.8",
}  # fmt: skip


def spider():
    source = Source(id="test", name="T", format="hrsa", url=URL)
    return HrsaSpider(source=source, writer=None, progress=lambda *a: None)


def crawl(*rows, columns=tuple(GIVEN)):
    out = io.StringIO()
    csv.writer(out).writerows([columns, *([(GIVEN | row)[column] for column in columns] for row in rows)])
    one = spider()
    return list(one.records([Payload("sites.csv", out.getvalue().encode(), URL)])), one.tally


def only(**cells):
    (found,), tally = crawl(cells)
    assert not tally.skipped
    return clean_record(found, spider().source)


def test_a_row_becomes_a_site():
    found = only()
    assert (found.record, found.name, found.organization.name) == (
        "BPS-H80-000001", "Test Clinic", "Test Health Center"
    )  # fmt: skip
    assert found.needs == ["practical-help", "practical-help/health-care"]
    assert (found.modes, found.status, found.led_by) == (["in_person"], "active", "professional")
    assert [phone.number for phone in found.phones] == ["+12175550101"]
    assert found.url == "https://clinic.example.org"
    address = found.location.address
    assert (address.address_1, address.city, address.state_province) == ("1 Main St", "Testville", "IL")
    assert (address.postal_code, found.attributes, found.problems) == ("62701", [], [])


def test_x_is_the_longitude():
    location = only().location
    assert (location.latitude, location.longitude, location.precision) == (39.8, -89.65, "point")


def test_cost_is_not_guessed():
    assert (only().cost, only().fees_description) == ([], None)


@pytest.mark.parametrize(("said", "status"), [("Active", "active"), ("Inactive", "inactive"), ("", "inactive")])
def test_status(said, status):
    assert only(**{"Site Status Description": said}).status == status


def test_offices_are_left_out():
    found, tally = crawl(
        {TYPE: "Administrative"}, {"BPHC Assigned Number": "2", TYPE: "Administrative/Service Delivery Site"}
    )
    assert [record.record for record in found] == ["2"]
    assert tally.skipped == {"administrative": 1}


def test_a_van_is_somewhere_about_its_point():
    found = only(**{LOCATION: "Mobile Van"})
    assert (found.location.precision, found.attributes) == ("approximate", ["Mobile van"])


@pytest.mark.parametrize(
    ("setting", "attributes"),
    [
        ("School", ["In a school"]),
        ("Hospital", ["In a hospital"]),
        ("Homeless Shelter", ["Homeless Shelter"]),
        ("", []),
    ],
)
def test_the_setting_is_said(setting, attributes):
    assert only(**{SETTING: setting}).attributes == attributes


def test_a_site_for_people_fleeing_violence_has_no_place():
    found = only(**{SETTING: "Domestic Violence"})
    assert (found.location.visibility, found.location.latitude, found.audiences) == ("hidden", None, ["survivors"])


def test_without_a_point_the_zip_stands_for_the_place():
    found = only(**{column: "" for column in GIVEN if column.startswith("Geocoding")})
    assert found.location.precision == "zip"


def test_columns_that_may_be_missing():
    needed = [name for name in GIVEN if name.startswith(("Site ", "BPHC")) and "Telephone" not in name]
    (found,), _ = crawl({}, columns=[name for name in needed if "Web" not in name])
    assert (found.organization.name, found.phones, found.url) == ("Test Clinic", [], None)


@pytest.mark.parametrize("missing", ["BPHC Assigned Number", "Site Name", "Site Status Description"])
def test_a_column_that_is_missing_is_named(missing):
    with pytest.raises(FeedError, match=f"no column {missing}"):
        crawl({}, columns=[column for column in GIVEN if column != missing])


def test_rows_that_are_none_are_counted():
    found, tally = crawl({}, {}, {"BPHC Assigned Number": ""}, {"BPHC Assigned Number": "2", "Site Name": " "})
    assert (len(found), tally.skipped) == (1, {"repeated": 1, "no-id": 1, "no-name": 1})
