from __future__ import annotations

import io
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crawlers.drafting.begin import begin
from crawlers.drafting.case import check
from data.errors import KithError
from data.settings import Settings
from tests.support.http import serving

PANTRIES = [
    {"id": number, "facility_name": f"Pantry {number}", "address": f"{number} Main St", "city": "Springfield",
     "state": "IL", "zip": "62701", "lat": 39.8, "lng": -89.65, "category": "Food Pantry" if number % 2 else "Depot",
     "contact_name": "A Person", "phone": f"217-555-01{number:02}"}
    for number in range(1, 21)
]  # fmt: skip


@pytest.fixture
def drafted(settings: Settings, tmp_path: Path) -> Callable[[Path], Path]:
    """Draft a source of a local file; return the folder that was made."""

    def run(path: Path) -> Path:
        begin(str(path), settings, into=tmp_path / "case")
        return tmp_path / "case"

    return run


def fill_in(folder: Path) -> None:
    """What a person does, in haste: agree with every guess and with everything the draft reads."""
    for name in ("source.toml", "expected.toml"):
        text = (folder / name).read_text("utf-8").replace("  # guess", "").replace("FILL IN", "Example")
        (folder / name).write_text(re.sub(r'"\?"  # ', "", text), "utf-8")


def test_over_http(kith: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "case"
    with serving({"/food-pantries.json": PANTRIES}) as (address, asked):
        url = f"{address}/food-pantries.json"
        done = kith("new-source", url, "--name", "Springfield pantries", "--into", folder, home=tmp_path / "home")
    assert done.status == 0, done.err
    assert "records read with the draft: 20" in done.out
    assert asked == ["/robots.txt", "/food-pantries.json"]
    source = tomllib.loads((folder / "source.toml").read_text("utf-8"))
    assert source["format"] == "json"
    assert source["id"] == "springfield-pantries"
    assert source["needs"] == ["practical-help/food"]
    assert source["area"] == {"state": "IL"}
    assert source["timezone"] == "America/Chicago"
    assert source["expect"] == {"min": 10}
    assert source["columns"]["name"] == "facility_name"
    assert source["values"]["needs"] == {"Food Pantry": "practical-help/food"}
    assert '# "Depot" = ""' in (folder / "source.toml").read_text("utf-8")


def test_the_case_fails_until_it_is_filled_in(drafted: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "pantries.json").write_text(json.dumps(PANTRIES), "utf-8")
    folder = drafted(tmp_path / "pantries.json")
    wrong = check(folder)
    assert any("not checked yet: name = " in line for line in wrong)
    assert any("FILL IN: licence" in line for line in wrong)
    assert any("needs: not filled in" in line for line in wrong)
    fill_in(folder)
    assert check(folder) == []
    expected = folder / "expected.toml"
    expected.write_text(expected.read_text("utf-8").replace('"Pantry 1"', '"Pantry One"'), "utf-8")
    assert check(folder) == ["1: name: expected 'Pantry One', read 'Pantry 1'"]


def test_a_sample_is_small_and_holds_no_persons(drafted: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "pantries.json").write_text(json.dumps({"data": PANTRIES}), "utf-8")
    folder = drafted(tmp_path / "pantries.json")
    sample = json.loads((folder / "sample.json").read_text("utf-8"))["data"]
    assert len(sample) == 5
    assert {row["contact_name"] for row in sample} == {""}
    assert sample[0]["phone"] == "217-555-0101"


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(list(PANTRIES[0]))
    for row in PANTRIES:
        book.active.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


CSV = "\r\n".join([",".join(PANTRIES[0]), *(",".join(map(str, row.values())) for row in PANTRIES)])
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(
    f"BEGIN:VEVENT\r\nUID:{number}\r\nSUMMARY:Grief group\r\nDTSTART:2026120{number}T180000Z\r\nEND:VEVENT\r\n"
    for number in range(1, 9)
)
MEETINGS = [{"slug": f"m{number}", "name": "Tuesday", "day": 2, "time": "19:00", "formatted_address": "1 Main St, "
             "Springfield, IL 62701, USA", "latitude": 39.8, "longitude": -89.6} for number in range(9)]  # fmt: skip
FEATURES = {"type": "FeatureCollection", "features": [
    {"type": "Feature", "geometry": {"type": "Point", "coordinates": [-89.6, 39.8]}, "properties": row}
    for row in PANTRIES]}  # fmt: skip
PAGE = """<html><script>secret()</script><script type="application/ld+json">{"@type": "Library", "name": "Main Library",
    "address": "1 Main St, Springfield, IL"}</script></html>"""


@pytest.mark.parametrize(
    ("name", "body", "wanted", "count"),
    [
        ("p.csv", CSV.encode(), "csv", 5),
        ("p.xlsx", workbook(), "xlsx", 5),
        ("p.ics", (CALENDAR + "END:VCALENDAR\r\n").encode(), "ical", 5),
        ("p.json", json.dumps(MEETINGS).encode(), "meeting-guide", 5),
        ("p.geojson", json.dumps(FEATURES).encode(), "geojson", 5),
        ("p.html", PAGE.encode(), "web", 1),
    ],
)
def test_formats(name: str, body: bytes, wanted: str, count: int, drafted: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(body)
    folder = drafted(tmp_path / name)
    assert tomllib.loads((folder / "source.toml").read_text("utf-8"))["format"] == wanted
    assert len(tomllib.loads((folder / "expected.toml").read_text("utf-8"))) == count
    assert b"secret" not in next(folder.glob("sample.*")).read_bytes()
    fill_in(folder)
    assert check(folder) == []


def test_a_table_without_a_name_is_drafted_all_the_same(drafted: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text('[{"a": 1}, {"a": 2}]', "utf-8")
    folder = drafted(tmp_path / "p.json")
    assert any("FILL IN: name" in line for line in check(folder))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"/robots.txt": "User-agent: *\nDisallow: /\n", "/feed.json": PANTRIES}, "robots.txt"),
        ({}, "HTTP 404"),
        ({"/feed.json": "just words"}, "none of the formats"),
    ],
)
def test_what_cannot_be_drafted(answers: dict[str, Any], said: str, kith: Callable[..., Any], tmp_path: Path) -> None:
    with serving(answers) as (address, _):
        done = kith("new-source", f"{address}/feed.json", "--into", tmp_path / "case", home=tmp_path / "home")
    assert done.status == 1
    assert said in done.err
    assert not (tmp_path / "case").exists()


def test_an_existing_folder_stays_as_it_is(drafted: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "p.json").write_text(json.dumps(PANTRIES), "utf-8")
    (tmp_path / "case").mkdir()
    with pytest.raises(KithError, match="exists already"):
        drafted(tmp_path / "p.json")
    assert list((tmp_path / "case").iterdir()) == []
