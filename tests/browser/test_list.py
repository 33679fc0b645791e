"""A referral list in a real browser: build, order by keyboard, note, undo, print, share, reopen."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, site: str) -> Page:
    """The page of a list of three, chosen from results."""
    made = context.new_page()
    made.goto(f"{site}/search?q=grief&near=62701&limit=5")
    for place in range(3):
        made.locator("a.keep").nth(place).click()
    expect(made.locator("#list-count")).to_have_text("(3)")
    made.get_by_role("link", name="My list").first.click()
    expect(made.locator(".kept")).to_have_count(3)
    return made


def names(page: Page) -> list[str]:
    return [one.split(". ", 1)[1] for one in page.locator(".kept h3").all_inner_texts()]


def test_what_is_chosen_is_said_and_can_be_taken_back(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.goto(f"{site}/search?q=grief&near=62701&limit=5")
    button = page.locator("a.keep").first
    expect(button).to_have_attribute("aria-pressed", "false")
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_contain_text("On my list. Remove")
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(page.locator("#list-count")).to_be_empty()


def test_order_by_keyboard_notes_and_undo_stay_on_the_device(page: Page, site: str) -> None:
    first, second, third = names(page)
    page.locator(".kept").nth(1).locator(".grip").focus()
    page.keyboard.press("Alt+ArrowUp")
    assert names(page) == [second, first, third]
    expect(page.locator("#list-status")).to_have_text(f"{second} is now number 1.")
    assert page.evaluate("document.activeElement.className") == "grip"
    page.locator(".kept textarea").first.fill("ask for the intake desk")
    page.get_by_label("Title").fill("For this week")
    page.locator(".kept").nth(2).locator(".grip").focus()
    page.keyboard.press("Alt+Delete")
    assert names(page) == [second, first]
    page.keyboard.press("Alt+KeyZ")
    expect(page.locator(".kept")).to_have_count(3)
    page.goto(f"{site}/list")
    expect(page.locator(".kept")).to_have_count(3)
    assert names(page) == [second, first, third]
    expect(page.locator(".kept textarea").first).to_have_value("ask for the intake desk")
    expect(page.locator("h1")).to_have_text("For this week")


def test_notes_are_not_sent_before_somebody_makes_a_file_of_them(page: Page, site: str) -> None:
    sent: list[str] = []
    page.locator(".kept textarea").first.fill("ask for the intake desk")
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.goto(f"{site}/list")
    expect(page.locator(".kept")).to_have_count(3)
    assert sent
    assert "intake" not in "".join(sent)


def test_by_hand(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 2600})
    first, second, third = names(page)
    page.locator(".kept").nth(2).locator(".grip").drag_to(page.locator(".kept").nth(0))
    assert names(page) == [third, first, second]


def test_buttons_do_what_they_say(page: Page) -> None:
    first, second, third = names(page)
    page.locator(".kept").nth(0).get_by_role("button", name="Move down").click()
    assert names(page) == [second, first, third]
    expect(page.locator(".kept").nth(0).get_by_role("button", name="Move up")).to_be_hidden()
    page.locator(".kept").nth(0).get_by_role("button", name="Remove").click()
    assert names(page) == [first, third]


def test_a_pdf(page: Page, context: BrowserContext) -> None:
    page.get_by_label("Large print").check()
    with context.expect_event("request", lambda request: request.url.endswith("/list/as/pdf")) as asked:
        page.get_by_role("button", name="PDF to print").click()
    assert "layout=large" in (asked.value.post_data or "")


def test_a_list_of_dates_and_a_table(page: Page) -> None:
    with page.expect_download() as found:
        page.get_by_role("button", name="Table (CSV)").click()
    assert found.value.suggested_filename == "list.csv"


def test_a_link_with_everything_in_it_opens_on_another_device(page: Page, browser: Browser, site: str) -> None:
    page.locator(".kept textarea").first.fill("übermorgen “fragen”")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy a link with everything in it").click()
    expect(page.locator("#list-status")).to_contain_text("The link is copied.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{site}/list#list=")
    other = browser.new_context()
    reader = other.new_page()
    asked: list[str] = []
    reader.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
    reader.goto(link)
    expect(reader.locator(".kept")).to_have_count(3)
    expect(reader.locator(".kept textarea").first).to_have_value("übermorgen “fragen”")
    assert reader.url == f"{site}/list"
    assert not [one for one in asked if "bermorgen" in one]
    other.close()


def test_the_text_message_follows_what_is_changed(page: Page) -> None:
    first, second, third = names(page)
    message = page.locator("#message")
    before = message.input_value()
    assert [before.index(one) for one in (first, second, third)] == sorted(before.index(one) for one in names(page))
    page.locator(".kept textarea").first.fill("ask for the intake desk")
    said = message.input_value()
    assert said.startswith(first)
    assert f"\n> ask for the intake desk\n{second}" in said
    link = page.locator("#own-link").get_attribute("href")
    page.locator(".kept").nth(0).get_by_role("button", name="Remove").click()
    assert message.input_value().startswith(second)
    assert "intake" not in message.input_value()
    assert page.locator("#own-link").get_attribute("href") != link
    # Without scripts the page writes the same.
    now = message.input_value()
    page.goto(page.locator("#own-link").get_attribute("href") or "")
    assert page.locator("#message").input_value() == now


def test_a_code_opens_the_list_until_it_is_taken_away(page: Page, browser: Browser, site: str) -> None:
    page.locator(".kept textarea").first.fill("ask for the intake desk")
    page.get_by_role("button", name="Keep it under a code").click()
    code = page.locator(".shared .code").inner_text()
    other = browser.new_context(java_script_enabled=False)
    reader = other.new_page()
    reader.goto(f"{site}/list/{code}")
    expect(reader.locator(".kept textarea").first).to_have_value("ask for the intake desk")
    page.get_by_role("button", name="Take it away now").click()
    expect(page.locator("p.note[role=status]")).to_contain_text("is taken away")
    expect(page.locator(".kept")).to_have_count(3)
    reader.goto(f"{site}/list/{code}")
    expect(reader.get_by_role("alert")).to_contain_text("No list has this code.")
    other.close()


def test_several_lists(page: Page) -> None:
    page.get_by_role("button", name="New list").click()
    expect(page.locator(".kept")).to_have_count(0)
    page.get_by_label("Set", exact=True).select_option("loss")
    page.get_by_label("Where?").fill("62701")
    page.get_by_role("button", name="Fill the list").click()
    expect(page.locator(".kept").first).to_be_visible()
    page.get_by_label("My lists on this device").select_option("1")
    expect(page.locator(".kept")).to_have_count(3)
    kept = json.loads(page.evaluate("localStorage.getItem('kith.lists')"))
    assert len(kept["lists"]) == 2
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete this list").click()
    expect(page.get_by_label("My lists on this device")).to_have_count(0)


def test_question_mark_shows_the_keys(page: Page) -> None:
    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.locator(".shortcuts").get_attribute("open") is not None


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
