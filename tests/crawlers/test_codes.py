"""The code lists are complete: each published code has a row, even if it says nothing to a reader."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from crawlers.codes import codes, explain
from data import taxonomy

LISTS = ("bmlt", "findtreatment", "hrsa", "meeting_guide", "ntee", "open_eligibility", "osm", "samhsa")
FACETS = {
    "needs": set(taxonomy.needs()),
    "languages": set(taxonomy.languages()),
    "cost": set(taxonomy.facet_labels()["cost"]),
    "audiences": set(taxonomy.facet_labels()["audiences"]),
}


@pytest.mark.parametrize("name", LISTS)
def test_rows_say_only_what_we_have_words_for(name):
    for code, row in codes(name).items():
        assert row.keys() <= {"text", "accessibility", *FACETS}, code
        for facet, known in FACETS.items():
            assert set(row.get(facet, [])) <= known, code


def test_treatment_directory(shared: Path):
    path = shared / "captures/samhsa/national-directory-su-2022-service-codes.csv"
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    published = {row["service_code"].strip(): row["category_code"] for row in rows}
    assert len(published) == 225
    assert published.keys() == codes("samhsa").keys()
    # What a reader filters by has a meaning in each category that is about it.
    for code, category in published.items():
        row = codes("samhsa")[code]
        assert "languages" in row or category not in ("SL", "OL") or code in ("NX", "FX", "N40"), code
        assert "audiences" in row or category != "SG" or code in ("COPSU", "TRMA"), code
        assert "cost" in row or category not in ("PAY", "PYAS") or code in ("FSA", "ITU", "SAMF", "PA"), code
    assert explain("samhsa", ["SF", "SS", "NP"]).cost == ["fee", "sliding_scale", "free"]


def test_treatment_finder(shared: Path):
    path = shared / "captures/samhsa/findtreatment-api-page-va-2019.json"
    table = codes("findtreatment")
    services = [one for row in json.loads(path.read_bytes())["rows"] for one in row["services"]]
    said = {" ".join(text.split()) for one in services if one["f2"] not in table for text in one["f3"].split(";")}
    assert len(said) > 100
    assert {text for text in said if text} <= table.keys()


def test_meeting_types(shared: Path):
    published = json.loads((shared / "captures/taxonomy/meeting-guide-types.json").read_bytes())
    assert len(published) == 87
    assert published.keys() <= codes("meeting_guide").keys()


def test_meeting_formats(shared: Path):
    names: dict[str, str] = {}
    for row in json.loads((shared / "captures/bmlt/ny-formats.json").read_bytes()):
        names[row["key_string"]] = row["name_string"]
    for row in json.loads((shared / "captures/bmlt/admin-api-v3-formats.json").read_bytes()):
        names |= {one["key"]: one["name"] for one in row["translations"] if one["language"] == "en"}
    assert len(names) > 50
    assert names.keys() <= codes("bmlt").keys()


# Terms of Open Eligibility 2.0 that are none of our needs and audiences: schooling, adoption itself, burial, health
# classes, animals; income, work, housing and illness as situations, which no audience of ours stands for.
_OTHER_SERVICES = {
    1101, 1106, 1108, 1109, 1122, 1127, 1147, 1149, 1153, 1185, 1187, 1189, 1190, 1191, 1192, 1193, 1194, 1196, 1197,
    1198, 1224, 1271, 1272, 1274, 1276, 1283, 1284, 1287, 1289, 1291, 1296, 1298, 1299, 1301, 1302, 1303, 1308, 1309,
    1317, 1323, 1324, 1325, 1326, 1331, 1332, 1333, 1334, 1335, 1336, 1338, 1339, 1340, 1342, 1343, 1344, 1345, 1346,
    1347, 1348, 1349, 1350, 1351, 1352, 1355, 1356,
}  # fmt: skip
_FIRST_SITUATION = 20_000


def test_open_eligibility(shared: Path):
    text = (shared / "captures/taxonomy/open-eligibility-2.0.xml").read_text("utf-8")
    published = {int(number) for number in re.findall(r"id\s*=\s*[\"'](\d+)", text)}
    assert len(published) == 384
    mapped = {int(code) for code in codes("open_eligibility") if code.isdecimal() and len(code) > 3}
    assert mapped <= published
    services = {number for number in published if number < _FIRST_SITUATION}
    assert len(services) == 290
    assert services - mapped == _OTHER_SERVICES
