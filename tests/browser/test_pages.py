"""Journeys in a real browser: without JavaScript, by keyboard, on paper; what is asked of others; titles."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.states import STATES

pytestmark = pytest.mark.browser


def open_page(browser: Browser, url: str, width: int, scripts: bool = False, scheme: str = "light") -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, java_script_enabled=scripts, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize("width", [360, 1280])
def test_from_home_to_a_listing_without_javascript(browser: Browser, site: str, width: int) -> None:
    page = open_page(browser, site, width)
    page.get_by_label("What do you need?").fill("free support group")
    page.get_by_label("Where are you?").fill("62701")
    page.get_by_role("button", name="Search", exact=True).click()
    assert "near=62701" in page.url
    assert page.locator("h2").filter(has_text="Near you").count() == 1
    page.get_by_role("link", name="Sampleton Grief Circle", exact=True).click()
    assert "/listing/" in page.url
    assert page.locator("h1").inner_text() == "Sampleton Grief Circle"
    assert page.get_by_role("link", name="(217) 555-0117").get_attribute("href") == "tel:+12175550117"
    page.context.close()


def test_leaving_is_the_first_stop_of_the_keyboard(browser: Browser, site: str) -> None:
    page = open_page(browser, site + STATES["results"], 1280, scripts=True)
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
    page.goto(site + STATES["results"])
    assert asked
    assert all(url.startswith(site) for url in asked)
    assert context.cookies() == []
    context.close()


def test_words_of_the_search_are_not_in_the_title(browser: Browser, site: str) -> None:
    """A tab's title is seen by whoever looks at the screen, and stays in the history."""
    page = open_page(browser, site + STATES["crisis"], 360)
    assert "die" not in page.title()
    page.context.close()


def test_results_print_as_a_list(browser: Browser, site: str) -> None:
    page = open_page(browser, site + STATES["results"], 1280, scripts=True)
    page.emulate_media(media="print")
    assert page.get_by_role("link", name="Sampleton Grief Circle", exact=True).is_visible()
    assert not page.get_by_role("button", name="Search", exact=True).is_visible()
    assert page.get_by_text("988").first.is_visible()
    page.context.close()


# Fifteen results; the need page with what is near; the lines of one country.
@pytest.mark.parametrize(
    ("state", "language", "paper", "most"),
    [
        ("home", "es", "Letter", 1),
        ("results", "en", "Letter", 5),
        ("need near a place", "ar", "Letter", 4),
        ("help now", "en", "Letter", 4),
        ("help now", "ar", "A4", 4),
    ],
)
def test_takes_few_sheets_of_paper(
    browser: Browser, site: str, state: str, language: str, paper: str, most: int
) -> None:
    page = open_page(browser, f"{site}/{language}{STATES[state]}", 1280)
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format=paper)))
    assert most / 2 < len(document) <= most
    assert "988" in document[0].get_textpage().get_text_bounded()
    page.context.close()


def test_lines_of_the_country_that_was_chosen_are_alone_on_paper(browser: Browser, site: str) -> None:
    page = open_page(browser, f"{site}/help-now#GB", 1280)
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
    assert len(document) == 1
    text = document[0].get_textpage().get_text_bounded()
    assert "Samaritans" in text
    assert "Trevor" not in text
    page.context.close()
