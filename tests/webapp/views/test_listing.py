import pytest

from data import ids
from data.model import Address, Conflict, Location, Organization, Phone
from tests.webapp.support import check_page, full_listing, make_listing, publish, settings_at
from webapp import create_app


def _address(listing):
    return f"/listing/{listing.id}/{ids.slug(listing.name)}"


def test_every_field_is_shown(get_page):
    page = get_page(_address(full_listing()))
    assert page.heading == "Open Door counseling"
    for words in (
        "Also called Puerta Abierta",
        "Sample",
        "Notice: Closed on Thanksgiving.",
        "Counseling and therapy: Couples and family counseling",
        "Tuesdays 7:00 PM to 8:30 PM",
        "Times are in Central Time.",
        "First Church",
        "100 E Adams St",
        "Springfield, IL 62701",
        "Ring twice.",
        "Bus 4 stops at the door.",
        "Ramp at the side door",
        "In person, online, or by phone",
        "Code: 1234",
        "Intake, Spanish",
        "Fax (217) 555-0102",
        "Sliding scale or takes insurance",
        "From $0 to $40 a visit.",
        "English and Spanish",
        "Teens, Families and friends",
        "13 years and older",
        "People who live in Sangamon County.",
        "Call, or walk in before noon.",
        "Photo ID",
        "Sangamon County, IL",
        "Open Door of Sangamon County",
        "A small nonprofit.",
        "Led by professionals",
        "Secular, not religious",
        "Childcare available",
        "Last seen on its source: Nov 20, 2026. Confirmed with the provider: Nov 1, 2026.",
        "Last changed by its source on Oct 5, 2026.",
        "Sample groups of Springfield: seen on Nov 20, 2026",
        "Licence: CC0-1.0",
        "Invented for trying Kith",
    ):
        assert words in page.text, words


def test_links(get_page):
    links = get_page(_address(full_listing())).all("//main//a/@href")
    for address in (
        "tel:+12175550100;ext=12",
        "sms:+12175550101",
        "tel:+12175550103",
        "tel:+12175550111",
        "https://meet.example/door",
        "mailto:hello@door.example",
        "mailto:office@door.example",
        "https://door.example/",
        "https://door.example/about",
        "https://groups.example/full",
        "/search?need=counseling/family",
        "https://www.openstreetmap.org/#map=13/39.800/-89.650",
    ):
        assert address in links, address
    assert "tel:+12175550102" not in links, "nobody talks to a fax"


def test_an_approximate_point_says_so(get_page):
    assert "Open a map of about where it is" in get_page(_address(full_listing())).text


def test_what_is_not_stated_is_said_or_left_out(app_of):
    listing = make_listing("bare", description=None, phones=[], schedules=[], cost=[], needs=[], languages=[])
    page = check_page(app_of(listing).test_client().get(_address(listing)))
    assert "Cost not stated" in page.text
    assert "Times are not stated." in page.text
    assert "Not confirmed with the provider." in page.text
    assert not {"Phone", "Email", "Website", "Languages", "Access", "Who it is for"} & set(page.texts("//h2"))


@pytest.mark.parametrize(("fees", "times"), [("Free.", 1), ("Free for members", 2)])
def test_the_cost_is_said_once(app_of, fees, times):
    listing = make_listing("bare", description=None, cost=["free"], fees_description=fees)
    page = check_page(app_of(listing).test_client().get(_address(listing)))
    assert sum(text.strip().startswith("Free") for text in page.texts("//p | //dd")) == times


@pytest.mark.parametrize("visibility", ["hidden", "partial"])
def test_a_hidden_address_stays_hidden(app_of, visibility):
    place = Location(
        name="Anna's house",
        address=Address(address_1="12 Secret St", city="Springfield", state_province="IL", country="US"),
        latitude=39.8,
        longitude=-89.65,
        visibility=visibility,
    )
    listing = make_listing("hidden", location=place)
    page = check_page(app_of(listing).test_client().get(_address(listing)))
    assert "Address is given when you call." in page.text
    assert "Secret" not in page.body
    assert "Anna" not in page.body
    assert "openstreetmap" not in page.body


def test_a_listing_leads_to_itself_as_data(client, get_page):
    listing = make_listing("group-1", name="Grief circle 1")
    page = get_page(_address(listing))
    (alternate,) = page.all("//link[@rel='alternate'][@type='application/json']")
    (link,) = page.all("//p[contains(@class, 'as-data')]/a")
    assert link.get("href") == alternate.get("href") == f"/api/service_at_locations/{listing.id}"
    assert client.get(link.get("href")).get_json()["service"]["name"] == listing.name


def test_what_may_not_be_passed_on_has_no_data(app_of):
    kept = make_listing("kept")
    terms = [one.model_copy(update={"licence": "All rights reserved"}) for one in kept.sources]
    page = check_page(app_of(kept.model_copy(update={"sources": terms})).test_client().get(_address(kept)))
    assert not page.all("//link[@type='application/json']") + page.all("//p[contains(@class, 'as-data')]")


def test_other_slugs_lead_to_the_right_one(client):
    listing = make_listing("group-1", name="Grief circle 1")
    for tail in ("/", "/x", "/Grief-Circle-1"):
        response = client.get(f"/listing/{listing.id}{tail}")
        assert response.status_code == 301
        assert response.headers["Location"] == _address(listing)
    assert client.get(f"/listing/{listing.id.upper()}/grief-circle-1").status_code in (200, 301)


def test_a_merged_id_leads_to_the_listing_it_became(client, merged_id):
    response = client.get(f"/listing/{merged_id}/old-name")
    assert response.status_code == 301
    assert response.headers["Location"] == _address(make_listing("group-1", name="Grief circle 1"))


def test_what_is_gone_says_so_and_offers_a_search(tmp_path):
    gone, merged = make_listing("gone").id, make_listing("merged").id
    publish(settings_at(tmp_path), [make_listing("here")], {gone: "", merged: gone})
    client = create_app(settings_at(tmp_path)).test_client()
    for address in (f"/listing/{gone}/", f"/listing/{merged}/x", f"/listing/{gone}/x.ics", f"/report/{gone}"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (410, "no-store")
        page = check_page(answer)
        assert page.heading == "This listing is gone"
        assert page.all("//form[@role='search']")
    assert client.get(f"/listing/{make_listing('never').id}/x").status_code == 404


def test_when_sources_disagree_it_says_about_what_and_who_says_what(app_of):
    conflicts = [Conflict(field="phones", values={"sample-groups": "+12175550100", "county": "+12175550199"})]
    listing = make_listing("a", conflicts=conflicts)
    page = check_page(app_of(listing).test_client().get(_address(listing)))
    assert "Call first Its sources do not agree. Ask about: phone. Call (217) 555-0100" in page.text
    assert "Sample groups of Springfield says: (217) 555-0100" in page.text
    assert "county says: (217) 555-0199" in page.text


def test_who_searches_privately_gets_a_way_back_that_is_in_no_address(client):
    listing = full_listing()
    asked = {"q": "grief <b>", "near": "62701", "mode": "online", "unknown": "x"}
    page = check_page(client.post(_address(listing), data=asked))
    (form,) = page.all("//form[@method='post'][contains(., 'Back to results')]")
    assert form.get("action") == "/search"
    found = {one.get("name"): one.get("value") for one in form.xpath("input")}
    assert found == {"q": "grief <b>", "near": "62701", "mode": "online"}
    assert "Back to results" not in check_page(client.post(_address(listing))).text
    assert "Back to results" not in check_page(client.get(f"{_address(listing)}?q=grief")).text


def test_a_first_visit_is_told_in_general_words(get_page):
    page = get_page(_address(full_listing()))
    assert "At a first visit" in page.texts("//h2")
    assert "This is how it mostly goes, not what this place told us." in page.text
    assert page.all("//a[@href='/need/counseling/family']")


def test_what_is_wrong_can_be_told(get_page):
    listing = full_listing()
    assert get_page(_address(listing)).link("Tell us what is wrong with this listing") == f"/report/{listing.id}"


def test_closed_for_now(app_of):
    listing = make_listing("closed", status="temporarily closed")
    page = check_page(app_of(listing).test_client().get(_address(listing)))
    assert "Temporarily closed" in page.text
    assert "Next:" not in page.text


def test_what_its_source_no_longer_shows_says_so(app_of):
    listing = make_listing("old", not_seen_since="2026-11-03")
    page = check_page(app_of(listing).test_client().get(_address(listing)))
    assert "Not seen on its source since Nov 3, 2026. Call before you go." in page.text


def test_hostile_words_stay_words(app_of):
    hostile = "<script>alert('x')</script> \" onmouseover=\"x \u202e dlrow\x07 {{ 7*7 }}"
    listing = make_listing(
        "hostile",
        name=hostile,
        alternate_name=hostile,
        organization=Organization(name=hostile, url="javascript:alert(1)", description=hostile),
        description=hostile + "x" * 10_000,
        url="javascript:alert(1)",
        email='"><script>@x.example',
        phones=[Phone(number="+12175550100", description=hostile)],
        attributes=[hostile],
        alert=hostile,
        fees_description=hostile,
    )
    page = check_page(app_of(listing).test_client().get(_address(listing)))
    assert "<script>alert('x')</script>" in page.text
    assert "{{ 7*7 }}" in page.text
    # A slug may say "script"; an address that is one may not.
    assert not [address for address in page.all("//@href") if "script:" in address or "<" in address]
