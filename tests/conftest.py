"""What every test gets: no network but loopback, a fixed clock on request, small indexes, the captures."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import time_machine

from data.errors import WordListError
from data.model import Listing
from data.settings import Settings, load_settings
from index import generations
from index.directory import Directory
from index.whoosh_engine import WhooshEngine
from index.words import word_tables
from tests.support import commands
from tests.support.builders import NOW, make_listing, make_location

__all__ = ["make_listing", "make_location"]

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--soak` runs the long tests too."""
    parser.addoption("--soak", action="store_true", help="run the long tests with their full counts")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the long runs unless asked for."""
    if config.getoption("--soak"):
        return
    for item in items:
        if item.get_closest_marker("soak"):
            item.add_marker(pytest.mark.skip(reason="long run: ./kith test --soak"))


def pytest_sessionstart(session: pytest.Session) -> None:
    """Words that cannot be used break every search: said once, and not by each test that searches."""
    try:
        word_tables()
    except WordListError as error:
        pytest.exit(f"index/words: {error}", returncode=1)


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """No test cuts the power, and to wait for the disk takes half the time of every small build."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(scope="session")
def soak(pytestconfig: pytest.Config) -> bool:
    """Whether the long runs were asked for."""
    return bool(pytestconfig.getoption("--soak"))


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """The time is Tuesday, 24 November 2026, 17:00 UTC, and stands still."""
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An empty home."""
    return load_settings(tmp_path / "home")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of captures beside the checkout; the test skips without it."""
    if not SHARED.is_dir():
        pytest.skip("no ../shared beside the checkout: captured feeds cannot be read")
    return SHARED


@pytest.fixture(scope="session")
def kith() -> Callable[..., commands.Done]:
    """Run a command in a process of its own: `kith("search", "grief", home=HOME)`."""

    def run(*arguments: str | Path, home: Path, env: dict[str, str] | None = None) -> commands.Done:
        return commands.run(*arguments, "--home", home, env={"KITH_CRAWL_DELAY": "0"} | (env or {}))

    return run


@dataclass
class Build:
    """Builds generations of listings in one home and opens its directory."""

    settings: Settings
    redirects: dict[str, str] = field(default_factory=dict)

    def __call__(self, *listings: Listing) -> Directory:
        """Publish a generation of the listings; return the directory that answers from it."""
        generations.publish(
            self.settings.generations,
            lambda folder: WhooshEngine().build(listings, self.redirects, folder, lambda done: None),
        )
        return Directory(self.settings)


@pytest.fixture
def build(settings: Settings) -> Build:
    """Build a small real index: `build(make_listing())` returns a Directory."""
    return Build(settings)
