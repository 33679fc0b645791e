"""Claims of the page of privacy that only a browser can check; the others: tests/webapp/views/test_privacy.py."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.states import STATES

pytestmark = pytest.mark.browser
AWAY = "https://weather.gov/"


def opened(browser: Browser, address: str) -> Page:
    context = browser.new_context()
    context.route(f"{AWAY}**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"))
    page = context.new_page()
    page.goto(address)
    return page


def kept(context: BrowserContext, site: str) -> list[str]:
    """The names of everything that this browser keeps of the site."""
    page = context.new_page()
    page.goto(f"{site}/healthz")
    names: list[str] = page.evaluate("""async () => [
      ...Object.keys(localStorage), ...Object.keys(sessionStorage), ...await caches.keys(),
      ...(await indexedDB.databases()).map((one) => one.name),
    ]""")
    page.close()
    return names


def test_claim_others(browser: Browser, site: str) -> None:
    page = opened(browser, site)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    pages = [address for address in STATES.values() if "{" not in address and "map=1" not in address]
    for address in pages:
        page.goto(site + address)
    assert len(asked) > len(pages)
    assert [url for url in asked if not url.startswith(f"{site}/")] == []
    page.context.close()


def test_claim_help_now(browser: Browser, site: str) -> None:
    page = opened(browser, f"{site}/search?q=grief&near=62701")
    assert kept(page.context, site) == []
    page.goto(f"{site}/help-now")
    expect(page.locator("#offline")).to_contain_text("kept on this device")
    assert kept(page.context, site) == ["kith-help-now"]
    page.goto(f"{site}/search?q=grief&near=62701")
    paths = page.evaluate(
        "(async () => (await (await caches.open('kith-help-now')).keys()).map((one) => new URL(one.url).pathname))()"
    )
    assert "/help-now" in paths
    assert all(one == "/help-now" or one == "/style.css" or one.startswith("/static/") for one in paths)
    page.goto(f"{site}/help-now")
    page.get_by_role("button", name="Forget this page").click()
    expect(page.locator("#offline")).to_contain_text("not kept")
    assert kept(page.context, site) == ["stays.help-now"]
    page.context.close()


def test_claim_plan(browser: Browser, site: str) -> None:
    page = opened(browser, f"{site}/plan")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("Family: Who or what").fill("my sister")
    assert kept(page.context, site) == []
    page.get_by_role("button", name="Keep it on this device").click()
    assert kept(page.context, site) == ["kith.plan"]
    page.get_by_role("button", name="Erase everything").click()
    assert kept(page.context, site) == []
    # The browser asks for the page's icon when it likes.
    assert [url for url in asked if "/static/icon.svg" not in url] == []
    page.context.close()


def test_claim_list(browser: Browser, site: str) -> None:
    page = opened(browser, f"{site}/search?need=support-groups&near=62701")
    assert kept(page.context, site) == []
    page.locator("a.keep").first.click()
    assert kept(page.context, site) == ["kith.lists"]
    page.get_by_role("link", name="Leave this site").click()
    page.wait_for_url(AWAY)
    assert kept(page.context, site) == []
    page.context.close()


def test_claim_title(browser: Browser, site: str) -> None:
    page = opened(browser, site)
    page.get_by_role("button", name="Hide the title").click()
    assert page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage)]") == [[], ["kith.title"]]
    other = page.context.new_page()
    other.goto(site)
    assert "Kith" in other.title()
    page.context.close()


def test_claim_leave(browser: Browser, site: str) -> None:
    for leave in ("press", "click"):
        page = opened(browser, f"{site}/plan")
        page.get_by_label("Family: Who or what").fill("my sister")
        page.get_by_role("button", name="Keep it on this device").click()
        if leave == "click":
            page.get_by_role("link", name="Leave this site").click()
        else:
            for _ in range(3):
                page.keyboard.press("Escape")
        page.wait_for_url(AWAY)
        assert kept(page.context, site) == []
        page.context.close()


def test_claim_back(browser: Browser, site: str) -> None:
    page = opened(browser, f"{site}/about")
    page.goto(f"{site}/need/support-groups/grief")
    page.get_by_role("link", name="Leave this site").click()
    page.wait_for_url(AWAY)
    page.go_back(wait_until="commit")
    page.wait_for_url(AWAY)
    page.go_back()
    assert page.url == "about:blank"
    page.context.close()


def test_claim_stays(browser: Browser, site: str) -> None:
    page = opened(browser, f"{site}/help-now")
    expect(page.locator("#offline")).to_contain_text("kept on this device")
    page.goto(f"{site}/plan")
    page.get_by_label("Family: Who or what").fill("my sister")
    page.get_by_label("Keep it even when").check()
    page.get_by_role("button", name="Keep it on this device").click()
    page.get_by_role("link", name="Leave this site").click()
    page.wait_for_url(AWAY)
    assert sorted(kept(page.context, site)) == ["kith-help-now", "stays.plan"]
    page.context.close()
