"""Export, import, export: the same bytes, the same listings, in every format."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from data import pipeline
from data.errors import FeedError
from data.exporting.flat import HEADER
from data.model import Attendance, Phone, Record, Schedule, ServiceArea
from data.settings import Settings, load_settings
from tests.support.builders import crawled, make_location, make_record, make_source
from tests.support.passing_on import DATA_FORMATS, exported, listings_of, read, taken_in

HOSTILE = (
    '=cmd|"/C calc"!A0', "<script>alert(1)</script> & </b>", "\"quotes\"; 'and', commas\nand lines", "'=1+1",
    "‮right-to-left אבג 漢字 👩‍👩‍👧", "%s {0} {{x}} ${y} \\u0000 \\", "]]> --> <!-- ", "-1",
)  # fmt: skip


def full_record(key: str = "full") -> Record:
    """A record in which every field that a listing has is filled."""
    return make_record(
        key,
        name="Open Door counseling",
        alternate_name="Puerta Abierta",
        organization={"name": "Open Door", "url": "https://door.example.org/", "email": "office@door.example.org",
                      "description": "A small nonprofit."},
        description="Talk, tea;\nand time.",
        needs=["counseling/family", "support-groups/grief", "practical-help/food"],
        location=make_location(39.7990175, -89.6439575, name="First Church", description="Ring twice.",
                               transportation="Bus 4", accessibility=["Ramp", "Wheelchair access"]),
        modes=["in_person", "online", "phone"],
        attendance=Attendance(url="https://meet.example.org/door", phone="+12175550111", notes="Code: 1234"),
        phones=[Phone(number="+12175550100", extension="12", languages=["es"], description="Intake"),
                Phone(number="+12175550101", type="text"), Phone(number="+12175550102", type="fax"),
                Phone(number="+12175550103", type="tty"), Phone(number="988")],
        email="hello@door.example.org",
        url="https://door.example.org/help",
        schedules=[
            Schedule(freq="WEEKLY", byday=["MO", "WE"], opens_at="09:00", closes_at="24:00", timezone="Europe/Paris"),
            Schedule(freq="WEEKLY", interval=2, byday=["SU"], dtstart=date(2026, 1, 4), opens_at="10:00"),
            Schedule(freq="MONTHLY", byday=["2TU", "-1FR"], opens_at="18:30", description="second and last"),
            Schedule(freq="MONTHLY", bymonthday=[1, 15], valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31)),
            Schedule(freq="DAILY", opens_at="00:00", closes_at="24:00"),
            Schedule(dtstart=date(2026, 12, 24), opens_at="20:00", timezone="America/Chicago"),
        ],
        cost=["sliding_scale", "insurance"],
        fees_description="From $0 to $40 a visit.",
        languages=["en", "es"],
        audiences=["teens", "families"],
        minimum_age=13,
        maximum_age=17.5,
        led_by="professional",
        faith="secular",
        eligibility_description="People who live in Sangamon County.",
        application_process="Call, or walk in.",
        required_documents=["Photo ID", "A bill; not older than 30 days"],
        service_areas=[ServiceArea(extent_type="county", extent="Sangamon, IL"), ServiceArea(name="The North End")],
        attributes=["Childcare available", "Big Book"],
        alert="Closed on Thanksgiving.",
        status="temporarily closed",
        last_modified=datetime.fromisoformat("2026-10-05T09:30:15+00:00"),
        confirmed=date(2026, 11, 1),
    )  # fmt: skip


def records() -> list[Record]:
    """Listings that are full, bare, hostile, hidden, partly hidden, online and monthly."""
    hidden = make_location(visibility="hidden", name="Safe house")
    return [
        full_record(),
        make_record("bare", needs=["support-groups/grief"], modes=[], location={"location_type": "virtual"}),
        *(make_record(f"hostile-{at}", name=f"Group {at} {text}", description=text, attributes=[text, "plain"])
          for at, text in enumerate(HOSTILE)),
        make_record("hidden", name="A shelter", location=hidden, url="https://shelter.example.org/"),
        make_record("partial", name="Ask first", location=make_location(visibility="partial")),
        make_record("online", name="Evening online", modes=["online"], location={"location_type": "virtual"},
                    attendance={"url": "https://meet.example.org/1"},
                    schedules=[Schedule(freq="WEEKLY", byday=["TH"], opens_at="19:00", timezone="America/New_York")]),
        make_record("rough", name="Somewhere in town", location=make_location(precision="approximate")),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A directory of two sources, one of them with a licence."""
    settings = load_settings(tmp_path_factory.mktemp("passing-on"))
    licensed = make_source("licensed", name="A register", licence="CC-BY-4.0", attribution="© the register; all of it",
                           homepage="https://register.example.org/")  # fmt: skip
    crawled(settings.raw, "20261120T080000000000Z", *records())
    quay = {"address_1": "9 Quay", "city": "Springfield", "state_province": "IL", "country": "US"}
    other = make_record(
        "other",
        name="Harbor Library",
        needs=["libraries"],
        phones=[Phone(number="+12175550177")],
        location=make_location(39.9, -89.7, address=quay),
    )
    crawled(settings.raw, "20261121T080000000000Z", other, full_record("again"), source=licensed)
    pipeline.merge(settings)
    return settings


@pytest.mark.parametrize("name", DATA_FORMATS)
def test_what_is_taken_in_again_is_the_same(home: Settings, tmp_path: Path, name: str) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    sent = exported(home, name, first)
    assert sent.listings >= 12
    other = load_settings(tmp_path / "other")
    spider = taken_in(first, other)
    assert not spider.tally.skipped
    assert exported(other, name, second).listings == sent.listings
    assert second.read_bytes() == first.read_bytes()
    there = {one.id: one for one in listings_of(home)}
    for one in listings_of(other):
        plain = [origin.model_copy(update={"via": None}) for origin in one.sources]
        assert plain == there[one.id].sources, "where it comes from, and on what terms"


@pytest.mark.parametrize("name", DATA_FORMATS)
def test_a_hidden_street_leaves_in_no_format(home: Settings, tmp_path: Path, name: str) -> None:
    path = tmp_path / "sent"
    exported(home, name, path)
    (shelter,) = [one for one in read(path)[0] if one.name == "A shelter"]
    assert shelter.location.visibility == "hidden"
    assert (shelter.location.latitude, shelter.location.name) == (None, None)
    assert shelter.location.address is not None
    assert shelter.location.address.model_dump(exclude_none=True) == {"state_province": "IL", "country": "US"}
    said = "".join(path.read_text("utf-8") if not zipfile.is_zipfile(path) else "\n".join(texts_of(path)))
    assert "Safe house" not in said


def texts_of(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]


def test_rows_that_cannot_be_read_are_counted_and_the_others_count(home: Settings, tmp_path: Path) -> None:
    path = tmp_path / "edited.csv"
    exported(home, "csv", path)
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    rows[0]["id"] = "my own row"
    rows[1]["schedules_json"] = "[not json"
    rows[2]["latitude"] = "north"
    rows[3]["status"] = "open"
    rows[4]["name"] = ""
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.DictWriter(out, HEADER)
        table.writeheader()
        table.writerows(rows)
    found, spider = read(path)
    assert len(found) == len(rows) - 5
    assert spider.tally.skipped == {"no-id": 1, "bad-cell": 2, "wrong-type": 2}


def test_a_broken_line_costs_one_listing(home: Settings, tmp_path: Path) -> None:
    for name in ("hsds", "geojson"):
        path = tmp_path / name
        count = exported(home, name, path).listings
        lines = path.read_bytes().split(b"\n")
        lines[2] = lines[2][:100]
        path.write_bytes(b"\n".join(lines))
        found, spider = read(path)
        assert len(found) == count - 1
        assert spider.tally.skipped == {"unreadable-line": 1}
        path.write_bytes(b"\n".join(lines[:5]))
        with pytest.raises(FeedError, match="cut short"):
            read(path)


@pytest.mark.parametrize("name", ["hsds", "geojson", "meeting-guide"])
def test_a_document_that_another_program_wrote_anew_is_read(home: Settings, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    exported(home, name, path)
    same, _ = read(path)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")), indent=2), "utf-8")
    assert read(path)[0] == same


@pytest.mark.parametrize("body", [b"{}", b"[]", b'[{"slug": "x", "name": "y"}]', b'{"contents": []}', b"a,b\n1,2\n"])
def test_what_kith_did_not_write_is_refused(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(body)
    with pytest.raises(FeedError):
        read(path)


def test_nothing_but_a_listing_gets_in(home: Settings, tmp_path: Path) -> None:
    """A file cannot say that a record is of another source, hide or end a listing, or say how it came here."""
    path = tmp_path / "forged.geojson"
    exported(home, "geojson", path)
    value = json.loads(path.read_text("utf-8"))
    value["features"][0]["properties"] |= {"source": "aa-springfield", "key": "1"}
    value["features"][1]["properties"]["standing"] = "gone"
    value["features"][2]["properties"]["sources"][0]["via"] = "test:1"
    path.write_text(json.dumps(value), "utf-8")
    other = load_settings(tmp_path / "other")
    spider = taken_in(path, other)
    assert spider.tally.skipped == {"wrong-type": 1}
    found = {one.id: one for one in listings_of(other)}
    assert found[value["features"][1]["id"]].standing == "shown"
    assert found[value["features"][2]["id"]].sources[0].via == f"import-x:kith:{value['features'][2]['id']}"


def test_a_text_longer_than_a_cell_goes_on_on_another_sheet(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "home")
    papers = [f"=Paper number {at} 📄" for at in range(3_000)]
    crawled(settings.raw, "20261120T080000000000Z", make_record(required_documents=papers))
    pipeline.merge(settings)
    path = tmp_path / "long.xlsx"
    exported(settings, "xlsx", path)
    book = openpyxl.load_workbook(path)
    assert book["continued"].max_row > 2
    assert all(len(str(cell.value or "")) <= 32_767 for sheet in book for row in sheet for cell in row)
    (found,), _ = read(path)
    assert found.required_documents == papers


def test_a_workbook_holds_no_formula(home: Settings, tmp_path: Path) -> None:
    path = tmp_path / "sent.xlsx"
    exported(home, "xlsx", path)
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}, "n is an empty cell"
    assert not [cell.value for cell in cells if str(cell.value or "").startswith(("=", "@", "\t", "\r"))]
