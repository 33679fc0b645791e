from dataclasses import replace

import pytest

from data.settings import TILES
from tests.webapp.support import check_page, full_listing, make_listing, publish, settings_at
from webapp import create_app


@pytest.fixture
def client(home):
    return create_app(settings_at(home)).test_client()


def fetch(client, address):
    response = client.get(address)
    return check_page(response), response.headers["Content-Security-Policy"]


def test_a_map_is_offered_with_what_it_costs_and_nothing_of_it_is_loaded(client):
    page, policy = fetch(client, "/search?need=support-groups&near=62701&limit=5&offset=5&sort=name")
    assert "img-src 'self';" in policy
    assert page.link("Show a map") == "/search?near=62701&need=support-groups&sort=name&map=1&limit=5&offset=5"
    assert "Its pictures come from tile.openstreetmap.org. That site then sees your internet address" in page.text
    assert not page.all("//*[@data-lat or @data-tiles] | //script[contains(@src, 'leaflet') or contains(@src, 'map')]")


def test_a_map_that_was_asked_for_numbers_the_cards_that_have_a_place(client):
    page, policy = fetch(client, "/search?need=support-groups&near=62701&limit=5&map=1")
    assert "img-src 'self' data: https://tile.openstreetmap.org; " in policy
    cards = page.all("//li[contains(@class, 'card')]")
    placed = [one for one in cards if one.get("data-lat")]
    assert [one.get("data-pin") for one in placed] == page.texts("//b[@class='number']") == ["1", "2", "3", "4", "5"]
    assert len(cards) > len(placed), "groups that serve the area or answer by phone have no place"
    assert page.all("//*[@id='map']/@data-tiles") == [TILES]
    assert page.link("© OpenStreetMap contributors") == "https://www.openstreetmap.org/copyright"
    assert page.link("Hide the map") == "/search?near=62701&need=support-groups&limit=5"
    assert "map=1" in page.link("Next page")
    assert page.all("//form[@role='search']//input[@name='map']/@value") == ["1"]
    scripts = [one.split("?")[0] for one in page.all("//script/@src")]
    assert scripts[-2:] == ["/leaflet/leaflet.js", "/static/map.js"]


def test_a_private_search_keeps_its_words_out_of_the_address_of_the_map(client):
    page = check_page(client.post("/search", data={"need": "support-groups", "near": "62701", "map": "1"}))
    assert not page.all("//a[contains(@href, 'map=1')]")
    (form,) = [one for one in page.all("//form[@method='post']") if "Hide the map" in one.text_content()]
    assert [(one.get("name"), one.get("value")) for one in form.xpath("input")] == [
        ("near", "62701"),
        ("need", "support-groups"),
    ]


@pytest.mark.parametrize(
    "address", ["/search?need=support-groups&near=62701&group=remote", "/search?q=zzqx", "/search"]
)
def test_without_a_place_on_the_page_no_map_is_offered(client, address):
    page, policy = fetch(client, f"{address}{'&' if '?' in address else '?'}map=1")
    assert "Show a map" not in page.text
    assert not page.all("//*[@id='map']")
    assert "img-src 'self';" in policy


def test_a_hidden_address_is_on_no_map(tmp_path):
    shown, hidden = make_listing("shown"), make_listing("hidden", name="Hidden circle")
    hidden.location.visibility = "partial"
    publish(settings_at(tmp_path), [shown, hidden])
    page = check_page(create_app(settings_at(tmp_path)).test_client().get("/search?q=&near=62701&map=1"))
    assert len(page.all("//*[@data-lat]")) == 1
    assert "Hidden circle" in page.text


def test_a_point_that_is_only_about_there_says_so(tmp_path):
    publish(settings_at(tmp_path), [make_listing("exact"), full_listing()])
    page = check_page(create_app(settings_at(tmp_path)).test_client().get("/search?q=&near=62701&map=1"))
    assert len(page.all("//*[@data-rough]")) == 1
    assert "A dashed number is only about where it is." in page.text


@pytest.mark.parametrize(
    ("changes", "images", "credit"),
    [
        ({"tiles": None}, None, None),
        ({"tiles": "https://{s}.tiles.example.org/{z}/{x}/{y}.png"}, "https://*.tiles.example.org", None),
        (
            {"tiles": "http://127.0.0.1:9/{z}/{x}/{y}.png", "tiles_credit": "Tiles <b>of</b> the county"},
            "http://127.0.0.1:9",
            "Tiles <b>of</b> the county",
        ),
    ],
)
def test_another_server_of_tiles_or_none(home, changes, images, credit):
    client = create_app(replace(settings_at(home), **changes)).test_client()
    page, policy = fetch(client, "/search?need=support-groups&near=62701&map=1")
    assert (f"img-src 'self' data: {images};" in policy) == bool(images)
    assert bool(page.all("//*[@id='map']")) == bool(images)
    if credit:
        assert credit in page.text


def test_the_library_is_ours_to_send_and_kept_for_ever(client):
    page, _ = fetch(client, "/search?need=support-groups&near=62701&map=1")
    for address in page.all("//script[contains(@src, 'leaflet')]/@src | //link[contains(@href, 'leaflet')]/@href"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        assert b"sourceMappingURL" not in answer.data
        assert client.get(address.split("?")[0]).headers["Cache-Control"] == "no-cache"
    assert client.get("/leaflet/leaflet-src.js").status_code == 404
    assert client.get("/leaflet/..%2f__init__.py").status_code == 404
