"""The static site in another language (how it works is tried in a browser: tests/browser/test_static_site.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import pipeline
from data.errors import KithError
from data.settings import load_settings
from tests.support.builders import crawled, make_record, make_source
from tests.support.passing_on import exported
from webapp.languages import current


def test_a_site_speaks_the_language_asked_for(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "home")
    crawled(settings.raw, "20261101T080000000000Z", make_record("one", name="Grief Circle"), source=make_source())
    pipeline.merge(settings)
    exported(settings, "site", tmp_path / "site", language="es")
    front = (tmp_path / "site/index.html").read_text("utf-8")
    assert '<html lang="es" dir="ltr">' in front
    assert "Grupos de apoyo" in front
    assert "kithTerms" in (tmp_path / "site/search/w-du.js").read_text("utf-8")  # "duelo", which is found by its need
    assert current().tag == "en"
    with pytest.raises(KithError, match="none of en, es"):
        exported(settings, "site", tmp_path / "site", language="xx")
    assert (tmp_path / "site/index.html").read_text("utf-8") == front
