import csv

import pytest

from data.sources import registry_folder
from webapp import create_app
from webapp.view_models.about import known_reasons

PAGES = ("/about", "/privacy", "/accessibility", "/inclusion", "/sources", "/plan")


@pytest.mark.parametrize("address", PAGES)
def test_pages_about_the_site_need_no_index(empty_client, address):
    assert empty_client.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_their_links_lead_somewhere(get_page, client, address):
    for link in get_page(address).all("//main//a[starts-with(@href, '/')]/@href"):
        assert client.get(link).status_code == 200, link


def test_every_page_links_to_them(get_page):
    for address in ("/", "/search?need=crisis", "/help-now", "/need/crisis"):
        found = get_page(address).all("//nav[@aria-label='About this site']//a/@href")
        assert set(PAGES) <= set(found)


def test_every_reason_for_leaving_a_source_out_has_words(get_page):
    rows = [*csv.DictReader((registry_folder() / "left-out.csv").read_text("utf-8").splitlines())]
    assert {row["reason"] for row in rows} <= known_reasons()
    counts = get_page("/inclusion").texts("//tbody//td[@class='count']")
    assert sum(int(one.replace(",", "")) for one in counts) == len(rows)
    assert counts == sorted(counts, key=int, reverse=True)


@pytest.mark.parametrize(
    ("contact", "links"),
    [
        ("office@kith.example", ["mailto:office@kith.example"]),
        ("https://kith.example/us", ["https://kith.example/us"]),
        ("none given; set KITH_CONTACT", []),
        ("javascript:alert(1)", []),
    ],
)
def test_who_runs_the_site_can_be_reached_where_they_say_how(tmp_path, contact, links):
    from dataclasses import replace

    from tests.webapp.support import check_page, settings_at

    app = create_app(replace(settings_at(tmp_path), contact=contact))
    for address in ("/about", "/accessibility"):
        page = check_page(app.test_client().get(address))
        found = page.all("//main//a/@href")
        assert [one for one in found if one in links] == links
        assert not [one for one in found if one.startswith("javascript")]
