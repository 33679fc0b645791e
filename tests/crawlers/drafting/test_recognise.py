from __future__ import annotations

import io
import json
import zipfile

import openpyxl
import pytest

from crawlers.drafting.recognise import address, feeds_named, recognise
from crawlers.payload import unpack
from data.errors import FeedError

MEETING = {"slug": "tuesday-1", "name": "Tuesday group", "day": 2, "time": "19:00"}


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["name", "city"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def package(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "id,name\n1,One\n")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "wanted", "rows"),
    [
        ([MEETING], "meeting-guide", None),
        ([{"id_bigint": "1", "weekday_tinyint": "1"}], "bmlt", None),
        ({"meetings": [{"id_bigint": "1", "weekday_tinyint": "1"}], "formats": []}, "bmlt", "meetings"),
        ([{"formatIds": [1], "startTime": "19:00", "day": 1}], "bmlt", None),
        ({"rows": [{"frid": "a", "name1": "One"}], "page": 1}, "findtreatment", None),
        ({"total_items": 1, "contents": [{"id": "1"}]}, "hsds", None),
        ([{"name": "One", "services": []}], "hsds", None),
        ({"elements": [{"type": "node", "id": 1}]}, "overpass", None),
        ({"features": [{"properties": {"@id": "node/1"}}]}, "overpass", None),
        ({"features": [{"attributes": {"NAME": "One"}}]}, "arcgis", None),
        ({"type": "FeatureCollection", "features": [{"properties": {"name": "One"}}]}, "geojson", None),
        ({"meta": {"view": {"columns": [{"fieldName": "a"}]}}, "data": [[1]]}, "socrata", None),
        ([{"title": "One", "lat": 1}], "json", None),
        ({"data": {"stores": [{"title": "One"}, {"title": "Two"}], "few": [{"a": 1}]}}, "json", "data.stores"),
        ('{"title": "One"}\n{"title": "Two"}\n', "json", None),
        ("callback([{}, " + json.dumps(MEETING) + "]);", "meeting-guide", None),
        ("name,city\nOne,Springfield\n", "csv", None),
        ("FSCSKEY,FSCS_SEQ,LIBNAME,C_OUT_TY\n", "imls", None),
        ("name1,street1,service_code_info\n", "samhsa-directory", None),
        ("EIN,NAME,NTEE_CD\n", "irs-bmf", None),
        ("BPHC Assigned Number,Site Name\n", "hrsa", None),
        ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "ical", None),
        ("<!doctype html><title>x</title>", "web", None),
        ('<?xml version="1.0"?><urlset></urlset>', "web", None),
        (workbook(), "xlsx", None),
        (package("organizations.csv", "services.csv"), "hsds", None),
        (package("a.csv", "b.csv"), "csv", None),
    ],
)
def test_formats(body: object, wanted: str, rows: str | None) -> None:
    content = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    found = recognise(unpack(content, "feed", "https://example.org/feed", 8))
    assert found.format == wanted
    assert found.because
    if wanted == "json":
        assert found.rows == rows


@pytest.mark.parametrize("body", ["[1, 2]", "{}", "only words", '<?xml version="1.0"?><rss></rss>', '{"a": '])
def test_what_is_no_feed_is_said(body: str) -> None:
    with pytest.raises(FeedError):
        recognise(unpack(body.encode(), "feed", "https://example.org/feed", 8))


@pytest.mark.parametrize(
    ("url", "format_", "source", "asks"),
    [
        ("https://gis.example.org/arcgis/rest/services/Food/FeatureServer/0", "arcgis",
         "https://gis.example.org/arcgis/rest/services/Food/FeatureServer/0", "/FeatureServer/0/query?"),
        ("https://gis.example.org/rest/services/Food/MapServer/3/query?where=1%3D1", "arcgis",
         "https://gis.example.org/rest/services/Food/MapServer/3", "/MapServer/3/query?"),
        ("https://data.example.org/Health/Clinics/abcd-1234/about_data", "socrata",
         "https://data.example.org/resource/abcd-1234.json", "$limit=200"),
        ("https://data.example.org/d/abcd-1234", "socrata", "https://data.example.org/resource/abcd-1234.json", "?"),
        ("https://example.org/feed.json", None, "https://example.org/feed.json", "feed.json"),
    ],
)  # fmt: skip
def test_addresses(url: str, format_: str | None, source: str, asks: str) -> None:
    asked = address(url)
    assert asked.format == format_
    assert asked.source.split("?")[0] == source
    assert asks in asked.fetch


def test_feeds_that_a_page_names() -> None:
    page = """<html><head><link title="Meetings Feed" href="/wp-json/tsml/meetings">
        <link rel="alternate" type="application/json" href="all.json"></head>
        <body><div id="tsml-ui" data-src="https://sheets.example.org/1.json"></div>
        <a href="events.ics?x=1">calendar</a><a href="javascript:x.csv">no</a><a href="/about">about</a></body>"""
    found = feeds_named(
        unpack(page.encode(), "page", "https://example.org/meetings/", 8), "https://example.org/meetings/"
    )
    assert found == [
        "https://sheets.example.org/1.json",
        "https://example.org/wp-json/tsml/meetings",
        "https://example.org/meetings/all.json",
        "https://example.org/meetings/events.ics?x=1",
    ]
