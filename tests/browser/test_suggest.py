"""The list that is offered while somebody types: by keyboard, by touch, for screen readers, and without it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Route, expect

from tests.browser.test_pages import open_page

pytestmark = pytest.mark.browser
ASK = "**/api/suggest"


def typed(browser: Browser, site: str, text: str, width: int = 1280, scheme: str = "light") -> Page:
    page = open_page(browser, site, width, scripts=True, scheme=scheme)
    page.locator("#q").press_sequentially(text)
    expect(page.get_by_role("option").first).to_be_visible()
    return page


def test_by_keyboard(browser: Browser, site: str) -> None:
    page = typed(browser, site, "gri")
    field = page.get_by_role("combobox", name="What do you need?")
    options = page.get_by_role("option")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#q ~ [role=status]")).to_contain_text(f"Suggestions: {options.count()}")
    assert options.first.locator("span").inner_text() == "Grief and loss"
    page.keyboard.press("ArrowUp")
    expect(field).to_have_attribute("aria-activedescendant", str(options.last.get_attribute("id")))
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.input_value() == "gri"
    page.keyboard.press("Enter")
    assert field.input_value() == "Grief and loss"
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=Grief+and+loss*")
    page.context.close()


def test_escape_and_leaving_the_field_close_it(browser: Browser, site: str) -> None:
    page = typed(browser, site, "gri")
    box = page.get_by_role("listbox")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    assert page.locator("#q").input_value() == "gri"
    page.keyboard.press("ArrowDown")
    expect(box).to_be_visible()
    page.keyboard.press("Tab")
    expect(box).to_be_hidden()
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "false")
    page.context.close()


def test_enter_without_a_choice_searches_what_was_typed(browser: Browser, site: str) -> None:
    page = typed(browser, site, "gri")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=gri&*")
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, site: str, scheme: str) -> None:
    page = typed(browser, site, "sup", width=320, scheme=scheme)
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.context.close()


def test_by_touch(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(site)
    page.locator("#q").tap()
    page.locator("#q").press_sequentially("gri")
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    box = option.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    option.tap()
    assert page.locator("#q").input_value() == "Grief and loss"
    context.close()


def test_it_asks_after_two_letters_once_and_never_by_address(browser: Browser, site: str) -> None:
    page = open_page(browser, site, 1280, scripts=True)
    asked: list[str] = []

    def note(request: Request) -> None:
        # The browser asks for the page's icon when it likes.
        if "/static/" not in request.url:
            asked.append(f"{request.method} {request.url} {request.post_data}")

    page.on("request", note)
    page.locator("#q").press_sequentially("g")
    page.wait_for_timeout(400)
    assert asked == []
    page.evaluate("""for (const text of ["gr", "gri", "grief"]) {
      document.activeElement.value = text;
      document.activeElement.dispatchEvent(new Event("input"));
    }""")
    expect(page.get_by_role("option").first).to_be_visible()
    assert asked == [f'POST {site}/api/suggest {{"q":"grief"}}']
    page.context.close()


def test_an_outdated_question_is_given_up(browser: Browser, site: str) -> None:
    page = open_page(browser, site, 1280, scripts=True)
    given_up: list[str | None] = []
    page.on("requestfailed", lambda request: given_up.append(request.post_data))
    # The first question is never answered.
    page.route(ASK, lambda route: route.continue_() if "grief" in str(route.request.post_data) else None)
    with page.expect_request(ASK):
        page.locator("#q").fill("gr")
    page.locator("#q").fill("grief")
    expect(page.get_by_role("option").first).to_be_visible()
    assert given_up == ['{"q":"gr"}']
    page.context.close()


@pytest.mark.parametrize("status", [500, None])
def test_a_failing_server_is_not_noticed(browser: Browser, site: str, status: int | None) -> None:
    page = open_page(browser, site, 1280, scripts=True)

    def fail(route: Route) -> None:
        if status:
            route.fulfill(status=status, body="no")
        else:
            route.abort()

    page.route(ASK, fail)
    errors: list[object] = []
    page.on("pageerror", lambda error: errors.append(error))
    with page.expect_request(ASK):
        page.locator("#q").press_sequentially("grief")
    page.wait_for_timeout(200)
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert errors == []
    page.context.close()


def test_names_are_words_and_never_markup(browser: Browser, site: str) -> None:
    page = open_page(browser, site, 1280, scripts=True)
    name = "<img src=x onerror=alert(1)>"
    offer = {"text": name, "kind": "name", "needs": [], "label": None, "listings": 1}
    page.route(ASK, lambda route: route.fulfill(json={"suggestions": [offer]}))
    page.locator("#q").press_sequentially("img")
    expect(page.get_by_role("option").locator("span")).to_have_text(name)
    assert page.locator("#q-offers img").count() == 0
    page.context.close()


def test_reduced_data_asks_nothing(browser: Browser, site: str) -> None:
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page = context.new_page()
    page.goto(site)
    assert page.locator("#q").get_attribute("role") is None
    context.close()
