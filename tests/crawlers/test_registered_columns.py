"""Columns of registered tables, those written down and the candidates for the others, against captured tables."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from crawlers.payload import Payload
from crawlers.spiders.arcgis import ArcgisSpider
from data import sources
from data.model import Record


def read(source_id: str, path: Path) -> tuple[list[Record], list[str]]:
    source = sources.find(source_id)
    assert source is not None
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    spider = ArcgisSpider(source=source, writer=None, progress=lambda *_: None)
    return list(spider.records([Payload("x.geojson", body, "https://example.org/x")])), spider.tally.messages


@pytest.mark.parametrize(
    ("source_id", "capture", "count", "newer"),
    [
        # The capture of 2016 has a column for each weekday instead.
        ("dc-libraries", "dc-libraries.geojson", 26, {"HOURS"}),
        ("dc-places-of-worship", "dc-places-of-worship.geojson.gz", 900, set()),
    ],
)
def test_written_down_columns_are_those_of_the_capture(
    source_id: str, capture: str, count: int, newer: set[str], shared: Path
) -> None:
    found, messages = read(source_id, shared / "captures" / "city" / capture)
    assert len(found) >= count * 0.995
    missing = {line.split("'")[1] for line in messages if line.startswith("warning: no row has")}
    assert missing == newer
    located = [one.location for one in found if one.location and one.location.address]
    assert sum(bool(place.address and place.address.address_1 and place.latitude) for place in located) >= count * 0.99


@pytest.mark.parametrize(
    "path",
    [
        "dc-adult-mental-health-providers.geojson",
        "dc-child-mental-health-providers.geojson",
        "dc-libraries.geojson",
        "long-beach-libraries-2021.geojson",
    ],
)
def test_the_candidates_find_name_and_street_of_tables_nobody_wrote_down(path: str, shared: Path) -> None:
    capture = shared / "captures" / "city" / path
    rows = json.loads(capture.read_text("utf-8"))["features"]
    found, _ = read("phoenix-libraries", capture)
    assert len(found) == len(rows)
    streets = [one.location.address.address_1 for one in found if one.location and one.location.address]
    assert sum(map(bool, streets)) >= len(rows) * 0.9
