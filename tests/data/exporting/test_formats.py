"""What the files hold, for those who read them without Kith."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from data import pipeline
from data.errors import KithError
from data.exporting.choice import Choice
from data.exporting.files import replacing, replacing_folder
from data.exporting.formats import export
from data.exporting.licences import forbids
from data.hsds.objects import KINDS
from data.keeping.edits import Edit
from data.model import Attendance, Phone, Record, Schedule, ServiceArea
from data.places import find_place
from data.settings import Settings, load_settings
from data.sources.serving import reach
from data.store import Store
from tests.support.builders import crawled, make_location, make_record, make_source
from tests.support.passing_on import DATA_FORMATS, exported, listings_of

FIRST = "20261101T080000000000Z"
SECOND = "20261115T080000000000Z"
WEEKLY = Schedule(freq="WEEKLY", byday=["TU", "TH"], opens_at="19:00", closes_at="20:30", timezone="America/Chicago")


def records() -> list[Record]:
    county = ServiceArea(extent_type="county", extent="Sangamon, IL")
    far = make_location(41.88, -87.63, address={"address_1": "9 Lake St", "city": "Chicago", "state_province": "IL"})
    return [
        make_record("group", name="=Grief Circle", schedules=[WEEKLY], phones=[Phone(number="+12175550100")],
                    cost=["free"], audiences=["women"], attributes=["Big Book"]),
        make_record("monthly", name="Monthly circle", location=make_location(39.81, -89.66),
                    schedules=[Schedule(freq="MONTHLY", byday=["2TU"], opens_at="18:00", timezone="America/Chicago")]),
        make_record("pantry", name="Pantry", needs=["practical-help/food"], location=make_location(39.82, -89.61)),
        make_record("far", name="Far library", needs=["libraries"], location=far),
        make_record("visits", name="Home visits", needs=["counseling"], service_areas=[county],
                    location=make_location(visibility="hidden")),
        make_record("line", name="A line", needs=["crisis"], modes=["phone"], location={"location_type": "virtual"},
                    service_areas=[ServiceArea(extent_type="country", extent="US")]),
        make_record("online", name="Online circle", modes=["online"], location={"location_type": "virtual"},
                    attendance=Attendance(url="https://meet.example.org/1"), schedules=[WEEKLY]),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = load_settings(tmp_path_factory.mktemp("formats"))
    crawled(settings.raw, FIRST, *records(), source=make_source(licence="CC0-1.0", attribution="Test, all of it"))
    closed = make_record("closed", name="Their group")
    crawled(settings.raw, FIRST, closed, source=make_source("theirs", name="Theirs", licence="All rights reserved"))
    held = make_record("held", name="Kept here", needs=["volunteering"])
    crawled(settings.raw, FIRST, held, source=make_source("held", name="Held", redistribute=False))
    pipeline.merge(settings)
    return settings


def names(done: Any) -> set[str]:
    return {one.name for one in done}


@pytest.mark.parametrize("name", DATA_FORMATS)
def test_terms_travel_and_forbid(home: Settings, tmp_path: Path, name: str) -> None:
    path = tmp_path / "out"
    done = exported(home, name, path)
    groups = name == "meeting-guide"
    assert done.sharing.left_out == ({"theirs": 1} if groups else {"theirs": 1, "held": 1})
    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            content = b"\n".join(archive.read(one) for one in archive.namelist())
    assert b"CC0-1.0" in content
    assert b"Test, all of it" in content
    assert b"Their group" not in content
    assert b"Kept here" not in content


@pytest.mark.parametrize(
    ("licence", "barred"),
    [
        (None, False),
        ("none stated; public feed", False),
        ("none seen", False),
        ("CC BY-SA 4.0", False),
        ("City of Chicago open data terms", False),
        ("All rights reserved", True),
        ("© 2026, all rights reserved.", True),
        ("No redistribution", True),
        ("not for redistribution", True),
        ("Redistribution is prohibited", True),
        ("may not be republished", True),
        ("written consent needed to redistribute", True),
        ("redistribution allowed with attribution", False),
    ],
)
def test_only_words_that_leave_no_doubt_forbid(licence: str | None, barred: bool) -> None:
    assert forbids(licence) is barred


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (Choice(needs=("practical-help/food",)), {"Pantry"}),
        (Choice(needs=("practical-help",)), {"Pantry"}),
        (Choice(needs=("libraries", "crisis")), {"Far library", "A line"}),
        (Choice(changed={"nobody"}), set()),
        (Choice(near=reach(find_place("Chicago, IL").place, 10)), {"Far library", "A line", "Online circle"}),
        (Choice(near=reach(find_place("62701").place, 25)),
         {"=Grief Circle", "Monthly circle", "Pantry", "Home visits", "A line", "Online circle"}),
        (Choice(near=reach(find_place("Illinois").place, 25), needs=("libraries", "counseling")),
         {"Far library", "Home visits"}),
    ],
)  # fmt: skip
def test_a_part_is_chosen_by_need_and_place(home: Settings, tmp_path: Path, choice: Choice, wanted: set[str]) -> None:
    path = tmp_path / "out.geojson"
    done = exported(home, "geojson", path, choice)
    found = json.loads(path.read_text("utf-8"))["features"]
    assert {one["properties"]["name"] for one in found} == wanted
    assert done.listings == len(wanted)


def test_since_a_time_is_what_is_new_or_was_changed_by_its_source(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "home")
    one, two, three = (
        make_record(str(at), name=f"Group {at}", location=make_location(39.8 + at, -89)) for at in range(3)
    )
    crawled(settings.raw, FIRST, one, two)
    pipeline.merge(settings)
    crawled(settings.raw, SECOND, one, two.model_copy(update={"description": "Now in the hall."}), three)
    pipeline.merge(settings)
    store = Store(settings.store)
    try:
        by_name = {one.id: one.name for one in store.listings()}
        since = store.updated(datetime(2026, 11, 10, tzinfo=UTC))
        assert [(by_name[key], when) for key, when in since.items()] == [
            (name, datetime(2026, 11, 15, 8, tzinfo=UTC)) for name in sorted(since and (by_name[key] for key in since))
        ]
        assert {by_name[key] for key in since} == {"Group 1", "Group 2"}
        assert len(store.updated(datetime(2026, 10, 1, tzinfo=UTC))) == 3
        assert store.updated(datetime(2026, 11, 16, tzinfo=UTC)) == {}
    finally:
        store.close()


def test_geojson_places_only_what_may_be_on_a_map(home: Settings, tmp_path: Path) -> None:
    path = tmp_path / "out.geojson"
    exported(home, "geojson", path)
    value = json.loads(path.read_text("utf-8"))
    features = {one["properties"]["name"]: one for one in value["features"]}
    assert features["Pantry"]["geometry"] == {"type": "Point", "coordinates": [-89.61, 39.82]}
    assert {name for name, one in features.items() if one["geometry"] is None} == {
        "Home visits",
        "A line",
        "Online circle",
    }
    assert value["sources"] == [
        {"source": "test", "name": "Test source", "licence": "CC0-1.0", "attribution": "Test, all of it", "listings": 7}
    ]


def test_csv_is_for_people_too(home: Settings, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    exported(home, "csv", path)
    assert path.read_bytes().startswith(b'\xef\xbb\xbf"id","name"')
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""))}
    group = rows["'=Grief Circle"]
    assert group["phones"] == "(217) 555-0100"
    assert group["schedules"] == "Tuesdays and Thursdays 7:00 PM to 8:30 PM"
    assert (group["needs"], group["cost"]) == ("support-groups; support-groups/grief", "free")
    assert (group["source"], group["licence"], group["attribution"]) == ("Test source", "CC0-1.0", "Test, all of it")
    assert (rows["Home visits"]["address_1"], rows["Home visits"]["latitude"]) == ("", "")


def test_meeting_guide_says_only_what_is_so_every_week(home: Settings, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    exported(home, "meeting-guide", path)
    rows = json.loads(path.read_text("utf-8"))
    assert {row["name"] for row in rows} == {"=Grief Circle", "Monthly circle", "Online circle"}
    assert len({row["slug"] for row in rows}) == len(rows)
    assert all(len(row["slug"]) <= 64 for row in rows)
    group = [row for row in rows if row["name"] == "=Grief Circle"]
    assert [(row["day"], row["time"], row["end_time"]) for row in group] == [
        (2, "19:00", "20:30"),
        (4, "19:00", "20:30"),
    ]
    first = group[0]
    assert (first["latitude"], first["longitude"], first["approximate"]) == (39.8, -89.65, "no")
    assert (first["types"], first["attendance_option"], first["entity"]) == (["W", "B"], "in_person", "Test, all of it")
    (monthly,) = [row for row in rows if row["name"] == "Monthly circle"]
    assert "day" not in monthly
    assert monthly["notes"] == "Second Tuesday of the month, 6:00 PM"
    online = next(row for row in rows if row["name"] == "Online circle")
    assert (online["types"], online["conference_url"]) == (["ONL"], "https://meet.example.org/1")
    assert "latitude" not in online


def test_hsds_json_is_what_the_api_serves(home: Settings, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    exported(home, "hsds", path)
    value = json.loads(path.read_text("utf-8"))
    assert (value["total_items"], value["size"], value["last_page"], value["empty"]) == (7, 7, True, False)
    for service in value["contents"]:
        assert KINDS["service"].read(service).written() == service
    named = {service["name"]: service for service in value["contents"]}
    (visits,) = named["Home visits"]["service_at_locations"]
    assert "latitude" not in visits["location"]


def test_the_package_is_whole(home: Settings, tmp_path: Path) -> None:
    """Every table is described, every row has what its table requires, every reference leads somewhere."""
    path = tmp_path / "out.zip"
    exported(home, "hsds-tabular", path)
    with zipfile.ZipFile(path) as archive:
        package = json.loads(archive.read("datapackage.json"))
        tables = {
            one["name"]: list(csv.DictReader(io.StringIO(archive.read(one["path"]).decode("utf-8"), newline="")))
            for one in package["resources"]
        }
        assert set(archive.namelist()) == {"datapackage.json", *(one["path"] for one in package["resources"])}
    assert package["profile"] == "tabular-data-package"
    assert {one["title"] for one in package["sources"]} == {"Test, all of it"}
    ids = {row["id"] for rows in tables.values() for row in rows}
    for resource in package["resources"]:
        rows = tables[resource["name"]]
        assert len({row["id"] for row in rows}) == len(rows), resource["name"]
        for field in resource["schema"]["fields"]:
            required = field.get("constraints", {}).get("required")
            for row in rows:
                # What a source does not state of an address or an organization is empty, and not made up.
                optional = resource["name"] in ("address", "organization", "metadata")
                assert row[field["name"]] or not required or optional, (resource["name"], field["name"])
                if field["name"].endswith("_id") and row[field["name"]]:
                    assert row[field["name"]] in ids, (resource["name"], field["name"], row)


def published(shared: Path) -> dict[str, list[str]]:
    package = json.loads((shared / "hsds-spec/datapackage.json").read_text("utf-8"))
    return {one["path"]: [field["name"] for field in one["schema"]["fields"]] for one in package["resources"]}


def test_the_tables_are_those_of_the_specification(home: Settings, tmp_path: Path, shared: Path) -> None:
    path = tmp_path / "out.zip"
    exported(home, "hsds-tabular", path)
    with zipfile.ZipFile(path) as archive:
        package = json.loads(archive.read("datapackage.json"))
    known = published(shared)
    for one in package["resources"]:
        own = [field["name"] for field in one["schema"]["fields"]]
        assert set(known[one["path"]]) <= {*own, "taxonomy_id"} | {"contact_id"}, one["path"]


def test_what_fails_leaves_the_file_as_it_was(home: Settings, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("before", "utf-8")

    def breaks(stored: Any, total: int) -> Iterator[Any]:
        yield next(iter(stored))
        raise KithError("no more")

    store = Store(home.store)
    try:
        with pytest.raises(KithError, match="no more"):
            export(store, "csv", path, Choice(), breaks)
    finally:
        store.close()
    assert path.read_text("utf-8") == "before"
    assert list(tmp_path.iterdir()) == [path]
    with pytest.raises(ValueError, match="x"), replacing(path):
        raise ValueError("x")
    assert path.read_text("utf-8") == "before"


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    theirs = tmp_path / "photos"
    theirs.mkdir()
    (theirs / "cat.jpg").touch()
    with pytest.raises(KithError, match="not written by this command"), replacing_folder(theirs, ".mark"):
        pass
    assert (theirs / "cat.jpg").exists()
    for word in ("one", "two"):
        with replacing_folder(tmp_path / "site", ".mark") as folder:
            (folder / word).touch()
    assert {path.name for path in (tmp_path / "site").iterdir()} == {"two", ".mark"}
    with pytest.raises(ValueError, match="x"), replacing_folder(tmp_path / "site", ".mark"):
        raise ValueError("x")
    assert {path.name for path in tmp_path.iterdir()} == {"photos", "site"}


def test_what_people_edited_goes_out_as_they_said(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "home")
    crawled(settings.raw, FIRST, make_record())
    pipeline.merge(settings)
    (listing,) = listings_of(settings)
    pipeline.edit(settings, Edit(listing.id, "cost", '["free"]', "provider", None, "2026-11-20T00:00:00+00:00"))
    exported(settings, "geojson", tmp_path / "out")
    (feature,) = json.loads((tmp_path / "out").read_text("utf-8"))["features"]
    assert feature["properties"]["cost"] == ["free"]
