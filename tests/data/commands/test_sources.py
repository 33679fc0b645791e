"""`kith sources`: the registry, one source, what a place would get."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from data.commands.sources import list_sources

GROUPS = """
[defaults]
format = "ical"
timezone = "America/Chicago"
[[source]]
id = "town-groups"
name = "Town groups"
url = "https://example.org/1"
needs = ["support-groups/grief"]
area = {state = "IL", city = "Springfield"}
expect = {about = 40}
state = {seen = "2026-09-28", how = "counted"}
[[source]]
id = "state-lists"
name = "State lists"
url = "https://example.org/2"
needs = ["libraries", "wellness"]
area = {state = "IL"}
"""


@pytest.fixture
def ask(tmp_path: Path) -> Any:
    path = tmp_path / "groups.toml"
    path.write_text(GROUPS, "utf-8")

    def run(*arguments: str) -> Result:
        named = [str(path) if one == "FILE" else one for one in arguments]
        return CliRunner().invoke(list_sources, [*named, "--home", str(tmp_path / "home")])

    return run


def test_the_registry_is_checked_and_counted_without_a_home(ask: Any, tmp_path: Path) -> None:
    done = ask("--check")
    assert done.exit_code == 0
    assert done.output.startswith("valid: ")
    assert len(done.output.splitlines()) == 1
    assert not (tmp_path / "home").exists()
    assert ask("--check", "FILE").output == "valid: 2 sources in 1 file\n"


def test_a_mistake_ends_the_check_with_status_one(ask: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text('id = "bad-one"\nname = "B"\nformat = "csv"\nurl = "https://example"\n', "utf-8")
    done = ask("--check", str(tmp_path / "bad.toml"))
    assert done.exit_code == 1
    assert "kith: bad-one: key url: 'https://example' is not well formed" in done.output
    assert "valid" not in done.output


def test_the_registry_is_one_short_line_a_source_by_format(ask: Any) -> None:
    lines = ask().output.splitlines()
    assert any(line.startswith("overpass: 8 sources") for line in lines)
    assert len(lines) > 500
    assert max(map(len, lines)) <= 140


def test_a_need_and_a_format_choose(ask: Any) -> None:
    assert [line.split()[0] for line in ask("FILE", "--need", "support-groups").output.splitlines()[1:]] == [
        "town-groups"
    ]
    assert "state-lists" in ask("FILE", "--format", "ical").output
    assert ask("FILE", "--format", "csv").output == ""
    assert ask("FILE", "--need", "fun").exit_code == 2


def test_one_source_is_shown_whole(ask: Any) -> None:
    text = ask("na-ohio-region").output
    for words in ("Narcotics Anonymous, Ohio Region", "America/New_York", "state OH", "never tried by us",
                  "narcotics-anonymous.toml", "never crawled here"):  # fmt: skip
        assert words in text


def test_an_id_nobody_registered_is_named(ask: Any) -> None:
    done = ask("none-such")
    assert done.exit_code == 1
    assert "none-such" in str(done.exception)


def test_a_place_is_told_what_it_would_get(ask: Any) -> None:
    text = ask("--near", "62701", "--radius", "10").output
    assert text.startswith("Springfield, IL 62701, 10 miles: ")
    headings = [line for line in text.splitlines() if line.startswith("For the ")]
    assert [line.partition(":")[0] for line in headings] == [
        "For the town or its county", "For the state", "For the whole country",
    ]  # fmt: skip
    assert "aa-il-aaspringfield" in text
    assert "osm-libraries-at-springfield-il-62701" in text
    assert "aa-ca-hacoaa" not in text
    assert "counted by others 2026-09-28, never tried by us" in text


def test_the_same_for_programs(ask: Any) -> None:
    rows = [json.loads(line) for line in ask("--near", "62701", "--need", "libraries", "--json").output.splitlines()]
    assert {row["scope"] for row in rows} == {"local", "national"}
    (survey,) = [row for row in rows if row["id"] == "imls-pls-outlets-fy2024"]
    assert (survey["needs"], survey["expected"], survey["tried"], survey["how"]) == (["libraries"], 17400, None, "read")


def test_files_are_listed_with_what_they_expect(ask: Any) -> None:
    rows = [json.loads(line) for line in ask("FILE", "--json").output.splitlines()]
    assert [(row["id"], row["scope"], row["expected"]) for row in rows] == [
        ("town-groups", "local", 40), ("state-lists", "state", None),
    ]  # fmt: skip
