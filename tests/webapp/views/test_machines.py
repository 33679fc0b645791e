"""Pages for programs, read with programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from data import ids
from data.model import Address, Location, Organization
from tests.webapp.support import make_listing
from webapp.views import machines

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def tree_of(client: FlaskClient, address: str, kind: str) -> Any:
    response = client.get(address)
    assert (response.status_code, response.mimetype) == (200, kind), response.get_data(as_text=True)[:300]
    return etree.fromstring(response.data)


def test_robots_are_told_where_to_go_and_where_not(client: FlaskClient) -> None:
    lines = client.get("/robots.txt").get_data(as_text=True).splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /search", "Disallow: /api/", "Disallow: /*/search"} <= set(lines)
    assert lines[-1] == "Sitemap: http://localhost/sitemap.xml"


def test_site_maps_list_every_listing_once_at_its_own_address(client: FlaskClient) -> None:
    maps = tree_of(client, "/sitemap.xml", "application/xml").xpath("//s:loc/text()", namespaces=MAP)
    assert maps == ["http://localhost/sitemap-0.xml", "http://localhost/sitemap-1.xml"]
    pages = tree_of(client, maps[0], "application/xml").xpath("//s:loc/text()", namespaces=MAP)
    assert pages[:2] == ["http://localhost/", "http://localhost/help-now"]
    assert "http://localhost/need/support-groups/grief" in pages
    assert {client.get(page).status_code for page in pages[:9]} == {200}
    found = tree_of(client, maps[1], "application/xml")
    addresses = found.xpath("//s:loc/text()", namespaces=MAP)
    assert len(addresses) == len(set(addresses)) == 42
    for when in found.xpath("//s:lastmod/text()", namespaces=MAP):
        assert datetime.fromisoformat(when).tzinfo
    for address in addresses[::10]:
        assert client.get(address).status_code == 200, "no redirect"
    assert client.get("/sitemap-2.xml").status_code == 404


def test_a_large_directory_has_several_maps(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machines, "A_MAP", 20)
    maps = tree_of(client, "/sitemap.xml", "application/xml").xpath("//s:loc/text()", namespaces=MAP)
    parts = [tree_of(client, one, "application/xml").xpath("//s:loc/text()", namespaces=MAP) for one in maps[1:]]
    assert [len(part) for part in parts] == [20, 20, 2]
    assert len({address for part in parts for address in part}) == 42


def test_a_browser_can_add_the_search(client: FlaskClient) -> None:
    found = tree_of(client, "/opensearch.xml", "application/opensearchdescription+xml")
    names = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
    assert len(found.xpath("//o:ShortName", namespaces=names)[0].text) <= 16
    (template,) = found.xpath("//o:Url[@type='text/html']/@template", namespaces=names)
    assert template == "http://localhost/search?q={searchTerms}"
    page = client.get("/").get_data(as_text=True)
    assert (
        '<link rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml" title="Kith">' in page
    )


def check_feed(found: Any) -> list[Any]:
    """Return the entries of a feed after what RFC 4287 asks of it (sections 4.1.1, 4.1.2, 4.2)."""
    assert found.tag == "{http://www.w3.org/2005/Atom}feed"
    for owner in (found, *found.findall("a:entry", ATOM)):
        for name in ("id", "title", "updated"):
            assert len(owner.findall(f"a:{name}", ATOM)) == 1
            assert owner.find(f"a:{name}", ATOM).text
        assert datetime.fromisoformat(owner.find("a:updated", ATOM).text).tzinfo
        assert owner.findall("a:author/a:name", ATOM)
        assert owner.findall("a:link[@rel='alternate']", ATOM)
    assert len(found.findall("a:link[@rel='self']", ATOM)) == 1
    entries = found.findall("a:entry", ATOM)
    keys = [entry.find("a:id", ATOM).text for entry in entries]
    assert len(set(keys)) == len(keys)
    assert all(key.startswith("urn:uuid:") for key in keys)
    return list(entries)


def titles(entries: list[Any]) -> list[str]:
    return [entry.find("a:title", ATOM).text for entry in entries]


def test_the_feed_has_all_that_changed_and_stays_the_same_until_something_does(client: FlaskClient) -> None:
    entries = check_feed(tree_of(client, "/feed.atom", "application/atom+xml"))
    assert len(entries) == 42
    assert client.get("/feed.atom").data == client.get("/feed.atom").data
    first = entries[0]
    assert "Invented for trying Kith (CC0-1.0)" in first.find("a:rights", ATOM).text
    assert client.get(first.find("a:link", ATOM).get("href")).status_code == 200
    assert client.get("/feed.atom").headers["Cache-Control"] == "no-cache"


def test_a_feed_is_of_needs_and_of_a_place(client: FlaskClient) -> None:
    food = check_feed(tree_of(client, "/feed.atom?need=practical-help/food", "application/atom+xml"))
    assert titles(food) == ["Open Door counseling"]
    both = tree_of(client, "/feed.atom?need=practical-help/food&need=support-groups/grief", "application/atom+xml")
    assert len(check_feed(both)) == 42
    near = client.get("/feed.atom?near=62701&need=support-groups")
    assert near.headers["Cache-Control"] == "no-store"
    assert len(check_feed(etree.fromstring(near.data))) == 41
    far = check_feed(tree_of(client, "/feed.atom?near=Boston, MA", "application/atom+xml"))
    assert {title.partition(" ")[0] for title in titles(far)} == {"Grief"}
    assert len(far) == 8, "only what can be had from afar"


@pytest.mark.parametrize("query", ["need=nonsense", "near=Xyzzyville", "radius=5", "near=62701&radius=x"])
def test_a_feed_of_nothing_known_is_an_error(client: FlaskClient, query: str) -> None:
    assert client.get(f"/feed.atom?{query}").status_code == 400


def test_hostile_words_stay_words(app_of: Callable[..., Flask]) -> None:
    hostile = make_listing(
        "bad",
        name="]]></title><script>alert(1)</script>&amp;\x0b\ud800".encode("utf-8", "replace").decode(),
        organization=Organization(name="<b>&</b>"),
        description="\x00\x08 \ufffe & <evil/>",
        location=Location(visibility="hidden", address=Address(address_1="9 Secret St", city="Springfield")),
        modes=["in_person"],
    )
    client = app_of(hostile).test_client()
    body = client.get("/feed.atom").data
    (entry,) = check_feed(etree.fromstring(body))
    assert "<script>" in entry.find("a:title", ATOM).text
    assert b"<script>" not in body
    assert b"Secret" not in body
    (address,) = tree_of(client, "/sitemap-1.xml", "application/xml").xpath("//s:loc/text()", namespaces=MAP)
    assert address == f"http://localhost/listing/{hostile.id}/{ids.slug(hostile.name)}"


def test_an_empty_directory_has_an_empty_feed(app_of: Callable[..., Flask]) -> None:
    client = app_of().test_client()
    assert check_feed(tree_of(client, "/feed.atom", "application/atom+xml")) == []
    assert len(tree_of(client, "/sitemap.xml", "application/xml")) == 1
