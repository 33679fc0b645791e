"""Addresses are promises: a route that goes away needs a redirect, and a new one a line in routes.json."""

import json
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from werkzeug.exceptions import NotFound

from tests.browser.states import STATES

# Answers that are no pages, and addresses that only lead on.
NO_PAGES = {
    # A list as a state of `/list`: by its code, after a button, as a file.
    "/list/<code>",
    "/list/<code>/revoke",
    "/list/as/<kind>",
    "/list/share",
    "/api/cards",
    "/api/search",
    "/api/suggest",
    "/api/words",
    "/feed.atom",
    "/healthz",
    "/leaflet/<name>",
    "/listing/<uuid:listing_id>/",
    "/opensearch.xml",
    "/listing/<uuid:listing_id>/<slug>.ics",
    "/readyz",
    "/robots.txt",
    "/sitemap-<int:number>.xml",
    "/sitemap.xml",
    "/static/<path:filename>",
    "/style.css",
    "/widget.js",
    "/widget.v<int:number>.js",
    "/sw.js",
}


def test_routes_are_those_written_down(app):
    found = {rule.rule: sorted(rule.methods - {"HEAD", "OPTIONS"}) for rule in app.url_map.iter_rules()}
    written = json.loads(Path(__file__).with_name("routes.json").read_text("utf-8"))
    assert found == written


def test_every_page_has_a_state_that_the_browser_tests_look_at(app):
    """Pages are what answers with HTML; a route that is none stands in `NO_PAGES`."""
    adapter = app.url_map.bind("localhost")
    looked_at = set()
    for state in STATES.values():
        path = state.partition("?")[0].format(listing=f"{uuid4()}/x")
        with suppress(NotFound):
            looked_at.add(adapter.match(path, return_rule=True)[0].rule)
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    pages = {rule for rule in rules if rule not in NO_PAGES and not rule.startswith("/api/")}
    assert pages <= looked_at


def test_every_page_answers_head_and_options(client):
    for address in (
        "/",
        "/search?need=support-groups",
        "/help-now",
        "/healthz",
        "/readyz",
        "/api/search",
        "/api/suggest",
    ):
        assert client.head(address).status_code == 200
        assert client.options(address).status_code == 200
