"""What `kith search` prints of what it understood."""

from __future__ import annotations

from typing import Any

from click.testing import CliRunner

from index.cli import search
from tests.conftest import Build, make_listing


def run(build: Build, *arguments: str) -> Any:
    build(make_listing("Grief Circle", cost=["free"]))
    home = str(build.settings.home)
    return CliRunner().invoke(search, [*arguments, "--near", "62701", "--home", home])


def test_what_was_understood_is_said(build: Build) -> None:
    done = run(build, "free grief circle")
    assert done.exit_code == 0, done.output
    assert "Understood: Grief and loss; Free\n" in done.output


def test_a_place_nobody_knows_is_said(build: Build) -> None:
    done = run(build, "grief circle in Nowhereville")
    assert "We do not know the place “Nowhereville”." in done.output


def test_what_is_left_out_is_not_understood(build: Build) -> None:
    done = run(build, "free grief circle", "--without", "cost:free")
    assert "Understood: Grief and loss\n" in done.output
