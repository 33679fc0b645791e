import pytest

from tests.webapp.support import check_page


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/nope", 404),
        ("GET", "/listing/not-an-id/", 404),
        ("GET", "/listing/00000000-0000-0000-0000-000000000000/", 404),
        ("GET", "/static/nothing.css", 404),
        ("POST", "/", 405),
        ("DELETE", "/search", 405),
    ],
)
def test_pages_say_what_to_do(client, method, address, status):
    response = client.open(address, method=method)
    assert response.status_code == status
    page = check_page(response)
    assert page.all("//form[@role='search']")
    assert page.link("All help lines") == "/help-now"


def test_help_lines_while_there_is_no_index(empty_client):
    for address in ("/search?q=grief", "/listing/00000000-0000-0000-0000-000000000000/x"):
        response = empty_client.get(address)
        assert response.status_code == 503
        page = check_page(response)
        assert page.heading == "The directory is not ready"
        assert page.texts("//h3")[0] == "988 Suicide & Crisis Lifeline"


def test_our_own_mistakes_tell_nothing(broken_client):
    response = broken_client(ZeroDivisionError("secret")).get("/search?q=grief")
    assert response.status_code == 500
    page = check_page(response)
    assert "secret" not in page.body
    assert "988" in page.text


def test_a_body_that_is_too_large(client):
    response = client.post("/search", data={"q": "x" * 70_000})
    assert response.status_code == 413
    check_page(response)


def test_odd_addresses_get_a_page(client):
    for address in ("/%00", "/%ff%fe", "/listing/%e2%80%ae/", "/<script>alert(1)</script>"):
        response = client.get(address)
        assert response.status_code == 404
        check_page(response)
