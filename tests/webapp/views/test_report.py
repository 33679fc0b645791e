import logging
import sqlite3
from pathlib import Path

import pytest

from data.keeping import reports
from data.keeping.reported import LONGEST_CONTACT, LONGEST_WORDS
from data.settings import Settings
from data.store import Store
from tests.webapp.support import check_page, full_listing, make_listing, publish, settings_at
from webapp import create_app
from webapp.views.report import MOST, TRAP

LISTING = full_listing()
ADDRESS = f"/report/{LISTING.id}"
SAID = {"field": "phones", "words": "The number is out of service.", "contact": "", "generation": "gen-000001"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home with an index and a store."""
    found = settings_at(tmp_path)
    publish(found, [LISTING, make_listing("other")])
    Store(found.store).close()
    return found


@pytest.fixture
def client(settings):
    return create_app(settings).test_client()


def kept(settings):
    return [(one.field, one.words, one.contact, one.generation) for one in reports.listed(settings.store)]


def test_the_form_names_the_listing_and_chooses_what_the_link_said(client):
    page = check_page(client.get(f"{ADDRESS}?field=schedules"))
    assert page.heading == "Something is wrong with this listing"
    assert "Open Door counseling" in page.text
    assert page.texts("//option[@selected]") == ["Days or times"]
    assert page.all("//input[@name='generation']/@value") == ["gen-000001"]
    assert page.link("Back to Open Door counseling") == f"/listing/{LISTING.id}/open-door-counseling"


def test_what_is_sent_is_kept_with_record_field_page_and_time(client, settings, clock):
    answer = client.post(ADDRESS, data=SAID | {"contact": " ana@example.org ", "generation": "gen-000007"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ADDRESS}?sent=1")
    (found,) = reports.listed(settings.store)
    assert (found.listing, found.field, found.words) == (LISTING.id, "phones", "The number is out of service.")
    assert (found.contact, found.generation, found.at) == ("ana@example.org", "gen-000007", "2026-11-24T17:00:00+00:00")
    page = check_page(client.get(answer.headers["Location"]))
    assert page.heading == "Thank you"
    assert not page.all("//main//form")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"field": ""}, "Choose what is wrong."),
        ({"field": "<script>"}, "Choose what is wrong."),
        ({"words": " \n "}, "Tell us what is right, or what you found."),
        ({"words": "x" * (LONGEST_WORDS + 1)}, "Please use fewer than 2000 characters."),
        ({"contact": "x" * (LONGEST_CONTACT + 1)}, "Please use fewer than 200 characters."),
    ],
)
def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(client, settings, changes, problem):
    answer = client.post(ADDRESS, data=SAID | changes)
    assert answer.status_code == 400
    page = check_page(answer)
    assert page.texts("//p[@role='alert']") == [problem]
    assert len(page.all("//*[@aria-invalid='true']")) == 1
    if "words" not in changes:
        assert page.texts("//textarea") == [SAID["words"]]
    assert kept(settings) == []


def test_a_closing_needs_no_words(client, settings):
    assert client.post(ADDRESS, data=SAID | {"field": "status", "words": ""}).status_code == 303
    assert kept(settings) == [("status", "", None, "gen-000001")]


def test_odd_characters_are_left_out_and_a_made_up_page_version_is_not_believed(client, settings):
    said = SAID | {"words": "a\x00\x1b[31mb\r\nc\ufffe", "generation": "../../etc"}
    assert client.post(ADDRESS, data=said).status_code == 303
    assert kept(settings) == [("phones", "a[31mb\nc", None, "gen-000001")]


def test_what_fills_in_every_field_is_thanked_and_not_kept(client, settings):
    assert client.post(ADDRESS, data=SAID | {TRAP: "https://spam.example"}).status_code == 303
    assert kept(settings) == []


def test_many_reports_from_one_address_wait_and_others_go_on(client, settings):
    one, other = ({"environ_base": {"REMOTE_ADDR": address}} for address in ("203.0.113.5", "203.0.113.6"))
    assert [client.post(ADDRESS, data=SAID, **one).status_code for _ in range(MOST)] == [303] * MOST
    refused = client.post(ADDRESS, data=SAID, **one)
    assert refused.status_code == 429
    assert "try again in ten minutes" in check_page(refused).text
    assert check_page(refused).texts("//textarea") == [SAID["words"]]
    assert client.post(ADDRESS, data=SAID, **other).status_code == 303
    assert len(kept(settings)) == MOST + 1


@pytest.mark.parametrize(
    ("contact", "link"),
    [("steward@example.org", "mailto:steward@example.org?subject="), ("none given; set KITH_CONTACT", None)],
)
def test_without_a_store_the_page_says_so_and_offers_mail(tmp_path, caplog, contact, link):
    home = Settings(home=tmp_path, contact=contact, seconds_between_requests=0)
    publish(home, [LISTING])
    with caplog.at_level(logging.CRITICAL):
        answer = create_app(home).test_client().post(ADDRESS, data=SAID)
    assert answer.status_code == 503
    page = check_page(answer)
    assert "We cannot keep your report at the moment." in page.text
    assert page.texts("//textarea") == [SAID["words"]]
    mails = page.all("//main//a[starts-with(@href, 'mailto:')]/@href")
    assert [one.startswith(link) and "out%20of%20service" in one for one in mails] == ([True] if link else [])
    assert not home.store.exists()


def test_a_store_that_a_merge_holds_loses_no_words(client, settings, monkeypatch):
    monkeypatch.setattr(reports, "_SECONDS_TO_WAIT", 0.1)
    holder = sqlite3.connect(settings.store)
    holder.execute("BEGIN IMMEDIATE")
    try:
        answer = client.post(ADDRESS, data=SAID)
    finally:
        holder.close()
    assert answer.status_code == 503
    assert check_page(answer).texts("//textarea") == [SAID["words"]]


def test_only_listings_can_be_reported(client):
    assert client.get("/report/00000000-0000-0000-0000-000000000000").status_code == 404
    assert client.get("/report/1").status_code == 404


def test_a_merged_id_is_reported_under_the_one_it_became(tmp_path):
    home = settings_at(tmp_path)
    old = make_listing("old").id
    publish(home, [LISTING], {old: LISTING.id})
    client = create_app(home).test_client()
    assert client.get(f"/report/{old}").headers["Location"] == ADDRESS
    assert client.post(f"/report/{old}", data=SAID).status_code == 308


def test_nothing_of_who_sent_it_is_kept(client, settings):
    client.post(
        ADDRESS, data=SAID, headers={"User-Agent": "UniqueBrowser/1"}, environ_base={"REMOTE_ADDR": "203.0.113.77"}
    )
    written = b"".join(path.read_bytes() for path in settings.home.iterdir() if path.is_file())
    assert b"out of service" in written
    assert b"203.0.113.77" not in written
    assert b"UniqueBrowser" not in written


def test_the_answer_is_kept_by_no_cache_and_listed_nowhere(client):
    headers = client.get(ADDRESS).headers
    assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex")
