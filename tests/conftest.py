"""What every test gets: no network but loopback, a fixed clock on request, small indexes, the captures."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from data.ids import listing_id
from data.model import Listing, Location, Organization, Provenance
from data.settings import Settings, load_settings
from index import generations
from index.directory import Directory
from index.whoosh_engine import WhooshEngine

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)


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


@dataclass
class Done:
    """How a command ended."""

    status: int
    out: str
    err: str


@pytest.fixture(scope="session")
def kith() -> Callable[..., Done]:
    """Run the real command in a process of its own: `kith("search", "grief", home=HOME)`."""

    def run(*arguments: str | Path, home: Path, env: dict[str, str] | None = None) -> Done:
        command = [Path(sys.executable).with_name("kith"), *map(str, arguments), "--home", str(home)]
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"KITH_CRAWL_DELAY": "0"} | (env or {}),
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


def make_listing(name: str = "Grief Circle", **changes: object) -> Listing:
    """Return a listing in the middle of Springfield, Illinois (ZIP 62701), with what the test is about changed."""
    source = str(changes.pop("source", "test"))
    key = str(changes.pop("key", name))
    facts: dict[str, object] = {
        "name": name,
        "organization": Organization(name="Sample Neighbors"),
        "needs": ["support-groups", "support-groups/grief"],
        "modes": ["in_person"],
        "location": make_location(),
    }
    provenance = Provenance(source=source, source_name="Test source", record=key, key=key, run="r1", seen=NOW)
    return Listing.model_validate(facts | changes | {"id": listing_id(source, key), "sources": [provenance]})


def make_location(lat: float | None = 39.8, lon: float | None = -89.65, **changes: object) -> Location:
    """Return a physical location with a street in Springfield, Illinois."""
    address = {"address_1": "1 Sample Street", "city": "Springfield", "state_province": "IL", "postal_code": "62701",
               "country": "US"}  # fmt: skip
    return Location.model_validate(
        {"latitude": lat, "longitude": lon, "precision": "point", "address": address} | changes
    )


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
