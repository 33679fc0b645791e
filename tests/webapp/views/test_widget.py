"""What the widget asks the server for, from the pages of others."""

import pytest

from webapp.languages import BY_TAG

ELSEWHERE = {"Origin": "https://clinic.example"}


def ask(client, tag="en", **asked):
    return client.post(f"/{tag}/api/cards", json=asked, headers=ELSEWHERE)


@pytest.mark.parametrize("tag", BY_TAG)
def test_words_of_every_language(client, tag):
    response = client.get(f"/{tag}/api/words", headers=ELSEWHERE)
    said = response.get_json()
    assert (said["lang"], said["dir"]) == (tag, BY_TAG[tag].direction)
    assert "988" in said["call"]
    assert all(said.values())
    assert response.headers["Cache-Control"] == "public, max-age=3600"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_an_answer_in_words(client):
    response = ask(client, need=["support-groups/grief"], near="62701", cost=["free"], limit=2)
    answer = response.get_json()
    assert [group["id"] for group in answer["groups"]] == ["near", "area", "remote"]
    assert [len(group["cards"]) for group in answer["groups"]] == [2, 2, 2]
    assert answer["total"] == sum(answer["counts"].values())
    card = answer["groups"][0]["cards"][0]
    assert card["href"].startswith("/en/listing/")
    facts = {fact["label"]: fact["text"] for fact in card["facts"]}
    assert facts["When"] == "Tuesdays 7:00 PM to 8:30 PM"
    assert facts["Cost"] == "Free"
    assert {"text": "Call (217) 555-0100", "href": "tel:+12175550100"} in card["links"]
    assert "\u2068Sample groups of Springfield\u2069" in card["seen"]
    assert answer["credits"] == ["Sample groups of Springfield. Licence: CC0-1.0. Invented for trying Kith"]
    assert answer["crisis"] is None
    assert answer["nothing"] is None
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_same_in_another_language(client):
    answer = ask(client, "es", need=["support-groups/grief"], near="62701", cost=["free"], limit=1).get_json()
    assert answer["lang"] == "es"
    card = answer["groups"][0]["cards"][0]
    assert card["href"].startswith("/es/listing/")
    assert "Gratis" in [fact["text"] for fact in card["facts"]]


def test_a_body_that_a_browser_sends_without_asking_first(client):
    response = client.post("/api/cards", data='{"near": "62701"}', content_type="text/plain", headers=ELSEWHERE)
    assert response.status_code == 200


def test_what_was_looked_for_is_said(client):
    preset = {"near": "62701", "otherwise": ["libraries"], "radius": 10, "limit": 1}
    for q, items in (("", ["Libraries"]), ("free grief group", ["Support groups: Grief and loss", "Free"])):
        said = ask(client, q=q, **preset).get_json()["understood"]
        assert said == {"title": "What we looked for", "items": ["Within 10 miles of Springfield, IL 62701", *items]}


def test_who_begins_gets_the_words_in_the_same_answer(client):
    words = client.get("/es/api/words").get_json()
    assert ask(client, "es", near="62701", words=True).get_json()["words"] == words
    assert "words" not in ask(client, "es", near="62701", words=1).get_json()


def test_crisis_and_nothing(client):
    crisis = ask(client, q="i want to die", near="62701").get_json()["crisis"]
    assert [link["href"] for link in crisis["links"]] == ["tel:988", "sms:988", "sms:741741?&body=HOME", "tel:911"]
    nothing = ask(client, q="zzqx", near="Anchorage, AK", cost=["fee"], mode=["in_person"]).get_json()
    if not nothing["total"]:
        assert nothing["nothing"]["links"][0]["href"] == "tel:211"


@pytest.mark.parametrize("near", ["Atlantisville", ""])
def test_crisis_help_waits_for_no_place(client, near):
    response = ask(client, q="I want to kill myself near me", near=near)
    assert response.status_code == 400
    assert response.get_json()["error"]["field"] == "near"
    assert response.get_json()["crisis"]["links"][0]["href"] == "tel:988"
    assert "crisis" not in ask(client, q="libraries near me", near=near).get_json()


@pytest.mark.parametrize(
    ("asked", "code", "field"),
    [({"near": "xyzzy"}, "unknown-place", "near"), ({"q": "grief near me"}, "ask-place", "near"),
     ({"need": "nonsense"}, "unknown-value", "need"),
     ({"otherwise": "nonsense"}, "unknown-value", "otherwise"), ({"limit": 1000}, "out-of-range", "limit"),
     ({"q": {"a": 1}}, "bad-json", "q")],
)  # fmt: skip
def test_what_cannot_be_used(client, asked, code, field):
    response = ask(client, **asked)
    assert response.status_code == 400
    assert (response.get_json()["error"]["code"], response.get_json()["error"]["field"]) == (code, field)


@pytest.mark.parametrize("body", ["", "{", "[]", "[" * 60_000])
def test_bodies_that_are_none(client, body):
    response = client.post("/api/cards", data=body, content_type="application/json")
    assert (response.status_code, response.get_json()["error"]["code"]) == (400, "bad-json")


@pytest.mark.parametrize("address", ["/api/cards", "/es/api/cards", "/api/words", "/api/search"])
def test_a_browser_is_let_ask_from_elsewhere(client, address):
    wanted = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    response = client.options(address, headers=ELSEWHERE | wanted)
    assert response.status_code == 200
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in response.headers


def test_what_is_asked_reaches_no_log(client, caplog):
    with caplog.at_level("DEBUG"):
        ask(client, q="mysecret", near="62701")
        ask(client, q="mysecret near me")
    assert "mysecret" not in caplog.text
