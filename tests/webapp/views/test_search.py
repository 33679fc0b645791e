import html
import re

import pytest

from tests.webapp.support import check_page, make_listing, words_of

GRIEF = "need=support-groups/grief&near=62701"


def _cards(page, group):
    return page.texts(f"//section[@aria-labelledby='g-{group}']//h3")


def test_three_labelled_groups_with_their_counts(get_page):
    page = get_page(f"/search?{GRIEF}")
    assert page.heading == "Support groups: Grief and loss near Springfield, IL 62701"
    assert page.texts("//h2") == [
        "Near you (26)",
        "Serves your area (7)",
        "Online or by phone (8)",
        "Where these listings come from",
    ]
    assert len(_cards(page, "near")) == 20
    assert len(_cards(page, "area")) == len(_cards(page, "remote")) == 5


def test_a_card_says_who_where_when_cost_and_when_last_seen(get_page):
    page = get_page(f"/search?{GRIEF}")
    card = words_of(
        page.all(
            "//section[@aria-labelledby='g-near']//li[starts-with(.//h3/a/bdi, 'Grief circle') and contains(., 'Free')]"
        )[0]
    )
    for words in (
        "Springfield Friends",
        "Sample",
        "less than 0.1 mile",
        "Tuesdays 7:00 PM to 8:30 PM",
        "First Church, 100 E Adams St, Springfield, IL 62701",
        "CostFree",
        "In person",
        "Call (217) 555-0100",
        "Last seen Nov 20, 2026 on Sample groups of Springfield",
    ):
        assert words in card, words
    assert re.search("Next: |Now, until ", card)
    assert "English" not in card
    assert "Cost not stated" in page.text
    assert "English and Spanish" in page.text
    assert "tel:+12175550100" in page.all("//@href")


def test_every_source_is_named_once_with_its_licence(get_page):
    page = get_page(f"/search?{GRIEF}")
    assert page.texts("//section[@aria-labelledby='credits']//li") == [
        "Sample groups of Springfield. Licence: CC0-1.0. Invented for trying Kith"
    ]


def test_cards_lead_to_listings(get_page, client):
    page = get_page(f"/search?{GRIEF}")
    for address in page.all("//h3/a/@href"):
        assert client.get(address).status_code == 200


def test_pages_keep_what_was_asked(get_page):
    page = get_page(f"/search?{GRIEF}&language=en&sort=name")
    assert page.text.count("Page 1 of 2") == 1
    second = get_page(page.link("Next page"))
    assert len(_cards(second, "near")) == 6
    assert not set(_cards(page, "near")) & set(_cards(second, "near"))
    assert "sort=name" in second.link("Previous page")
    assert "language=en" in second.link("Previous page")
    assert "offset" not in second.link("Previous page")


def test_a_page_holds_no_more_than_it_can_show_quickly(get_page, client, monkeypatch):
    monkeypatch.setattr("webapp.views.search.MOST_ON_A_PAGE", 12)
    page = get_page("/search?near=62701&limit=100")
    second = get_page(page.link("Next page"))
    third = get_page(second.link("Next page"))
    assert [len(_cards(one, "near")) for one in (page, second, third)] == [12, 12, 3]
    assert "Page 3 of 3" in third.text
    everything = client.get("/api/search?near=62701&limit=100").get_json()["results"]
    near = [one["name"] for one in everything if one["group"] == "near"]
    assert near == [name for one in (page, second, third) for name in _cards(one, "near")]


def test_one_group_alone(get_page):
    page = get_page(f"/search?{GRIEF}")
    alone = get_page(page.link("See all 8"))
    assert alone.texts("//h2")[:-1] == ["Online or by phone (8)"]
    assert len(_cards(alone, "remote")) == 8
    assert "group=" not in alone.link("Back to all results")


def test_after_the_last_page(get_page):
    page = get_page(f"/search?{GRIEF}&offset=400")
    assert "There is nothing more on this page." in page.text
    assert page.link("Previous page")


def test_what_was_understood_can_be_taken_away(get_page):
    page = get_page(f"/search?{GRIEF}&cost=free&mode=in_person&day=TU&language=en&audience=teens")
    chips = page.texts("//ul[@aria-label='What we looked for']/li")
    assert chips[0] == "Remove: Within 25 miles of Springfield, IL 62701"
    assert set(chips[1:]) >= {"Remove: Free", "Remove: In person", "Remove: Tuesday", "Remove: English"}
    assert "cost" not in page.link("Remove: Free")
    assert "mode=in_person" in page.link("Remove: Free")
    assert "near" not in page.link(chips[0])


def test_what_was_understood_from_the_words_is_shown(get_page):
    page = get_page("/search?q=free+grief+group+tuesday+in+spanish&near=62701")
    chips = page.texts("//ul[@aria-label='What we looked for']/li")
    kinds = {"Remove: Free", "Remove: Support groups: Grief and loss", "Remove: Tuesday", "Remove: Spanish"}
    assert kinds <= set(chips)
    assert "without=need%3Asupport-groups%2Fgrief" in page.link("Remove: Support groups: Grief and loss")
    page = get_page(page.link("Remove: Tuesday"))
    chips = page.texts("//ul[@aria-label='What we looked for']/li")
    assert "Put back: Not: Tuesday" in chips
    assert "Remove: Tuesday" not in chips
    assert page.all("//form[@role='search']//input[@name='without']/@value") == ["day:TU"]
    back = get_page(page.link("Put back: Not: Tuesday"))
    assert "Remove: Tuesday" in back.texts("//ul[@aria-label='What we looked for']/li")


def test_words_and_a_place_nobody_knows_are_shown_and_can_be_removed(get_page):
    page = get_page("/search?q=zydeco+grief+in+Nowhereville&near=62701")
    chips = page.texts("//ul[@aria-label='What we looked for']/li")
    assert {"Remove: “zydeco”", "Remove: “nowhereville”"} <= set(chips)
    assert "We do not know the place “Nowhereville”" in page.text
    page = get_page(page.link("Remove: “nowhereville”"))
    assert "Remove: “nowhereville”" not in page.texts("//ul[@aria-label='What we looked for']/li")
    assert page.heading.startswith("Results near Springfield")


def test_a_corrected_search_can_be_gone_back_from(get_page):
    page = get_page("/search?q=greif+circel&near=62701")
    assert "Searched for “grief circle”. Search instead for “greif circel”" in page.text
    back = page.link("“greif circel”")
    assert "without=correction" in back
    as_typed = get_page(back)
    assert "Searched for" not in as_typed.text
    assert "Not: Corrected spelling" in as_typed.text


def test_words_of_crisis_bring_the_card_first(get_page):
    page = get_page("/search?q=i+want+to+kill+myself")
    assert page.texts("//main//h2")[0] == "You do not have to carry this alone"
    (card,) = page.all("//section[@class='crisis']")
    assert card.xpath(".//a/@href") == ["tel:988", "sms:988", "sms:741741?&body=HOME", "tel:911", "/help-now"]
    assert "If you might hurt yourself or someone else" in page.text
    assert not get_page("/search?q=grief").all("//section[@class='crisis']")


def test_words_of_crisis_count_when_the_place_is_unknown(get_page):
    assert get_page("/search?q=i+want+to+kill+myself&near=xyzzy", 400).all("//section[@class='crisis']")


def test_an_unknown_place_is_said_beside_its_field(get_page):
    page = get_page("/search?q=grief&near=xyzzy", 400)
    (field,) = page.all("//input[@id='near']")
    assert (field.get("value"), field.get("aria-invalid")) == ("xyzzy", "true")
    assert "near-problem" in field.get("aria-describedby")
    (message,) = page.all("//p[@id='near-problem'][@role='alert']")
    assert words_of(message) == "We do not know that place. Try a ZIP code, or a city and state."
    assert page.all("//input[@id='q']/@value") == ["grief"]
    assert "near" not in page.link("See help online or by phone instead")


def test_near_me_asks_where(get_page):
    page = get_page("/search?q=grief+group+near+me")
    assert page.heading == "Where are you?"
    assert page.all("//p[@id='near-problem'][@role='alert']")


def test_a_place_with_several_meanings(get_page):
    page = get_page("/search?need=support-groups&near=Springfield")
    assert page.heading == "Support groups near Springfield, MO"
    assert "Showing Springfield, MO. Did you mean:" in page.text
    other = get_page(page.link("Springfield, IL"))
    assert other.heading == "Support groups near Springfield, IL"


@pytest.mark.parametrize(
    "query", ["radius=far", "need=nonsense", "sort=magic", "limit=0", "at=noon", "offset=x", "day=XX", "group=all"]
)
def test_values_that_cannot_be_used_are_said(get_page, query):
    page = get_page(f"/search?q=grief&{query}", 400)
    assert page.all("//*[@role='alert']")


def test_nothing_found_is_no_dead_end(get_page):
    page = get_page("/search?need=libraries&near=99501&radius=1")
    assert page.link("Call 211") == "tel:211"
    assert page.link("Talk to someone now") == "/help-now"
    assert "near" not in page.link("Look for this online or by phone")


def test_a_loosened_search_says_so(get_page):
    page = get_page(f"/search?{GRIEF}&day=MO")
    assert "Nothing on that day. These are on other days." in page.text


def test_without_a_place_everything_that_has_one(get_page):
    page = get_page("/search?need=support-groups")
    assert page.texts("//h2")[0] == "In person (26)"
    assert "Nearest" not in page.text


def test_nothing_asked_is_only_the_form(get_page):
    for address in ("/search", "/search?q=&near=&sort=relevance"):
        page = get_page(address)
        assert page.heading == "Search"
        assert not page.all("//main//h2")


def test_private_search_keeps_words_out_of_every_address(client):
    asked = {"q": "grief", "near": "62701", "cost": "free", "language": ["en"]}
    response = client.post("/search", data=asked)
    page = check_page(response)
    assert page.heading == "Results near Springfield, IL 62701"
    assert not [address for address in page.all("//@href | //@action") if "62701" in address]
    assert set(page.all("//form/@method")) == {"post"}
    assert [dict(form.form_values()) for form in page.tree.forms if form.xpath(".//button[.='Name']")] == [
        {"q": "grief", "near": "62701", "cost": "free", "language": "en", "sort": "name"}
    ]


def test_a_private_search_goes_back_from_a_correction_without_an_address(client):
    body = client.post("/search", data={"q": "greif circel", "near": "62701"}).get_data(as_text=True)
    assert "Search instead for" in body
    assert '<input type="hidden" name="without" value="correction">' in body
    assert "greif+circel" not in body


def test_filters_show_counts_and_what_is_chosen(get_page):
    page = get_page(f"/search?{GRIEF}&cost=free&radius=10")
    (free,) = page.all("//input[@name='cost'][@value='free']")
    assert free.get("checked") is not None
    assert re.search(r"Free \d+", words_of(free.getparent()))
    (radius,) = page.all("//select[@name='radius']/option[@selected]")
    assert words_of(radius) == "Within 10 miles"
    (need,) = page.all("//select[@name='need']/option[@selected]/@value")
    assert need == "support-groups/grief"


def test_the_form_carries_everything_once(get_page):
    query = "need=support-groups&need=support-groups/grief&audience=teens&audience=men&language=en&day=TU&sort=name"
    page = get_page(f"/search?{query}&near=62701&radius=7")
    (form,) = [one for one in page.tree.forms if one.get("role") == "search"]
    sent = [(name, value) for name, value in form.form_values() if value]
    assert sorted(sent) == sorted(
        [
            ("near", "62701"),
            ("radius", "7"),
            ("need", "support-groups"),
            ("need", "support-groups/grief"),
            ("audience", "teens"),
            ("audience", "men"),
            ("language", "en"),
            ("day", "TU"),
            ("sort", "name"),
        ]
    )


HOSTILE = "<script>alert('x')</script>\"' onfocus=x \u202edlrow \x00{{7*7}} &amp;"


@pytest.mark.parametrize("field", ["q", "near"])
@pytest.mark.parametrize("value", [HOSTILE, "x" * 10_000, "ا" * 3_000, "\U0001f600" * 200, "%s%n", "' OR 1=1 --"])
def test_hostile_words_stay_words(client, field, value):
    response = client.get("/search", query_string={field: value})
    assert response.status_code in (200, 400)
    page = check_page(response)
    shown = page.all(f"//input[@id='{field}']/@value")[0]
    assert html.unescape(value).startswith(shown[:20]) or value.startswith(shown[:20])


def test_hostile_listings_stay_words(app_of):
    listing = make_listing("hostile", name=HOSTILE, description="y" * 10_000, url="javascript:alert(1)")
    page = check_page(app_of(listing).test_client().get("/search?need=support-groups"))
    assert "<script>alert('x')</script>" in page.text
    assert not page.all("//a[contains(@href, 'javascript')]")


def test_a_hundred_thousand_characters_get_a_clean_answer(client):
    response = client.get("/search?q=" + "x" * 100_000)
    page = check_page(response)
    assert "only its first 500 characters were searched" in page.text
    assert len(response.data) < 60_000


def test_accepts_any_number_of_repeats(client):
    check_page(client.get("/search?" + "&".join(["need=crisis"] * 3_000)))
