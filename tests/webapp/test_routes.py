"""Addresses are promises: a route that goes away needs a redirect, and a new one a line in routes.json."""

import json
from pathlib import Path


def test_routes_are_those_written_down(app):
    found = {rule.rule: sorted(rule.methods - {"HEAD", "OPTIONS"}) for rule in app.url_map.iter_rules()}
    written = json.loads(Path(__file__).with_name("routes.json").read_text("utf-8"))
    assert found == written


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
