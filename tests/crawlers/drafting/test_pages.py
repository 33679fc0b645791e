from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from crawlers.drafting.begin import begin
from crawlers.drafting.pages import repeated
from data.settings import Settings

PLACES = "".join(
    f"""<li class="place big"><h3>Pantry {name}</h3><p class="the-address">{number} Main St, Springfield, IL 62701</p>
    <a href="/places/{number}">more</a></li>"""
    for number, name in enumerate(("North", "South", "East", "West"), 1)
)
PAGE = f"""<html><body><nav><ul><li><a href="/">Home</a></li><li><a href="/a">About</a></li><li>x</li></ul></nav>
    <ul id="places">{PLACES}</ul><footer><p>one</p><p>two</p><p>three</p></footer></body></html>"""


def test_the_list_of_a_page() -> None:
    found = repeated(PAGE)
    assert found is not None
    assert (found.selector, found.count) == ("ul#places > li.place", 4)
    assert found.fields == {
        "name": "'h3'", "url": '{css = "a", attr = "href"}', "address_1": "'[class*=\"address\"]'",
    }  # fmt: skip


@pytest.mark.parametrize("html", ["<html></html>", "<p>one</p>", "<ul><li>a</li><li>b</li><li>c</li></ul>", ""])
def test_a_page_without_a_list(html: str) -> None:
    assert repeated(html) is None


def test_a_page_without_schema_org_data_is_drafted(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "pantries.html").write_text(PAGE, "utf-8")
    begun = begin(str(tmp_path / "pantries.html"), settings, into=tmp_path / "case")
    assert [one.name for one in begun.draft.records] == ["Pantry North", "Pantry South", "Pantry East", "Pantry West"]
    source = tomllib.loads((tmp_path / "case" / "source.toml").read_text("utf-8"))
    assert source["pages"]["listing"] == "ul#places > li.place"
    assert source["needs"] == ["practical-help/food"]
    assert source["area"] == {"state": "IL"}
