"""ArcGIS layers: what a layer can do, pages of both kinds, saved answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data.errors import FeedError
from data.runs import latest_runs, read_records
from tests.support.http import serving
from tests.support.tables import crawl, crawl_clean, crawl_url

TOML = 'format = "arcgis"\n[columns]\nid = "OBJECTID"\nname = "NAME"\n'
PATH = "/arcgis/rest/services/Places/FeatureServer/0"
LAYER = {"capabilities": "Map,Query,Data", "supportedQueryFormats": "JSON, geoJSON", "maxRecordCount": 3,
         "objectIdField": "OBJECTID"}  # fmt: skip


def answer(first: int, count: int, form: str, total: int = 7, **more: Any) -> dict[str, Any]:
    """Features `first` and following of a layer, as a server writes them in one of its forms."""
    numbers = range(first, min(first + count, total))
    if form == "geojson":
        features = [
            {"type": "Feature", "id": n, "properties": {"OBJECTID": n, "NAME": f"P{n}"},
             "geometry": {"type": "Point", "coordinates": [-89.6, 39.8]}} for n in numbers
        ]  # fmt: skip
        return {"type": "FeatureCollection", "features": features} | more
    features = [{"attributes": {"OBJECTID": n, "NAME": f"P{n}"}, "geometry": {"x": -89.6, "y": 39.8}} for n in numbers]
    return {"spatialReference": {"wkid": 4326}, "features": features} | more


def query(asked: dict[str, list[str]]) -> dict[str, Any]:
    assert (asked["outFields"], asked["outSR"]) == (["*"], ["4326"])
    first, count = (int(asked[name][0]) for name in ("resultOffset", "resultRecordCount"))
    return answer(first, count, asked["f"][0])


@pytest.mark.parametrize("form", ["geojson", "json"])
@pytest.mark.parametrize("kind", ["FeatureServer", "MapServer"])
def test_a_layer_is_asked_page_by_page_in_the_form_it_offers(
    form: str, kind: str, kith: Callable[..., Any], tmp_path: Path
) -> None:
    layer = LAYER | {"supportedQueryFormats": "JSON, AMF" if form == "json" else "JSON, geoJSON, PBF"}
    path = PATH.replace("FeatureServer", kind)
    with serving({path: layer, path + "/query": query}) as (host, paths):
        summary = crawl_url(kith, TOML, host + path, tmp_path)
    assert (summary["status"], summary["records"]) == ("ok", 7)
    feeds = [asked for asked in paths if "robots.txt" not in asked]
    assert feeds[0] == path + "?f=json"
    assert feeds[1] == f"{path}/query?where=1%3D1&outFields=*&outSR=4326&f={form}&resultOffset=0&resultRecordCount=3"
    assert [asked.partition("resultOffset=")[2][0] for asked in feeds[1:]] == ["0", "3", "6"]


@pytest.mark.parametrize("form", ["geojson", "json"])
def test_a_short_page_that_was_cut_off_is_not_the_last(form: str, kith: Callable[..., Any], tmp_path: Path) -> None:
    def two(asked: dict[str, list[str]]) -> dict[str, Any]:
        first = int(asked["resultOffset"][0])
        more = {"exceededTransferLimit": first < 5}
        return answer(first, 2, form, **(more if form == "json" else {"properties": more}))

    layer = LAYER | {"supportedQueryFormats": form}
    with serving({PATH: layer, PATH + "/query": two}) as (host, _):
        summary = crawl_url(kith, TOML, host + PATH, tmp_path)
    assert (summary["status"], summary["records"]) == ("ok", 7)


def test_the_last_edit_of_a_layer_stands_for_its_rows(kith: Callable[..., Any], tmp_path: Path) -> None:
    layer = LAYER | {"editingInfo": {"lastEditDate": 1398198613000}}
    with serving({PATH: layer, PATH + "/query": query}) as (host, _):
        crawl_url(kith, TOML, host + PATH, tmp_path)
    raw = tmp_path / "home" / "raw"
    [summary] = latest_runs(raw)
    edited = {record.last_modified for record in read_records(raw, summary)}
    assert edited == {datetime(2014, 4, 22, 20, 30, 13, tzinfo=UTC)}


def test_a_query_of_ones_own_an_order_and_a_token_are_kept(kith: Callable[..., Any], tmp_path: Path) -> None:
    layer = LAYER | {"advancedQueryCapabilities": {"supportsPagination": True, "supportsOrderBy": True}}
    with serving({PATH: layer, PATH + "/query": query}) as (host, paths):
        summary = crawl_url(kith, TOML, f"{host}{PATH}/query?where=KIND%3D%27a%27&token=t&f=pjson", tmp_path)
    assert summary["records"] == 7
    described, first = [asked for asked in paths if "robots.txt" not in asked][:2]
    assert described == f"{PATH}?f=json&token=t"
    assert "where=KIND%3D%27a%27&" in first
    assert {"f=geojson", "orderByFields=OBJECTID", "token=t"} <= set(first.partition("?")[2].split("&"))


@pytest.mark.parametrize(
    ("layer", "page", "said"),
    [
        ((404, {}, ""), None, "answered HTTP 404"),
        ({"error": {"code": 499, "message": "Token Required"}}, None, "the server answered: Token Required"),
        ({"capabilities": "Map"}, None, "no layer that can be queried"),
        ({"type": "Group Layer"}, None, "no layer that can be queried"),
        ([], None, "no layer that can be queried"),
        (LAYER, {"error": {"code": 400, "message": "Invalid"}}, "the server answered: Invalid"),
        (LAYER, (500, {}, ""), "answered HTTP 500"),
        (LAYER, answer(0, 0, "geojson"), "holds no features"),
        (LAYER, answer(0, 3, "geojson"), "the same page as the one before"),
        (LAYER | {"advancedQueryCapabilities": {"supportsPagination": False}},
         answer(0, 3, "geojson", exceededTransferLimit=True), "more features than it gives at once"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_ends_the_run(
    layer: Any, page: Any, said: str, kith: Callable[..., Any], tmp_path: Path
) -> None:
    with serving({PATH: layer, PATH + "/query": page}) as (host, _):
        summary = crawl_url(kith, TOML, host + PATH, tmp_path)
    assert summary["status"] == "failed"
    assert said in summary["said"]


def test_a_later_page_that_fails_ends_the_run(kith: Callable[..., Any], tmp_path: Path) -> None:
    def failing(asked: dict[str, list[str]]) -> Any:
        return query(asked) if asked["resultOffset"] == ["0"] else {"error": {"message": "Timeout"}}

    with serving({PATH: LAYER, PATH + "/query": failing}) as (host, _):
        summary = crawl_url(kith, TOML, host + PATH, tmp_path)
    assert (summary["status"], summary["records"]) == ("failed", 3)
    assert "the server answered: Timeout" in summary["said"]


def test_a_layer_without_pages_is_read_at_once(kith: Callable[..., Any], tmp_path: Path) -> None:
    layer = LAYER | {"advancedQueryCapabilities": {"supportsPagination": False}}
    with serving({PATH: layer, PATH + "/query": answer(0, 9, "geojson")}) as (host, paths):
        summary = crawl_url(kith, TOML, host + PATH, tmp_path)
    assert (summary["status"], summary["records"]) == ("ok", 7)
    assert not any("resultOffset" in asked for asked in paths)


@pytest.mark.parametrize("form", ["geojson", "json"])
def test_a_saved_answer_is_read_whatever_it_says_of_more(form: str, tmp_path: Path) -> None:
    found, _ = crawl(TOML, answer(0, 9, form, exceededTransferLimit=True), tmp_path)
    assert [record.record for record in found] == ["0", "1", "2", "3", "4", "5", "6"]
    assert (found[0].location.latitude, found[0].location.longitude) == (39.8, -89.6)


def test_coordinates_in_metres_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="3857"):
        crawl(TOML, answer(0, 9, "json", spatialReference={"wkid": 102100, "latestWkid": 3857}), tmp_path)


CALIFORNIA = """
format = "arcgis"
rows = "records"
[columns]
id = "Application_Number"
name = "Facility_Name"
organization = "Legal_Entity_Name"
address_1 = "Facility_Address1"
address_2 = "Facility_Address2"
city = "Facility_City"
region = "CountyName"
state_province = "Facility_State"
postal_code = "Facility_Zip"
phone = "Facility_Phone"
latitude = "Latitude"
longitude = "Longitude"
needs = "Program_Code"
audiences = "Target_Population"
[values.needs]
RES = "treatment/residential"
RES-DETOX = "treatment/residential"
NON = "treatment/outpatient"
"""


def test_saved_attributes_of_a_state_layer(shared: Path, tmp_path: Path) -> None:
    path = shared / "captures/city/ca-sud-licensed-facilities-2026-arcgis.json.gz"
    found, tally = crawl_clean(CALIFORNIA, path, tmp_path)
    assert tally.read == 2266
    assert len(found) + tally.skipped.total() == 2266
    assert len(found) > 2200
    first = next(record for record in found if record.record == "010001DN")
    assert first.needs == ["treatment", "treatment/residential"]
    assert first.attributes == ["1.1 --- CO-ED"]
    assert first.phones[0].number == "+15103467833"
    assert first.location.latitude == pytest.approx(37.710574)
    assert sum(record.location.latitude is None for record in found) <= 4


@pytest.mark.parametrize(("name", "status"), [("Public LIBRARIES", "ok"), ("Museums", "failed"), (None, "failed")])
def test_a_layer_of_another_name_is_refused(
    name: str | None, status: str, kith: Callable[..., Any], tmp_path: Path
) -> None:
    with serving({PATH: LAYER | {"name": name}, PATH + "/query": query}) as (host, _):
        summary = crawl_url(kith, TOML.replace("[columns]", 'layer = "librar"\n[columns]'), host + PATH, tmp_path)
    assert summary["status"] == status
    assert ("not 'librar'" in summary["said"]) is (status == "failed")
