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
LANGUAGES = ("en", "es", "ar")
# Every state is looked at so, and in one other way, each in its turn; all ways are for the long run.
FIRST = ("en", 320, "light")
OTHERS = [way for way in product(LANGUAGES, WIDTHS, SCHEMES) if way != FIRST]
# For looking at; ignored by git.
SHOTS = Path(__file__).parents[2] / "var" / "screenshots"


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    page: Page, site: str, listing: str, name: str, language: str, soak: bool
) -> None:
    page.goto(f"{site}/{language}{STATES[name].format(listing=listing, list=code_of([listing[:36]]))}")
    looked_at = (FIRST, OTHERS[[*STATES].index(name) % len(OTHERS)])
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, scheme)
        if soak or (language, width, scheme) in looked_at:
            found = Axe().run(page)
            assert found.violations_count == 0, f"{width} px, {scheme}: {found.generate_report()}"
    if soak or language == "en":
        SHOTS.mkdir(parents=True, exist_ok=True)
        # Only for looking at: a long page on a busy machine may take its time.
        page.screenshot(path=SHOTS / f"{name.replace(' ', '-')}-{language}.png", full_page=True, timeout=120_000)
