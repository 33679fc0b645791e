"""The static site opened from the disk: with and without JavaScript, narrow and wide, for axe."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from lxml import html
from playwright.sync_api import Browser, Page

from data import ids, pipeline
from data.keeping.edits import Edit
from data.model import Phone, Schedule
from data.settings import load_settings
from tests.support.builders import crawled, make_location, make_record, make_source
from tests.support.passing_on import exported
from webapp.site import gathering

pytestmark = pytest.mark.browser
WEEKLY = Schedule(freq="WEEKLY", byday=["TU"], opens_at="19:00", closes_at="20:30", timezone="America/Chicago")
HOSTILE = "</script><img src=x onerror=alert(1)>"
PAGES = ("index.html", "places/illinois.html", "places/illinois/springfield.html", "places/anywhere.html",
         "needs/support-groups--grief.html", "sources.html", "help-now.html")  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose Springfield has a second page."""
    settings = load_settings(tmp_path_factory.mktemp("static"))
    many = [make_record(f"m{at}", name=f"Meeting {at:03}", location=make_location(39.7 + at / 900, -89.7, name="Hall"),
                        organization={"name": f"Friends {at}"}) for at in range(14)]  # fmt: skip
    elsewhere = make_location(
        43.07, -89.4, address={"address_1": "1 Lake St", "city": "Madison", "state_province": "WI"}
    )
    tokyo = make_location(35.68, 139.69, address={"city": "東京", "country": "JP"})
    crawled(
        settings.raw,
        "20261101T080000000000Z",
        *many,
        make_record("cafe", name="Café del Duelo", schedules=[WEEKLY], phones=[Phone(number="+12175550100")]),
        make_record("bad", name="A name that somebody edits", needs=["wellness"]),
        make_record("lake", name="Lake library", needs=["libraries"], location=elsewhere),
        make_record("tokyo", name="東京の会", location=tokyo),
        make_record("hidden", name="Quiet shelter", location=make_location(visibility="hidden")),
        make_record("online", name="Evening online", modes=["online"], location={"location_type": "virtual"}),
        source=make_source(licence="CC0-1.0", attribution="Test <all>"),
    )
    pipeline.merge(settings)
    # Cleaning takes markup out of what sources say, but people may write what they like.
    said = Edit(
        ids.listing_id("test", "bad"), "name", json.dumps(HOSTILE), "provider", None, "2026-11-20T00:00:00+00:00"
    )
    pipeline.edit(settings, said)
    path = settings.home / "site"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(gathering, "WHOLE_A_PAGE", 12)
        exported(settings, "site", path)
    return path


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page 320 wide; its script errors and requests beyond the disk fail the test."""
    context = browser.new_context(viewport={"width": 320, "height": 800}, java_script_enabled=request.param)
    opened, wrong = context.new_page(), list[str]()
    opened.set_default_timeout(10_000)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda sent: wrong.append(sent.url) if not sent.url.startswith("file:") else None)
    yield opened
    context.close()
    assert wrong == []


both = pytest.mark.parametrize("page", [True, False], indirect=True, ids=["scripts", "no scripts"])
scripts = pytest.mark.parametrize("page", [True], indirect=True)


def test_every_page_is_sound_and_leads_somewhere(folder: Path) -> None:
    files = sorted(folder.rglob("*.html"))
    assert {str(path.relative_to(folder)) for path in files} >= {*PAGES, "places/illinois/springfield-page-2.html"}
    for path in files:
        html5lib.HTMLParser(strict=True).parse(path.read_text("utf-8"))
        tree = html.parse(str(path)).getroot()
        assert len(tree.xpath("//h1")) == 1
        assert "Call 988" in " ".join(tree.xpath("//aside")[0].text_content().split())
        found_ids = tree.xpath("//@id")
        assert len(found_ids) == len(set(found_ids)), path
        for address in tree.xpath("//a/@href | //link/@href | //script/@src"):
            if not re.match(r"https?:|tel:|sms:|mailto:|#", address):
                target, _, anchor = address.partition("#")
                assert (path.parent / target).is_file(), (path, address)
                assert not anchor or f'id="{anchor}"' in (path.parent / target).read_text("utf-8")


@both
@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways(folder: Path, page: Page, name: str) -> None:
    page.goto((folder / name).as_uri())
    if page.locator("h1").count():
        box = page.locator("main").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 320


@scripts
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(folder: Path, page: Page, name: str) -> None:
    page.goto((folder / name).as_uri())
    if name == "index.html":
        page.get_by_label("What are you looking for?").fill("meeting")
        page.locator("#results li").first.wait_for()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@scripts
@pytest.mark.parametrize(
    ("typed", "first", "count"),
    [
        ("duelo", "Café del Duelo", 1),
        ("CAFE springfield", "Café del Duelo", 1),
        ("the lake library", "Lake library", 1),
        ("libr", "Lake library", 1),
        ("東京", "東京の会", 1),
        ("online evening", "Evening online", 1),
        ("meeting 007", "Meeting 007", 1),
        ("friends 7", "Meeting 007", 1),
        ("img onerror", HOSTILE, 1),
        ("quiet", "Quiet shelter", 1),
        ("meeting", "Meeting 000", 14),
    ],
)
def test_the_search_finds(folder: Path, page: Page, typed: str, first: str, count: int) -> None:
    page.goto((folder / "index.html").as_uri())
    page.get_by_label("What are you looking for?").fill(typed)
    page.get_by_role("button", name="Search").click()
    page.locator("#results li").first.wait_for()
    assert page.locator("#results li").count() == count
    assert page.locator("#results a").first.inner_text() == first
    page.locator("#results a").first.click()
    page.wait_for_load_state()
    assert page.locator("article:target h2").inner_text() == first


@scripts
def test_nothing_found_is_said(folder: Path, page: Page) -> None:
    page.goto((folder / "index.html").as_uri())
    page.get_by_label("What are you looking for?").fill("duelo zzqx")
    page.locator("#found").filter(has_text="Nothing found").wait_for()
    page.get_by_label("What are you looking for?").fill("the of")
    page.wait_for_function("document.getElementById('found').textContent === ''")


@pytest.mark.parametrize("page", [False], indirect=True)
def test_without_scripts_help_is_found_by_need_and_by_town(folder: Path, page: Page) -> None:
    page.goto((folder / "index.html").as_uri())
    assert not page.locator("#find").is_visible()
    page.get_by_role("link", name="Grief and loss").click()
    page.get_by_role("link", name="Café del Duelo").click()
    assert page.locator("article:target").get_by_role("link", name="Call (217) 555-0100").count() == 1
    page.get_by_role("link", name="Kith", exact=True).click()
    page.get_by_role("link", name="Wisconsin").click()
    page.get_by_role("link", name="Madison").click()
    assert page.locator("h2").all_inner_texts() == ["Lake library"]
    assert "Test <all>" in page.locator("article").inner_text()


def test_a_hidden_street_is_on_no_page(folder: Path) -> None:
    text = "".join(path.read_text("utf-8") for path in folder.rglob("*.*"))
    (entry,) = re.findall(r"<article[^>]*>\s*<h2[^>]*>Quiet shelter.*?</article>", text, re.DOTALL)
    assert "Sample Street" not in entry
    assert "Address is given when you call." in entry
