"""Socrata: pages of `/resource/`, and the older `rows.json`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.errors import FeedError
from tests.support.http import serving
from tests.support.tables import crawl, crawl_clean, crawl_url

TOML = 'format = "socrata"\n[columns]\nid = "no"\nname = "name"\n'
PLACES = [{"no": str(number), "name": f"Place {number}"} for number in range(1, 8)]


def page(query: dict[str, list[str]]) -> list[dict[str, str]]:
    first, count = (int(query[name][0]) for name in ("$offset", "$limit"))
    assert query["$order"] == [":id"]
    return PLACES[first : first + count]


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("/resource/ab12-cd34.json", ["0"]),
        ("/resource/ab12-cd34.json?$limit=3", ["0", "3", "6"]),
        ("/resource/ab12-cd34.json?$limit=7", ["0", "7"]),
        ("/resource/ab12-cd34.json?$limit=3&$offset=3&$where=a%20%3D%20'b'", ["3", "6"]),
    ],
)
def test_pages_are_asked_for_until_a_short_one(
    address: str, asked: list[str], kith: Callable[..., Any], tmp_path: Path
) -> None:
    with serving({"/resource/ab12-cd34.json": page}) as (host, paths):
        summary = crawl_url(kith, TOML, host + address, tmp_path)
    assert (summary["status"], summary["records"]) == ("ok", 7 - int(asked[0]))
    feeds = [path for path in paths if "robots.txt" not in path]
    assert [path.partition("$offset=")[2].partition("&")[0] for path in feeds] == asked
    assert all(("$where=" in path) == ("$where" in address) for path in feeds)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ((403, {}, "no"), "answered HTTP 403"),
        ((200, {}, "<html>"), "HTML page"),
        ((200, {}, [PLACES[0], PLACES[1], PLACES[2]]), "the same page as the one before"),
        ((200, {}, {"error": True, "message": "query.soql"}), "no rows with columns"),
    ],
)
def test_a_page_that_fails_ends_the_run(second: Any, said: str, kith: Callable[..., Any], tmp_path: Path) -> None:
    def answer(query: dict[str, list[str]]) -> Any:
        return page(query) if query["$offset"] == ["0"] else second

    with serving({"/resource/x.json": answer}) as (host, _):
        summary = crawl_url(kith, TOML, host + "/resource/x.json?$limit=3", tmp_path)
    assert (summary["status"], summary["records"]) == ("failed", 3)
    assert said in summary["said"]
    assert not list((tmp_path / "home").rglob("*.jsonl.gz"))


def test_the_first_page_that_fails_ends_the_run(kith: Callable[..., Any], tmp_path: Path) -> None:
    with serving({}) as (host, _):
        summary = crawl_url(kith, TOML, host + "/resource/x.json", tmp_path)
    assert summary["status"] == "failed"
    assert "answered HTTP 404" in summary["said"]


def test_pages_after_a_redirect_are_all_read(kith: Callable[..., Any], tmp_path: Path) -> None:
    def moved(query: dict[str, list[str]]) -> Any:
        return 302, {"Location": f"http://HOST/kept/{query['$offset'][0]}"}, ""

    answers = {f"/kept/{first}": PLACES[first : first + 3] for first in (0, 3, 6)}
    with serving(answers | {"/resource/x.json": moved}) as (host, _):
        summary = crawl_url(kith, TOML, host + "/resource/x.json?$limit=3", tmp_path)
    assert (summary["status"], summary["records"]) == ("ok", 7)


@pytest.mark.parametrize("query", ["$limit=all", "$limit=3&$offset=-1"])
def test_an_address_with_a_number_that_is_none(query: str, kith: Callable[..., Any], tmp_path: Path) -> None:
    with serving({"/resource/x.json": PLACES}) as (host, _):
        summary = crawl_url(kith, TOML, f"{host}/resource/x.json?{query}", tmp_path)
    assert summary["status"] == "failed"
    assert "not a number" in summary["said"]


COLUMNS = [
    {"fieldName": ":sid"},
    {"fieldName": "no"},
    {"fieldName": "name"},
    {"fieldName": "site", "subColumnTypes": ["human_address", "latitude", "longitude", "machine_address"]},
]
ADDRESS = json.dumps({"address": "1 A St", "city": "Testville", "state": "IL", "zip": "62701"})
PLACED = (
    TOML
    + """
address_1 = "site.human_address.address"
city = "site.human_address.city"
postal_code = "site.human_address.zip"
latitude = "site.latitude"
longitude = "site.longitude"
"""
)


def document(*rows: Any) -> dict[str, Any]:
    return {"meta": {"view": {"columns": COLUMNS}}, "data": list(rows)}


@pytest.mark.parametrize(
    "value",
    [
        document([9, 1, "Pantry", [ADDRESS, "39.8", "-89.6", None]]),
        [{"no": "1", "name": "Pantry", "site": {"human_address": ADDRESS, "latitude": "39.8", "longitude": "-89.6"}}],
    ],
    ids=["rows.json", "resource"],
)
def test_an_address_in_a_cell_is_looked_into(value: Any, tmp_path: Path) -> None:
    [found], tally = crawl(PLACED, value, tmp_path)
    assert (found.record, found.location.latitude, found.location.longitude) == ("1", 39.8, -89.6)
    assert found.location.address is not None
    assert (found.location.address.address_1, found.location.address.postal_code) == ("1 A St", "62701")
    assert not tally.messages


def test_rows_with_another_number_of_cells_are_left_out(tmp_path: Path) -> None:
    rows = [[9, 1, "Pantry", None], [9, 2, "Beds"], 7, [9, 3, "Books", ["{oh", None, None, None]]]
    found, tally = crawl(PLACED, document(*rows), tmp_path)
    assert [record.record for record in found] == ["1", "3"]
    assert tally.skipped == {"wrong-cells": 2}


@pytest.mark.parametrize("value", [{}, [], 7, document(), {"meta": {"view": {"columns": [7]}}, "data": [[1]]}])
def test_a_document_without_rows_is_refused(value: Any, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="rows"):
        crawl(TOML, value, tmp_path)


CHICAGO = """
format = "socrata"
needs = ["practical-help/health-care"]
[columns]
id = ":id"
name = "facility"
phone = "phone"
attributes = "fqhc_look_alike_or_neither_special_notes"
address_1 = "location_1.human_address.address"
postal_code = "location_1.human_address.zip"
latitude = "location_1.latitude"
longitude = "location_1.longitude"
"""


def test_health_centers_of_a_city(shared: Path, tmp_path: Path) -> None:
    path = shared / "captures/city/chicago-community-health-centers-socrata-rows.json"
    found, tally = crawl_clean(CHICAGO, path, tmp_path)
    assert (len(found), tally.read, tally.messages) == (120, 120, [])
    first = found[0]
    assert (first.record, first.name) == (
        "038ADA63-8ECB-463B-94D3-C039F9F8908E",
        "Near North - Komed Holman Health Center",
    )
    assert first.phones[0].number == "+17732687600"
    assert first.location.address is not None
    assert (first.location.address.address_1, first.location.address.postal_code) == ("4259 S. Berkeley", "60653")
    assert first.location.latitude == pytest.approx(41.81737)


@pytest.mark.parametrize(
    ("cells", "point"),
    [
        ({"the_geom": {"type": "Point", "coordinates": [-89.6, 39.8]}}, (39.8, -89.6)),
        ({"location": {"latitude": "39.8", "longitude": "-89.6"}}, (39.8, -89.6)),
        ({"shape": {"type": "Polygon", "coordinates": [[[1, 2]]]}}, (None, None)),
        ({"the_geom": {"type": "Point", "coordinates": []}, "x": "y"}, (None, None)),
    ],
)
def test_the_point_of_a_row_is_found(cells: dict[str, Any], point: tuple[float | None, ...], tmp_path: Path) -> None:
    (found,), _ = crawl(TOML, [PLACES[0] | cells], tmp_path)
    assert (found.location.latitude, found.location.longitude) == point


def test_columns_that_are_named_come_before_the_point(tmp_path: Path) -> None:
    row = PLACES[0] | {"lat": "1.5", "lon": "2.5", "geo": {"type": "Point", "coordinates": [-89.6, 39.8]}}
    (found,), _ = crawl(TOML + 'latitude = "lat"\nlongitude = "lon"\n', [row], tmp_path)
    assert (found.location.latitude, found.location.longitude) == (1.5, 2.5)
