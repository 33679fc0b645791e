"""The map of results loads when asked for and asks the one host of tiles; a location is rounded before it goes out."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

pytestmark = pytest.mark.browser

RESULTS = "/search?q=&near=62701"
TILES = "https://tile.openstreetmap.org"
# One gray pixel.
TILE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6368000000820081dd436af40000"
    "000049454e44ae426082"
)


class Asked:
    """What a page asked for: addresses on other hosts, the `Referer` each was given, and messages of the console."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.foreign: list[str] = []
        self.referrers: set[str | None] = set()
        self.said: list[str] = []
        self._site = site
        context.on("request", self._note)
        context.on("console", lambda message: self.said.append(message.text))
        context.route(f"{TILES}/**", self._tile)

    def _note(self, request: Request) -> None:
        if not request.url.startswith((self._site, "data:")):
            self.foreign.append(request.url)

    def _tile(self, route: Route) -> None:
        self.referrers.add(route.request.headers.get("referer"))
        route.fulfill(body=TILE, content_type="image/png")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    yield made
    made.close()


@pytest.fixture
def asked(context: BrowserContext, site: str) -> Asked:
    return Asked(context, site)


@pytest.fixture
def page(context: BrowserContext, asked: Asked) -> Page:
    return context.new_page()


def test_claim_map(page: Page, site: str, asked: Asked) -> None:
    page.goto(site + RESULTS)
    page.wait_for_load_state("networkidle")
    assert asked.foreign == []
    page.get_by_role("link", name="Show a map").click()
    expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
    assert asked.foreign
    assert all(url.startswith(f"{TILES}/") for url in asked.foreign)
    assert asked.referrers == {f"{site}/"}, "the site's name, and not what was looked for"
    for name in ("Closer", "Farther"):
        page.get_by_role("button", name=name).click()
    page.wait_for_load_state("networkidle")
    assert asked.said == [], "the policy of the page forbids nothing that the map does"


def test_from_a_mark_to_its_card_and_back_by_keyboard(page: Page, site: str) -> None:
    page.goto(f"{site}{RESULTS}&map=1")
    mark = page.locator(".mark").first
    mark.focus()
    numbers = (mark.get_attribute("aria-label") or "").split(", ")
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup li a").first
    expect(link).to_be_focused()
    assert link.inner_text() == numbers[0]
    page.keyboard.press("Escape")
    expect(mark).to_be_focused()
    page.keyboard.press("Enter")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.card').dataset.pin") == numbers[0].split(".")[0]
    assert page.evaluate("document.activeElement.textContent") in numbers[0]


def test_every_card_with_a_place_is_on_the_map(page: Page, site: str) -> None:
    page.goto(f"{site}{RESULTS}&map=1&limit=50")
    names = ", ".join(one.get_attribute("aria-label") or "" for one in page.locator(".mark").all())
    cards = page.locator("[data-pin]").all()
    assert len(cards) > 20
    for card in cards:
        assert f"{card.get_attribute('data-pin')}. {card.locator('h3').inner_text()}" in names


def test_a_map_without_pictures_says_so_and_the_list_stays(page: Page, site: str, context: BrowserContext) -> None:
    context.unroute(f"{TILES}/**")
    context.route(f"{TILES}/**", lambda route: route.abort())
    page.goto(f"{site}{RESULTS}&map=1")
    expect(page.locator("#map-status")).to_have_text(
        "The pictures of the map do not load. The list below has everything."
    )
    assert page.locator(".card").count() > 5


def test_without_javascript_the_list_is_all(browser: Browser, site: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(site + RESULTS)
    page.get_by_role("link", name="Show a map").click()
    page.get_by_text("The map needs JavaScript. The list below has everything.").wait_for()
    assert page.locator(".card .number").first.inner_text() == "1"
    assert page.get_by_role("button", name="Use my location").count() == 0
    page.context.close()


def test_claim_location(page: Page, site: str, context: BrowserContext, asked: Asked) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 39.80123456, "longitude": -89.65432109})
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    page.goto(site)
    page.get_by_label("What do you need?").fill("grief")
    # The suggestions, which lie over what is below, go with the focus.
    page.get_by_label("Where are you?").focus()
    page.get_by_role("button", name="Use my location").click()
    page.wait_for_url("**/search")
    (search,) = [one for one in sent if urlsplit(one.url).path == "/search"]
    assert (search.method, search.post_data) == ("POST", "q=grief&near=39.80%2C+-89.65")
    assert not [one.url for one in sent if "39.80" in one.url]
    assert "80123" not in "".join(one.post_data or "" for one in sent)
    assert page.locator("h1").inner_text() == "Results near your location"
    assert asked.foreign == []


def test_a_location_that_is_refused_leaves_the_field_to_type_in(page: Page, site: str, context: BrowserContext) -> None:
    context.clear_permissions()
    page.goto(site)
    button = page.get_by_role("button", name="Use my location")
    button.click()
    expect(page.locator(".locate-status")).to_have_text(
        "Your browser did not allow it. Type a ZIP code, or a city and state."
    )
    expect(page.get_by_label("Where are you?")).to_be_focused()
    expect(button).to_be_enabled()
