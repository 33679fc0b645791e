"""What `kith crawl` chooses to crawl."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import crawlers.run
from crawlers.cli import crawl
from data.sources import Source

TOWN = 'id = "town"\nname = "Town"\nformat = "csv"\nurl = "https://example.org/x.csv"\n'
MAP = 'id = "town-map"\nname = "Map"\nformat = "overpass"\nurl = "https://example.org/x"\nquery = "[bbox:{bbox}];"\n'


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., tuple[int, list[Source], str]]:
    """Ask for a crawl that is not made; return its exit status, the sources chosen, what was printed."""

    def run(*arguments: str) -> tuple[int, list[Source], str]:
        asked: list[Source] = []

        def no_crawl(sources: list[Source], *_: Any) -> list[Any]:
            asked.extend(sources)
            return []

        monkeypatch.setattr(crawlers.run, "crawl", no_crawl)
        done = CliRunner().invoke(crawl, [*arguments, "--home", str(tmp_path / "home")])
        return done.exit_code, asked, done.output

    return run


def test_a_place_chooses_what_serves_it(chosen: Callable[..., Any]) -> None:
    status, found, _ = chosen("--near", "Los Angeles, CA", "--radius", "25")
    ids = {one.id for one in found}
    assert status == 0
    assert {"aa-ca-hacoaa", "osm-libraries-at-los-angeles-ca", "findtreatment-national", "helplines"} <= ids
    assert not any(one.blanks or one.lead for one in found)
    assert not {i for i in ids if i.startswith(("aa-ny-", "nyc-", "irs-"))}


def test_without_a_place_what_needs_one_is_left_out(chosen: Callable[..., Any]) -> None:
    _, found, _ = chosen()
    assert len(found) > 500
    assert not any(one.blanks or one.lead for one in found)


def test_a_lead_is_crawled_by_name(chosen: Callable[..., Any]) -> None:
    assert [one.id for one in chosen("irs-bmf-eo1")[1]] == ["irs-bmf-eo1"]


def test_what_is_named_is_made_for_the_place(chosen: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(MAP, "utf-8")
    (tmp_path / "town.toml").write_text(TOWN, "utf-8")
    files = (str(tmp_path / "map.toml"), str(tmp_path / "town.toml"))
    _, found, _ = chosen(*files, "osm-libraries", "--near", "Boise, ID", "--radius", "5")
    assert [one.id for one in found] == ["town-map-at-boise-id", "town", "osm-libraries-at-boise-id"]
    status, found, printed = chosen(*files)
    assert (status, [one.id for one in found]) == (1, ["town"])
    assert "town-map is asked for a place: add --near" in printed


@pytest.mark.parametrize("name", ["none-such", "osm-libraries-at-boise-id"])
def test_a_name_nobody_registered_is_said(name: str, chosen: Callable[..., Any]) -> None:
    status, found, printed = chosen(name, "--near", "Boise, ID")
    assert (status, found) == (1, [])
    assert f"no registered source '{name}'" in printed


def test_a_place_nobody_knows_is_an_error(chosen: Callable[..., Any]) -> None:
    status, found, _ = chosen("--near", "Atlantis, ZZ")
    assert (status, found) == (1, [])
