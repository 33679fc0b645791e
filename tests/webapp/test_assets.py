import gzip
import re

import pytest

from webapp import assets


def test_assets_are_kept_for_ever_only_under_their_own_version(client):
    page = client.get("/").get_data(as_text=True)
    found = re.findall(r'<(?:link[^>]* href|script[^>]* src)="([^"]+\?v=[^"]+)"', page)
    assert len(found) == 5
    for address in found:
        path, _, version = address.partition("?v=")
        with client.get(address) as current, client.get(f"{path}?v=old{version}") as other:
            assert current.headers["Cache-Control"] == assets.FOREVER
            assert other.headers["Cache-Control"] == "no-cache"


def test_stylesheet_holds_every_file_without_comments_and_asks_nobody_else():
    joined = assets.stylesheet()
    assert "/*" not in joined
    assert "url(" not in joined
    assert "@import" not in joined
    assert joined.count("{") == joined.count("}")
    for word in ("--paper", ".band", ".search", ".card", ".needs", "@media print"):
        assert word in joined


@pytest.mark.parametrize("name", ["suggest.js", "map.js", "location.js"])
def test_scripts_are_small_and_make_no_markup_of_what_they_get(client, name):
    with client.get(f"/static/{name}") as response:
        script = response.data
    assert response.mimetype == "text/javascript"
    assert len(gzip.compress(script, mtime=0)) <= 3 * 1024
    assert not re.search(rb"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|\.style\b|Storage", script)
