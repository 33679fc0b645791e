"""What the page of privacy claims: one test a claim, here or, where only a browser can tell, in tests/browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from data.keeping import reports
from data.shared_lists import SharedLists
from data.store import Store
from tests.webapp.support import check_page, make_listing, settings_at

WORDS, PLACE = "bereavedword", "62701"
PAGES = (
    "/", f"/search?q={WORDS}&near={PLACE}", f"/need/support-groups/grief?near={PLACE}", "/plan", "/help-now",
    "/privacy", "/about", "/accessibility", "/inclusion", "/sources", "/no-such-page",
)  # fmt: skip
BROWSER = Path(__file__).parents[2] / "browser" / "test_privacy.py"


def test_every_claim_has_its_test(get_page):
    claims = {one.removeprefix("claim-").replace("-", "_") for one in get_page("/privacy").all("//li/@id")}
    code = Path(__file__).read_text("utf-8") + BROWSER.read_text("utf-8")
    tested = re.findall(r"^def test_claim_(\w+)\(", code, re.MULTILINE)
    assert sorted(tested) == sorted(claims)


def test_claim_cookies(client):
    for address in PAGES:
        assert "Set-Cookie" not in client.get(address).headers
    assert "Set-Cookie" not in client.post("/search", data={"q": WORDS}).headers


def test_claim_referrer(client):
    for address in PAGES:
        assert client.get(address).headers["Referrer-Policy"] == "no-referrer"


def test_claim_account(get_page):
    for address in PAGES[:6]:
        page = check_fields(get_page(address))
        assert not page & {"password", "email", "tel"}


def check_fields(page):
    return {one.get("type") or "text" for one in page.all("//input")}


@pytest.mark.parametrize("fails", [False, True], ids=["answers", "fails"])
def test_claim_log(client, broken_client, caplog, capfd, fails):
    caplog.set_level("DEBUG")
    asked = broken_client(RuntimeError("boom")) if fails else client
    status = 500 if fails else 200
    asks = (
        asked.get(f"/search?q={WORDS}&near={PLACE}"),
        asked.post("/search", data={"q": WORDS, "near": PLACE}),
        asked.post("/api/search", json={"q": WORDS, "near": PLACE}),
        asked.get(f"/need/support-groups/grief?near={PLACE}"),
        asked.post("/need/support-groups/grief", data={"near": PLACE}),
        asked.post("/api/suggest", json={"q": WORDS}),
    )
    assert {one.status_code for one in asks} == {status}
    assert bool(caplog.records) == fails
    said = caplog.text + "".join(capfd.readouterr())
    assert WORDS not in said
    assert PLACE not in said


def test_claim_copy(client, get_page):
    listing = next(one for one in get_page("/search?need=support-groups").all("//h3/a/@href"))
    for address in (PAGES[1], PAGES[2], "/need/libraries", listing):
        assert client.get(address).headers["Cache-Control"] == "no-store"


def test_claim_post(client):
    page = check_page(client.post("/search", data={"q": WORDS, "near": PLACE}))
    for address in page.all("//@href | //@action"):
        assert WORDS not in address
        assert PLACE not in address
    assert page.all("//button[@formmethod='post'] | //form[@method='post']")


def test_claim_typing(client):
    response = client.post("/api/suggest", json={"q": "gri"})
    assert response.headers["Cache-Control"] == "no-store"
    with client.get("/static/suggest.js") as script:
        assert b'method: "POST"' in script.data


def test_claim_engines(client):
    for address in (PAGES[1], PAGES[2], f"/api/search?q={WORDS}"):
        assert client.get(address).headers["X-Robots-Tag"] == "noindex"


def test_claim_shared(tmp_path):
    lists = SharedLists(tmp_path / "lists.db")
    shared = lists.keep({"title": WORDS}, days=1)
    assert lists.read(shared.code)
    assert lists.read(shared.code, datetime.now(UTC) + timedelta(days=2)) is None
    taken_back = lists.keep({"title": WORDS})
    assert lists.revoke(taken_back.code, taken_back.key)
    assert lists.read(taken_back.code) is None


def test_claim_report(app_of, tmp_path):
    listing = make_listing("told")
    Store(settings_at(tmp_path).store).close()
    sent = (
        app_of(listing)
        .test_client()
        .post(
            f"/report/{listing.id}",
            data={"field": "schedules", "words": f"They meet at six: {WORDS}."},
            headers={"User-Agent": "telling-browser", "X-Forwarded-For": "203.0.113.7"},
            environ_overrides={"REMOTE_ADDR": "203.0.113.8"},
        )
    )
    assert sent.status_code < 400
    (report,) = reports.listed(settings_at(tmp_path).store)
    assert (report.words, report.contact) == (f"They meet at six: {WORDS}.", None)
    kept = b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
    assert WORDS.encode() in kept
    for who in (b"telling-browser", b"203.0.113"):
        assert who not in kept
