"""The application over a small community in a real index, and a client that checks every page it fetches."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from data import ids
from data.errors import GenerationError
from data.model import Listing
from tests.webapp.support import Page, check_page, community, publish, settings_at
from webapp import create_app


@pytest.fixture(scope="session")
def merged_id() -> str:
    """The id of a listing that was merged into `group-1`."""
    return ids.listing_id("sample-groups", "merged-away")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, merged_id: str) -> Path:
    """A home folder with the index of the small community."""
    folder = tmp_path_factory.mktemp("kith")
    publish(settings_at(folder), community(), {merged_id: ids.listing_id("sample-groups", "group-1")})
    return folder


@pytest.fixture(scope="session")
def app(home: Path) -> Flask:
    """The application over the small community."""
    return create_app(settings_at(home))


@pytest.fixture
def empty_app(tmp_path: Path) -> Flask:
    """The application before anything was built."""
    return create_app(settings_at(tmp_path))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client that checks nothing."""
    return app.test_client()


@pytest.fixture
def empty_client(empty_app: Flask) -> FlaskClient:
    """A client of the application before anything was built."""
    return empty_app.test_client()


@pytest.fixture
def get_page(client: FlaskClient) -> Callable[..., Page]:
    """Fetch a page, check it, and return it: `get_page("/search?q=grief", status=200)`."""

    def fetch(address: str, status: int = 200, **given: Any) -> Page:
        response = client.get(address, **given)
        assert response.status_code == status, response.get_data(as_text=True)[:500]
        return check_page(response)

    return fetch


@pytest.fixture
def app_of(tmp_path: Path) -> Callable[..., Flask]:
    """Return an application over an index of the given listings."""

    def build(*listings: Listing) -> Flask:
        publish(settings_at(tmp_path), list(listings))
        return create_app(settings_at(tmp_path))

    return build


class BrokenDirectory:
    """A directory whose every answer is an error."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def _fail(self, *_: object) -> Any:
        raise self._error

    current = search = suggest = listing = redirect = stats = _fail


@pytest.fixture
def broken_client(tmp_path: Path) -> Callable[[Exception], FlaskClient]:
    """Return a client of an application whose directory raises the given error."""

    def build(error: Exception | None = None) -> FlaskClient:
        directory = BrokenDirectory(error or GenerationError("cut short", code="damaged-index"))
        app = create_app(settings_at(tmp_path), directory)  # type: ignore[arg-type]
        app.config["PROPAGATE_EXCEPTIONS"] = False
        return app.test_client()

    return build
