import pytest

PRIVATE = (
    "/search",
    "/search?need=support-groups",
    "/search?near=xyzzy",
    "/api/search?need=support-groups",
    "/api/suggest?q=gri",
    "/nope",
)


@pytest.mark.parametrize(
    "address", ["/", *PRIVATE, "/help-now", "/healthz", "/style.css", "/static/icon.svg", "/static/suggest.js"]
)
def test_every_answer_says_what_may_be_loaded(client, address):
    with client.get(address) as response:
        headers = response.headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("address", PRIVATE)
def test_what_was_asked_is_kept_by_no_cache(client, address):
    assert client.get(address).headers["Cache-Control"] == "no-store"


def test_searches_are_not_for_search_engines(client):
    for address in ("/search?q=grief", "/api/search?q=grief", "/api/suggest?q=grief"):
        assert client.get(address).headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/").headers


def test_pages_that_are_the_same_for_all_are_asked_for_again(client):
    assert client.get("/").headers["Cache-Control"] == "no-cache"
