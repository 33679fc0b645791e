"""OpenStreetMap: what tags mean, where an element is, what is left out, and the captured answers."""

import json

import pytest

from crawlers.payload import Payload, unpack
from crawlers.spiders.overpass import OverpassSpider
from data.cleaning import clean_record
from data.errors import FeedError
from data.sources import Source
from tests.support.http import serving

URL = "https://overpass.example.org/api/interpreter"
LIBRARY = {"amenity": "library", "name": "Test Library"}


def spider(**facts):
    source = Source(id="test", name="T", format="overpass", **({"url": URL} | facts))
    return OverpassSpider(source=source, writer=None, progress=lambda *a: None)


def read(value, **facts):
    one = spider(**facts)
    return list(one.records([Payload("interpreter", json.dumps(value).encode(), URL)])), one.tally


def crawl(*elements, **facts):
    return read({"elements": list(elements)}, **facts)


def node(number=1, **more):
    return {"type": "node", "id": number, "lat": 39.8, "lon": -89.65} | more


def only(**tags):
    (found,), tally = crawl(node(tags=LIBRARY | tags))
    assert not tally.skipped
    return found


def refused(tags):
    found, tally = crawl(node(tags=tags))
    assert not found
    return dict(tally.skipped)


def feature(geometry, tags=LIBRARY, **more):
    return {"type": "Feature", "id": "way/2", "properties": {"@id": "way/2", **tags}, "geometry": geometry} | more


def test_a_node_becomes_a_place():
    found = only(operator="Test County", website="https://library.example.org", description="Quiet.")
    assert (found.record, found.key, found.name) == ("node/1", "node/1", "Test Library")
    assert found.record_url == "https://www.openstreetmap.org/node/1"
    assert (found.organization.name, found.needs, found.modes) == ("Test County", ["libraries"], ["in_person"])
    assert (found.url, found.description) == ("https://library.example.org", "Quiet.")
    assert (found.location.latitude, found.location.longitude) == (39.8, -89.65)
    assert (found.cost, found.faith, found.attributes, found.status) == ([], None, [], "active")


def test_nodes_without_tags_are_no_rows():
    found, tally = crawl(node(1), node(2, tags={}), node(3, tags=LIBRARY), {"type": "area", "id": 4})
    assert [record.record for record in found] == ["node/3"]
    assert (tally.read, tally.skipped) == (1, {})


@pytest.mark.parametrize(
    ("tags", "needs", "audiences"),
    [
        ({"amenity": "community_centre"}, ["community-centers"], []),
        ({"amenity": "community_centre", "community_centre:for": "senior;juvenile"}, ["community-centers"],
         ["seniors", "teens"]),
        ({"amenity": "social_centre"}, ["community-centers"], []),
        ({"amenity": "place_of_worship"}, ["spiritual"], []),
        ({"amenity": "social_facility"}, ["practical-help"], []),
        ({"amenity": "social_facility", "social_facility": "food_bank"}, ["practical-help", "practical-help/food"], []),
        ({"amenity": "social_facility", "social_facility": "shelter", "social_facility:for": "homeless"},
         ["practical-help", "practical-help/housing"], ["unhoused"]),
        ({"amenity": "social_facility", "social_facility:for": "drug_addicted; mental_health"},
         ["practical-help", "treatment", "treatment/mental-health"], []),
        ({"amenity": "food_bank"}, ["practical-help/food"], []),
        ({"healthcare": "psychotherapist"}, ["counseling"], []),
        ({"healthcare": "counselling"}, ["counseling"], []),
        ({"amenity": "clinic", "healthcare:speciality": "psychiatry"},
         ["practical-help/health-care", "treatment/mental-health"], []),
        ({"leisure": "sports_centre"}, ["wellness"], []),
        ({"leisure": "garden", "garden:type": "community"}, ["wellness", "volunteering"], []),
    ],
)  # fmt: skip
def test_tags_say_needs_and_audiences(tags, needs, audiences):
    (found,), _ = crawl(node(tags={"name": "Test"} | tags))
    assert (found.needs, found.audiences) == (needs, audiences)
    assert not clean_record(found, spider().source).problems


@pytest.mark.parametrize(
    "tags",
    [
        {"amenity": "pharmacy"},
        {"amenity": "shelter", "shelter_type": "public_transport"},
        {"building": "yes", "wheelchair": "yes"},
        {"leisure": "garden"},
        {"disused": "yes"},
    ],
)
def test_what_nobody_looks_for_is_left_out(tags):
    assert refused({"name": "Test"} | tags) == {"other-kind": 1}


def test_a_source_can_say_what_other_tags_mean():
    tags = {"name": "Second Chance", "shop": "charity"}
    (found,), _ = crawl(node(tags=tags), values={"needs": {"shop=charity": "volunteering"}})
    assert found.needs == ["volunteering"]


def test_a_name_is_never_made_up():
    assert refused({"amenity": "place_of_worship", "religion": "christian", "operator": "Test"}) == {"no-name": 1}
    assert only(**{"name": "", "name:en": "Test"}).name == "Test"


@pytest.mark.parametrize("access", ["private", "no"])
def test_what_is_not_open_to_the_public_is_left_out(access):
    assert refused({"amenity": "community_centre", "name": "Residents' club", "access": access}) == {"private": 1}


@pytest.mark.parametrize("whom", ["women", "victim", "abused", "homeless;women"])
def test_shelters_whose_place_is_secret_are_left_out(whom):
    tags = {"amenity": "social_facility", "social_facility": "shelter", "social_facility:for": whom, "name": "Test"}
    assert refused(tags) == {"protected-place": 1}
    (found,), _ = crawl(node(tags=tags | {"social_facility": "outreach"}))
    assert found.needs == ["practical-help"]


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ({"amenity": "library", "disused": "yes"}, "defunct"),
        ({"amenity": "library", "disused": "no"}, "active"),
        ({"amenity": "library", "abandoned": "yes"}, "defunct"),
        ({"disused:amenity": "library"}, "defunct"),
        ({"abandoned:amenity": "library", "building": "yes"}, "defunct"),
        ({"closed:amenity": "library"}, "defunct"),
        ({"amenity": "library", "disused:amenity": "pub"}, "active"),
    ],
)
def test_places_of_the_past_are_defunct(tags, status):
    (found,), _ = crawl(node(tags={"name": "Test"} | tags))
    assert (found.status, found.needs) == (status, ["libraries"])


def test_what_places_of_worship_say():
    tags = {"amenity": "place_of_worship", "religion": "christian", "denomination": "anglican;jehovahs_witness"}
    found = only(**tags, service_times="Su 10:00")
    assert found.faith == "faith-based"
    assert found.attributes == ["Jehovah's Witnesses", "Christian", "Anglican"]
    assert [one.description for one in found.schedules] == ["Services"]
    assert only(amenity="place_of_worship", religion="none").attributes == []


def test_address_phones_and_pages():
    found = only(**{
        "addr:housenumber": "1", "addr:street": "Main Street", "addr:unit": "B", "addr:city": "Testville",
        "addr:state": "IL", "addr:postcode": "62701", "phone": "+1 217 555 0101;+1 217 555 0102",
        "contact:phone": "+1-217-555-0103", "contact:website": "https://example.org", "contact:email": "a@example.org",
    })  # fmt: skip
    cleaned = clean_record(found, spider().source)
    address = cleaned.location.address
    assert (address.address_1, address.address_2, address.city) == ("1 Main Street", "B", "Testville")
    assert (address.state_province, address.postal_code) == ("IL", "62701")
    assert [phone.number[-4:] for phone in cleaned.phones] == ["0101", "0102", "0103"]
    assert (cleaned.url, cleaned.email, cleaned.problems) == ("https://example.org", "a@example.org", [])


def test_a_house_number_alone_is_no_street():
    assert only(**{"addr:housenumber": "1"}).location.address.address_1 is None


def test_hours_and_services_become_rules_or_keep_their_words():
    (always,) = only(opening_hours="24/7").schedules
    assert (always.freq, always.opens_at, always.closes_at, always.description) == ("DAILY", "00:00", "24:00", None)
    days, service = only(opening_hours="Mo-Fr 09:00-17:00", service_times="Su 10:00").schedules
    assert (days.byday, days.closes_at, days.description) == (["MO", "TU", "WE", "TH", "FR"], "17:00", None)
    assert (service.byday, service.opens_at, service.closes_at, service.description) == (
        ["SU"],
        "10:00",
        None,
        "Services",
    )
    season, service = only(opening_hours="Apr-Oct: Mo 09:00-17:00", service_times="easter").schedules
    assert (season.freq, season.opens_at, season.description) == (None, None, "Apr-Oct: Mo 09:00-17:00")
    assert (service.freq, service.description) == (None, "Services: easter")
    assert only().schedules == []


def test_cost_access_languages_and_last_edit():
    found = only(**{"fee": "no", "charge": "5 USD", "wheelchair": "yes", "language:es": "yes", "language:fr": "no"})
    assert (found.cost, found.fees_description, found.languages) == (["free"], "5 USD", ["es"])
    assert found.location.accessibility == ["Wheelchair access"]
    assert only(fee="yes", wheelchair="no").cost == ["fee"]
    assert only(fee="yes", wheelchair="no").location.accessibility == []
    (edited,), _ = crawl(node(tags=LIBRARY, timestamp="2026-01-02T03:04:05Z"))
    assert edited.last_modified.isoformat() == "2026-01-02T03:04:05+00:00"


SQUARE = [{"lat": 10, "lon": 20}, {"lat": 10, "lon": 22}, {"lat": 12, "lon": 22}, {"lat": 12, "lon": 20}]


@pytest.mark.parametrize(
    ("shape", "point"),
    [
        ({"center": {"lat": 1.5, "lon": 2.5}, "geometry": SQUARE}, (1.5, 2.5)),
        ({"geometry": [*SQUARE, SQUARE[0]]}, (11, 21)),
        ({"geometry": [*SQUARE[:3], None, SQUARE[0]]}, (10 + 2 / 3, 20 + 4 / 3)),
        ({"geometry": SQUARE[:2]}, (10, 21)),
        ({"nodes": [11, 12, 13, 14, 11]}, (11, 21)),
        ({"nodes": [98, 99]}, (None, None)),
        ({}, (None, None)),
    ],
)
def test_where_a_way_is(shape, point):
    corners = [{"type": "node", "id": 11 + index, **corner} for index, corner in enumerate(SQUARE)]
    (found,), tally = crawl(*corners, {"type": "way", "id": 2, "tags": LIBRARY} | shape)
    assert (found.record, tally.read) == ("way/2", 1)
    assert (found.location.latitude, found.location.longitude) == (pytest.approx(point[0]), pytest.approx(point[1]))


@pytest.mark.parametrize(
    ("members", "point"),
    [
        ([{"type": "way", "ref": 5, "role": "outer", "geometry": SQUARE},
          {"type": "way", "ref": 6, "role": "inner", "geometry": [{"lat": 50, "lon": 50}]}], (11, 21)),
        ([{"type": "way", "ref": 7, "role": "outer"}], (11, 21)),
        ([{"type": "node", "ref": 11, "role": ""}, {"type": "node", "ref": 13, "role": ""}], (11, 21)),
        ([{"type": "way", "ref": 99, "role": "outer"}], (None, None)),
    ],
)  # fmt: skip
def test_where_a_relation_is(members, point):
    corners = [{"type": "node", "id": 11 + index, **corner} for index, corner in enumerate(SQUARE)]
    way = {"type": "way", "id": 7, "nodes": [11, 12, 13, 14, 11]}
    (found,), _ = crawl(*corners, way, {"type": "relation", "id": 3, "tags": LIBRARY, "members": members})
    assert found.record == "relation/3"
    assert (found.location.latitude, found.location.longitude) == point


RING = [[20, 10], [22, 10], [22, 12], [20, 12], [20, 10]]


@pytest.mark.parametrize(
    ("geometry", "point"),
    [
        ({"type": "Point", "coordinates": [20, 10]}, (10, 20)),
        ({"type": "Polygon", "coordinates": [RING, [[50, 50]]]}, (11, 21)),
        ({"type": "MultiPolygon", "coordinates": [[[[1, 1]]], [RING]]}, (11, 21)),
        ({"type": "LineString", "coordinates": RING[:2]}, (10, 21)),
        ({"type": "Polygon", "coordinates": []}, (None, None)),
        (None, (None, None)),
    ],
)
def test_features_of_geojson(geometry, point):
    (found,), _ = read({"type": "FeatureCollection", "features": [feature(geometry)]})
    assert (found.record, found.needs) == ("way/2", ["libraries"])
    assert (found.location.latitude, found.location.longitude) == point


def test_a_feature_may_keep_its_tags_apart():
    properties = {"type": "way", "id": 2, "tags": LIBRARY, "meta": {"timestamp": "2026-01-02T03:04:05Z"}}
    (found,), _ = read({"features": [feature(None, properties=properties)]})
    assert (found.name, found.last_modified.year) == ("Test Library", 2026)


def test_a_feature_that_is_not_of_openstreetmap_is_counted():
    found, tally = read({"features": [feature(None, id=7), 5, feature(None)]})
    assert (len(found), tally.skipped) == (1, {"no-id": 1, "wrong-type": 1})


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"elements": []}, "no-rows"),
        ({"features": {}}, "no-rows"),
        ([], "no-rows"),
        ({"elements": [node(tags=LIBRARY)], "remark": "runtime error: Query timed out"}, "incomplete"),
    ],
)
def test_answers_that_are_none(answer, code):
    with pytest.raises(FeedError) as caught:
        read(answer)
    assert caught.value.code == code


def test_the_query_is_asked_as_data():
    (plain,) = spider().first_requests()
    assert (plain.method, plain.url, plain.body) == ("GET", URL, b"")
    (asked,) = spider(query="[out:json];nwr[amenity=library];out center;").first_requests()
    assert (asked.method, asked.url) == ("POST", URL)
    assert asked.body == b"data=%5Bout%3Ajson%5D%3Bnwr%5Bamenity%3Dlibrary%5D%3Bout+center%3B"
    assert asked.headers["Content-Type"] == b"application/x-www-form-urlencoded"


def test_a_query_over_http(kith, tmp_path):
    def interpreter(query):
        return {"elements": [node(tags=LIBRARY)]} if query.get("data") == ["[out:json];nwr(1);out;"] else None

    with serving({"/api/interpreter": interpreter}) as (host, _):
        path = tmp_path / "source.toml"
        path.write_text(
            f'id = "loop"\nname = "T"\nformat = "overpass"\nurl = "{host}/api/interpreter"\n'
            'query = "[out:json];nwr(1);out;"\n'
        )
        done = kith("crawl", path, "--json", home=tmp_path / "home")
    summary = json.loads(done.out)
    assert (summary["status"], summary["read"], summary["records"]) == ("ok", 1, 1)


@pytest.mark.parametrize("facts", [{"format": "csv"}, {"url": None, "path": "x.json"}])
def test_a_query_is_only_for_overpass(facts):
    with pytest.raises(ValueError, match="query is only for"):
        Source.model_validate({"id": "test", "name": "T", "format": "overpass", "url": URL, "query": "x"} | facts)


@pytest.mark.parametrize(
    ("name", "read", "records", "skipped", "defunct"),
    [
        ("sheffield-places-of-worship-overpass-turbo.geojson", 91, 72, {"no-name": 19}, 1),
        ("sheffield-community-centre-overpass-turbo.geojson", 10, 7, {"no-name": 3}, 0),
        ("sheffield-pharmacy-overpass-turbo.geojson", 41, 0, {"other-kind": 41}, 0),
        ("sheffield-overpass-json-rebuilt.json", 101, 79, {"no-name": 22}, 1),
        ("santa-cruz-campus-buildings-overpass-turbo.geojson.gz", 489, 8, {"other-kind": 480, "no-name": 1}, 0),
        ("overpass-raw-relation-02.json", 1, 0, {"other-kind": 1}, 0),
        ("overpass-raw-relation-03.json", 1, 0, {"other-kind": 1}, 0),
        ("overpass-raw-relation-04.json", 1, 0, {"other-kind": 1}, 0),
        ("overpass-raw-way-03.json", 1, 0, {"other-kind": 1}, 0),
        ("overpass-raw-result-expand-02.json", 2, 0, {"other-kind": 2}, 0),
    ],
)
def test_the_captures(shared, name, read, records, skipped, defunct):
    one = spider(country="GB" if name.startswith("sheffield") else "US")
    found = list(one.records(unpack((shared / "captures" / "osm" / name).read_bytes(), name, URL, 128)))
    assert (one.tally.read, len(found), dict(one.tally.skipped)) == (read, records, skipped)
    assert sum(record.status == "defunct" for record in found) == defunct
    for record in found:
        cleaned = clean_record(record, one.source)
        assert not cleaned.problems
        assert cleaned.location.precision == "point"


@pytest.mark.parametrize(
    ("name", "number", "point"),
    [
        ("overpass-raw-relation-03.json", 23092, (50.8176646, 7.0208539)),
        ("overpass-raw-relation-04.json", 23092, (50.8176646, 7.0208539)),
        ("overpass-raw-way-03.json", 225576797, (41.8954998, 12.5032265)),
        ("overpass-raw-relation-02.json", 2046898, (50.7494237, 7.1758731)),
    ],
)
def test_points_of_raw_answers_are_those_of_overpass(shared, name, number, point):
    value = json.loads((shared / "captures" / "osm" / name).read_text())
    for element in value["elements"]:
        if element["id"] == number:
            element["tags"] = LIBRARY
    (found,), _ = read(value)
    assert (found.location.latitude, found.location.longitude) == (
        pytest.approx(point[0], abs=1e-5), pytest.approx(point[1], abs=1e-5)
    )  # fmt: skip
    without = [{key: value for key, value in one.items() if key != "center"} for one in value["elements"]]
    (drawn,), _ = crawl(*without)
    if drawn.location.latitude is not None:
        assert drawn.location.latitude == pytest.approx(point[0], abs=2e-4)
