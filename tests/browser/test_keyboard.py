"""From the home page to a listing and back with the keyboard alone, in the order things are read."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages import open_page

pytestmark = pytest.mark.browser


def to(page: Page, words: str) -> None:
    """Press Tab until the focus is on what has these words; what has the focus must be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate("""() => {
          const one = document.activeElement;
          const label = one.labels?.[0]?.textContent ?? "";
          const outline = getComputedStyle(one).outlineStyle;
          return [(one.getAttribute("aria-label") ?? "") + label + one.textContent, outline];
        }""")
        assert found[1] != "none", f"no outline at {found[0][:60]!r}"
        if words in found[0]:
            return
    pytest.fail(f"the Tab key does not lead to {words!r}")


def test_from_a_search_to_a_listing_and_back(browser: Browser, site: str) -> None:
    page = open_page(browser, site, 1280, scripts=True)
    to(page, "What do you need?")
    page.keyboard.type("sampleton grief circle")
    page.keyboard.press("Escape")
    to(page, "Where are you?")
    page.keyboard.type("62701")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    to(page, "Skip to main content")
    page.keyboard.press("Enter")
    to(page, "Sampleton Grief Circle")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Sampleton Grief Circle")
    page.go_back()
    expect(page.locator("#q")).to_have_value("sampleton grief circle")
    page.context.close()


def test_filters_open_are_ticked_and_sent(browser: Browser, site: str) -> None:
    page = open_page(browser, f"{site}/search?need=support-groups&near=62701&limit=5", 1280, scripts=True)
    to(page, "Filters")
    page.keyboard.press("Enter")
    to(page, "Online")
    page.keyboard.press("Space")
    to(page, "Apply filters")
    page.keyboard.press("Enter")
    page.wait_for_url("**mode=online**")
    page.context.close()
