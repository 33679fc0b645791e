import csv
import io

import pytest

from crawlers.payload import Payload, unpack
from crawlers.spiders.samhsa_directory import SamhsaDirectorySpider
from data.cleaning import clean_record
from data.errors import FeedError
from data.sources import Source

URL = "https://example.org/directory.csv"
GIVEN = {
    "name1": "Test Center", "name2": "", "street1": "1 Main St", "street2": "", "city": "Testville", "state": "IL",
    "zip": "62701", "phone": "217-555-0101", "intake1": "", "intake2": "", "intake1a": "", "intake2a": "",
    "service_code_info": "SA * OP",
}  # fmt: skip


def spider():
    source = Source(id="test", name="T", format="samhsa-directory", url=URL, needs=["treatment"])
    return SamhsaDirectorySpider(source=source, writer=None, progress=lambda *a: None)


def crawl(*rows, columns=tuple(GIVEN)):
    out = io.StringIO()
    csv.writer(out).writerows([columns, *([(GIVEN | row)[column] for column in columns] for row in rows)])
    one = spider()
    return list(one.records([Payload("directory.csv", out.getvalue().encode(), URL)])), one.tally


def only(**cells):
    (found,), tally = crawl(cells)
    assert not tally.skipped
    return found


def codes(said):
    return only(service_code_info=said)


def test_a_row_becomes_a_facility():
    found = only()
    assert (found.name, found.organization.name) == ("Test Center", "Test Center")
    assert found.record == "Test Center|1 Main St|62701"
    assert (found.needs, found.attributes) == (["treatment/outpatient"], ["Outpatient"])
    assert (found.modes, found.led_by) == (["in_person"], "professional")
    address = found.location.address
    assert (address.address_1, address.address_2, address.city) == ("1 Main St", None, "Testville")
    assert (address.state_province, address.postal_code) == ("IL", "62701")


def test_without_coordinates_the_zip_stands_for_the_place():
    found = only()
    assert (found.location.latitude, found.location.longitude) == (None, None)
    assert clean_record(found, spider().source).location.precision == "zip"


@pytest.mark.parametrize(
    ("said", "cost"),
    [
        ("SF", ["fee"]),
        ("SS", ["sliding_scale"]),
        ("NP", ["free"]),
        ("MD", ["insurance"]),
        ("MC MD PI", ["insurance"]),
        ("PA", []),
        ("FSA", []),
        ("SF * SS", ["fee", "sliding_scale"]),
        ("", []),
    ],
)
def test_payment_codes(said, cost):
    assert codes(said).cost == cost


@pytest.mark.parametrize(
    ("said", "needs"),
    [
        ("DT", ["treatment/detox"]),
        ("HH", ["treatment/sober-living"]),
        ("SUMH", ["treatment/mental-health"]),
        ("RES RL", ["treatment/residential"]),
        ("OMB", ["treatment/outpatient", "treatment/medication"]),
        ("XYZ", []),
    ],
)
def test_service_codes(said, needs):
    assert codes(said).needs == needs


@pytest.mark.parametrize(
    ("said", "modes"), [("TELE", ["in_person", "online"]), ("SA", ["in_person"]), ("TELEX", ["in_person"])]
)
def test_telehealth_is_online(said, modes):
    assert codes(said).modes == modes


def test_groups_of_codes_are_split_by_stars_with_and_without_blanks():
    assert codes("SA*OP * VET*SP").audiences == ["veterans"]
    assert codes("SA*OP * VET*SP").languages == ["es"]


def test_programs_of_one_house_are_told_apart():
    found, tally = crawl({}, {"name2": "Women"}, {"street2": "Unit B"}, {"phone": "217-555-0102"}, {})
    assert [one.name for one in found] == ["Test Center", "Test Center: Women", "Test Center", "Test Center"]
    assert {one.organization.name for one in found} == {"Test Center"}
    assert len({one.key for one in found}) == 4
    assert {one.record for one in found} == {"Test Center|1 Main St|62701"}
    assert found[2].location.address.address_2 == "Unit B"
    assert tally.skipped == {"repeated": 1}


@pytest.mark.parametrize(
    ("phone", "number", "extension"),
    [
        ("217-555-0101", "+12175550101", None),
        ("217-555-0101 x123", "+12175550101", "123"),
        ("217-555-0101x5", "+12175550101", "5"),
        ("217-555-0101 X 5508", "+12175550101", "5508"),
    ],
)
def test_extensions(phone, number, extension):
    found = only(phone=phone)
    (cleaned,) = clean_record(found, spider().source).phones
    assert (cleaned.number, cleaned.extension, cleaned.description) == (number, extension, None)


def test_intake_numbers_are_named_as_such():
    found = only(intake1="217-555-0102", intake2="217-555-0103 x9", intake1a="217-555-0104", intake2a="217-555-0105")
    assert [(one.number[-4:], one.extension, one.description) for one in found.phones] == [
        ("0101", None, None), ("0102", None, "Intake"), ("0103", "9", "Intake"), ("0104", None, "Intake"),
        ("0105", None, "Intake"),
    ]  # fmt: skip


def test_an_intake_number_that_is_the_houses_own_is_said_once():
    cleaned = clean_record(only(intake1="217-555-0101"), spider().source)
    assert [phone.description for phone in cleaned.phones] == [None]


def test_no_number_at_all():
    assert only(phone="").phones == []


def test_a_row_without_a_name_is_counted():
    found, tally = crawl({"name1": ""}, {})
    assert len(found) == 1
    assert tally.skipped == {"no-name": 1}


@pytest.mark.parametrize(
    "missing", ["name1", "name2", "street1", "street2", "city", "zip", "phone", "service_code_info"]
)
def test_a_column_that_is_missing_is_named(missing):
    with pytest.raises(FeedError, match=f"no column {missing}"):
        crawl({}, columns=[column for column in GIVEN if column != missing])


def test_intake_columns_may_be_missing():
    (found,), _ = crawl({}, columns=[column for column in GIVEN if not column.startswith("intake")])
    assert len(found.phones) == 1


def captured(shared, name):
    path = shared / "captures" / "samhsa" / name
    one = spider()
    return list(one.records(unpack(path.read_bytes(), name, URL, one.source.max_mb))), one


@pytest.fixture(scope="module")
def directory(shared):
    return captured(shared, "national-directory-su-2022.csv.gz")


def test_the_captured_directory(directory):
    found, one = directory
    assert (one.tally.read, len(found), dict(one.tally.skipped)) == (12176, 12175, {"repeated": 1})
    assert len({record.key for record in found}) == 12175
    assert sum(record.modes == ["in_person", "online"] for record in found) == 8793
    costs = [cost for record in found for cost in record.cost]
    assert {cost: costs.count(cost) for cost in set(costs)} == {
        "fee": 11089, "insurance": 10951, "sliding_scale": 4684, "free": 235
    }  # fmt: skip
    assert sum(phone.extension is not None for record in found for phone in record.phones[:1]) == 1249
    places = [record.location.address for record in found]
    assert sum((place.city, place.state_province) == ("Los Angeles", "CA") for place in places) == 75


def test_captured_facilities_are_cleaned_without_losing_a_word(directory):
    found, one = directory
    cleaned = [clean_record(record, one.source) for record in found[::5]]
    assert {problem.field for record in cleaned for problem in record.problems} <= {"phones.number"}
    assert all("treatment" in record.needs for record in cleaned)
    unplaced = [record.location.address.city for record in cleaned if record.location.precision != "zip"]
    assert unplaced in ([], ["Yap"])


@pytest.mark.parametrize(
    "name", ["findtreatment-api-page-va-2019.json", "national-directory-su-2022-service-codes.csv"]
)
def test_the_other_captures_are_refused_by_their_columns(shared, name):
    with pytest.raises(FeedError, match="no column name1"):
        captured(shared, name)
