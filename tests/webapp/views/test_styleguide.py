"""The page of components: there in development only, and held to what every page is held to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

from tests.webapp.support import check_page, settings_at
from webapp import create_app


def test_only_in_development(home: Path, client: FlaskClient) -> None:
    assert client.get("/styleguide").status_code == 404
    app = create_app(replace(settings_at(home), development=True))
    answer = app.test_client().get("/styleguide")
    assert answer.status_code == 200
    page = check_page(answer)
    for words in ("List", "Map", "Plan", "Help lines"):
        assert words in page.text
