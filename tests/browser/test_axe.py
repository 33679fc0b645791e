"""Every state of every page in three languages and widths, light and dark: axe finds nothing, nothing overflows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.states import STATES
from webapp.lists.content import code_of

pytestmark = pytest.mark.browser

WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")
# Narrow by day and wide by night find what there is to find; the rest is for the long run.
ALWAYS = {("en", 320, "light"), ("en", 1280, "dark"), ("es", 320, "light"), ("ar", 320, "light")}
# For looking at; ignored by git.
SHOTS = Path(__file__).parents[2] / "var" / "screenshots"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", ["en", "es", "ar"])
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    page: Page, site: str, listing: str, name: str, language: str, soak: bool
) -> None:
    page.goto(f"{site}/{language}{STATES[name].format(listing=listing, list=code_of([listing[:36]]))}")
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, scheme)
        if soak or (language, width, scheme) in ALWAYS:
            found = Axe().run(page)
            assert found.violations_count == 0, f"{width} px, {scheme}: {found.generate_report()}"
    SHOTS.mkdir(parents=True, exist_ok=True)
    # Only for looking at: a long page on a busy machine may take its time.
    page.screenshot(path=SHOTS / f"{name.replace(' ', '-')}-{language}.png", full_page=True, timeout=120_000)
