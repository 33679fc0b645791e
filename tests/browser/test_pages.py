"""Every page in a real browser: narrow and wide, without JavaScript, by keyboard, on paper, for axe."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAGES = {
    "home": "/",
    "results": "/search?q=free+support+group&near=62701",
    "one group": "/search?q=&near=62701&group=remote",
    "crisis": "/search?q=i+want+to+die&near=62701",
    "nothing found": "/search?q=zzqx&near=62701",
    "unknown place": "/search?q=food&near=Xyzzyville",
    "ask for a place": "/search?q=food+near+me",
    "help now": "/help-now",
    "not found": "/no-such-page",
}


def open_page(browser: Browser, url: str, width: int, scripts: bool = False, scheme: str = "light") -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_scrolls_sideways(browser: Browser, site: str, name: str, width: int) -> None:
    page = open_page(browser, site + PAGES[name], width, scripts=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, site: str, name: str, scheme: str) -> None:
    page = open_page(browser, site + PAGES[name], 360, scripts=True, scheme=scheme)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_from_home_to_a_listing_without_javascript(browser: Browser, site: str, width: int) -> None:
    page = open_page(browser, site, width)
    page.get_by_label("What do you need?").fill("free support group")
    page.get_by_label("Where are you?").fill("62701")
    page.get_by_role("button", name="Search", exact=True).click()
    assert "near=62701" in page.url
    assert page.locator("h2").filter(has_text="Near you").count() == 1
    page.get_by_role("link", name="Sampleton Grief Circle").click()
    assert "/listing/" in page.url
    assert page.locator("h1").inner_text() == "Sampleton Grief Circle"
    assert page.get_by_role("link", name="(217) 555-0117").get_attribute("href") == "tel:+12175550117"
    page.context.close()


def test_leaving_is_the_first_stop_of_the_keyboard(browser: Browser, site: str) -> None:
    page = open_page(browser, site + PAGES["results"], 1280, scripts=True)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Leave this site"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.context.close()


def test_a_search_asks_no_other_host_and_sets_no_cookie(browser: Browser, site: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site + PAGES["results"])
    assert asked
    assert all(url.startswith(site) for url in asked)
    assert context.cookies() == []
    context.close()


def test_words_of_the_search_are_not_in_the_title(browser: Browser, site: str) -> None:
    """A tab's title is seen by whoever looks at the screen, and stays in the history."""
    page = open_page(browser, site + PAGES["crisis"], 360)
    assert "die" not in page.title()
    page.context.close()


def test_results_print_as_a_list(browser: Browser, site: str) -> None:
    page = open_page(browser, site + PAGES["results"], 1280, scripts=True)
    page.emulate_media(media="print")
    assert page.get_by_role("link", name="Sampleton Grief Circle").is_visible()
    assert not page.get_by_role("button", name="Search", exact=True).is_visible()
    assert page.get_by_text("988").first.is_visible()
    assert len(page.pdf(format="Letter")) > 10_000
    page.context.close()
