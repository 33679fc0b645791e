"""schema.org in every syntax, broken and hostile."""

import json
import time

import pytest

from crawlers.pages import structured
from crawlers.pages.page import Page
from crawlers.payload import Payload
from data.errors import RowError
from tests.support.builders import make_source
from tests.support.pages import read_pages

SOURCE = make_source(format="web", url="https://town.example.org/help")
FAIR = {"@type": "Event", "name": "Care Fair", "startDate": "2026-07-04T10:00",
        "location": {"@type": "Place", "name": "Hall", "address": {"streetAddress": "1 Main St"}}}  # fmt: skip
JSON_LD = f'<script type="application/ld+json">{json.dumps(FAIR)}</script>'
MICRODATA = """<div itemscope itemtype="https://schema.org/Event"><h2 itemprop="name">Care  fair</h2>
<time itemprop="startDate" datetime="2026-07-04T10:00-05:00">4 July</time><p itemprop="description">With music.</p>
<div itemprop="location" itemscope itemtype="https://schema.org/Place"><b itemprop="name">Hall</b>
<div itemprop="address" itemscope itemtype="https://schema.org/PostalAddress"><i itemprop="streetAddress">1 Main St</i>
</div></div></div>"""
RDFA = """<div vocab="https://schema.org/" typeof="Event"><h2 property="name">Care fair</h2>
<time property="startDate" datetime="2026-07-04T10:00">4 July</time><div property="location" typeof="Place">
<b property="name">Hall</b><div property="address" typeof="PostalAddress"><i property="streetAddress">1 Main St</i>
</div></div></div>"""
CARD = """<div class="h-card"><b class="p-name p-org">Test Aid</b><div class="p-adr h-adr">
<i class="p-street-address">1 Main St</i><i class="p-locality">Testville</i></div>
<a class="p-tel">217-555-0101</a></div>
<p class="h-card"><a class="p-name u-url" href="/me">A writer</a></p>
<div class="h-event"><h2 class="p-name">Care fair</h2><time class="dt-start" datetime="2026-07-04T10:00"></time>
<div class="p-location h-card"><b class="p-name">Hall</b><i class="p-street-address">1 Main St</i></div></div>"""


@pytest.mark.parametrize("said", [JSON_LD, MICRODATA, RDFA])
def test_each_syntax_says_the_same(said):
    [found], left_out = read_pages(SOURCE, f"<html><body>{said}</body></html>")
    assert not left_out
    assert (found.name.casefold(), found.location.name) == ("care fair", "Hall")
    assert found.location.address.address_1 == "1 Main St"
    assert (str(found.schedules[0].dtstart), found.schedules[0].opens_at) == ("2026-07-04", "10:00")


def test_microformats_are_read_where_nothing_else_is_said():
    found, left_out = read_pages(SOURCE, f"<html><body>{CARD}</body></html>")
    assert not left_out
    assert [one.name for one in found] == ["Test Aid", "Care fair"]
    assert [one.location.address.address_1 for one in found] == ["1 Main St", "1 Main St"]
    assert found[0].phones[0].number == "+12175550101"
    assert found[1].schedules[0].opens_at == "10:00"
    found, _ = read_pages(SOURCE, f"<html><body>{JSON_LD}{CARD}</body></html>")
    assert [one.name for one in found] == ["Care Fair"]


def test_one_thing_in_three_syntaxes_is_one_listing_with_what_each_adds():
    [found], left_out = read_pages(SOURCE, f"<html><body>{JSON_LD}{MICRODATA}{RDFA}</body></html>")
    assert not left_out
    assert (found.name, found.description) == ("Care Fair", "With music.")


def test_alike_names_at_other_times_stay_apart():
    later = json.dumps(FAIR | {"startDate": "2026-07-11T10:00"})
    blocks = f'{JSON_LD}<script type="application/ld+json">{later}</script>{JSON_LD}'
    found, left_out = read_pages(SOURCE, f"<html><body>{blocks}{MICRODATA}</body></html>")
    assert not left_out
    assert sorted(str(one.schedules[0].dtstart) for one in found) == ["2026-07-04", "2026-07-11"]


def test_keys_outlast_another_order_on_the_page():
    other = f'<script type="application/ld+json">{json.dumps(FAIR | {"name": "Other"})}</script>'
    one, _ = read_pages(SOURCE, f"<html>{JSON_LD}{other}</html>")
    two, _ = read_pages(SOURCE, f"<html>{other}{JSON_LD}</html>")
    assert {found.name: found.key for found in one} == {found.name: found.key for found in two}
    assert [found.record for found in two] == [SOURCE.url, f"{SOURCE.url}#2"]


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "NGO", /* who */ "name": "Test Aid", // here\n "email": "a@example.org"}',
        '{"@type": "NGO", "name": "Test Aid",}',
        '[{"@type": "NGO", "name": "Test Aid"},]',
        '<!--\n{"@type": "NGO", "name": "Test Aid"}\n-->',
        '//<![CDATA[\n{"@type": "NGO", "name": "Test Aid"}\n//]]>',
        '{"@type": "NGO", "name": "Test Aid"};',
        '{"@type": "NGO", "name": "Test Aid", "description": "one\ttwo\x01\nthree"}',
        '\ufeff{"\\u0040type": "NGO", "name": "Test Aid"}',
        '[null, {"@type": ["NGO", null], "name": "Test Aid"}]',
    ],
)
def test_broken_json_ld_is_read(block):
    page = f'<script type="application/ld+json">null</script><script type="application/LD+JSON; charset=utf-8">{block}'
    [found], left_out = read_pages(SOURCE, f"<html><head>{page}</script></head></html>")
    assert (found.name, dict(left_out)) == ("Test Aid", {})


def test_references_are_followed_to_the_address():
    graph = [
        {"@type": "Event", "name": "Fair", "location": {"@id": "#hall"}},
        {
            "@type": "Place",
            "@id": "#hall",
            "name": "Hall",
            "address": {"@id": "#address"},
            "containedIn": {"@id": "#hall"},
        },
        {"@type": "PostalAddress", "@id": "#address", "streetAddress": "1 Main St"},
    ]
    block = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    [found], _ = read_pages(SOURCE, f"<html>{block}</html>")
    assert found.location.address.address_1 == "1 Main St"


def scopes(depth):
    return '<div itemscope itemprop="event" itemtype="http://schema.org/Event">' * depth


HOSTILE = {
    "scopes in scopes": (scopes(200) + '<b itemprop="name">x</b>' * 2000, "too-much-data"),
    "many properties": (scopes(1) + '<b itemprop="name">x</b>' * 9000, "too-much-data"),
    "many typed elements": ('<p typeof="Event" vocab="http://schema.org/">' + '<i property="x">' * 40, "too-much-data"),
    "scopes around many": (scopes(9) + '<b itemprop="name">x</b>' * 2900, "too-much-data"),
    "one place named often": (
        scopes(1) + '<p itemscope itemtype="http://schema.org/Event" itemref="' + "a " * 9000 + '"><b id="a">',
        "too-much-data"),
    "long words in words": (scopes(1) + '<b itemprop="name">x' * 8 + "y" * 3_000_000, "too-much-data"),
    "many types": ('<p vocab="http://schema.org/">' + '<i typeof="Event">x</i>' * 5000, "too-much-data"),
    "deep elements": ("<div>" * 1900 + MICRODATA, "page-too-deep"),
    "deep json": ('<script type="application/ld+json">' + '{"@graph":' * 5000 + "1", "bad-json-ld"),
    "long json": ('<script type="application/ld+json">"' + "x" * 1_100_000, "bad-json-ld"),
    "large page": ("<p>" + "x" * 5_100_000, "page-too-large"),
    "references to itself": (
        '<div itemscope itemtype="http://schema.org/Event" id="a" itemref="a b"><b id="b" itemprop="x" itemscope '
        'itemref="a">y</b></div>', None),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_are_named_and_cost_no_other(name):
    hostile, code = HOSTILE[name]
    began = time.monotonic()
    found, left_out = read_pages(SOURCE, f"<html><body>{hostile}", f"<html>{JSON_LD}</html>")
    assert time.monotonic() - began < 5
    assert "Care Fair" in [one.name for one in found]
    assert code is None or left_out[code] == 1


def test_a_thousand_references_to_a_large_object_stay_small():
    nodes = [{"@id": f"#{n}", "sub": [{"@id": f"#{n + 1}"}] * 300} for n in range(8)]
    nodes.append({"@type": "NGO", "name": "Test Aid", "sub": [{"@id": "#0"}] * 300})
    block = f'<script type="application/ld+json">{json.dumps({"@graph": nodes})}</script>'
    began = time.monotonic()
    [found], _ = read_pages(SOURCE, f"<html>{block}</html>")
    assert found.name == "Test Aid"
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("syntax", ["json_ld", "microdata", "rdfa", "microformats"])
@pytest.mark.parametrize("raised", [RecursionError(), AssertionError("x"), TypeError("y"), KeyError()])
def test_whatever_extruct_raises_is_a_row_error(monkeypatch, syntax, raised):
    def broken(*_):
        raise raised

    monkeypatch.setattr(structured._Extruct, syntax, broken)
    block = '<script type="application/ld+json">{"name": "x",}</script>'
    body = {"json_ld": block, "microdata": MICRODATA, "rdfa": RDFA, "microformats": CARD}[syntax]
    page = Page.read(Payload("x", f"<html>{body}</html>".encode(), "https://town.example.org/x"))
    things, errors = structured.things(page)
    assert things == []
    assert [error.code for error in errors] == [f"bad-{syntax.replace('_', '-')}"]
    assert errors[0].record == "https://town.example.org/x"
    assert isinstance(errors[0], RowError)
