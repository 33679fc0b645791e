"""Leaving at once: what is covered, what is wiped, what stays in the history; and the title that says nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser

ELSEWHERE = "https://weather.gov/**"


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of results, reached from the home page; the site that "Leave" goes to answers here."""
    context = browser.new_context()
    made = context.new_page()
    made.route(ELSEWHERE, lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"))
    made.goto(site)
    made.goto(f"{site}/search?q=grief&near=62701&limit=5")
    yield made
    context.close()


def keep_something(page: Page) -> None:
    page.evaluate("localStorage.setItem('kith.list', '[1]'); localStorage.setItem('other', 'stays')")


@pytest.mark.parametrize("by", ["link", "Esc three times"])
def test_leaving_wipes_what_was_kept_and_replaces_the_page(page: Page, site: str, by: str) -> None:
    keep_something(page)
    if by == "link":
        page.get_by_role("link", name="Leave this site").click()
    else:
        for _ in range(3):
            page.keyboard.press("Escape")
    page.wait_for_url(ELSEWHERE)
    # Opened on purpose, the site is there again.
    page.goto(f"{site}/about")
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("[localStorage.getItem('kith.list'), localStorage.getItem('other')]") == [None, "stays"]


def test_going_back_leads_away_again(page: Page, site: str) -> None:
    page.goto(f"{site}/need/support-groups/grief#main")
    page.get_by_role("link", name="Leave this site").click()
    page.wait_for_url(ELSEWHERE)
    # The need is gone from the history; the results and the home page, which are still in it, stay covered.
    for _ in range(2):
        page.go_back(wait_until="commit")
        page.wait_for_url(ELSEWHERE)
    page.go_back()
    assert page.url == "about:blank"


def test_the_page_is_covered_while_the_other_one_is_slow(page: Page) -> None:
    # It is never answered.
    page.route(ELSEWHERE, lambda route: None)
    covered = page.evaluate("""() => {
      let told = false;
      document.addEventListener("kith:leave", () => { told = true; });
      document.querySelector(".leave").click();
      return [getComputedStyle(document.body).display, document.title, told];
    }""")
    assert covered == ["none", "Weather", True]


def test_esc_says_how_often_more_and_forgets_after_a_while(page: Page, site: str) -> None:
    status = page.locator("#leave-status")
    page.keyboard.press("Escape")
    expect(status).to_have_text("Press Esc two more times to leave this site.")
    page.keyboard.press("Escape")
    expect(status).to_have_text("Press Esc once more to leave this site.")
    page.wait_for_timeout(3_200)
    expect(status).to_be_empty()
    page.keyboard.press("Escape")
    expect(status).to_have_text("Press Esc two more times to leave this site.")
    assert page.url.startswith(site)


def test_without_scripts_it_is_a_link_that_tells_nothing(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    told: list[str | None] = []

    def answer(route: Route) -> None:
        told.append(route.request.headers.get("referer"))
        route.fulfill(body="<title>Weather</title>", content_type="text/html")

    page.route(ELSEWHERE, answer)
    page.goto(f"{site}/search?q=grief&near=62701&limit=5")
    page.get_by_role("link", name="Leave this site").click()
    page.wait_for_url(ELSEWHERE)
    assert told == [None]
    context.close()


def test_the_title_can_be_hidden_for_this_tab(page: Page, site: str) -> None:
    title = page.title()
    button = page.get_by_role("button", name="Hide the title of this page in the tab")
    button.click()
    assert page.title() == "Page"
    expect(button).to_have_attribute("aria-pressed", "true")
    page.goto(f"{site}/help-now")
    assert page.title() == "Page"
    other = page.context.new_page()
    other.goto(f"{site}/help-now")
    assert other.title() == "Help now – Kith"
    page.goto(f"{site}/search?q=grief&near=62701&limit=5")
    button.click()
    assert page.title() == title


def test_it_is_the_first_stop_in_arabic_too(page: Page, site: str) -> None:
    page.goto(f"{site}/ar/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "leave"
    assert page.evaluate("document.documentElement.dir") == "rtl"


@pytest.mark.parametrize(("width", "kept"), [(360, ".leave"), (1280, ".band")])
def test_far_down_a_page_help_or_the_way_out_is_still_there(page: Page, site: str, width: int, kept: str) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(f"{site}/help-now")
    page.evaluate("window.scrollTo(0, 3000)")
    expect(page.locator(kept)).to_be_in_viewport(ratio=1)
    # What the keyboard goes to is not behind it.
    page.locator("main a[href^='tel:']").nth(12).focus()
    page.evaluate("window.scrollTo(0, 100000)")
    page.keyboard.press("Shift+Tab")
    below = page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert below >= page.evaluate("(name) => document.querySelector(name).closest('.top, .band').offsetHeight", kept)
