"""The raw rows of the captures, read with the standard library alone: nothing of Kith cleans or explains them."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
CAPTURES = ROOT.parent / "shared" / "captures"

Row = dict[str, Any]

# source of tests/captures/sources = its file
FILES = {
    "tsml-sf-marin": "tsml/aa-sf-marin-2021.json.gz",
    "tsml-raleigh": "tsml/aa-raleigh-nc-2017.json",
    "bmlt-v3": "bmlt/admin-api-v3-meetings.json",
    "bmlt-day2": "bmlt/ny-meeting-search-day2.json",
    "bmlt-day3": "bmlt/ny-meeting-search-day3.json",
    "bmlt-day4": "bmlt/ny-meeting-search-day4.json",
    "hsds-ohana-csv": "hsds/ohana-sample-csv",
    "hsds-ohana-api": "hsds/ohana-api-san-mateo-2023",
    "hsds-food-dc": "hsds/hsds-3.1-food/food-capital-area-dc-2025.json.gz",
    "hsds-food-ny": "hsds/hsds-3.1-food/food-new-york-state-2025.json.gz",
    "hsds-food-silicon-valley": "hsds/hsds-3.1-food/food-silicon-valley-2025.json.gz",
    "hsds-food-western-ma": "hsds/hsds-3.1-food/food-western-massachusetts-2025.json.gz",
    "hsds-miami": "hsds/miami-211-datapackage-2019.zip",
    "osm-worship": "osm/sheffield-places-of-worship-overpass-turbo.geojson",
    "osm-community": "osm/sheffield-community-centre-overpass-turbo.geojson",
    "samhsa-directory": "samhsa/national-directory-su-2022.csv.gz",
    "samhsa-findtreatment": "samhsa/findtreatment-api-page-va-2019.json",
    "imls-outlets": "imls/puout15a.csv.gz",
    "city-california-csv": "city/ca-sud-licensed-facilities-2026.csv",
    "city-food-oasis": "city/la-food-oasis-stakeholders-2020.csv",
    "city-linksf": "city/linksf-san-francisco.json",
    "city-nyc-volunteer": "city/nyc-volunteer-opportunities.csv",
    "city-chicago-health": "city/chicago-community-health-centers-socrata-rows.json",
    "city-chicago-libraries": "city/chicago-libraries-hours-2015.geojson",
    "city-long-beach-libraries": "city/long-beach-libraries-2021.geojson",
    "city-dc-adult-mental-health": "city/dc-adult-mental-health-providers.geojson",
    "city-dc-child-mental-health": "city/dc-child-mental-health-providers.geojson",
    "city-dc-shelters": "city/dc-homeless-shelter-locations.geojson",
    "city-dc-libraries": "city/dc-libraries.geojson",
    "city-dc-worship": "city/dc-places-of-worship.geojson.gz",
    "spiritual-events": "spiritual/catholic-events-rochester-ny-2026.json",
    "groups-la-12-step": "support-groups/los-angeles-12-step-2016.jsonl.gz",
    "groups-la-al-anon": "support-groups/los-angeles-al-anon-2016.csv",
}
# Of these only some rows are read, to keep the home small: column, values. None is near a place the gold asks about.
CUT = {
    "samhsa-directory": ("state", {"AZ", "CO", "NC"}),
    "city-california-csv": ("county", {"Fresno County", "Sacramento County", "San Diego County"}),
    "imls-outlets": ("STABR", {"NM", "UT", "WA"}),
}
_ENCODINGS = {"groups-la-al-anon": "mac-roman", "imls-outlets": "cp1252"}
_ARRAYS = ("meetings", "features", "rows", "data")


@cache
def read(source: str) -> list[Row]:
    """Return the rows of a source's main file as they stand there."""
    path = CAPTURES / FILES[source]
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    text = body.decode(_ENCODINGS.get(source, "utf-8-sig"))
    name = path.name.removesuffix(".gz")
    found = _table(text) if name.endswith(".csv") else _objects(text, name)
    if source in CUT:
        column, values = CUT[source]
        found = [row for row in found if row[column] in values]
    return found


def table(path: str, archive: str | None = None) -> list[Row]:
    """Return the rows of another table of a feed: a CSV file of the captures, or one in a zip file there."""
    if archive is None:
        return _table((CAPTURES / path).read_text("utf-8-sig"))
    with zipfile.ZipFile(CAPTURES / archive) as packed:
        return _table(packed.read(path).decode("utf-8-sig"))


def objects(path: str) -> Any:
    """Return the value of a JSON file of the captures."""
    body = (CAPTURES / path).read_bytes()
    return json.loads(gzip.decompress(body) if path.endswith(".gz") else body)


def _table(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _objects(text: str, name: str) -> list[Row]:
    if name.endswith(".jsonl"):
        return [json.loads(line) for line in text.split("\n") if line]
    value = json.loads(re.sub(r"^\w+\((.*)\);?\s*$", r"\1", text, flags=re.DOTALL))
    return value if isinstance(value, list) else next(value[key] for key in _ARRAYS if key in value)
