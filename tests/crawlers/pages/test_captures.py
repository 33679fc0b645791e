"""Captured pages through source files of selectors alone: what a person counts on the page must be a record."""

import re
from pathlib import Path

import pytest

from tests.support.builders import make_source
from tests.support.pages import read_pages, source_file

# What may be left out of a zone: a line without a day, and lines that stand twice word for word in one group.
ZONES = [("zone01", 57, {}), ("zone03", 220, {"no-byday": 1}), ("zone05", 138, {"repeated": 6})]


@pytest.fixture
def html(shared):
    return shared / "captures" / "html"


@pytest.mark.parametrize(("zone", "count", "skipped"), ZONES)
def test_every_meeting_of_a_zone_is_a_record(html, zone, count, skipped):
    path = html / "new-york-aa-2017" / f"{zone}.html"
    assert len(re.findall(rb"\bFrom</b>", path.read_bytes())) == count
    found, left_out = read_pages(source_file("new-york-aa.toml"), path)
    assert left_out == skipped
    assert len(found) == count - sum(skipped.values())
    assert len(found) + skipped.get("repeated", 0) >= 0.995 * count
    for record in found:
        [when] = record.schedules
        assert when.freq == "WEEKLY"
        assert when.byday
        assert when.opens_at
        assert when.closes_at
        assert record.location.address.address_1[0].isdigit()
        assert record.attributes or record.audiences or when.opens_at == "12:00"
    assert not any(record.problems for record in found)
    assert sum(record.location.address.postal_code is None for record in found) <= 1


def test_a_meeting_has_what_its_group_and_its_own_line_say(html):
    found, _ = read_pages(source_file("new-york-aa.toml"), html / "new-york-aa-2017" / "zone01.html")
    [chinatown] = [one for one in found if one.record == "78"]
    assert (chinatown.name, chinatown.location.name) == ("Chinatown", "Church of the Transfiguration")
    address = chinatown.location.address
    assert (address.address_1, address.address_2, address.city) == ("29 Mott Street", "Basement", "New York")
    assert (address.postal_code, chinatown.location.description) == ("10013", "@ Mott & Mosco Streets")
    assert [(one.byday, one.opens_at, one.closes_at) for one in chinatown.schedules] == [(["TU"], "18:30", "19:30")]
    assert chinatown.attributes == ["Closed Discussion meeting"]
    bridge = [one for one in found if one.record == "74"]
    assert [one.schedules[0].byday[0] for one in bridge] == ["MO", "WE", "TH", "FR"]
    assert len({one.key for one in bridge}) == 4
    assert {one.location.accessibility[0] for one in found if one.record == "137"} == {"Wheelchair Access"}
    assert {tuple(one.audiences) for one in found} == {(), ("young-adults",), ("lgbtq",)}


@pytest.mark.parametrize("page", ["food-pantry", "food-pantry__page5", "community-garden"])
def test_every_place_of_a_list_is_a_record(html, page):
    path = html / "food-oasis-la" / f"{page}.html"
    source = source_file("food-oasis-list.toml")
    count = len(re.findall(r"<li class=\"(?:food-pantry|community-garden)\" data-latitude", path.read_text("utf-8")))
    found, left_out = read_pages(source, path)
    assert (len(found), dict(left_out), count) == (20, {}, 20)
    assert all(one.location.precision == "point" for one in found)
    assert all(one.record == one.record_url and one.record.startswith("https://food.example.org/") for one in found)


@pytest.mark.parametrize(
    ("page", "name", "postal_code", "phone", "hours"),
    [
        ("food-pantry__st-francis-center", "St. Francis Center", "90015", "+12137475347",
         [("WE", "11:00", "12:30"), ("TH", "11:00", "12:30"), ("SA", "11:00", "12:30")]),
        ("food-pantry__food-net-asian-service-center", "Food Net-Asian Service Center", "90249", "+13102177300",
         [(day, "08:00", "16:00") for day in ("MO", "TU", "WE", "TH", "FR")]),
        ("farmers-market__west-hollywood", "West Hollywood Farmers Market", "90046", "+13238456535",
         [("MO", "09:00", "14:00")]),
        ("summer-lunch__harbor-village", "Harbor Village", "90710", "+13105301216",
         [(day, "13:30", "14:30") for day in ("MO", "TU", "WE", "TH", "FR")]),
        ("cultivate-la__milagro-allegro-community-garden", "Milagro Allegro Community Garden", None, None, []),
    ],
)  # fmt: skip
def test_a_page_of_one_place(html, page, name, postal_code, phone, hours):
    [found], left_out = read_pages(source_file("food-oasis.toml"), html / "food-oasis-la" / f"{page}.html")
    assert not left_out
    assert found.name == name
    assert found.location.address.postal_code == postal_code
    assert found.location.address.state_province == "CA"
    assert [one.number for one in found.phones] == ([phone] if phone else [])
    assert [(one.byday[0], one.opens_at, one.closes_at) for one in found.schedules] == hours
    # The attributes for the point are there and empty; the map's link says it.
    assert found.location.precision == "point"
    ends = {str(one.valid_to) for one in found.schedules}
    assert ends == ({"2017-08-18"} if name == "Harbor Village" else {"None"} if hours else set())


def test_a_list_is_no_place(html):
    found, left_out = read_pages(source_file("food-oasis.toml"), html / "food-oasis-la" / "food-pantry.html")
    assert (found, dict(left_out)) == ([], {})


def test_organizations_of_one_page(html):
    path = html / "food-oasis-la" / "organizations.html"
    found, left_out = read_pages(source_file("food-organizations.toml"), path)
    main = path.read_text("utf-8").partition("<main>")[2].partition("</main>")[0]
    assert (len(found), dict(left_out)) == (main.count("<h2>"), {})
    assert sum(bool(one.attributes) for one in found) == main.count('class="type"') - main.count('class="type"></p>')
    links = [one.url for one in found if one.url]
    assert len(links) == len(re.findall(r'<li>\s*<a href="http', main))


def test_board_meetings_get_their_year_from_the_heading(html):
    found, left_out = read_pages(source_file("chicago-library-board.toml"), html / "city-meetings" / "chi_library.html")
    assert not left_out
    days = [(str(one.schedules[0].dtstart), one.schedules[0].opens_at, one.modes) for one in found]
    assert days == [(f"2021-{day}", "09:00", ["online"]) for day in ("01-26", "05-18", "09-21", "11-16")]
    assert {one.location.location_type for one in found} == {"virtual"}


def test_the_health_department_has_its_main_number(html):
    [found], left_out = read_pages(
        source_file("chicago-health-department.toml"), html / "city-meetings" / "chi_pubhealth.html"
    )
    assert not left_out
    assert (found.name, [one.number for one in found.phones]) == (
        "Chicago Department of Public Health", ["+13127479884"]
    )  # fmt: skip
    assert found.email == "healthychicago@cityofchicago.org"


def test_two_offices_in_running_text(html):
    path = html / "city-meetings" / "chi_north_river_mental_health_index.html"
    [office, center], left_out = read_pages(source_file("north-river-commission.toml"), path)
    assert not left_out
    assert (office.location.address.address_1, office.location.address.address_2) == (
        "3525 West Peterson Avenue", "#306"
    )  # fmt: skip
    assert "third Wednesday" in (office.schedules[0].description or office.schedules[0].byday[0])
    assert (center.name, center.phones[0].number, center.email) == (
        "The Kedzie Center Mental Health Services", "+17737540577", "info@thekedziecenter.org"
    )  # fmt: skip


def test_a_page_that_only_links_documents_is_named(html):
    """The district council's page says neither where nor at what time it meets: its notices are documents."""
    page = html / "city-meetings" / "chi_police_district_councils_DC001.html"
    found, left_out = read_pages(make_source(format="web"), page)
    assert (found, dict(left_out)) == ([], {"no-structured-data": 1})


@pytest.mark.parametrize(
    ("page", "names", "skipped"),
    [
        ("misc__null_ld_mock", ["Some Name Goes Here"], {}),
        # A news article with a comment in its JSON, and an object of no type: both can be read, neither is a listing.
        ("custom.invalid__JSONLD_with_JS_comment", [], {"no-structured-data": 1}),
        ("custom.invalid__JSONLD_with_control_characters", [], {"no-structured-data": 1}),
        ("songkick__tovestyrke", ["Tove Styrke"], {}),
        ("songkick__elysianfields", ["Elysian Fields"] * 4, {}),
        ("schema.org__Event.001", ["Miami Heat at Philadelphia 76ers - Game 3 (Home Game 1)"], {}),
        ("schema.org__Event.002", ["FedExForum", "Mid America Center"], {}),
        ("schema.org__Event.003", ["Typhoon with Radiation City"], {}),
        ("schema.org__LocalBusiness.002", ["GreatFood"], {}),
        # The business stands there only as the sender of an invoice.
        ("schema.org__LocalBusiness.003", [], {"no-structured-data": 1}),
    ],
)
def test_structured_data(html, page, names, skipped):
    found, left_out = read_pages(make_source(format="web"), html / "structured-data" / f"{page}.html")
    assert ([one.name for one in found], dict(left_out)) == (names, skipped)


def test_what_captured_microdata_says(html):
    [food], _ = read_pages(make_source(format="web"), html / "structured-data" / "schema.org__LocalBusiness.002.html")
    assert (food.location.address.address_1, food.phones[0].number) == ("1901 Lemur Ave", "+14087141489")
    hours = [(one.byday[0], one.byday[-1], one.opens_at, one.closes_at) for one in food.schedules]
    assert hours == [("MO", "SA", "11:00", "14:30"), ("MO", "TH", "17:00", "21:30"), ("FR", "SA", "17:00", "22:00")]
    [concert], _ = read_pages(make_source(format="web"), html / "structured-data" / "schema.org__Event.003.html")
    assert (concert.location.name, concert.cost, concert.schedules[0].opens_at) == ("The Hi-Dive", ["fee"], "21:30")


def test_every_captured_page_is_in_this_file(html):
    said = Path(__file__).read_text("utf-8")
    pages = [path.stem for path in html.rglob("*.html")]
    assert len(pages) == 26
    assert [page for page in pages if page not in said] == []
