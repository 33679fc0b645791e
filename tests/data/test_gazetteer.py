import pytest

from data import gazetteer


@pytest.mark.parametrize("code", ["62701", " 62701 ", "62701-1234", "627011234"])
def test_a_zip_code_is_found(code):
    place = gazetteer.find_zip(code)
    assert (place.label, place.precision, place.state, place.city) == (
        "Springfield, IL 62701",
        "zip",
        "IL",
        "Springfield",
    )
    assert (place.county, place.timezone) == ("Sangamon County", "America/Chicago")
    assert (place.lat, place.lon) == (pytest.approx(39.8, abs=0.1), pytest.approx(-89.65, abs=0.1))


@pytest.mark.parametrize(
    "code", ["", "6270", "627", "99999", "00000", "62701x", "K8N 1A1", "²²²²²", "６２７０１", "09001", "abcde"]
)
def test_an_unknown_zip_code_is_no_place(code):
    assert gazetteer.find_zip(code) is None


@pytest.mark.parametrize(
    ("name", "state", "label"),
    [
        ("Springfield", "IL", "Springfield, IL"),
        ("St Louis", "MO", "St. Louis, MO"),
        ("St. Louis", "MO", "St. Louis, MO"),
        ("Saint Louis", "MO", "St. Louis, MO"),
        ("Winston-Salem", "NC", "Winston-Salem, NC"),
        ("winston salem", "NC", "Winston-Salem, NC"),
        ("Washington", "DC", "Washington, DC"),
        ("New York", "NY", "New York, NY"),
        ("New York City", "NY", "New York, NY"),
        ("NEW YORK CITY", "NY", "New York, NY"),
        ("Fort Worth", "TX", "Fort Worth, TX"),
        ("Ft. Worth", "TX", "Fort Worth, TX"),
        ("Coeur d’Alene", "ID", "Coeur d'Alene, ID"),
        ("Cañon City", "CO", "Cañon City, CO"),
        ("Kansas City", "MO", "Kansas City, MO"),
        ("San Juan", "PR", "San Juan, PR"),
    ],
)
def test_a_city_is_found_however_it_is_written(name, state, label):
    (place,) = gazetteer.find_cities(name, state)
    assert gazetteer.fold(place.label) == gazetteer.fold(label)
    assert (place.state, place.precision) == (state, "city")
    assert place.timezone in gazetteer.time_zones()


def test_a_city_alone_is_each_of_its_name_the_largest_first():
    found = gazetteer.find_cities("Springfield")
    states = [place.state for place in found]
    assert states[:3] == ["MO", "MA", "IL"]
    assert len(states) == len(set(states)) > 20
    assert [place.population for place in found] == sorted((place.population for place in found), reverse=True)


@pytest.mark.parametrize(
    ("name", "state"), [("Nowhereville", None), ("Springfield", "HI"), ("Springfield", "XX"), ("", None), ("!!", None)]
)
def test_an_unknown_city_is_nothing(name, state):
    assert gazetteer.find_cities(name, state) == []


@pytest.mark.parametrize(
    ("name", "state", "label"),
    [
        ("Los Angeles County", "CA", "Los Angeles County, CA"),
        ("los angeles", "CA", "Los Angeles County, CA"),
        ("Prince George's", "MD", "Prince George's County, MD"),
        ("Saint Louis County", "MO", "St. Louis County, MO"),
        ("Orleans", "LA", "Orleans Parish, LA"),
        ("Matanuska-Susitna", "AK", "Matanuska-Susitna Borough, AK"),
    ],
)
def test_a_county_is_found(name, state, label):
    place = gazetteer.find_county(name, state)
    assert gazetteer.fold(place.label) == gazetteer.fold(label)
    assert (place.precision, place.state) == ("county", state)


@pytest.mark.parametrize(("name", "state"), [("Los Angeles", "NY"), ("Nowhere", "CA"), ("", "CA"), ("Orange", "XX")])
def test_an_unknown_county_is_nothing(name, state):
    assert gazetteer.find_county(name, state) is None


def test_counties_of_one_name_come_largest_first():
    found = gazetteer.counties_named("Orange County")
    assert found[0].state == "CA"
    assert {"CA", "FL", "NY", "TX"} <= {place.state for place in found}
    assert found == gazetteer.counties_named("orange")
    assert gazetteer.counties_named("Nowhere") == []


@pytest.mark.parametrize(("code", "label"), [("NY", "New York"), ("DC", "District of Columbia"), ("PR", "Puerto Rico")])
def test_a_state_is_found(code, label):
    place = gazetteer.find_state(code)
    assert (place.label, place.precision, place.state) == (label, "state", code)


def test_an_unknown_state_is_nothing():
    assert gazetteer.find_state("XX") is None


@pytest.mark.parametrize(
    ("name", "code"),
    [("ny", "NY"), ("new york", "NY"), ("washington dc", "DC"), ("d c", "DC"), ("puerto rico", "PR"), ("pr", "PR"),
     ("us virgin islands", "VI"), ("guam", "GU"), ("fm", "FM")],
)  # fmt: skip
def test_names_and_codes_of_states(name, code):
    assert gazetteer.states()[name] == code


def test_every_state_has_a_name_and_a_place():
    assert len(set(gazetteer.states().values())) == 51 + len(gazetteer.TERRITORIES)
    for code in set(gazetteer.states().values()):
        assert gazetteer.state_names()[code]
        assert gazetteer.find_state(code) or code == "FM"  # no ZIP code of Micronesia has a point


def test_every_zone_of_a_zip_code_is_a_zone():
    places = list(gazetteer.zip_codes())
    assert len(places) > 40_000
    assert {place.timezone for place in places} - {None} <= gazetteer.time_zones()
    assert sum(place.timezone is None for place in places) < 10


def test_the_nearest_zip_code_names_an_area():
    near = gazetteer.find_zip("62701")
    assert gazetteer.nearest_zip(near.lat, near.lon) == near
    assert gazetteer.nearest_zip(34.05, -118.25).city == "Los Angeles"
    # Across the date line: the Aleutians, not Guam.
    assert gazetteer.nearest_zip(52.0, 179.0).state == "AK"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Saint Louis", "st louis"),
        ("St. Louis", "st louis"),
        ("Winston-Salem", "winston salem"),
        ("O’Fallon", "ofallon"),
        ("O'Fallon", "ofallon"),
        ("Cañon  City", "canon city"),
        ("Mount Vernon", "mt vernon"),
        ("Sainte Marie", "ste marie"),
        ("", ""),
    ],
)
def test_names_are_folded_for_comparing(text, folded):
    assert gazetteer.fold(text) == folded


@pytest.mark.parametrize(
    ("city", "state", "code"),
    [
        ("Chatham", "IL", "62629"),
        ("Brentwood", "CA", "94513"),
        ("Woodlawn", "VA", "24381"),
        ("Live Oak", "CA", "95953"),
    ],
)
def test_a_town_is_not_moved_to_a_namesake_quarter_of_a_big_city(city, state, code):
    town, post = gazetteer.find_cities(city, state)[0], gazetteer.find_zip(code)
    assert abs(town.lat - post.lat) < 0.3
    assert abs(town.lon - post.lon) < 0.3


@pytest.mark.parametrize(
    ("here", "there", "miles"),
    [
        ((40.0, -75.0), (40.0, -75.0), 0.0),
        ((34.05, -118.25), (40.71, -74.01), 2445.0),
        ((0.0, 179.9), (0.0, -179.9), 13.82),
        ((90.0, 0.0), (-90.0, 0.0), 12436.8),
    ],
)
def test_the_distance_of_two_points(here, there, miles):
    assert gazetteer.miles_between(*here, *there) == pytest.approx(miles, rel=0.005)


def test_the_zip_codes_of_a_circle_are_those_near_enough():
    home = gazetteer.find_zip("62701")
    found = gazetteer.zips_within(home.lat, home.lon, 5)
    assert "Springfield, IL 62701" in {place.label for place in found}
    assert all(gazetteer.miles_between(home.lat, home.lon, place.lat, place.lon) <= 5 for place in found)
    assert len(gazetteer.zips_within(home.lat, home.lon, 30)) > len(found)


def test_the_bounds_of_a_state_do_not_go_around_the_globe():
    south, west, north, east = gazetteer.bounds_of_state("AK")
    assert 51 < south < 60 < north < 72
    assert -180 < west < -160 < -140 < east < -129
    assert gazetteer.bounds_of_state("XX") is None
