import pytest

from data import gazetteer
from data.cleaning.points import is_inside, is_point, place_location, shared_points
from data.model import Address
from tests.support.builders import make_location, make_record


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [(39.8, -89.65, True), (0.0, 0.0, False), (0.001, -0.001, False), (0.0, -78.5, True), (51.5, 0.0, True),
     (90.0, 180.0, True), (90.1, 0.0, False), (39.8, -180.1, False), (None, -89.65, False), (39.8, None, False),
     (float("nan"), 1.0, False), (float("inf"), 1.0, False)],
)  # fmt: skip
def test_a_point_is_a_place_on_earth(lat, lon, expected):
    assert is_point(lat, lon) is expected


CITY = {"city": "Springfield", "state_province": "IL", "country": "US"}


@pytest.mark.parametrize(
    ("location", "point", "precision"),
    [
        (make_location(39.8, -89.65), (39.8, -89.65), "point"),
        (make_location(39.8, -89.65, precision=None), (39.8, -89.65), "point"),
        (make_location(39.8, -89.65, precision="approximate"), (39.8, -89.65), "approximate"),
        (make_location(0.0, 0.0), "zip", "zip"),
        (make_location(None, None), "zip", "zip"),
        (make_location(None, None, address=CITY), "city", "city"),
        (make_location(None, None, address={"city": "Springfield", "country": "US"}), None, None),
        (make_location(None, None, address={"postal_code": "62701", "country": "CA"}), None, None),
        (make_location(None, None, address=None), None, None),
        (make_location(visibility="hidden"), None, None),
        (make_location(visibility="partial"), None, None),
        (make_location(location_type="virtual"), None, None),
        (make_location(location_type="postal"), None, None),
    ],
)  # fmt: skip
def test_a_location_gets_the_best_point_that_may_be_known(location, point, precision):
    expected = {
        None: (None, None),
        "zip": (gazetteer.find_zip("62701").lat, gazetteer.find_zip("62701").lon),
        "city": (gazetteer.find_cities("Springfield", "IL")[0].lat, gazetteer.find_cities("Springfield", "IL")[0].lon),
    }.get(point, point)
    placed, _ = place_location(location)
    assert (placed.latitude, placed.longitude) == expected
    assert placed.precision == precision
    assert placed.address == location.address


@pytest.mark.parametrize(
    ("lat", "lon", "point", "wrong"),
    [
        (39.8, -89.65, (39.8, -89.65), None),
        (-89.65, 39.8, (39.8, -89.65), "latitude and longitude swapped"),
        (39.8, 89.65, (39.8, -89.65), "the sign of the longitude was missing"),
        (89.65, 39.8, (39.8, -89.65), "latitude and longitude swapped, a sign missing"),
        (4836921.2, -9979792.3, (39.8, -89.65), "metres of Web Mercator"),
        (-9979792.3, 4836921.2, (39.8, -89.65), "metres of Web Mercator"),
        (34.05, -118.24, "zip", "not where the address says"),
        (33.94, -118.52, "zip", "the point software puts where none was given"),
        (34.235918, -118.563659, "zip", "the point software puts where none was given"),
        (0.0, 0.0, "zip", "not a point on land that anyone means"),
        (500.0, 500.0, "zip", "not a point on land that anyone means"),
        (39.8, None, "zip", "half a point"),
    ],
)
def test_a_point_is_put_right_or_replaced_by_the_middle_of_the_zip_code(lat, lon, point, wrong):
    placed, said = place_location(make_location(lat, lon))
    middle = gazetteer.find_zip("62701")
    expected = (middle.lat, middle.lon) if point == "zip" else point
    assert (placed.latitude, placed.longitude) == pytest.approx(expected, abs=0.01)
    assert (placed.precision, said) == ("zip" if point == "zip" else "point", wrong)


@pytest.mark.parametrize(
    ("point", "address", "inside"),
    [
        ((34.05, -118.24), {"postal_code": "90012"}, True),
        ((34.05, -118.24), {"city": "Los Angeles", "state_province": "CA"}, True),
        # A mistyped ZIP code beside the right town.
        ((34.05, -118.24), {"postal_code": "10001", "city": "Los Angeles", "state_province": "CA"}, True),
        ((34.05, -118.24), {"postal_code": "10001"}, False),
        ((34.05, -118.24), {"state_province": "CA"}, True),
        ((34.05, -118.24), {"state_province": "NY"}, False),
        ((34.05, -118.24), {}, True),
        ((30.0, -130.0), {}, False),
        ((51.5, -0.1), {}, False),
        ((51.5, -0.1), {"country": "GB", "city": "London"}, True),
        ((13.45, 144.75), {}, True),
    ],
)
def test_a_point_is_where_its_address_says(point, address, inside):
    assert is_inside(point, Address(**{"country": "US"} | address)) is inside


def at(point, street, name="Circle"):
    address = {"address_1": street, "city": "Springfield", "state_province": "IL", "postal_code": "62701"}
    return make_record(name=name, location=make_location(*point, address=address, precision=None))


HERE = (39.80123, -89.65321)


def test_records_of_unlike_streets_share_a_point_that_is_no_door():
    records = [at(HERE, street) for street in ("1 Elm St", "2 Oak St", "3 Main St", "1 Elm Street")]
    shared = shared_points(records)
    placed, _ = place_location(records[0].location, shared)
    assert (placed.precision, placed.latitude) == ("approximate", HERE[0])


@pytest.mark.parametrize(
    "streets",
    [
        ["1 Elm St", "1 Elm Street", "1 ELM ST APT 4", "1 N Elm St"],
        ["67 East St.", "Church 67 East St.", "67 East Street", "67 E. Street"],
        ["3839 Elm St", "3841 Elm St", "3843 Elm St"],
        ["1 Elm St", "2 Oak St"],
    ],
)
def test_one_house_written_in_many_ways_is_a_door(streets):
    records = [at(HERE, street) for street in streets]
    assert place_location(records[0].location, shared_points(records))[0].precision == "point"


def test_many_without_a_street_share_an_area_but_a_street_beside_them_may_be_there():
    bare = [at(HERE, None, name) for name in ("One", "Two", "Three")]
    shared = shared_points([*bare, at(HERE, "1 Elm St")])
    assert place_location(bare[0].location, shared)[0].precision == "approximate"
    assert place_location(at(HERE, "1 Elm St").location, shared)[0].precision == "point"


def test_the_middle_of_a_zip_code_is_called_so_where_there_is_no_street():
    middle = gazetteer.find_zip("62701")
    centre = (middle.lat, middle.lon)
    assert place_location(at(centre, None).location)[0].precision == "zip"
    assert place_location(at(centre, "1 Elm St").location)[0].precision == "point"
