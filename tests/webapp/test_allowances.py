from dataclasses import replace

import pytest

from data.errors import KithError
from data.settings import load_settings
from tests.webapp.support import settings_at
from webapp import allowances, create_app
from webapp.allowances import DAY_SECONDS, Allowances, is_inside

READER = {"REMOTE_ADDR": "8.8.8.8"}


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_allowance_fills_up_again_steadily():
    clock = Clock()
    left = Allowances(60, clock)
    assert [left.take("8.8.8.8") for _ in range(60)] == [0] * 60
    assert left.take("8.8.8.8") == 1
    assert left.take("9.9.9.9") == 0
    clock.now += 10
    assert [left.take("8.8.8.8") for _ in range(11)] == [0] * 10 + [1]
    clock.now += 3600
    assert [left.take("8.8.8.8") for _ in range(61)] == [0] * 60 + [1]


def test_what_costs_more_takes_more_and_never_waits_for_ever():
    left = Allowances(60, Clock())
    assert left.take("8.8.8.8", 50) == 0
    assert left.take("8.8.8.8", 20) == 10
    assert left.take("9.9.9.9", 1000) == 0
    assert left.take("9.9.9.9", 1000) == 60


def test_memory_is_bounded_and_forgets_every_day(monkeypatch):
    monkeypatch.setattr(allowances, "MOST_ADDRESSES", 3)
    clock = Clock()
    left = Allowances(1, clock)
    assert [left.take(f"8.8.8.{last}") for last in range(5)] == [0] * 5
    assert len(left) == 3
    assert left.take("8.8.8.4") == 60
    clock.now += DAY_SECONDS
    assert (left.take("8.8.8.4"), len(left)) == (0, 1)


def test_no_address_is_kept():
    left = Allowances(5, Clock())
    left.take("8.8.8.8")
    assert "8.8.8.8" not in repr(vars(left))


@pytest.mark.parametrize(
    ("address", "inside"),
    [("127.0.0.1", True), ("10.1.2.3", True), ("172.31.0.1", True), ("192.168.1.1", True), ("", True),
     ("0000:0000:0000:0000", True), ("fe80:0000:0000:0000", True), ("fd00:0000:0000:0001", True),
     ("8.8.8.8", False), ("172.32.0.1", False), ("2600:0000:0000:0001", False)],
)  # fmt: skip
def test_addresses_that_a_proxy_or_a_neighbour_has(address, inside):
    assert is_inside(address) is inside


@pytest.fixture
def limited(tmp_path, home):
    """An application that lets an address ask three times a minute."""

    def make(**changes):

        app = create_app(replace(settings_at(home), requests_a_minute=3, **changes))

        @app.get("/heavy")
        @allowances.weighs(3)
        def heavy() -> str:
            return "ok"

        return app.test_client()

    return make


def test_too_many_questions(limited):
    client = limited()
    answers = [client.post("/api/search", json={"q": "grief"}, environ_base=READER) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[3].get_json()["error"]["code"] == "too-many-requests"
    assert answers[3].headers["Retry-After"] == "20"
    assert answers[3].headers["Access-Control-Allow-Origin"] == "*"
    assert client.post("/api/search", json={"q": "grief"}).status_code == 200, "this machine is not counted"
    other = {"REMOTE_ADDR": "9.9.9.9"}
    assert client.get("/heavy", environ_base=other).status_code == 200
    assert client.get("/heavy", environ_base=other).status_code == 429


def test_pages_stay_open_and_one_that_is_refused_shows_help_lines(limited):
    client = limited()
    for _ in range(3):
        assert client.post("/search", data={"q": "grief"}, environ_base=READER).status_code == 200
    refused = client.post("/search", data={"q": "grief"}, environ_base=READER)
    assert refused.status_code == 429
    assert "Too many searches at once" in refused.text
    assert "tel:988" in refused.text
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/help-now", environ_base=READER).status_code == 200
    assert client.options("/api/search", environ_base=READER).status_code == 200


def test_as_many_proxies_are_believed_as_the_operator_has(limited):
    def statuses(client, forwarded):
        headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"}
        return [
            client.post("/api/search", json={}, headers=headers, environ_base={"REMOTE_ADDR": "9.9.9.9"}).status_code
            for _ in range(4)
        ]

    one = limited(trusted_proxies=1)
    assert statuses(one, "1.1.1.1, 8.8.8.8") == [200, 200, 200, 429]
    assert statuses(one, "2.2.2.2, 8.8.8.8") == [429] * 4, "what the reader says of itself does not count"
    assert statuses(one, "8.8.4.4") == [200, 200, 200, 429]
    none = limited()
    assert statuses(none, "8.8.8.8") == [200, 200, 200, 429]
    assert statuses(none, "8.8.4.4") == [429] * 4


def test_no_limit(home):

    client = create_app(replace(settings_at(home), requests_a_minute=0)).test_client()
    assert {client.get("/api/suggest?q=g", environ_base=READER).status_code for _ in range(30)} == {200}


@pytest.mark.parametrize("name", ["KITH_REQUESTS_A_MINUTE", "KITH_TRUSTED_PROXIES"])
@pytest.mark.parametrize("value", ["-1", "many", "1.5", "9999999"])
def test_settings_that_are_no_number(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(KithError, match=f"{name} must be a whole number"):
        load_settings()


def test_settings(monkeypatch):
    assert (load_settings().requests_a_minute, load_settings().trusted_proxies) == (600, 0)
    monkeypatch.setenv("KITH_REQUESTS_A_MINUTE", "0")
    monkeypatch.setenv("KITH_TRUSTED_PROXIES", "2")
    assert (load_settings().requests_a_minute, load_settings().trusted_proxies) == (0, 2)


def test_paper_weighs_more_than_a_search(limited):
    client = limited()
    assert client.get("/print", environ_base=READER).status_code == 200
    assert client.get("/print", environ_base=READER).status_code == 429
