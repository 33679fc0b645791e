"""Every word of a page is of its language: all pages and forms in Spanish, and no English in them."""

import json
import os
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from data import ids, taxonomy
from data.model import Schedule
from tests.webapp.support import check_page, full_listing, make_listing
from webapp.languages import BY_TAG, ENGLISH
from webapp.lists.content import code_of
from webapp.lists.templates import templates
from webapp.translations import extracted, forms_of, read
from webapp.views.lists import MOST_KEPT

GRIEF = "/search?need=support-groups/grief&near=62701"
FULL = ids.listing_id("sample-groups", "full")
GROUP = ids.listing_id("sample-groups", "group-1")
FULL_ADDRESS = f"/listing/{FULL}/open-door-counseling"
GONE = ids.listing_id("sample-groups", "gone")
ASKED = datetime(2026, 11, 22, 18, tzinfo=UTC)

# Every route that is a page, in the states in which it has other words.
STATES = {
    "/": ["/"],
    "/about": ["/about"],
    "/accessibility": ["/accessibility"],
    "/embed": ["/embed", "/embed?needs=libraries&colours=own&accent=%2390c0c0"],
    # Without the frame of a page; `tests/webapp/views/test_embed.py` has it.
    "/embed/frame": [],
    "/help-now": ["/help-now"],
    "/inclusion": ["/inclusion"],
    "/list": ["/list", f"/list?list={code_of([FULL, GROUP])}"],
    # Sent with a form, or kept before: see `test_lists_in_spanish`.
    "/list/<code>": [],
    "/list/<code>/revoke": [],
    "/list/as/<kind>": [],
    "/list/share": [],
    "/listing/<uuid:listing_id>/": [],
    "/listing/<uuid:listing_id>/<slug>": [FULL_ADDRESS],
    "/need/<path:slug>": [
        *(f"/need/{name}" for name, need in taxonomy.needs().items() if need.parent is None),
        "/need/support-groups/grief?near=62701",
    ],
    "/plan": ["/plan"],
    "/print": [
        "/print",
        "/print?need=support-groups/grief&near=62701",
        "/print?need=support-groups/grief&near=62701&as=page&locale=es",
        "/print?near=nowhereville",
    ],
    "/privacy": ["/privacy"],
    "/report/<uuid:listing_id>": [f"/report/{FULL}", f"/report/{FULL}?field=schedules"],
    "/search": [
        "/search",
        GRIEF,
        f"{GRIEF}&group=remote&limit=2&offset=2",
        f"{GRIEF}&radius=1&cost=free&language=es&day=TU&sort=time",
        f"{GRIEF}&without=cost:free&q=free+greif+group",
        "/search?q=food&need=practical-help&led_by=professional&faith=secular",
        "/search?q=grief+group+near+Lake+Wobegon",
        "/search?q=grief&near=nowhereville",
        "/search?q=grief&near=Springfield",
        "/search?q=food+tomorrow+after+5pm&near=62701",
        "/search?q=first+tuesday+open+now&near=62701",
        "/search?q=zzzz+qqqq&near=62701&radius=1",
        "/search?q=suicide",
        "/search?q=x&radius=abc",
        "/search?q=x&near=62701&radius=9999",
        "/search?q=open+now+at+noon&at=never",
        f"{GRIEF}&map=1",
        f"{GRIEF}&list={code_of([GROUP])}",
        f"/search?q={'grief+' * 120}",
    ],
    "/sources": ["/sources"],
}
NO_PAGE = re.compile(r"/(api/.*|healthz|readyz|static/.*|leaflet/.*|listing/.*\.ics|[\w<>:.-]+\.\w+)")
ERRORS = [("GET", "/nope", 404), ("POST", "/help-now", 405)]


@cache
def english_pieces():
    """What only an English page says: messages and labels, without the parts that are filled in."""
    spanish = {(one.context, one.id): " ".join(forms_of(one)) for one in read(BY_TAG["es"]) if one.id}
    pieces = set()
    for message in extracted():
        for text in message.id if isinstance(message.id, tuple) else (message.id,):
            parts = {part.strip() for part in re.split(r"%\(\w+\)s", text)}
            pieces |= {part for part in parts if len(part) > 12 and part not in spanish[message.context, message.id]}
    named = [need.labels for need in taxonomy.needs().values()]
    named += [row for values in taxonomy.facet_labels().values() for row in values.values()]
    pieces |= {one.name for one in templates(Path(os.devnull)) if one.name not in one.names.values()}
    return pieces | {one["en"] for one in named if len(one["en"]) > 12 and one["en"] != one["es"]}


def said_in_spanish(page):
    """The text and the named attributes of all elements but those that say they are in another language."""
    foreign = "ancestor-or-self::*[@lang][1][@lang != 'es']"
    texts = page.all(f"//text()[parent::*[not({foreign}) and not(self::script or self::style)]]")
    told = page.all("//@aria-label | //@title | //@placeholder | //@alt")
    told += page.all("//@*[starts-with(name(), 'data-') and name() != 'data-url']")
    return " ".join(" ".join([*texts, *told]).split())


def english_in(page):
    said = said_in_spanish(page)
    return sorted(one for one in english_pieces() if one in said and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", said))


def test_every_page_is_listed_here():
    written = json.loads(Path(__file__).with_name("routes.json").read_text("utf-8"))
    pages = {route for route in written if not NO_PAGE.fullmatch(route)}
    assert set(STATES) == pages, "a new page: write its addresses in STATES"


@pytest.mark.parametrize("address", [one for states in STATES.values() for one in states], ids=lambda one: one[:60])
def test_pages_in_spanish_say_nothing_in_english(client, address):
    page = check_page(client.get(f"/es{address}"), BY_TAG["es"], "/es")
    assert english_in(page) == []


@pytest.mark.parametrize("address", [GRIEF, "/search", "/search?q=x&radius=abc"])
def test_searches_sent_by_post_too(client, address):
    pairs = [pair.split("=") for pair in address.partition("?")[2].replace("+", " ").split("&") if pair]
    page = check_page(client.post("/es/search", data=dict(pairs)), BY_TAG["es"], "/es")
    assert english_in(page) == []


@pytest.mark.parametrize(("method", "address", "status"), ERRORS)
def test_errors_in_spanish(client, method, address, status):
    response = client.open(f"/es{address}", method=method)
    assert response.status_code == status
    assert english_in(check_page(response, BY_TAG["es"], "/es")) == []


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/list", {"action": f"remove:{GROUP}"}, 200),
        ("/list", {"action": "begin", "template": "loss", "near": "62701"}, 200),
        ("/list", {"action": "begin", "template": "loss"}, 400),
        ("/list", {"id": [ids.listing_id("sample-groups", f"none-{number}") for number in range(101)]}, 400),
        (
            "/list",
            {
                "id": [GROUP, GONE],
                f"facts-{GROUP}": '{"n": "Grupo", "s": "temporarily closed", "t": "x", "a": "x", "p": "x"}',
                f"facts-{GONE}": '{"n": "Ido", "s": "active", "d": "support-groups/grief", "c": "39.8,-89.7"}',
            },
            200,
        ),
        ("/list/as/page", {"language": "es", f"note-{GROUP}": "llame", f"blanks-{GROUP}": "2"}, 200),
        ("/list/as/pdf", {"layout": "scroll"}, 400),
        (f"/report/{FULL}", {"field": "", "words": ""}, 400),
        (f"/report/{FULL}", {"field": "phones", "words": "x" * 5_000}, 400),
        ("/print", {"near": "62701", "radius": "inf"}, 400),
        ("/print", {"need": "support-groups/grief", "near": "62701", "as": "page", "locale": "es"}, 200),
    ],
)
def test_forms_in_spanish(client, path, form, status):
    response = client.post(f"/es{path}", data={"id": [FULL, GROUP]} | form)
    assert response.status_code == status
    assert english_in(check_page(response, BY_TAG["es"], "/es")) == []


def test_a_list_is_kept_and_taken_away_in_spanish(client):
    shared = check_page(client.post("/es/list/share", data={"id": [FULL, GROUP]}), BY_TAG["es"], "/es")
    (code,) = shared.texts("//p[@class='code']")
    opened = check_page(client.get(f"/es/list/{code}"), BY_TAG["es"], "/es")
    (key,) = shared.texts("//strong[@class='key']")
    wrong = check_page(client.post(f"/es/list/{code}/revoke", data={"key": "0000"}), BY_TAG["es"], "/es")
    ended = check_page(client.post(f"/es/list/{code}/revoke", data={"key": key}), BY_TAG["es"], "/es")
    assert "Esta lista se guarda para usted hasta el" in opened.text
    assert f"La lista {code} se retiró." in ended.text
    assert [english_in(page) for page in (shared, opened, wrong, ended)] == [[], [], [], []]


def test_a_list_as_text_in_spanish(client):
    form = {"id": [FULL, GROUP], "language": "es"}
    assert "¿En crisis? Llame o envíe un texto al 988." in client.post("/es/list/as/txt", data=form).text
    assert "Visto por última vez" in client.post("/es/list/as/csv", data=form).text


def test_too_many_at_once_in_spanish(app_of):
    client = app_of(full_listing()).test_client()
    for _ in range(MOST_KEPT + 1):
        response = client.post("/es/list/share", data={"id": [FULL]})
    assert response.status_code == 429
    assert english_in(check_page(response, BY_TAG["es"], "/es")) == []


SCRIPTS = sorted((Path(__file__).parents[2] / "webapp" / "static").glob("*.js"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.name)
def test_scripts_have_no_words_of_their_own(script):
    """What they say comes from the page, in its language."""
    code = re.sub(r"(?m)(^|\s)//.*$|/\*.*?\*/", " ", script.read_text("utf-8"))
    texts = re.findall(r"\"([^\"\n]*)\"|`([^`]*)`", code)
    said = [one or other for one, other in texts]
    assert [text for text in said if re.search(r"(?<![\w.#\[-])[A-Z][a-z]+ [a-z]+ [a-z]+", text)] == []
    assert [one for one in english_pieces() if one in said] == []


def test_failures_in_spanish(empty_client, broken_client):
    for client, status in ((empty_client, 503), (broken_client(ZeroDivisionError("secret")), 500)):
        response = client.get("/es/search?q=grief")
        assert response.status_code == status
        assert english_in(check_page(response, BY_TAG["es"], "/es")) == []


def test_odd_listings_in_spanish(app_of):
    """Sentences that a listing shows only when something is missing, old or hidden."""
    location = make_listing("x").location
    odd = [
        full_listing("open").model_copy(update={"maximum_age": 19, "name": "Puerta"}),
        make_listing("bare", schedules=[], cost=[], phones=[], name="Sin datos"),
        make_listing("gone", not_seen_since=ASKED.date(), name="Ido"),
        make_listing("closed", status="temporarily closed", name="Cerrado"),
        make_listing("secret", location=location.model_copy(update={"visibility": "hidden"}), name="Oculto"),
        make_listing(
            "days",
            name="Muchos",
            schedules=[
                Schedule(freq="WEEKLY", byday=[day], opens_at="19:00") for day in ("MO", "TU", "WE", "TH", "FR")
            ],
        ),
    ]
    client = app_of(*odd).test_client()
    for listing in odd:
        address = client.get(f"/es/listing/{listing.id}/").location
        assert english_in(check_page(client.get(address), BY_TAG["es"], "/es")) == []
    assert english_in(check_page(client.get("/es/search?q=apoyo&near=62701"), BY_TAG["es"], "/es")) == []


def test_english_would_be_noticed(client):
    page = check_page(client.get(GRIEF), ENGLISH)
    page.tree.set("lang", "es")
    assert {"Support groups", "Apply filters", "What do you need?"} <= set(english_in(page))
