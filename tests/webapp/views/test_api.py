"""Errors have one shape everywhere: {"error": {"code", "message", "field"}}."""

import pytest


def _error(response):
    body = response.get_json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "field"}
    assert isinstance(body["error"]["code"], str)
    assert isinstance(body["error"]["message"], str)
    return body["error"]


def test_answers_with_the_object_of_the_search(client):
    answer = client.get("/api/search?need=support-groups/grief&near=62701&limit=3").get_json()
    assert {"query", "crisis", "total", "took_ms", "relaxed", "groups", "results", "facets"} <= set(answer)
    assert answer["groups"]["near"] >= 20
    assert sum(one["group"] == "near" for one in answer["results"]) == 3


def test_post_answers_the_same(client):
    asked = {"need": ["support-groups/grief"], "near": "62701", "limit": 3}
    posted = client.post("/api/search", json=asked).get_json()
    got = client.get("/api/search?need=support-groups/grief&near=62701&limit=3").get_json()
    assert [one["id"] for one in posted["results"]] == [one["id"] for one in got["results"]]


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("near=xyzzy", "unknown-place", "near"),
        ("q=grief+near+me", "ask-place", "near"),
        ("radius=far", "bad-number", "radius"),
        ("radius=nan", "out-of-range", "radius"),
        ("limit=1000", "out-of-range", "limit"),
        ("limit=0", "out-of-range", "limit"),
        ("offset=-1", "out-of-range", "offset"),
        ("at=tuesday", "bad-time", "at"),
        ("need=nonsense", "unknown-value", "need"),
        ("sort=magic", "unknown-value", "sort"),
    ],
)
def test_values_that_cannot_be_used(client, query, code, field):
    response = client.get(f"/api/search?{query}")
    assert response.status_code == 400
    error = _error(response)
    assert (error["code"], error["field"]) == (code, field)


@pytest.mark.parametrize("body", ["", "{", "[]", '"grief"', '{"q": {"a": 1}}', "[" * 60_000, '{"limit": true}'])
def test_bodies_that_cannot_be_used(client, body):
    response = client.post("/api/search", data=body, content_type="application/json")
    assert response.status_code == 400
    assert _error(response)["code"] == "bad-json"


def test_lone_surrogates_in_a_body_harm_nothing(client):
    response = client.post("/api/search", data=r'{"q": "grief \ud800"}', content_type="application/json")
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/api/nothing", 404), ("DELETE", "/api/search", 405), ("PUT", "/api/search", 405)],
)
def test_errors_of_http(client, method, address, status):
    response = client.open(address, method=method)
    assert response.status_code == status
    _error(response)
    assert status != 405 or "GET" in response.headers["Allow"]


def test_a_body_that_is_too_large(client):
    response = client.post("/api/search", data=b'{"q": "' + b"x" * 70_000 + b'"}', content_type="application/json")
    assert response.status_code == 413
    assert _error(response)["code"] == "too-large"


def test_a_form_is_not_json(client):
    assert client.post("/api/search", data={"q": "grief"}).status_code in (400, 415)


def test_offers_while_somebody_types(client):
    got = client.get("/api/suggest?q=gri").get_json()
    assert set(got) == {"suggestions"}
    first = got["suggestions"][0]
    assert first["needs"] == ["support-groups/grief"]
    assert first["label"] is None
    assert {"text", "kind", "needs", "label", "listings"} == set(first)
    assert client.post("/api/suggest", json={"q": "gri"}).get_json() == got
    named = client.get("/api/suggest?q=open+do").get_json()["suggestions"]
    assert [one["text"] for one in named] == ["Open Door counseling", "Open Door of Sangamon County"]
    assert client.get("/api/suggest?q=bereavement").get_json()["suggestions"][0]["label"]


@pytest.mark.parametrize("query", ["", "?q=", "?q=g", "?q=%00%ff", "?q=" + "x%20" * 9_000, "?near=62701", "?q=%F0%9F"])
def test_nothing_to_offer(client, query):
    response = client.get(f"/api/suggest{query}")
    assert response.status_code == 200
    assert response.get_json() == {"suggestions": []}


def test_offers_fail_as_searches_do(client, broken_client):
    assert _error(client.post("/api/suggest", data="{", content_type="application/json"))["code"] == "bad-json"
    assert _error(client.post("/api/suggest", json={"q": {"a": 1}}))["field"] == "q"
    assert client.delete("/api/suggest").status_code == 405
    response = broken_client().get("/api/suggest?q=grief")
    assert response.status_code == 503
    assert _error(response)["code"] == "damaged-index"


def test_no_index_and_our_own_mistakes(broken_client):
    response = broken_client().get("/api/search?q=grief")
    assert response.status_code == 503
    assert _error(response)["code"] == "damaged-index"
    response = broken_client(ZeroDivisionError("secret")).get("/api/search?q=grief")
    assert response.status_code == 500
    assert _error(response)["code"] == "internal"
    assert b"secret" not in response.data


def test_a_very_long_text_is_cut(client):
    response = client.get("/api/search?q=" + "grief%20" * 15_000)
    assert response.status_code == 200
    assert len(response.get_json()["query"]["text"]) <= 500


@pytest.mark.parametrize("error", [None, ZeroDivisionError("broken")])
def test_what_is_typed_reaches_no_log(broken_client, client, caplog, error):
    with caplog.at_level("DEBUG"):
        client.get("/api/suggest?q=mysecret")
        client.get("/api/suggest?q=mysecret&q[]=1")
        broken_client(error).get("/api/suggest?q=mysecret")
        broken_client(error).post("/api/suggest", json={"q": "mysecret"})
    assert "mysecret" not in caplog.text
    assert caplog.text
