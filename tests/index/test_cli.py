"""What `kith search` prints of what it understood."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from data import pipeline
from data.commands.export import export_command
from data.commands.report import report
from data.commands.validate import validate
from data.model import Schedule
from index.cli import search
from tests.conftest import Build, make_listing
from tests.support.builders import crawled, make_record
from webapp.paper.cli import print_directory


def run(build: Build, *arguments: str) -> Any:
    build(make_listing("Grief Circle", cost=["free"]))
    home = str(build.settings.home)
    return CliRunner().invoke(search, [*arguments, "--near", "62701", "--home", home])


def test_what_was_understood_is_said(build: Build) -> None:
    done = run(build, "free grief circle")
    assert done.exit_code == 0, done.output
    assert "Understood: Grief and loss; Free\n" in done.output


def test_samples_stand_in_until_there_are_listings(build: Build, tmp_path: Path) -> None:
    crawled(build.settings.raw, "20261101T080000000000Z", make_record("1", name="Grief Circle"))
    pipeline.merge(build.settings)
    build(make_listing("Grief Circle"))
    (tmp_path / "demo").symlink_to(build.settings.home)
    out = tmp_path / "demo.pdf"
    for command, arguments in (
        (search, ["grief"]), (print_directory, ["grief", "--out", str(out)]), (export_command, ["csv"]), (validate, []),
        (report, []),
    ):  # fmt: skip
        done = CliRunner().invoke(command, [*arguments, "--home", str(tmp_path)])
        assert done.exit_code == 0, done.output
        assert done.output.count("invented samples, not real help") == 1


def test_a_place_nobody_knows_is_said(build: Build) -> None:
    done = run(build, "grief circle in Nowhereville")
    assert "We do not know the place “Nowhereville”." in done.output


def test_what_is_left_out_is_not_understood(build: Build) -> None:
    done = run(build, "free grief circle", "--without", "cost:free")
    assert "Understood: Grief and loss\n" in done.output


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("grief first Tuesday", "first Tuesday"),
        ("grief tomorrow", "Wednesday, November 25, 2026"),
        ("grief in the evening", "5:00 PM to midnight"),
    ],
)
def test_times_are_said_in_words(build: Build, asked: str, said: str) -> None:
    done = run(build, asked, "--at", "2026-11-24T17:00")
    assert said in done.output.partition("Understood: ")[2].splitlines()[0]


def test_languages_are_said_in_words(build: Build) -> None:
    build(make_listing("Grief Circle", languages=["en", "es"]))
    done = CliRunner().invoke(search, ["grief", "--near", "62701", "--home", str(build.settings.home)])
    assert " · English, Spanish\n" in done.output


@pytest.mark.parametrize(
    ("modes", "zone", "said"),
    [
        (["phone"], "America/Los_Angeles", "Mondays 10:00 AM to 6:00 PM, Pacific Time"),
        (["phone"], "America/Chicago", "Mondays 10:00 AM to 6:00 PM"),
        (["in_person"], "America/Los_Angeles", "Mondays 10:00 AM to 6:00 PM"),
    ],
)
def test_times_in_another_zone_name_it(build: Build, modes: list[str], zone: str, said: str) -> None:
    when = Schedule(freq="WEEKLY", byday=["MO"], opens_at="10:00", closes_at="18:00", timezone=zone)
    build(make_listing("Grief Circle", modes=modes, schedules=[when]))
    done = CliRunner().invoke(search, ["grief", "--near", "62701", "--home", str(build.settings.home)])
    assert f"    {said}\n" in done.output


def test_what_never_closes_has_no_next(build: Build) -> None:
    when = Schedule(freq="DAILY", opens_at="00:00", closes_at="24:00", timezone="America/Chicago")
    build(make_listing("Grief Circle", schedules=[when]))
    done = CliRunner().invoke(search, ["grief", "--near", "62701", "--json", "--home", str(build.settings.home)])
    answer = json.loads(done.output)
    assert [one["next"] for one in answer["results"]] == [None]
    assert answer["query"]["near"]["timezone"] == "America/Chicago"
