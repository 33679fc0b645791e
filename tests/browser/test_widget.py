"""The widget on pages of other people: each on another origin than the directory."""

from __future__ import annotations

import re
from collections.abc import Iterator

import nh3
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.browser.hosts import ELEMENT, EMPTY, HOSTILE, STRICT, Host, ask, results, script, serving, written
from webapp.crisis import LEAVE_URL

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    with serving() as made:
        yield made


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


HOSTS = {
    "plain": {},
    "strict policy": {"Content_Security_Policy": STRICT, "Cross_Origin_Embedder_Policy": "require-corp"},
    "hostile style": {"head": HOSTILE},
    "right to left": {"lang": "ar", "direction": "rtl"},
}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", HOSTS)
def test_on_pages_of_others(page: Page, host: Host, site: str, name: str, width: int) -> None:
    given = {key: value.replace("{site}", site) for key, value in HOSTS[name].items()}
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(host.page(f"/{name.replace(' ', '-')}-{width}", ELEMENT + script(site), **given))
    box = page.locator("kith-search")
    expect(box.locator(".card").first).to_be_visible()
    expect(box.locator(".group")).to_have_count(3)
    assert box.locator(".crisis a").first.get_attribute("href") == "tel:988"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    button = box.locator("button.button")
    styled = button.evaluate("one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).fontStyle]")
    assert styled == ["rgb(11, 93, 94)", "normal"]
    assert button.bounding_box()["height"] >= 44
    assert box.locator(".k").evaluate("one => getComputedStyle(one).direction") == (
        "rtl" if name == "right to left" else "ltr"
    )
    # The icon of the test page; the widget gives no reason for a word.
    assert [text for text in said if "data:," not in text] == []
    if name != "hostile style" and width == 320:
        # axe looks into the shadow root; the hostile page itself breaks rules of its own.
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_with_help_in_a_crisis_problems_and_colours(page: Page, host: Host, site: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(host.page("/axe", EMPTY + script(site), head='<meta name="color-scheme" content="light dark">'))
    ask(page, "i want to die")
    expect(page.get_by_role("heading", name="You do not have to carry this alone")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    ask(page, "i want to die", "Xyzzyville")
    field = page.get_by_label("Where are you?")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(page.get_by_role("alert").filter(has_text="We do not know that place.")).to_be_visible()
    expect(page.get_by_role("heading", name="You do not have to carry this alone")).to_be_visible()
    assert Axe().run(page).violations_count == 0


def test_two_on_a_page_do_not_mix(page: Page, host: Host, site: str) -> None:
    other = (
        '<kith-search near="62701" needs="libraries" limit="1" lang="es" text-title="Nuestra búsqueda"></kith-search>'
    )
    page.goto(host.page("/two", ELEMENT + other + script(site) + script(site)))
    results(page)
    first, second = page.locator("kith-search").first, page.locator("kith-search").last
    second.scroll_into_view_if_needed()
    expect(second.locator(".card").first).to_be_visible()
    assert second.get_by_role("heading", name="Nuestra búsqueda").count() == 1
    assert second.locator(".k").get_attribute("lang") == "es"
    names = [one.locator(".card").first.inner_text() for one in (first, second)]
    assert names[0] != names[1]
    labels = [one.get_by_role("search").get_attribute("aria-label") for one in (first, second)]
    assert len(set(labels)) == 2
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_script_alone_places_one_where_it_stands(page: Page, host: Host, site: str) -> None:
    page.goto(host.page("/line", "<p>Before</p>" + script(site, near="62701", needs="support-groups") + "<p>After</p>"))
    results(page)
    assert page.evaluate("document.querySelector('kith-search').nextElementSibling.textContent") == "After"
    globals_of = "Object.keys(window).filter(name => /kith/i.test(name))"
    assert page.evaluate(globals_of) == []


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_preset_search_is_one_request_beside_the_script(page: Page, host: Host, site: str, lang: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site)))
    address = host.page(f"/requests-{lang}", ELEMENT + script(site), lang=lang)
    page.goto(address)
    expect(page.locator(".credits")).to_be_visible()
    assert [one for one in asked if not one.startswith("data:")] == [address, "/widget.v1.js", f"/{lang}/api/cards"]
    assert page.locator(".k").get_attribute("lang") == lang


def test_what_is_typed_decides_and_what_was_looked_for_is_said(page: Page, host: Host, site: str) -> None:
    preset = '<kith-search near="62701" needs="libraries" radius="10" layout="compact"></kith-search>'
    page.goto(host.page("/typed", preset + script(site)))
    said = page.get_by_role("list", name="What we looked for")
    expect(said).to_have_text("Within 10 miles of Springfield, IL 62701Libraries")
    for text, chip in (("grief group", "Support groups: Grief and loss"), ("", "Libraries")):
        ask(page, text)
        expect(said).to_have_text(f"Within 10 miles of Springfield, IL 62701{chip}")
        expect(page.locator(".credits")).to_be_visible()
        assert (
            page.locator(".results").evaluate("""box => [...box.querySelectorAll(".card, .group, .results")]
            .flatMap(one => [...one.childNodes]).filter(one => one.nodeType === Node.TEXT_NODE).length""")
            == 0
        )


def test_a_browser_takes_the_printed_hash_and_no_other(page: Page, host: Host, site: str) -> None:
    paste = written(site, "script")
    page.goto(host.page("/hash", paste))
    results(page)
    page.goto(host.page("/other-hash", re.sub("sha384-....", "sha384-AAAA", paste)))
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.querySelector('kith-search').shadowRoot") is None
    ask(page, "grief")
    assert page.url == f"{site}/en/search"


def test_nothing_is_kept_and_nobody_else_is_asked(context: BrowserContext, host: Host, site: str) -> None:
    page = context.new_page()
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    address = host.page("/private", EMPTY + script(site))
    page.goto(address)
    ask(page, "grief group")
    results(page)
    assert {request.url.split("/")[2] for request in asked if not request.url.startswith("data:")} == {
        site.split("/")[2],
        host.address.split("/")[2],
    }
    assert not [request.url for request in asked if "grief" in request.url or "62701" in request.url]
    assert [r.headers.get("referer") or "" for r in asked if "/api/" in r.url] == [""]
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert context.cookies() == []
    assert page.url == address


def test_without_javascript_the_form_inside_leads_to_the_directory(browser: Browser, host: Host, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host.page("/no-scripts", written(site, "script")))
    assert page.get_by_role("link", name="Call 988").get_attribute("href") == "tel:988"
    ask(page, "grief")
    assert page.url == f"{site}/en/search"
    assert "Sampleton Grief Circle" in page.locator("main").inner_text()
    context.close()


def test_an_editor_that_strips_scripts_leaves_the_plain_form(page: Page, host: Host, site: str) -> None:
    tags = nh3.ALLOWED_TAGS | {"form", "input", "label", "button"}
    attributes = {"a": {"href"}, "form": {"action", "method"}, "input": {"name", "value", "type", "maxlength"}}
    for paste in ("script", "form"):
        kept = nh3.clean(written(site, paste), tags=tags, attributes=attributes)
        assert "script" not in kept.replace("/en/search", "")
        page.goto(host.page(f"/editor-{paste}", kept))
        ask(page, "grief")
        assert page.url == f"{site}/en/search"
        assert "Near you" in page.locator("main").inner_text()


def test_in_a_frame_links_open_outside_of_it(context: BrowserContext, host: Host, site: str) -> None:
    page = context.new_page()
    page.goto(
        host.page("/frame", written(site, "frame"), Content_Security_Policy=f"default-src 'none'; frame-src {site}")
    )
    frame = page.frame_locator("iframe")
    expect(frame.locator(".card").first).to_be_visible()
    with context.expect_page() as opened:
        frame.locator(".card a").first.click()
    assert opened.value.url.startswith(f"{site}/en/listing/")
    # No other page of the directory may be framed.
    page.goto(host.page("/framed", f'<iframe src="{site}/search"></iframe>'))
    page.wait_for_timeout(300)
    assert "chrome-error" in page.frames[1].url


def test_by_keyboard(page: Page, host: Host, site: str) -> None:
    page.goto(host.page("/keys", EMPTY + script(site)))
    expect(page.get_by_label("What do you need?")).to_be_visible()
    stops = []
    for _ in range(8):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("(a => a.id || a.textContent)(document.activeElement.shadowRoot.activeElement)"))
    assert stops == [
        "Leave this site",
        "Call 988",
        "Text 988",
        "Text HOME to 741741",
        "More lines",
        "q",
        "near",
        "Search",
    ]
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("62701")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("grief")
    page.keyboard.press("Enter")
    results(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.getAttribute('href')").startswith(site)


@pytest.mark.parametrize("by", ["link", "Esc three times", "the page"])
def test_leaving_empties_it(page: Page, host: Host, site: str, by: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.route(f"{LEAVE_URL}**", lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"))
    page.goto(host.page("/before", ""))
    page.goto(host.page("/leave", EMPTY + script(site)))
    ask(page, "grief")
    results(page)
    page.evaluate("""document.addEventListener("kith:leave", () => {
        console.log(`left: ${document.querySelector("kith-search").shadowRoot.textContent}`); })""")
    if by == "the page":
        page.evaluate("document.dispatchEvent(new CustomEvent('kith:leave'))")
        assert said == ["left: "]
        return
    if by == "link":
        page.get_by_role("link", name="Leave this site").click()
    else:
        # Wherever one has read in the results.
        page.locator(".card").first.click(position={"x": 5, "y": 5})
        page.keyboard.press("Escape")
        expect(page.get_by_role("status")).to_have_text("Press Esc two more times to leave this site.")
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.wait_for_url(f"{LEAVE_URL}**")
    assert said == ["left: "]
    page.go_back()
    assert page.url == f"{host.address}/before"


def test_what_the_page_is_told(page: Page, host: Host, site: str) -> None:
    page.goto(host.page("/events", EMPTY + '<kith-search events="words"></kith-search>' + script(site)))
    page.evaluate("""window.told = []; for (const name of ["search", "results", "error"])
        document.addEventListener(`kith:${name}`, (event) => told.push([name, event.detail]))""")
    boxes = page.locator("kith-search")
    for place in range(2):
        boxes.nth(place).get_by_label("What do you need?").fill("grief")
        boxes.nth(place).get_by_label("Where are you?").fill("62701")
        boxes.nth(place).get_by_role("button", name="Search", exact=True).click()
        results(page, place)
    told = page.evaluate("told")
    assert [name for name, _ in told] == ["search", "results", "search", "results"]
    assert told[0][1] == {"auto": False}
    assert set(told[1][1]) == {"total", "counts", "ms"}
    assert told[2][1] == {"auto": False, "q": "grief", "near": "62701"}


@pytest.mark.parametrize(
    ("status", "body", "code", "words"),
    [
        (0, "", "no-answer", "The directory cannot be reached at the moment."),
        (503, '{"error": {"code": "no-index", "message": "", "field": null}}', "no-index", "cannot be reached"),
        (429, '{"error": {"code": "too-many-requests", "message": "", "field": null}}', "too-many-requests", "(7 s)"),
        (200, "<html>", "no-answer", "cannot be reached"),
    ],
)
def test_when_the_directory_is_away(
    page: Page, host: Host, site: str, status: int, body: str, code: str, words: str
) -> None:
    def answer(route: Route) -> None:
        if not status:
            route.abort()
            return
        headers = {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Expose-Headers": "Retry-After",
            "Retry-After": "7",
        }
        route.fulfill(status=status, body=body, headers=headers, content_type="application/json")

    page.route("**/api/cards", answer)
    page.goto(host.page("/away", EMPTY + script(site)))
    page.evaluate("document.addEventListener('kith:error', (event) => { window.told = event.detail; })")
    ask(page, "grief")
    expect(page.get_by_role("status")).to_contain_text(words)
    assert page.evaluate("told") == {"code": code, "status": status if body != "<html>" else 0}
    expect(page.get_by_role("link", name="Call 988")).to_be_visible()


def test_words_that_cannot_be_had_are_english(page: Page, host: Host, site: str) -> None:
    page.route("**/api/words", lambda route: route.abort())
    page.goto(host.page("/words", EMPTY + script(site), lang="es-MX"))
    expect(page.get_by_role("link", name="Call 988")).to_be_visible()
    expect(page.get_by_role("heading", name="Find help near you")).to_be_visible()


def test_wrong_settings_are_said_and_help_no_less(page: Page, host: Host, site: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    wrong = '<kith-search near="62701" needs="suport-groups" limit="99" colour="red" accent="}"></kith-search>'
    page.goto(host.page("/wrong", wrong + script(site)))
    results(page)
    for words in ('limit="99" is not a number from 1 to 20', 'no setting "colour"', "unknown value “suport-groups”",
                  'accent="}" is not a colour'):  # fmt: skip
        assert [text for text in said if words in text]
        # The test's pages are on this machine, where their author looks.
        expect(page.locator(".wrong")).to_contain_text(words)


def test_waits_until_it_is_seen(page: Page, host: Host, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    inside = ELEMENT.replace("></", "><p>Or call us.</p></")
    page.goto(host.page("/lazy", '<div style="height: 4000px">Read this first</div>' + inside + script(site)))
    page.wait_for_timeout(400)
    assert not [url for url in asked if "/api/" in url]
    assert page.get_by_text("Or call us.").is_visible()
    page.locator("kith-search").scroll_into_view_if_needed()
    results(page)
    assert not page.get_by_text("Or call us.").is_visible()


def test_waits_in_a_closed_panel(page: Page, host: Host, site: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(host.page("/panel", f"<div hidden>{ELEMENT}</div>{script(site)}"))
    page.wait_for_timeout(400)
    assert not [url for url in asked if "/api/" in url]
    page.evaluate("document.querySelector('[hidden]').hidden = false")
    results(page)


def test_settings_may_change_and_results_may_open_in_the_directory(page: Page, host: Host, site: str) -> None:
    page.goto(host.page("/change", ELEMENT + script(site)))
    results(page)
    page.evaluate("document.querySelector('kith-search').setAttribute('layout', 'compact')")
    expect(page.locator("dl")).to_have_count(0)
    page.evaluate("document.querySelector('kith-search').setAttribute('results', 'directory')")
    expect(page.locator(".card")).to_have_count(0)
    ask(page, "grief")
    page.wait_for_url(f"{site}/en/search")
    assert "Sampleton Grief Circle" in page.locator("main").inner_text()


def test_style_from_the_page(page: Page, host: Host, site: str) -> None:
    rules = "kith-search { --kith-accent: rgb(120, 0, 80) } kith-search::part(title) { color: rgb(0, 0, 255) }"
    css = f"<style>{rules}</style>"
    page.goto(host.page("/style", '<kith-search ground="#fffff0"></kith-search>' + script(site), head=css))
    button = page.get_by_role("button", name="Search", exact=True)
    assert button.evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(120, 0, 80)"
    assert page.locator(".k").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(255, 255, 240)"
    title = page.get_by_role("heading", name="Find help near you")
    assert title.evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 255)"


def test_the_builder_shows_at_once_what_is_chosen(page: Page, site: str) -> None:
    page.goto(f"{site}/en/embed")
    page.get_by_label("Where your visitors are").fill("62701")
    page.get_by_label("Support groups", exact=True).check()
    page.get_by_label("Use these colours").check()
    page.get_by_label("Buttons and links").fill("#90c0c0")
    expect(page.get_by_text("Links on the background: 1.9 to 1. Too weak")).to_be_visible()
    expect(page.locator("#p-script")).to_have_value(re.compile('needs="support-groups" accent="#90c0c0"'))
    assert "near=62701" in page.url
    page.locator("kith-search").scroll_into_view_if_needed()
    results(page)
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_role("status").filter(has_text="cop")).to_have_count(1)
