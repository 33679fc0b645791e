"""A listing, its report and its way back, without JavaScript; on paper; its calendar."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pdfplumber
import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(params=[360, 1280])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page without JavaScript."""
    made = browser.new_page(viewport={"width": request.param, "height": 800}, java_script_enabled=False)
    yield made
    made.context.close()


def test_something_wrong_is_reported_without_javascript(page: Page, site: str, listing: str) -> None:
    page.goto(f"{site}/listing/{listing}")
    name = page.locator("h1").inner_text()
    page.get_by_role("link", name="Tell us what is wrong with this listing").click()
    page.get_by_label("What is wrong?").select_option(label="Days or times")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_text("Tell us what is right, or what you found.").is_visible()
    assert page.get_by_label("What is wrong?").input_value() == "schedules"
    page.get_by_label("What is right, or what did you find?").fill("They meet at 6 now.")
    assert not page.get_by_label("Leave this empty").is_visible()
    page.get_by_role("button", name="Send").click()
    assert page.locator("h1").inner_text() == "Thank you"
    assert "sent=1" in page.url, "a page that may be loaded again"
    page.get_by_role("link", name=f"Back to {name}").click()
    assert page.locator("h1").inner_text() == name


def test_who_searches_privately_finds_the_way_back(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_label("What do you need?").fill("grief")
    page.get_by_label("Where are you?").fill("62701")
    page.get_by_role("button", name="Search privately").click()
    heading = page.locator("h1").inner_text()
    page.get_by_role("button", name="Sampleton Grief Circle").click()
    assert page.locator("h1").inner_text() == "Sampleton Grief Circle"
    assert "grief&" not in page.url
    assert "62701" not in page.url
    page.get_by_role("button", name="Back to results").click()
    assert page.url == f"{site}/search"
    assert page.locator("h1").inner_text() == heading
    assert page.get_by_label("Where are you?").input_value() == "62701"


def test_dates_are_downloaded(page: Page, site: str, listing: str) -> None:
    page.goto(f"{site}/listing/{listing}")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Add all dates to your calendar").click()
    assert waiting.value.suggested_filename.endswith(".ics")
    assert waiting.value.path().read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_a_listing_on_paper_says_what_is_needed_there(browser: Browser, site: str, listing: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/listing/{listing}")
    with pdfplumber.open(io.BytesIO(page.pdf(format="Letter"))) as paper:
        text = "\n".join(sheet.extract_text() for sheet in paper.pages)
        assert len(paper.pages) <= 2
    for words in ("When", "Where", "988", "Licence", page.locator("h1").inner_text().split()[0]):
        assert words in text
    for words in ("Add to calendar", "Leave this site", "Open in your phone's maps", "Tell us what is wrong"):
        assert words not in text, words
    page.context.close()
