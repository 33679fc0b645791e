"""The support plan: kept, erased, printed, put into a calendar; and without JavaScript."""

from __future__ import annotations

import io
from pathlib import Path

import icalendar
import pypdfium2
import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.test_pages import open_page

pytestmark = pytest.mark.browser
GIVERS = ("family", "friends", "peers", "professional", "community", "online")


def plan(browser: Browser, site: str, width: int = 1280, scripts: bool = True) -> Page:
    return open_page(browser, f"{site}/plan", width, scripts=scripts)


def gaps(page: Page) -> list[str]:
    return [one.inner_text() for one in page.locator("[data-gap] h3").all() if one.is_visible()]


def fill(page: Page) -> None:
    for giver in GIVERS[:5]:
        page.locator(f"#have-{giver}").fill("Ana and Rob, who know about it and answer at night")
        page.locator(f"#{giver}-emotional").check()
    page.locator("#goal").fill("Call the Tuesday group and ask whether I may just listen")
    page.locator("#start").fill("2026-11-30")
    page.locator("#times").select_option("12")


def test_kept_only_when_told_and_there_again_at_the_next_visit(browser: Browser, site: str) -> None:
    page = plan(browser, site)
    fill(page)
    page.reload()
    assert page.locator("#have-family").input_value() == ""
    fill(page)
    page.get_by_role("button", name="Keep it on this device").click()
    page.locator("#have-online").fill("the Sunday chat")
    page.reload()
    assert page.locator("#have-online").input_value() == "the Sunday chat"
    assert page.locator("#family-emotional").is_checked()
    expect(page.locator("#kept")).to_contain_text("Whoever uses this device can read it")
    page.get_by_role("button", name="Stop keeping it").click()
    assert page.evaluate("localStorage.length") == 0
    assert page.locator("#have-online").input_value() == "the Sunday chat"
    page.context.close()


def test_erased_at_once(browser: Browser, site: str) -> None:
    page = plan(browser, site)
    fill(page)
    page.get_by_role("button", name="Keep it on this device").click()
    page.get_by_role("button", name="Erase everything").click()
    expect(page.locator("#kept")).to_contain_text("erased")
    assert page.evaluate("localStorage.length") == 0
    assert [page.locator(f"#have-{one}").input_value() for one in GIVERS] == [""] * 6
    assert page.locator("input:checked").count() == 0
    assert page.locator("#start").input_value() == ""
    assert len(gaps(page)) == 6
    page.context.close()


def test_what_is_missing_is_what_was_left_empty(browser: Browser, site: str) -> None:
    page = plan(browser, site)
    assert len(gaps(page)) == 6
    page.locator("#have-family").fill("my sister")
    page.locator("#friends-social").check()
    assert gaps(page) == ["Peers", "Professionals", "Community", "Online"]
    expect(page.locator("#gaps")).to_have_text("Nobody yet for: Listening, Advice, A hand")
    for giver in GIVERS:
        page.locator(f"#have-{giver}").fill("yes")
    for gift in ("emotional", "informational", "practical"):
        page.locator(f"#family-{gift}").check()
    assert gaps(page) == []
    expect(page.locator("#gaps")).to_contain_text("You have something of every kind")
    page.context.close()


def test_what_is_near_is_asked_by_post_and_without_the_plan(browser: Browser, site: str) -> None:
    page = plan(browser, site)
    for giver in ("family", "friends", "community", "online"):
        page.locator(f"#have-{giver}").fill("my secret")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/static/" not in request.url else None)
    page.get_by_role("button", name="Show some near me").click()
    expect(page.locator("#near-status")).to_contain_text("ZIP code")
    assert asked == []
    page.locator("#near").fill("62701")
    page.get_by_role("button", name="Show some near me").click()
    expect(page.locator(".found a").first).to_be_visible()
    assert sorted(str(one.post_data) for one in asked) == [
        '{"need":["counseling"],"near":"62701","limit":3}', '{"need":["support-groups"],"near":"62701","limit":3}',
    ]  # fmt: skip
    assert {(one.method, one.url) for one in asked} == {("POST", f"{site}/api/search")}
    page.locator("[data-gap=peers] .found a").first.click()
    page.wait_for_url("**/listing/**")
    assert page.locator("h1").count() == 1
    page.context.close()


@pytest.mark.parametrize(("place", "words"), [("Xyzzyville", "ZIP code"), ("62701", "did not work")])
def test_what_goes_wrong_is_said(browser: Browser, site: str, place: str, words: str) -> None:
    page = plan(browser, site)
    if place == "62701":
        page.route("**/api/search", lambda route: route.abort())
    page.locator("#near").fill(place)
    page.locator("#near").press("Enter")
    expect(page.locator("#near-status")).to_contain_text(words)
    page.context.close()


def test_the_days_go_into_a_calendar_under_a_neutral_title(browser: Browser, site: str, tmp_path: Path) -> None:
    page = plan(browser, site)
    page.get_by_role("button", name="Put the days").click()
    expect(page.locator("#date-status")).to_contain_text("Choose the day")
    fill(page)
    page.locator("#clock").fill("19:30")
    page.locator("#every").select_option("2")
    page.locator("#times").select_option("4")
    assert page.locator("#dates li").all_inner_texts() == [
        "Monday, November 30, 2026", "Monday, December 14, 2026", "Monday, December 28, 2026",
        "Monday, January 11, 2027",
    ]  # fmt: skip
    page.locator("#title").fill("Tea; with A, and " + "ü" * 60)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Put the days").click()
    assert waiting.value.suggested_filename == "reminder.ics"
    waiting.value.save_as(tmp_path / "plan.ics")
    content = (tmp_path / "plan.ics").read_bytes()
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert b"Kith" not in content
    assert b"Tuesday group" not in content
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert str(event["SUMMARY"]).startswith("Tea; with A, and üüü")
    assert event["DTSTART"].to_ical() == b"20261130T193000"
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;COUNT=4;INTERVAL=2"
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["filled", "blank, without JavaScript"])
def test_prints_on_one_page(browser: Browser, site: str, scripts: bool) -> None:
    page = plan(browser, site, scripts=scripts)
    if scripts:
        fill(page)
    for paper in ("Letter", "A4"):
        document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format=paper)))
        assert len(document) == 1
        text = document[0].get_textpage().get_text_bounded()
        assert "988" in text
        assert "Professionals" in text
        assert ("Tuesday group" in text) == scripts
        assert ("November 30" in text) == scripts
    page.context.close()


def test_without_javascript_it_is_a_form_to_print(browser: Browser, site: str) -> None:
    page = plan(browser, site, width=360, scripts=False)
    assert page.locator("noscript p").is_visible()
    assert page.locator("main button:visible").count() == 0
    page.locator("#have-family").fill("my sister")
    page.locator("#have-family").press("Enter")
    assert page.url == f"{site}/plan"
    page.context.close()


def test_by_keyboard_and_in_the_order_of_reading(browser: Browser, site: str) -> None:
    page = plan(browser, site)
    page.locator("#have-family").focus()
    stops = []
    for _ in range(6):
        stops.append(page.evaluate("document.activeElement.id"))
        page.keyboard.press("Tab")
    assert stops == [
        "have-family", "family-emotional", "family-informational", "family-practical", "family-social", "have-friends",
    ]  # fmt: skip
    page.context.close()


def test_a_browser_that_refuses_to_keep_says_so(browser: Browser, site: str) -> None:
    context = browser.new_context()
    context.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('no'); }")
    page = context.new_page()
    page.goto(f"{site}/plan")
    page.get_by_role("button", name="Keep it on this device").click()
    expect(page.locator("#kept")).to_contain_text("keeps nothing")
    context.close()
