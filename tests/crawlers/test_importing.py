"""`kith import`: which files it takes, under which id, and what comes of them."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from crawlers.importing import format_of, import_file, source_of
from data import pipeline
from data.commands.export import export_command
from data.errors import KithError
from data.ids import listing_id
from data.settings import Settings, load_settings
from tests.support.builders import crawled, make_record
from tests.support.passing_on import DATA_FORMATS, exported, listings_of

Kith = Callable[..., Any]


@pytest.fixture
def filled(settings: Settings) -> Settings:
    crawled(settings.raw, "20261101T080000000000Z", make_record("1", name="Grief Circle"))
    pipeline.merge(settings)
    return settings


@pytest.mark.parametrize("name", DATA_FORMATS)
def test_every_export_is_known_again(filled: Settings, tmp_path: Path, name: str) -> None:
    path = tmp_path / "given"
    exported(filled, name, path)
    assert format_of(path) == "kith"


def package(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("datapackage.json", json.dumps({"name": "county-211", "resources": []}))
        archive.writestr("services.csv", "id,name\n")


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ('[{"name": "Morning", "slug": "morning", "day": 1}]', "meeting-guide"),
        ('{"total_items": 1, "contents": [{"id": "1", "name": "x"}]}', "hsds"),
        ('[{"id": "1", "name": "x", "services": []}]', "hsds"),
    ],
)
def test_standards_of_others_are_known(tmp_path: Path, body: str, wanted: str) -> None:
    path = tmp_path / "given.json"
    path.write_text(body, "utf-8")
    assert format_of(path) == wanted
    package(tmp_path / "given.zip")
    assert format_of(tmp_path / "given.zip") == "hsds"


@pytest.mark.parametrize(
    "body", ["name,street\nPantry,1 Main\n", '{"type": "FeatureCollection", "features": [{}]}', ""]
)
def test_a_file_that_must_be_mapped_is_named(tmp_path: Path, body: str) -> None:
    path = tmp_path / "given"
    path.write_text(body, "utf-8")
    with pytest.raises(KithError, match="kith new-source"):
        format_of(path)


def test_an_id_is_nobody_elses(filled: Settings, tmp_path: Path) -> None:
    path = tmp_path / "Their Directory.csv"
    exported(filled, "csv", path)
    other = load_settings(tmp_path / "other")
    found = source_of(other, path, None, None, None)
    assert (found.id, found.name, found.format) == ("import-their-directory", "Their Directory.csv", "kith")
    for wrong, message in (("helplines", "registered source"), ("No Spaces", "small letters")):
        with pytest.raises(KithError, match=message):
            source_of(other, path, wrong, None, None)
    crawled(other.raw, "20261101T080000000000Z", make_record(), source=found)
    with pytest.raises(KithError, match="name it"):
        source_of(other, path, None, None, None)
    assert source_of(other, path, found.id, "Theirs", "CC0").licence == "CC0"


def test_a_directory_is_handed_over(kith: Kith, filled: Settings, tmp_path: Path) -> None:
    path, other = tmp_path / "given.zip", load_settings(tmp_path / "new")
    exported(filled, "hsds-tabular", path)
    taken = kith("import", path, "--source", "import-given", "--json", home=other.home)
    summary = json.loads(taken.out)
    assert (taken.status, summary["status"], summary["records"], summary["skipped"]) == (0, "ok", 1, {})
    pipeline.merge(other)
    done = CliRunner().invoke(export_command, ["hsds-tabular", "--home", str(other.home)])
    again = other.home / "export/kith-hsds.zip"
    assert (done.exit_code, done.output) == (0, f"wrote {again}: 1 listings of 1 sources\n")
    assert again.read_bytes() == path.read_bytes()


def test_meetings_of_others_come_in_under_their_own_ids(kith: Kith, tmp_path: Path) -> None:
    path, settings = tmp_path / "meetings.json", load_settings(tmp_path / "home")
    rows = [{"name": "Morning", "slug": "morning", "day": 1, "time": "07:00", "address": "1 Sample St",
             "city": "Springfield", "state": "IL"}, {"name": "No slug", "day": 2}]  # fmt: skip
    path.write_text(json.dumps(rows), "utf-8")
    taken = kith("import", path, "--name", "Their meetings", "--licence", "CC0-1.0", home=settings.home)
    assert taken.status == 0, taken.err
    assert taken.out.startswith("import-meetings: ok, 1 records of 2 rows")
    assert "(skipped: no-id 1)\nNext: kith merge, then kith build\n" in taken.out
    pipeline.merge(settings)
    (listing,) = listings_of(settings)
    assert listing.id == listing_id("import-meetings", "morning")
    assert [(one.source_name, one.licence) for one in listing.sources] == [("Their meetings", "CC0-1.0")]


def test_a_much_smaller_file_is_not_taken_unasked(kith: Kith, tmp_path: Path) -> None:
    path, home = tmp_path / "meetings.json", tmp_path / "home"
    rows = [{"name": f"Meeting {one}", "slug": f"m{one}", "day": 1, "time": "07:00"} for one in range(9)]
    path.write_text(json.dumps(rows), "utf-8")
    assert kith("import", path, "--source", "import-theirs", home=home).status == 0
    path.write_text(json.dumps(rows[:2]), "utf-8")
    again = kith("import", path, "--source", "import-theirs", home=home)
    assert again.status == 1
    assert again.out.startswith("import-theirs: kept as it was, not taken: 2 records of 2 rows")
    assert "kith import --accept" in again.err
    assert kith("import", path, "--source", "import-theirs", "--accept", home=home).status == 0


@pytest.mark.parametrize(
    ("command", "arguments", "status", "words"),
    [
        (export_command, ["csv"], 1, "run kith merge first"),
        (export_command, ["pdf"], 2, "Invalid value for 'FORMAT'"),
        (export_command, ["csv", "--need", "nonsense"], 2, "is no need"),
        (export_command, ["csv", "--since", "yesterday"], 2, "ISO 8601"),
        (import_file, ["missing.csv"], 2, "does not exist"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, command: Any, arguments: list[str], status: int, words: str) -> None:
    done = CliRunner().invoke(command, [*arguments, "--home", str(tmp_path / "home")])
    assert (done.exit_code, words in f"{done.output}{done.exception}") == (status, True), done.output
