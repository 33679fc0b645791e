"""What stands on paper: order, parts, words, and what may not stand there."""

from datetime import date

import pytest

from data.errors import QueryError
from data.model import Address, Conflict, Location, Schedule
from tests.webapp.paper.support import NOW, items, plain, wish
from tests.webapp.support import full_listing, make_listing
from webapp.languages import BY_TAG
from webapp.paper.building import document, mark_of
from webapp.paper.content import texts_of
from webapp.paper.grouping import Item

# The sample data says of itself what it is, each listing by itself: a sheet goes from hand to hand.
INVENTED = "This listing is invented, to try the directory with."


def facts_of(entry):
    return {fact.label: list(fact.lines) for fact in entry.facts}


def titles(made):
    return [(part.title, [section.title for section in part.sections]) for part in made.parts]


def weekly(*days, opens="19:00"):
    return Schedule(freq="WEEKLY", byday=list(days), opens_at=opens, closes_at="20:00", timezone="America/Chicago")


def test_a_list_in_its_makers_order_is_numbered_and_keeps_notes_and_lines():
    listed = [Item(make_listing("b", name="B"), "Ask for Ana."), Item(make_listing("a", name="A"), blanks=3)]
    made = document(listed, wish(title="For this week", intro="Start with the first."))
    assert [(one.number, one.name, one.note, one.blanks) for one in made.entries] == [
        (1, "B", "Ask for Ana.", 0),
        (2, "A", None, 3),
    ]
    assert (made.title, made.intro) == ("For this week", "Start with the first.")
    assert titles(made) == [("", [""])]


def test_every_fact_is_in_words():
    (entry,) = document([Item(full_listing())], wish()).entries
    facts = facts_of(entry)
    assert facts["When"] == ["Tuesdays 7:00\u00a0PM to 8:30\u00a0PM, Central Time"]
    assert facts["Where"][:3] == ["First Church", "100 E Adams St", "Springfield, IL 62701"]
    assert facts["Online"] == ["meet.example/door"]
    assert facts["Dial in"] == ["(217) 555-0111"]
    assert facts["How to join"] == ["Code: 1234"]
    assert facts["Phone"] == ["(217) 555-0100 ext. 12 (Intake, Spanish)", "Text (217) 555-0101", "TTY (217) 555-0103"]
    assert facts["Cost"] == ["Sliding scale or takes insurance", "From $0 to $40 a visit."]
    assert facts["Languages"] == ["English and Spanish"]
    assert facts["What to bring"] == ["Photo ID"]
    assert entry.warnings == (INVENTED, "Closed on Thanksgiving.")
    assert entry.seen == "Last seen Nov 20, 2026 · Confirmed with the provider on Nov 1, 2026."


def test_no_bare_codes():
    said = " ".join(texts_of(document([Item(full_listing())], wish(group="need"))))
    for code in ("sliding_scale", "in_person", "support-groups/", "America/", "+1217", "active"):
        assert code not in said.replace("near=62701", "")


def test_a_hybrid_meeting_stands_in_both_parts_with_what_each_needs():
    made = document([Item(full_listing())], wish(group="need"))
    assert [title for title, _ in titles(made)] == ["In person", "Online or by phone"]
    here, far = made.entries
    assert facts_of(here)["Where"][1] == "100 E Adams St"
    assert facts_of(here)["Also"] == ["Online or by phone"]
    assert "Online" not in facts_of(here)
    assert facts_of(far)["Online"] == ["meet.example/door"]
    assert facts_of(far)["Also"] == ["In person: 100 E Adams St, Springfield, IL 62701"]
    assert "Where" not in facts_of(far)
    assert here.key != far.key


def test_by_day_a_meeting_stands_under_each_of_its_days_by_time():
    listed = [
        Item(make_listing("late", name="Late", schedules=[weekly("MO", opens="20:00"), weekly("WE")])),
        Item(make_listing("early", name="Early", schedules=[weekly("MO", opens="07:00")])),
        Item(make_listing("shop", name="Open shop", schedules=[weekly("MO", "TU", "WE", "TH", "FR")])),
        Item(make_listing("ask", name="Ask us", schedules=[])),
    ]
    (part,) = document(listed, wish(group="day")).parts
    found = {section.title: [(one.name, one.at) for one in section.entries] for section in part.sections}
    assert found == {
        "Monday": [("Early", "7:00\u00a0AM to 8:00\u00a0PM"), ("Late", "8:00\u00a0PM to 8:00\u00a0PM")],
        "Wednesday": [("Late", "7:00\u00a0PM to 8:00\u00a0PM")],
        "Open on most days": [("Open shop", None)],
        "Ask when": [("Ask us", None)],
    }


def test_by_need_the_need_that_was_asked_for_comes_first():
    listing = make_listing("both", needs=["counseling", "practical-help", "practical-help/food"])
    assert titles(document([Item(listing)], wish(group="need")))[0][1] == ["Counseling and therapy"]
    wanted = wish(group="need", wanted=("practical-help",))
    assert titles(document([Item(listing)], wanted))[0][1] == ["Practical help: Food"]


def test_call_first_comes_before_all_facts():
    listing = make_listing(
        "old",
        status="temporarily closed",
        not_seen_since=date(2026, 11, 1),
        conflicts=[Conflict(field="phones", values={"a": "1", "b": "2"})],
    )
    (entry,) = document([Item(listing)], wish()).entries
    assert entry.warnings == (
        INVENTED,
        "Temporarily closed",
        "Not seen on its source since Nov 1, 2026. Call before you go.",
        "Call first: its sources disagree.",
    )


@pytest.mark.parametrize("visibility", ["hidden", "partial"])
def test_a_street_that_is_kept_back_is_not_printed(visibility):
    address = Address(address_1="9 Secret Street", city="Springfield", state_province="IL", postal_code="62701")
    place = Location(name="Safe House", description="Ring twice", address=address, visibility=visibility)
    made = document([Item(make_listing("hidden", location=place))], wish(group="day"))
    said = " ".join(texts_of(made))
    assert "Secret" not in said
    assert "Ring twice" not in said
    assert ("Springfield, IL 62701" in said) == (visibility == "partial")
    assert "The street is told when you call." in said


def test_the_stamp_dates_the_data_and_names_the_list():
    made = document(items(3), wish())
    assert made.stamp == (
        "3 listings",
        "Information of Nov 20, 2026",
        "Printed Nov 22, 2026",
        f"Mark of this list: {made.mark}",
    )
    assert made.link is not None
    assert plain(made.link.words) == "kith.example.org/search?need=support-groups&near=62701"
    assert made.advice == "Call or write before you go: times and places change."


def test_a_stored_list_says_where_its_code_is_typed_in():
    made = document(items(2), wish(code="7Q2K-9FXD-0ABC", url="https://kith.example.org/list/7Q2K-9FXD-0ABC"))
    assert made.mark == "7Q2K-9FXD-0ABC"
    assert made.stamp[-1].replace("\u200b", "") == "Code 7Q2K-9FXD-0ABC, to type in at kith.example.org/list"


def test_a_mark_is_that_of_the_listings_in_their_order():
    listings = [one.listing for one in items(3)]
    assert mark_of(listings) == mark_of(listings)
    assert mark_of(listings) != mark_of(listings[::-1])
    assert len({mark_of(listings[:count]) for count in range(4)}) == 4


def test_the_index_names_each_listing_once_under_its_town():
    made = document(items(9), wish(group="day"))
    (town,) = made.index
    assert town.name == "Springfield, IL"
    assert len(town.listings) == 9
    assert {key for one in town.listings for key in one.keys} == {one.key for one in made.entries}
    assert document(items(3), wish(group="day")).index == ()


def test_each_source_is_named_as_its_licence_asks():
    made = document(items(9), wish())
    assert made.credits == ("Sample groups of Springfield. Licence: CC0-1.0. Invented for trying Kith",)
    assert all(one.credits == made.credits for one in made.entries)


@pytest.mark.parametrize(
    ("language", "ways"),
    [
        ("en", ["Call 988", "Text 988"]),
        ("es", ["Call 988 (press 2)", "Text AYUDA to 988"]),
        ("ko", ["Call 988", "Text 988"]),
    ],
)
def test_crisis_lines_are_those_that_answer_in_the_papers_language(language, ways, monkeypatch):
    # The catalogues' words may change; which way is chosen may not.
    monkeypatch.setattr("webapp.paper.crisis.gettext", lambda message, **values: message % values)
    monkeypatch.setattr("webapp.paper.crisis._said", lambda text: text)
    made = document([], wish(language=language))
    assert made.crisis.lines[0].name == "988 Suicide & Crisis Lifeline"
    assert list(made.crisis.lines[0].ways[:2]) == ways


def test_an_empty_list_says_so_and_still_tells_where_help_is():
    made = document([], wish())
    assert made.notices == ("There is no listing in this list.",)
    assert made.parts == ()
    assert len(made.crisis.lines) == 3
    assert f"Printed Nov {NOW.day}, 2026" in made.stamp


@pytest.mark.parametrize("language", BY_TAG)
def test_a_paper_is_in_its_language(language):
    made = document(items(3), wish(language=language, group="day"))
    assert made.language == language
    assert made.direction == ("rtl" if language == "ar" else "ltr")
    assert ("Monday" in titles(made)[0][1]) == (language == "en")


def test_an_unknown_language_is_an_error():
    with pytest.raises(QueryError, match="locale: must be one of en, es"):
        document([], wish(language="tlh"))


def test_an_address_that_nobody_types_is_in_the_code_alone():
    long = "https://kith.example.org/list?list=" + "x" * 88
    link = document([], wish(url=long)).link
    assert (link.url, link.words) == (long, "kith.example.org")
    assert link.alt == "QR code that opens kith.example.org"
