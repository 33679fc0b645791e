"""`kith validate` against a live API: ours has nothing wrong, and what is wrong with another is found."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from data.errors import KithError
from data.hsds.validating import Validation
from data.hsds.validating.findings import Seen
from data.hsds.validating.live import Answer, Api
from data.hsds.validating.records import Records
from tests.support.commands import Done

Spoil = Callable[[str, Any], Answer | None]


def _check(client: FlaskClient, spoil: Spoil = lambda path, body: None, pages: int = 0) -> set[tuple[str, str, str]]:
    """Rules that are broken, with the place and path, where `spoil` changes what is answered."""

    def fetch(address: str) -> Answer:
        parts = urlsplit(address)
        response = client.get(f"{parts.path}?{parts.query}")
        body = response.get_json()
        return spoil(parts.path.removeprefix("/api"), body) or Answer(response.status_code, body)

    seen = Seen()
    records = Records(seen)
    found = list(Api("http://localhost/api/", records, seen, pages, fetch).check())
    assert records.count > 10
    return {(one.where.split("?")[0], one.path, one.rule) for one in found}


def test_ours_has_nothing_wrong(client: FlaskClient) -> None:
    assert _check(client) == set()


def _changed(path: str, change: Callable[[Any], object]) -> Spoil:
    def spoil(asked: str, body: Any) -> Answer | None:
        if asked.startswith(path) and body is not None and "error" not in body:
            change(body)
            return Answer(200, body)
        return None

    return spoil


FAULTS: dict[str, tuple[Spoil, tuple[str, str, str]]] = {
    "no profile": (_changed("/", lambda body: body.pop("profile", None)), ("/", "profile", "required")),
    "a profile that is not there": (
        lambda path, body: Answer(404, None) if path == "/profile" else None, ("/", "profile", "not-found")),
    "an address that is none": (
        _changed("/", lambda body: "version" in body and body.update(openapi_url="file:///etc/passwd")),
        ("/", "openapi_url", "uri")),
    "no services": (lambda path, body: Answer(404, None) if path == "/services" else None,
                    ("/services", "", "status")),
    "no JSON": (lambda path, body: Answer(200, None) if path == "/organizations" else None,
                ("/organizations", "", "status")),
    "no envelope": (_changed("/services", lambda body: body.pop("empty", None)), ("/services", "empty", "envelope")),
    "pages": (_changed("/taxonomy_terms", lambda body: "contents" in body and body.update(total_pages=1)),
              ("/taxonomy_terms", "total_pages", "envelope")),
    "page": (_changed("/taxonomy_terms", lambda body: "contents" in body and body.update(page_number=1)),
             ("/taxonomy_terms", "page_number", "envelope")),
    "a record": (_changed("/services", lambda body: body.get("contents", [{}])[0].pop("status", None)),
                 ("/services", "contents[0].status", "required")),
    "the same page twice": (_changed("/taxonomies", lambda body: body.get("contents", []).append(
        body.get("contents", [{}])[0])), ("/taxonomies", "contents[8].id", "duplicate-id")),
    "what is not there": (
        lambda path, body: Answer(200, {}) if path.endswith("/00000000-0000-4000-8000-000000000000") else None,
        ("/services/00000000-0000-4000-8000-000000000000", "", "status")),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_found(client: FlaskClient, what: str) -> None:
    spoil, expected = FAULTS[what]
    assert expected in _check(client, spoil, pages=2)


def test_another_record_than_was_asked_for(client: FlaskClient) -> None:
    other = client.get("/api/services").get_json()["contents"][-1]["id"]
    whole = client.get(f"/api/services/{other}").get_json()
    found = _check(client, lambda path, body: Answer(200, dict(whole)) if path.startswith("/services/") else None, 1)
    assert {(path, rule) for _, path, rule in found} == {("id", "reference"), ("", "status")}


def test_lists_that_are_not_served_may_be_missing(client: FlaskClient) -> None:
    def spoil(path: str, body: Any) -> Answer | None:
        return None if path in ("/", "/profile", "/openapi.json") or path.startswith("/services") else Answer(404, None)

    assert _check(client, spoil) == set()


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"version": "3.1"}).encode() if "page" not in self.path else b"<html>"
        self.send_response(200 if self.path in ("/", "/page/") else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_over_http(address: str, kith: Callable[..., Done], tmp_path: Path) -> None:
    done = kith("validate", address, home=tmp_path)
    assert done.status == 1
    assert "error /: profile: required: must be there" in done.out
    assert "must answer 200 and a JSON object, not 500" in done.out
    page = [one.message for one in Validation().target(f"{address}/page", 1)]
    assert "not 200 and something else; give the address of the API" in page[0]
    with pytest.raises(KithError, match="does not answer"):
        list(Validation().target("http://127.0.0.1:1/", 1))
