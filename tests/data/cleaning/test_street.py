import pytest

from data.cleaning import clean_record
from data.cleaning.street import is_po_box, split_street, without_notes, without_town
from data.model import Address
from tests.support.builders import make_record, make_source


@pytest.mark.parametrize(
    ("line", "street", "unit", "city", "state", "code"),
    [
        ("1234 Main St Apt 5, Los Angeles, CA 90012", "1234 Main St", "Apt 5", "Los Angeles", "CA", "90012"),
        ("8728 CORBIN AVE, NORTHRIDGE 91324", "8728 CORBIN AVE", None, "NORTHRIDGE", "CA", "91324"),
        ("1555 S 7th St San Jose CA 95112", "1555 S 7th St", None, "San Jose", "CA", "95112"),
        ("1555 S 7th St San Jose California 95112-1234", "1555 S 7th St", None, "San Jose", "CA", "95112-1234"),
        ("34020 NORTH FORK ROAD ANCHOR POINT\nAK", "34020 NORTH FORK ROAD", None, "ANCHOR POINT", "AK", None),
        (
            "12001 BUSINESS BOULEVARD #176 EAGLE RIVER\nAK",
            "12001 BUSINESS BOULEVARD",
            "#176",
            "EAGLE RIVER",
            "AK",
            None,
        ),
        ("100 Main St Ste 200 Burbank CA 91502", "100 Main St", "Ste 200", "Burbank", "CA", "91502"),
        ("3401 W. Foster Avenue\nCHICAGO, IL 60625", "3401 W. Foster Avenue", None, "CHICAGO", "IL", "60625"),
        ("PO Box 123, Springfield, IL 62701", "PO Box 123", None, "Springfield", "IL", "62701"),
        ("5 Quarry Rd, Nowhereville, IL", "5 Quarry Rd", None, "Nowhereville", "IL", None),
        ("EUCLID AND C STS., UPLAND 91786", "EUCLID AND C STS.", None, "UPLAND", "CA", "91786"),
        ("1 Mall, Washington, DC 20500", "1 Mall", None, "Washington", "DC", "20500"),
    ],
)
def test_an_address_in_one_line_is_parted_and_keeps_its_words(line, street, unit, city, state, code):
    found = split_street(line, None, None)
    assert (found.address_1, found.address_2, found.city, found.state_province, found.postal_code) == (
        street, unit, city, state, code,
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "3839, 3841, AND 3843 TELEGRAPH AVENUE",
        "1234 Main St",
        "St. Mary's Church, 10 High St",
        "Main St & 3rd Ave",
        "273 BOWERY, Downstairs, NY 10002",
        "22 Barclay Street, basement chapel, NY 10007",
        "Various locations",
        "4259 S. Berkeley, IL 60653",
    ],
)
def test_where_no_town_is_found_the_line_stays(line):
    assert split_street(line, None, None) is None


@pytest.mark.parametrize(
    ("line", "street", "note"),
    [
        ("123 Main St (rear entrance)", "123 Main St", "rear entrance"),
        ("123 W 42nd St between 6th and 7th", "123 W 42nd St", "between 6th and 7th"),
        ("123 W 42nd St (Betw. 6th & 7th Aves)", "123 W 42nd St", "Betw. 6th & 7th Aves"),
        ("123 W 42nd St, between 6th and 7th (2nd floor)", "123 W 42nd St", "between 6th and 7th, 2nd floor"),
        ("5th & Main", "5th & Main", None),
        ("123 Elizabeth St", "123 Elizabeth St", None),
        ("(rear)", "(rear)", None),
        ("1 Main St (2)", "1 Main St (2)", None),
    ],
)
def test_notes_leave_the_street(line, street, note):
    assert without_notes(line) == (street, note)


@pytest.mark.parametrize(
    ("line", "street"),
    [
        ("1 Elm St, Springfield, IL 62701", "1 Elm St"),
        ("1 Elm St, Springfield IL", "1 Elm St"),
        ("1 Elm St, Springfield, IL 62701-1234, USA", "1 Elm St"),
        ("1 Elm St, Suite 5", "1 Elm St, Suite 5"),
        ("Springfield", "Springfield"),
        (None, None),
    ],
)
def test_a_town_said_twice_is_said_once(line, street):
    address = Address(address_1=line, city="Springfield", state_province="IL", postal_code="62701")
    assert without_town(address) == street


@pytest.mark.parametrize(
    ("line", "is_box"),
    [
        ("PO Box 123", True), ("P.O. BOX 12-A", True), ("P. O. Box 5", True), ("Post Office Box 77", True),
        ("PO Box 12, 500 Main St", False), ("12 Box Elder Rd", False), ("1 Main St", False), (None, False),
    ],
)  # fmt: skip
def test_a_post_office_box(line, is_box):
    assert is_po_box(line) is is_box


def located(country="US", **location):
    return clean_record(make_record(location=location), make_source(country=country)).location


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ({"address_1": "8728 CORBIN AVE, NORTHRIDGE 91324"}, ("8728 Corbin Ave", "Northridge", "CA", "91324")),
        ({"address_1": "1 ELM ST", "city": "SPRINGFIELD", "state_province": "Illinois", "postal_code": "62701-1234"},
         ("1 Elm St", "Springfield", "IL", "62701")),
        ({"address_1": "1 Elm St", "city": "Boston", "state_province": "MA", "postal_code": "2108"},
         ("1 Elm St", "Boston", "MA", "02108")),
        ({"address_1": "N/A", "city": "N/A", "postal_code": "62701"}, (None, None, None, "62701")),
        ({"address_1": "1 MAIN ST\nELKO, NV\n(40.83, -115.76)"}, ("1 Main St", "Elko", "NV", None)),
        ({"address_1": '{"human_address": "{\\"address\\": \\"37 Oak St\\", \\"city\\": \\"New York\\", '
                       '\\"state\\": \\"NY\\", \\"zip\\": \\"10009\\"}"}'}, ("37 Oak St", "New York", "NY", "10009")),
        ({"address_1": "1 Elm St, Springfield, IL 62701", "country": "GB"},
         ("1 Elm St, Springfield, IL 62701", None, None, None)),
    ],
)  # fmt: skip
def test_an_address_gets_its_parts(address, expected):
    found = located(address=address).address
    assert (found.address_1, found.city, found.state_province, found.postal_code) == expected


def test_a_point_in_a_portal_cell_is_the_point():
    place = located(address={"address_1": "1 MAIN ST\nELKO, NV\n(40.83, -115.76)"})
    assert (place.latitude, place.longitude, place.precision) == (40.83, -115.76, "point")


def test_a_note_in_the_street_becomes_part_of_the_description():
    address = {"address_1": "1 Elm St (rear)", "city": "Springfield", "state_province": "IL"}
    assert located(address=address).description == "rear"
    assert located(address=address, description="Ring twice").description == "Ring twice\nrear"
    assert located(address=address, description="Use rear door").description == "Use rear door"


def test_a_post_office_box_is_no_place_to_go_unless_a_point_is_given():
    address = {"address_1": "P.O. BOX 12", "city": "Springfield", "state_province": "IL", "postal_code": "62701"}
    assert (located(address=address).location_type, located(address=address).latitude) == ("postal", None)
    assert located(address=address, latitude=39.8, longitude=-89.65).location_type == "physical"
    assert located(address=address | {"address_2": "1 Elm St"}).location_type == "physical"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("1 ELM ST", None), ("1 Elm St, Springfield", None), ("1 Elm", None), ("Town Hall", "Town Hall"),
        ("Elm", "Elm"),
    ],
)  # fmt: skip
def test_a_place_named_by_its_address_has_no_name(name, shown):
    address = {"address_1": "1 Elm St", "city": "Springfield", "state_province": "IL"}
    assert located(address=address, name=name).name == shown
