"""The register of exempt organizations: leads without a place, and the captured extracts."""

import csv
import io
from collections import Counter

import pytest

from crawlers.codes import codes
from crawlers.payload import Payload, unpack
from crawlers.spiders.irs_bmf import IrsBmfSpider
from data import taxonomy
from data.cleaning import clean_record
from data.errors import FeedError
from data.sources import Source

URL = "https://example.org/eo_il.csv"
GIVEN = {
    "EIN": "010000001", "NAME": "TEST COUNSELING CENTER INC", "ICO": "% ROBIN DOE", "STREET": "7 HOME LN",
    "CITY": "TESTVILLE", "STATE": "IL", "ZIP": "62701-1234", "SUBSECTION": "03", "FOUNDATION": "15", "STATUS": "01",
    "NTEE_CD": "F60", "SORT_NAME": "",
}  # fmt: skip


def spider():
    source = Source(id="test", name="T", format="irs-bmf", url=URL)
    return IrsBmfSpider(source=source, writer=None, progress=lambda *a: None)


def crawl(*rows, columns=tuple(GIVEN)):
    out = io.StringIO()
    csv.writer(out).writerows([columns, *([(GIVEN | row)[column] for column in columns] for row in rows)])
    one = spider()
    return list(one.records([Payload("eo_il.csv", out.getvalue().encode(), URL)])), one.tally


def only(**cells):
    (found,), tally = crawl(cells)
    assert not tally.skipped
    return clean_record(found, spider().source)


def test_a_row_becomes_a_lead():
    found = only(SORT_NAME="NORTH CHAPTER")
    assert (found.record, found.name, found.alternate_name) == (
        "010000001", "Test Counseling Center Inc", "North Chapter"
    )  # fmt: skip
    assert (found.needs, found.modes, found.status) == (["counseling"], [], "active")
    assert found.attributes == ["Registered charity (lead, not confirmed to offer this)"]
    assert found.alert == "Listed from the tax register: ask what is offered before you go."
    assert [(area.extent_type, area.extent) for area in found.service_areas] == [("state", "IL")]
    assert (found.cost, found.phones, found.problems) == ([], [], [])


def test_the_mailing_address_is_never_a_place():
    found = only()
    location = found.location
    assert (location.location_type, location.latitude, location.longitude) == ("postal", None, None)
    assert location.address.model_dump(exclude_none=True) == {
        "city": "Testville", "state_province": "IL", "country": "US"
    }  # fmt: skip
    written = found.model_dump_json().casefold()
    assert not [word for word in ("home ln", "62701", "robin", "doe") if word in written]


def test_the_zeros_an_ein_begins_with_are_kept():
    assert only(EIN="10000001").record == "010000001"


@pytest.mark.parametrize(
    ("code", "needs"),
    [
        ("F60", ["counseling"]),
        ("F60Z", ["counseling"]),
        ("f600", ["counseling"]),
        ("F20", ["treatment"]),
        ("F40", ["crisis"]),
        ("P46", ["counseling/family"]),
        ("P20", ["practical-help"]),
        ("P52", ["practical-help/transport"]),
        ("T40", ["volunteering"]),
        ("B70", ["libraries"]),
        ("X", ["spiritual"]),
        ("X20Z", ["spiritual"]),
        ("K31", ["practical-help/food"]),
    ],
)
def test_the_longest_beginning_of_the_code_counts(code, needs):
    (found,), _ = crawl({"NTEE_CD": code})
    assert found.needs == needs
    assert found.faith == ("faith-based" if code.startswith("X") else None)


@pytest.mark.parametrize(
    "code",
    [
        "F21",
        "F80",
        "F11",
        "F01",
        "P24",
        "P29",
        "P50",
        "P70",
        "P99",
        "P",
        "X03",
        "X82",
        "X119",
        "T20",
        "T50",
        "A20",
        "Z99",
        "9",
    ],
)
def test_codes_that_are_no_help_are_left_out(code):
    found, tally = crawl({"NTEE_CD": code})
    assert (found, tally.skipped) == ([], {"other-activity": 1})


def test_other_rows_that_are_left_out():
    found, tally = crawl({"NTEE_CD": ""}, {"FOUNDATION": "04"}, {"EIN": ""}, {"NAME": ""}, {}, {})
    assert len(found) == 1
    assert tally.skipped == {"no-activity": 1, "grant-maker": 1, "no-id": 1, "no-name": 1, "repeated": 1}


@pytest.mark.parametrize(
    ("said", "status"),
    [("01", "active"), ("02", "active"), ("1", "active"), ("12", "active"), ("25", "active"), ("20", "defunct"),
     ("22", "defunct"), ("26", "defunct"), ("97", "defunct")],
)  # fmt: skip
def test_ended_organizations_are_defunct(said, status):
    assert only(STATUS=said).status == status


def test_only_charities_are_called_so():
    assert only(SUBSECTION="04").attributes == ["Registered nonprofit (lead, not confirmed to offer this)"]


def test_without_a_state_no_area_is_said():
    assert only(STATE="").service_areas == []


def test_every_row_of_the_code_list_is_of_our_words():
    for code, row in codes("ntee").items():
        assert row.keys() <= {"needs", "audiences"}, code
        assert set(row.get("needs", [])) <= set(taxonomy.needs()), code
        assert set(row.get("audiences", [])) <= set(taxonomy.facet_labels()["audiences"]), code


@pytest.mark.parametrize("missing", ["EIN", "NAME", "STATE", "STATUS", "NTEE_CD", "SORT_NAME"])
def test_a_column_that_is_missing_is_named(missing):
    with pytest.raises(FeedError, match=f"no column {missing}"):
        crawl({}, columns=[column for column in GIVEN if column != missing])


@pytest.mark.parametrize(
    ("name", "read", "records", "skipped"),
    [
        ("eo_nv.csv.gz", 13378, 3085, {"other-activity": 7845, "no-activity": 2353, "grant-maker": 95}),
        ("eo_hi.csv.gz", 9632, 1477, {"other-activity": 5609, "no-activity": 2511, "grant-maker": 35}),
        ("eo_me.csv.gz", 10277, 1341, {"other-activity": 5618, "no-activity": 3294, "grant-maker": 24}),
    ],
)
def test_the_captures(shared, name, read, records, skipped):
    one = spider()
    body = (shared / "captures" / "irs-bmf" / name).read_bytes()
    found = list(one.records(unpack(body, name, URL, 128)))
    assert (one.tally.read, len(found), dict(one.tally.skipped)) == (read, records, skipped)
    assert len({record.record for record in found}) == records
    assert Counter(record.status for record in found) == {"active": records}
    cleaned = [clean_record(record, one.source) for record in found[::3]]
    assert not [record.problems for record in cleaned if record.problems]
    for record in cleaned:
        assert (record.location.latitude, record.location.precision, record.modes) == (None, None, [])
        assert record.location.address.model_dump(exclude_none=True).keys() <= {"city", "state_province", "country"}
        assert record.service_areas[0].extent == name[3:5].upper()
