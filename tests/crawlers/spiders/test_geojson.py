"""GeoJSON features: properties as columns, the point of every kind of shape."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawlers.geometry import point_of
from data.errors import FeedError
from tests.support.tables import crawl, crawl_clean

TOML = 'format = "geojson"\n[columns]\nname = "NAME"\n'
SQUARE = [[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]
SMALL = [[9, 9], [9.5, 9], [9.5, 9.5], [9, 9]]


def collection(*features: Any, **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)} | more


def feature(geometry: Any = None, name: str = "Library", **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"NAME": name}, "geometry": geometry} | more


@pytest.mark.parametrize(
    ("geometry", "point"),
    [
        ({"type": "Point", "coordinates": [-89.6, 39.8]}, (-89.6, 39.8)),
        ({"type": "Point", "coordinates": [-89.6, 39.8, 12]}, (-89.6, 39.8)),
        ({"type": "Polygon", "coordinates": [SQUARE]}, (2, 1)),
        ({"type": "Polygon", "coordinates": [SQUARE[::-1]]}, (2, 1)),
        ({"type": "Polygon", "coordinates": [SQUARE, [[1, 1], [1, 1.5], [1.5, 1.5], [1, 1]]]}, (2, 1)),
        ({"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [8, 0], [0, 0]]]}, (3, 0)),
        ({"type": "MultiPolygon", "coordinates": [[SMALL], [SQUARE]]}, (2, 1)),
        ({"type": "MultiPoint", "coordinates": [[0, 0], [2, 4]]}, (1, 2)),
        ({"type": "LineString", "coordinates": [[0, 0], [2, 4]]}, (1, 2)),
        ({"type": "MultiLineString", "coordinates": [[[0, 0], [2, 4]], [[4, 4], [6, 8]]]}, (3, 4)),
        ({"type": "GeometryCollection", "geometries": [{}, {"type": "Point", "coordinates": [1, 2]}]}, (1, 2)),
        ({"x": -89.6, "y": 39.8}, (-89.6, 39.8)),
        ({"rings": [SMALL, SQUARE]}, (2, 1)),
        ({"points": [[0, 0], [2, 4]]}, (1, 2)),
        ({"paths": [[[0, 0], [2, 4]]]}, (1, 2)),
        ({"x": "NaN", "y": "NaN"}, None),
        ({"type": "Point", "coordinates": []}, None),
        ({"type": "Point", "coordinates": [float("nan"), 1]}, None),
        ({"type": "Point", "coordinates": [True, 1]}, None),
        ({"type": "Point", "coordinates": ["1", "2"]}, None),
        ({"type": "Polygon", "coordinates": []}, None),
        ({"type": "Polygon", "coordinates": [[[[[[[1, 2]]]]]]]}, None),
        ({"geometries": [{"geometries": []}]}, None),
        ({}, None),
        (None, None),
        ("POINT (1 2)", None),
    ],
)
def test_every_shape_has_a_point_or_none(geometry: Any, point: Any) -> None:
    assert point_of(geometry) == (None if point is None else pytest.approx(point))


def test_a_small_ring_keeps_its_digits() -> None:
    east, north = -118.25, 34.05
    ring = [[east, north], [east + 2e-5, north], [east + 2e-5, north + 2e-5], [east, north + 2e-5], [east, north]]
    assert point_of({"rings": [ring]}) == pytest.approx((east + 1e-5, north + 1e-5), abs=1e-9)


def test_the_geometry_fills_the_point_unless_it_is_mapped(tmp_path: Path) -> None:
    found = feature({"type": "Point", "coordinates": [-89.6, 39.8]})
    found["properties"] |= {"lat": "40.1", "lon": "-90.2"}
    [record], _ = crawl(TOML, collection(found), tmp_path)
    assert (record.location.latitude, record.location.longitude) == (39.8, -89.6)
    assert record.modes == ["in_person"]
    [record], _ = crawl(TOML + 'latitude = "lat"\nlongitude = "lon"', collection(found), tmp_path)
    assert (record.location.latitude, record.location.longitude) == (40.1, -90.2)


@pytest.mark.parametrize("column", ["id", "@id"])
@pytest.mark.parametrize("where", ["feature", "property"])
def test_the_id_of_a_feature_is_a_column(column: str, where: str, tmp_path: Path) -> None:
    found = feature(id="node/1") if where == "feature" else feature()
    if where == "property":
        found["properties"][column] = "node/1"
    [record], _ = crawl(TOML + f'id = "{column}"', collection(found), tmp_path)
    assert record.record == "node/1"


def test_a_feature_without_shape_or_properties(tmp_path: Path) -> None:
    found, tally = crawl(TOML, collection(feature(), {"type": "Feature", "properties": None}, 7), tmp_path)
    assert [record.location.latitude for record in found] == [None]
    assert tally.skipped == {"wrong-type": 2}


@pytest.mark.parametrize("value", [[], {"features": 7}, collection(), {"type": "Feature"}])
def test_a_document_that_is_no_collection_is_refused(value: Any, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="features|FeatureCollection"):
        crawl(TOML, value, tmp_path)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4269", None])
def test_degrees_by_any_name_are_read(name: str | None, tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    found, _ = crawl(TOML, collection(feature({"type": "Point", "coordinates": [1, 2]}), crs=crs), tmp_path)
    assert found[0].location.latitude == 2


def test_metres_are_refused_unless_the_point_is_mapped(tmp_path: Path) -> None:
    value = collection(feature(lat=1), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::3857"}})
    with pytest.raises(FeedError, match="3857"):
        crawl(TOML, value, tmp_path)
    found, _ = crawl(TOML + 'latitude = "NAME"\nlongitude = "y"', value | {"features": [feature(name="4")]}, tmp_path)
    assert found[0].location.latitude == 4


DC = """
format = "geojson"
area = {state = "DC"}
[columns]
id = "OBJECTID"
name = "NAME"
address_1 = "ADDRESS"
"""


@pytest.mark.parametrize(
    ("name", "columns", "count"),
    [
        ("dc-adult-mental-health-providers.geojson", "", 13),
        (
            "dc-child-mental-health-providers.geojson",
            'city = "CITY"\nstate_province = "STATE"\npostal_code = "ZIP"',
            23,
        ),
        ("dc-homeless-shelter-locations.geojson", 'phone = "PH_NUM"\norganization = "DEPT"', 64),
        ("dc-libraries.geojson", 'phone = "PHONE"\nurl = "WEB_URL"\nattributes = "STATUS"', 26),
        ("dc-places-of-worship.geojson.gz", 'url = "WEB_URL"\nattributes = "RELIGION"', 900),
    ],
)
def test_layers_of_a_city(name: str, columns: str, count: int, shared: Path, tmp_path: Path) -> None:
    found, tally = crawl_clean(DC + columns, shared / "captures/city" / name, tmp_path)
    assert len(found) + tally.skipped.total() == tally.read == count
    assert len(found) >= count - 2
    assert not [one for one in tally.messages if one.startswith("warning")]
    # A women's shelter is shown without its place.
    shown = [record for record in found if record.location.visibility == "full"]
    assert len(found) - len(shown) == (name == "dc-homeless-shelter-locations.geojson")
    for record in shown:
        assert record.location.latitude == pytest.approx(38.9, abs=0.3)
        assert record.location.longitude == pytest.approx(-77.0, abs=0.3)
    assert not {problem.field for record in found for problem in record.problems} - {"url", "phones.number"}


HOURS = """
format = "geojson"
needs = ["libraries"]
[columns]
name = "name"
address_1 = "address"
schedule = "hours"
"""


def test_hours_in_an_object_become_rules(shared: Path, tmp_path: Path) -> None:
    found, _ = crawl_clean(HOURS, shared / "captures/city/chicago-libraries-hours-2015.geojson", tmp_path)
    assert len(found) == 80
    rules = [[(one.byday, one.opens_at, one.closes_at, one.description) for one in row.schedules] for row in found]
    assert rules[0] == [
        (["MO", "WE"], "10:00", "18:00", None),
        (["TU", "TH"], "12:00", "20:00", None),
        (["FR", "SA"], "09:00", "17:00", None),
    ]
    assert all(byday and opens and closes for row in rules for byday, opens, closes, _ in row)


def test_branches_with_a_named_coordinate_system(shared: Path, tmp_path: Path) -> None:
    toml = 'format = "geojson"\n[columns]\nid = "osm_id"\nname = "NAME"\naddress_1 = "STREETADD"\npostal_code = "ZIP"'
    found, _ = crawl_clean(toml, shared / "captures/city/long-beach-libraries-2021.geojson", tmp_path)
    assert len(found) == 11
    assert found[0].location.longitude == pytest.approx(-118.194486)


def test_buildings_are_shown_at_their_middle(shared: Path, tmp_path: Path) -> None:
    path = shared / "captures/osm/santa-cruz-campus-buildings-overpass-turbo.geojson.gz"
    found, tally = crawl_clean('format = "geojson"\n[columns]\nid = "@id"\nname = "name"', path, tmp_path)
    assert tally.read == 489
    assert set(tally.skipped) == {"no-name"}
    assert all(record.record.startswith(("way/", "relation/")) for record in found)
    assert all(record.location.latitude == pytest.approx(36.99, abs=0.05) for record in found)
