"""What `[pages]` may say, rule by rule, and how errors of the file are named."""

import json
from pathlib import Path

import pytest

from data.errors import SourceFileError
from data.sources import read_source_file
from tests.support.pages import read_pages

HEAD = 'id = "test"\nname = "T"\nformat = "web"\nurl = "https://town.example.org/list"\n'


@pytest.fixture
def read(tmp_path):
    """Read pages through the text of a source file."""

    def reading(toml, *pages):
        path = tmp_path / "source.toml"
        path.write_text(HEAD + toml, "utf-8")
        [source] = read_source_file(path)
        return read_pages(source, *pages)

    return reading


@pytest.mark.parametrize(
    ("toml", "key", "message"),
    [
        ("[pages]\nlinks = 'a'", "pages.links", "unknown key"),
        ("[pages.fields]\nname = {css = 'h1', attribute = 'x'}", "pages.fields.name.attribute", "unknown key"),
        ("[pages.fields]\nname = 'h1['", "pages.fields.name.css", "not a CSS selector"),
        ("[pages.fields]\nname = {xpath = '//h1['}", "pages.fields.name.xpath", "not an XPath"),
        ("[pages.fields]\nname = {css = 'h1', re = '('}", "pages.fields.name.re", "not a regular expression"),
        ("[pages.fields]\nname = {css = 'h1', xpath = '//h1'}", "pages.fields.name", "one of css and xpath"),
        ("[pages.fields]\nname = {all = true}", "pages.fields.name", "give css"),
        ("[pages.fields]\nname = 'h1'\nnmae = 'h2'", "name", "'nmae' is not a field"),
        ("[pages.fields]\nname = 'h1'\nx = {css = 'h2', re = '(?P<zip>.)'}", "name", "'zip' is not a field"),
        ("[pages.fields]\nphone = 'h1'", "", "does not say where the name stands"),
        ("[pages]\nlisting = 'li'", "pages", "need [pages.fields]"),
        ("[pages]\ngroup = 'ul'\n[pages.fields]\nname = 'h1'", "pages", "group needs listing"),
        ("[pages]\nlisting = 'li'\n[pages.fields]\nname = {xpath = '//h1'}", "pages", "leaves its element"),
        ("[pages.fields]\nname = {of = 'group', css = 'h1'}", "pages", "needs a group"),
        ("[pages]\nfollow = {css = 'a', xpath = '//a'}", "pages.follow.0", "one of css and xpath"),
        ("[pages]\nnext = {}", "pages.next", "give css, xpath or pattern"),
        ("[pages]\nmost = 0", "pages.most", "greater than"),
        ("[pages.fields]\nname = 'h1'\n[pages.schedules]\neach = 'li'\nfields = {phone = 'b'}", "pages.schedules",
         "'phone' is not a field"),
    ],
)  # fmt: skip
def test_errors_name_the_file_and_the_key(read, toml, key, message):
    with pytest.raises(SourceFileError) as caught:
        read(toml)
    assert "source.toml" in str(caught.value)
    assert key in str(caught.value)
    assert message in str(caught.value)


def test_the_example_of_the_guide_is_read(read):
    guide = (Path(__file__).parents[3] / "CONTRIBUTING.md").read_text("utf-8")
    example = guide.partition("### `[pages]`")[2].partition("```\n")[2].partition("```")[0]
    page = """<main><article><h1>Closet</h1><p class="address">1 Main St<br>Testville, IL 62701</p>
    <p class="price">Free</p><dl><dd data-day="Mon" data-open="900" data-close="1100"></dl></article></main>"""
    [found], left_out = read(example, page)
    assert not left_out
    assert (found.name, found.cost, found.location.address.postal_code) == ("Closet", ["free"], "62701")
    assert [(one.byday, one.opens_at, one.closes_at) for one in found.schedules] == [(["MO"], "09:00", "11:00")]


def test_pages_are_for_web_alone(tmp_path):
    path = tmp_path / "source.toml"
    path.write_text(HEAD.replace('"web"', '"csv"') + "[pages]\nfollow = 'a'")
    with pytest.raises(SourceFileError, match="only for a source of format web"):
        read_source_file(path)


PAGE = """<html><head><link rel="canonical" href="/list"></head><body><h1>Help in Testville</h1>
<ul><li id="a" data-day="Mon"><b>Pantry</b><a href="/a?x=1#top">more</a>
 <p>1 Main St<br>Testville, IL 62701</p><i>217-555-0101</i> <i>217-555-0102</i><u>Free; sliding scale</u></li>
<li id="b" data-day="Tue"><b>Closet</b><script>no()</script></li></ul></body></html>"""


@pytest.mark.parametrize(
    ("pick", "found"),
    [
        ('"p"', ["1 Main St\nTestville, IL 62701", None]),
        ('"b::text"', ["Pantry", "Closet"]),
        ('{attr = "data-day"}', ["Mon", "Tue"]),
        ('{css = "a", attr = "href"}', ["https://town.example.org/a?x=1#top", None]),
        ('{css = "i", all = true}', ["217-555-0101, 217-555-0102", None]),
        ('{css = "i", join = " or "}', ["217-555-0101 or 217-555-0102", None]),
        ("""{css = "p", split = "\\n", re = 'Main.*'}""", ["Main St", None]),
        ("""{css = "p", re = '(\\d+) (\\w+)', default = "Ask"}""", ["1 Main", "Ask"]),
        ('{of = "page", css = "h1"}', ["Help in Testville", "Help in Testville"]),
        ('{default = "Always"}', ["Always", "Always"]),
        ("{xpath = \"concat(b, ' of ', //h1)\"}", ["Pantry of Help in Testville", "Closet of Help in Testville"]),
        ("""{re = '\\w{6}'}""", ["Pantry", "Closet"]),
    ],
)
def test_picks(read, pick, found):
    toml = f'[pages]\nlisting = "li"\n[pages.fields]\nname = "b"\nfees_description = {pick}\n'
    records, left_out = read(toml, PAGE)
    assert not left_out
    assert [one.fees_description for one in records] == found


def test_named_groups_fill_fields_and_the_words_go_through_values(read):
    toml = r"""
    [pages]
    listing = "li"
    [pages.fields]
    name = "b"
    place = {css = "p", re = '(?P<address_1>.+)\n(?P<city>\w+), (?P<state_province>\w\w) (?P<postal_code>\d+)'}
    phone = {css = "i", all = true}
    price = "u"
    byday = {attr = "data-day"}
    [columns]
    cost = "price"
    [values.cost]
    "sliding scale" = "sliding_scale"
    """
    (pantry, _), left_out = read(toml, PAGE)
    assert not left_out
    assert pantry.location.address.city == "Testville"
    assert [one.number for one in pantry.phones] == ["+12175550101", "+12175550102"]
    assert pantry.cost == ["free", "sliding_scale"]
    assert (pantry.schedules[0].byday, pantry.schedules[0].freq) == (["MO"], "WEEKLY")


def test_groups_share_and_a_missing_required_value_is_named(read):
    page = """<div><h2>Hall</h2><p>Yoga</p><p>Chess</p><p></p></div><div><h2>Empty</h2></div>"""
    toml = """
    [pages]
    group = "div"
    listing = "p"
    [pages.fields]
    name = {re = '.+', required = true}
    location_name = {of = "group", css = "h2"}
    """
    found, left_out = read(toml, page)
    assert [(one.name, one.location.name) for one in found] == [("Yoga", "Hall"), ("Chess", "Hall")]
    assert left_out == {"no-name": 1, "empty-group": 1}


def test_keys_of_selected_listings_outlast_another_order(read):
    toml = '[pages]\nlisting = "li"\n[pages.fields]\nname = "b"\n'
    one, _ = read(toml, "<ul><li><b>A</b><li><b>B</b><li><b>B</b></ul>")
    two, left_out = read(toml, "<ul><li><b>B</b><li><b>A</b><li><b>B</b></ul>")
    assert {found.name: found.key for found in one} == {found.name: found.key for found in two}
    assert left_out == {"repeated": 1}
    assert [found.record for found in two] == ["https://town.example.org/list", "https://town.example.org/list#2"]


def test_an_id_of_the_page_is_the_record(read):
    toml = '[pages]\nlisting = "li"\n[pages.fields]\nname = "b"\nid = {attr = "id"}\n'
    found, _ = read(toml, PAGE)
    assert [(one.record, one.key, one.record_url) for one in found] == [
        ("a", "a", "https://town.example.org/list"), ("b", "b", "https://town.example.org/list")]  # fmt: skip


def test_schema_org_comes_first_unless_told_not_to(read):
    block = json.dumps({"@type": "NGO", "name": "The site itself"})
    page = PAGE.replace("</body>", f'<script type="application/ld+json">{block}</script></body>')
    fields = '[pages.fields]\nname = "b"\n'
    assert [one.name for one in read(f'[pages]\nlisting = "li"\n{fields}', page)[0]] == ["The site itself"]
    toml = f'[pages]\nlisting = "li"\nschema_org = false\n{fields}'
    assert [one.name for one in read(toml, page)[0]] == ["Pantry", "Closet"]


@pytest.mark.parametrize(("only", "skipped"), [("/list", {"no-listing": 1}), ("/detail", {})])
def test_only_says_which_pages_hold_listings(read, only, skipped):
    toml = f'[pages]\nonly = "{only}"\nfollow = "a"\nlisting = "li"\n[pages.fields]\nname = "b"\n'
    assert read(toml, "<a href='/x'>x</a>") == ([], skipped)


def test_a_page_in_another_encoding_is_read_by_what_it_declares(tmp_path):
    path = tmp_path / "source.toml"
    path.write_text(HEAD + '[pages.fields]\nname = "h1"\n', "utf-8")
    [source] = read_source_file(path)
    page = tmp_path / "page.html"
    page.write_bytes('<meta charset="windows-1251"><h1>Дом помощи</h1>'.encode("cp1251"))
    assert read_pages(source, page)[0][0].name == "Дом помощи"
    page.write_bytes('<meta charset="iso-8859-1"><h1>Café</h1>'.encode())
    assert read_pages(source, page)[0][0].name == "Café"
