"""The HSDS 3.1 API as HTTP: tags, caches, other sites, compression, bodies, errors."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from data.hsds.listings import service_id
from data.ids import listing_id
from tests.webapp.support import make_listing, publish, settings_at
from webapp import create_app

NOBODY = "00000000-0000-4000-8000-000000000000"
GROUP = listing_id("sample-groups", "group-1")


def test_a_tag_spares_the_second_fetch(client: FlaskClient) -> None:
    for path in ("services?page=2", f"services/{service_id(GROUP)}", "services?format=ndjson", "taxonomies"):
        first = client.get(f"/api/{path}")
        again = client.get(f"/api/{path}", headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.get_data(), again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert again.headers["Access-Control-Allow-Origin"] == "*"
        assert first.headers["Cache-Control"] == "no-cache"
        other = client.get("/api/services?page=3", headers={"If-None-Match": first.headers["ETag"]})
        assert other.status_code == 200


def test_a_tag_is_another_after_a_build(tmp_path: Path) -> None:
    settings, listing = settings_at(tmp_path), make_listing("1")
    publish(settings, [listing])
    client = create_app(settings).test_client()
    tag = client.get("/api/services").headers["ETag"]
    publish(settings, [listing.model_copy(update={"name": "Other"})])
    found = client.get("/api/services", headers={"If-None-Match": tag})
    assert (found.status_code, found.get_json()["contents"][0]["name"]) == (200, "Other")


@pytest.mark.parametrize("query", ["search=grief", "postcode=62701", "lat=39.8&lon=-89.6"])
def test_what_somebody_looks_for_is_kept_by_no_cache(client: FlaskClient, query: str) -> None:
    found = client.get(f"/api/services?{query}")
    assert found.headers["Cache-Control"] == "no-store"
    assert "ETag" not in found.headers


def test_post_asks_the_same(client: FlaskClient) -> None:
    wanted = {"search": "circle", "per_page": 3, "full": True, "lat": 39.8, "lon": -89.65}
    by_post = client.post("/api/services", json=wanted)
    text = {**wanted, "full": "true"}
    assert by_post.get_json() == client.get("/api/services", query_string=text).get_json()
    assert by_post.headers["Cache-Control"] == "no-store"
    assert client.post("/api/services", data=text).get_json() == by_post.get_json()
    assert client.post("/api/services", query_string=text).get_json() == by_post.get_json()
    assert client.post("/api/services").get_json()["page_number"] == 1


def test_other_sites_may_ask(client: FlaskClient) -> None:
    before = client.options("/api/services", headers={"Origin": "https://clinic.example",
                                                      "Access-Control-Request-Method": "POST"})  # fmt: skip
    assert before.status_code == 200
    assert before.headers["Access-Control-Allow-Methods"] == "GET, POST, OPTIONS"
    assert before.headers["Access-Control-Allow-Headers"] == "Content-Type, If-None-Match"
    for path in ("/api/services", "/api/search?q=grief", "/api/nothing", "/api/services?page=x"):
        found = client.get(path)
        assert found.headers["Access-Control-Allow-Origin"] == "*"
        assert found.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Access-Control-Allow-Credentials" not in found.headers
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


@pytest.mark.parametrize("query", ["", "?format=ndjson"])
def test_answers_are_compressed(client: FlaskClient, query: str) -> None:
    plain = client.get(f"/api/services{query}")
    small = client.get(f"/api/services{query}", headers={"Accept-Encoding": "gzip"})
    assert (small.content_encoding, "Accept-Encoding" in small.vary) == ("gzip", True)
    assert gzip.decompress(small.get_data()) == plain.get_data()


BAD = {
    "page=0": "page", "page=-1": "page", "page=1.5": "page", "page=x": "page", "page=": "page",
    "page=99999999999999999999": "page", "page=1&page=2": "page", "page=%D9%A1": "page",
    "per_page=0": "per_page", "per_page=501": "per_page", "per_page=501&minimal=false": "per_page",
    "per_page=100001&minimal=true": "per_page", "format=xml": "format", "full=yes": "full", "minimal=1": "minimal",
    "taxonomy_term_id=1": "taxonomy_term_id", "taxonomy_id=%00": "taxonomy_id",
    "organization_id=' OR 1=1": "organization_id", "modified_after=yesterday": "modified_after",
    "modified_after=2026-02-30": "modified_after", "modified_after=2026-01-01T00:00:00": "modified_after",
    "modified_after=2026-01-01T25:00:00Z": "modified_after", "search=" + "x" * 201: "search",
    "postcode=AB1 2CD": "postcode", "postcode=62701%0a": "postcode", "proximity=5": "postcode",
    "postcode=62701&proximity=-1": "proximity", "postcode=62701&proximity=1e99": "proximity",
    "postcode=62701&proximity=nan": "proximity", "lat=39": "lon", "lon=-89": "lat", "lat=91&lon=0": "lat",
    "lat=inf&lon=0": "lat", "radius=5": "lat", "lat=1&lon=1&postcode=62701&proximity=5": "proximity",
}  # fmt: skip


@pytest.mark.parametrize("query", BAD)
def test_a_value_that_cannot_be_used_is_named(client: FlaskClient, query: str) -> None:
    found = client.get(f"/api/services?{query}")
    error = found.get_json()["error"]
    assert (found.status_code, error["code"], error["field"]) == (400, "bad-parameter", BAD[query])
    assert set(error) == {"code", "message", "field"}
    assert error["message"]


# A wrong name, and what the answer says of it.
NAMES = {
    "taxonomy_term=x": "'taxonomy_term' is no parameter here: did you mean taxonomy_term_id?",
    "perpage=5": "'perpage' is no parameter here: did you mean per_page?",
    "xyz=": "'xyz' is no parameter here: there are search, page, per_page, format, top_only, parent_id",
}


@pytest.mark.parametrize("query", NAMES)
def test_a_name_that_is_no_parameter_is_an_error(client: FlaskClient, query: str) -> None:
    path, name = "/api/taxonomy_terms" if query == "xyz=" else "/api/services", query.partition("=")[0]
    for found in (client.get(f"{path}?{query}"), client.post(path, json={name: "x"})):
        error = found.get_json()["error"]
        assert (found.status_code, error["code"], error["field"]) == (400, "unknown-parameter", name)
        assert error["message"].replace("taxonomy_id, ", "") == NAMES[query]


def test_what_changes_nothing_that_is_found_is_passed_over(client: FlaskClient) -> None:
    plain = client.get("/api/services?page=1").get_json()
    assert client.get("/api/services?page=1&_=1700000000").get_json() == plain
    assert client.post("/api/services", json={"page": 1, "_": {}}).get_json() == plain
    taxonomies = client.get("/api/taxonomies").get_json()
    assert client.get("/api/taxonomies?full=true&minimal=true").get_json() == taxonomies


BODIES: dict[str, tuple[Any, str | None]] = {
    "a number as text": ({"page": "1"}, "page"),
    "a text as number": ({"search": 1}, "search"),
    "true as number": ({"page": True}, "page"),
    "a list": ({"search": ["a"]}, "search"),
    "null": ({"postcode": None}, "postcode"),
    "an array": ([], None),
    "no JSON": ("{", None),
    "deep": ("[" * 50_000, None),
}


@pytest.mark.parametrize("what", BODIES)
def test_a_body_that_cannot_be_used(client: FlaskClient, what: str) -> None:
    body, field = BODIES[what]
    text = body if isinstance(body, str) else json.dumps(body)
    found = client.post("/api/services", data=text, content_type="application/json")
    assert (found.status_code, found.get_json()["error"]["field"]) == (400, field)


OTHER = {
    "GET /api/services/x": 404, f"GET /api/services/{NOBODY}": 404, f"GET /api/organizations/{NOBODY}": 404,
    f"GET /api/taxonomy_terms/{NOBODY}": 404, f"GET /api/taxonomies/{NOBODY}": 404, "GET /api/nothing": 404,
    "GET /api/services?postcode=00000": 404, "DELETE /api/services": 405, "POST /api/changes": 405,
    f"PUT /api/services/{NOBODY}": 405, "GET /api/changes": 400, "GET /api/services/": 404,
    "GET /api/organizations/%00": 404,
}  # fmt: skip


@pytest.mark.parametrize("what", OTHER)
def test_errors_have_one_shape(client: FlaskClient, what: str) -> None:
    method, path = what.split(" ", 1)
    found = client.open(path, method=method)
    assert found.status_code == OTHER[what]
    assert set(found.get_json()) == {"error"}
    assert set(found.get_json()["error"]) == {"code", "message", "field"}


def test_bodies_of_other_kinds_and_sizes(client: FlaskClient) -> None:
    assert client.post("/api/services", data="<a/>", content_type="text/xml").status_code == 415
    large = client.post("/api/services", json={"search": "x" * 70_000})
    assert (large.status_code, large.get_json()["error"]["code"]) == (413, "too-large")


def test_before_anything_is_built(empty_client: FlaskClient) -> None:
    found = empty_client.get("/api/services")
    assert (found.status_code, found.get_json()["error"]["code"]) == (503, "no-index")
    assert empty_client.get("/api/").status_code == 200
    assert empty_client.get("/api/openapi.json").status_code == 200
