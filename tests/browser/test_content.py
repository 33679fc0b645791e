"""Pages of needs, the plan, help lines and pages about the site: nothing sideways, nothing for axe, small enough."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.test_pages import open_page

pytestmark = pytest.mark.browser

PAGES = {
    "need": "/need/support-groups",
    "need near": "/need/support-groups/grief?near=62701",
    "need, place unknown": "/need/libraries?near=Xyzzyville",
    "need in Arabic": "/ar/need/crisis",
    "plan": "/plan",
    "plan in Arabic": "/ar/plan",
    "help now": "/help-now",
    "help now in Spanish": "/es/help-now",
    "privacy": "/privacy",
    "about": "/about",
    "accessibility": "/accessibility",
    "inclusion": "/inclusion",
    "sources": "/sources",
}


SMALL = """() => [...document.querySelectorAll("main a, main button, main summary, main select")]
  .filter((one) => one.offsetParent && one.getClientRects()[0].height < 24)
  .map((one) => one.outerHTML)"""


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_axe_finds_nothing_nothing_scrolls_sideways_and_links_are_large(
    browser: Browser, site: str, width: int, scheme: str
) -> None:
    page = open_page(browser, site, width, scripts=True, scheme=scheme)
    for name, address in PAGES.items():
        page.goto(site + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert page.evaluate(SMALL) == [], name
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    page.context.close()
