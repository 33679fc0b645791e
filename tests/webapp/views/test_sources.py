"""The page of sources, over a store with two of them."""

from __future__ import annotations

import pytest

from data import sources
from data.store import Store
from tests.support.builders import as_cleaned, make_record
from tests.webapp.support import check_page, settings_at
from webapp import create_app

RUN = "20261120T080000000000Z"
FACTS = {
    "al-anon-ma": {
        "id": "al-anon-ma", "name": "Al-Anon <Massachusetts>", "publisher": "Al-Anon", "licence": "public listing",
        "attribution": "Meetings by Al-Anon", "homepage": "javascript:alert(1)", "area": {"states": ["MA", "NH"]},
    },
    "sample-town": {
        "id": "sample-town", "name": "Town (sample)", "sample": True, "country": "US", "publisher": "Town",
        "attribution": "Town", "homepage": "https://town.example.org/",
    },
}  # fmt: skip


@pytest.fixture
def page(tmp_path):
    settings = settings_at(tmp_path)
    store = Store(settings.store)
    with store.writing() as writer:
        for source, facts in FACTS.items():
            writer.put_source(source, facts, RUN)
        rows = [make_record(str(number), source="al-anon-ma", run=RUN) for number in range(3)]
        writer.put_records([(as_cleaned(one), RUN) for one in rows])
    store.close()
    return check_page(create_app(settings).test_client().get("/sources"))


def test_who_publishes_them_how_much_and_how_fresh(page):
    assert page.texts("//section[@aria-labelledby='read']//li/h3") == [
        "Al-Anon <Massachusetts>",
        "Town (sample) Sample",
    ]
    first, second = page.all("//section[@aria-labelledby='read']//li")
    facts = dict(
        zip(
            [one.text_content() for one in first.xpath(".//dt")],
            [one.text_content() for one in first.xpath(".//dd")],
            strict=True,
        )
    )
    assert facts == {
        "Entries": "3", "Last read": "Nov 20, 2026", "Area": "MA, NH", "Licence": "public listing",
        "Credit": "Meetings by Al-Anon",
    }  # fmt: skip
    assert first.xpath(".//a/@href") == []
    assert second.xpath(".//a/@href") == ["https://town.example.org/"]
    assert "not stated" in second.text_content()
    assert "United States" in second.text_content()
    assert "Credit" not in second.text_content()


def test_what_is_registered_and_was_not_read_is_said_to_be_so(page):
    others = [one for one in sources.registered().values() if not one.lead and one.id != "al-anon-ma"]
    assert len(page.all("//ul[@class='known']/li")) == len(others)
    untried = sum(1 for one in others if one.state.tried is None)
    assert f"{untried} of them were never tried by us" in page.text


def test_a_directory_without_a_store_says_so_and_makes_none(tmp_path):
    settings = settings_at(tmp_path)
    found = check_page(create_app(settings).test_client().get("/sources"))
    assert "No source has been read for this directory yet" in found.text
    assert not settings.store.exists()


def test_a_store_that_is_none_is_not_an_error(tmp_path):
    settings = settings_at(tmp_path)
    settings.store.write_bytes(b"not a database at all, and long enough to look like one" * 50)
    response = create_app(settings).test_client().get("/sources")
    assert response.status_code == 200
    assert "No source has been read" in check_page(response).text
