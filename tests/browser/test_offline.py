"""Help lines without a connection."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Error, Page, expect

pytestmark = pytest.mark.browser


def kept_page(browser: Browser, address: str) -> Page:
    page = browser.new_context().new_page()
    page.goto(address)
    expect(page.locator("#offline [role=status]")).not_to_be_empty()
    # The worker answers from the next visit on.
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    expect(page.locator("#offline [role=status]")).not_to_be_empty()
    return page


def test_help_lines_open_without_a_connection_with_their_style(browser: Browser, site: str) -> None:
    page = kept_page(browser, f"{site}/help-now")
    page.context.set_offline(True)
    page.goto(f"{site}/help-now")
    assert page.locator("h1").inner_text() == "Help now"
    button = page.locator(".first").get_by_role("link", name="Call 988", exact=True).first
    assert button.get_attribute("href") == "tel:988"
    assert button.evaluate("one => getComputedStyle(one).minBlockSize") == "56px"
    page.locator(".elsewhere summary").click()
    page.get_by_role("link", name="Canada", exact=True).click()
    assert page.url.endswith("#CA")
    page.context.close()


def test_nothing_else_does(browser: Browser, site: str) -> None:
    page = kept_page(browser, f"{site}/help-now")
    page.goto(f"{site}/search?q=grief&near=62701")
    page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(f"{site}/search?q=grief&near=62701")
    page.context.close()


def test_the_language_read_last_is_the_one_kept(browser: Browser, site: str) -> None:
    page = kept_page(browser, f"{site}/help-now")
    page.goto(f"{site}/es/help-now")
    expect(page.locator("#offline [role=status]")).not_to_be_empty()
    page.context.set_offline(True)
    page.goto(f"{site}/es/help-now")
    assert page.locator("html").get_attribute("lang") == "es"
    with pytest.raises(Error, match="ERR_FAILED"):
        page.goto(f"{site}/help-now")
    page.context.close()


def test_read_without_a_connection_it_stays_kept(browser: Browser, site: str) -> None:
    page = kept_page(browser, f"{site}/help-now")
    page.context.set_offline(True)
    for _ in range(2):
        page.goto(f"{site}/help-now")
        expect(page.locator("#offline [role=status]")).to_contain_text("kept on this device")
    page.context.close()


def test_forgotten_it_is_gone_until_it_is_wanted_again(browser: Browser, site: str) -> None:
    page = kept_page(browser, f"{site}/help-now")
    page.get_by_role("button", name="Forget this page").click()
    expect(page.locator("#offline")).to_contain_text("not kept")
    page.reload()
    expect(page.locator("#offline")).to_contain_text("not kept")
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0
    page.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(f"{site}/help-now")
    page.context.set_offline(False)
    page.goto(f"{site}/help-now")
    page.get_by_role("button", name="Keep this page").click()
    expect(page.locator("#offline")).to_contain_text("kept on this device, so")
    page.context.close()
