"""Sentences, and what is understood of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from data.errors import PlaceError, QueryError, WordListError
from index.request import SearchRequest, from_parameters
from index.understand import understand
from index.understood import Understood
from index.words import LANGUAGES, Means, entries, read_words, tables

# A Tuesday; local where the help is.
NOON = datetime.fromisoformat("2026-11-24T12:00")


def ask(text: str, **fields: Any) -> Understood:
    return understand(SearchRequest(text=text, **({"at": NOON} | fields)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("free support group", {"needs": ("support-groups",), "soft_cost": ("free",), "terms": ()}),
        ("grief support group", {"needs": ("support-groups/grief",)}),
        (
            "al-anon for adult children of alcoholics",
            {"needs": ("support-groups/family-of-addicts",), "audiences": ("adult-children",)},
        ),
        (
            "My husband drinks too much, group for families",
            {"needs": ("support-groups/family-of-addicts",), "terms": ()},
        ),
        ("AA meeting Monday night", {"needs": ("support-groups/alcohol",), "days": ("MO",), "opens_from": "17:00"}),
        ("women's AA", {"needs": ("support-groups/alcohol",), "audiences": ("women",), "terms": ()}),
        ("womens A.A.", {"needs": ("support-groups/alcohol",), "audiences": ("women",), "terms": ()}),
        ("Women’s group", {"needs": ("support-groups",), "audiences": ("women",), "terms": ()}),
        ("alcohólicos anónimos en español", {"needs": ("support-groups/alcohol",), "languages": ("es",), "terms": ()}),
        ("biblioteca pública", {"needs": ("libraries",)}),
        ("step study tuesday", {"terms": ("step", "study"), "days": ("TU",)}),
        ("sliding scale drug treatment", {"needs": ("treatment",), "soft_cost": ("sliding_scale",)}),
        ("zydeco nights", {"terms": ("zydeco",), "needs": ()}),
        ("zydeco group", {"terms": ("zydeco",), "needs": ()}),
        ("libary", {"needs": ("libraries",), "terms": ()}),
        ("I really can't sleep", {"needs": ("support-groups/depression", "counseling"), "terms": ()}),
        ("cant sleep", {"needs": ("support-groups/depression", "counseling"), "terms": ()}),
        ("i just lost my job", {"needs": ("practical-help/jobs",), "terms": ()}),
        ("perdí mi trabajo", {"needs": ("practical-help/jobs",), "terms": ()}),
        ("mi hijo usa drogas", {"needs": ("support-groups/family-of-addicts",), "terms": ()}),
        ("faith based recovery meeting", {"faith": ("faith-based",), "needs": ("support-groups",), "terms": ()}),
        ("treatment for drug addiction", {"needs": ("treatment",), "terms": ()}),
        ("drug addiction", {"needs": ("support-groups/drugs", "treatment"), "terms": ()}),
        ("drug addiction meeting", {"needs": ("support-groups/drugs",)}),
        ("programa para adolescentes con problemas de drogas", {"needs": ("treatment",), "audiences": ("teens",)}),
        (
            "volunteer with homeless people",
            {"needs": ("volunteering",), "audiences": (), "terms": ("homeless",)},
        ),
        ("my brother took his own life", {"needs": ("support-groups/suicide-loss",), "terms": ()}),
        ("I want to take my own life", {"needs": ("crisis",)}),
        ("baptist church", {"needs": ("spiritual",), "terms": ("baptist|baptists",), "faith": ()}),
        ("I'm hungry and have no money until friday", {"needs": ("practical-help/food",), "days": (), "terms": ()}),
        ("programa para dejar las drogas", {"needs": ("support-groups/drugs",)}),
        ("open AA speaker meeting", {"needs": ("support-groups/alcohol",), "open_at": None, "terms": ("speaker",)}),
        ("dentist that takes medi-cal", {"soft_cost": ("insurance",)}),
        ("breast cancer support group", {"needs": ("support-groups",), "terms": ("breast", "cancer")}),
        ("yoga class for my daughter", {"needs": ("wellness",), "audiences": (), "terms": ("yoga",)}),
        ("I almost took my own life", {"needs": ("crisis",)}),
        ("no money", {"needs": ("practical-help/money",)}),
        ("zydeco church", {"needs": (), "terms": ("zydeco",)}),
        ("the new place", {"needs": (), "terms": (), "named": ("new", "place")}),
        ("grief group run by peers", {"led_by": ("peer",), "needs": ("support-groups/grief",)}),
        ("group with a therapist", {"led_by": ("professional",), "needs": ("support-groups",)}),
        ("wheelchair accessible AA sunday", {"accessibility": ("wheelchair",), "days": ("SU",), "terms": ()}),
        ("NA with an ASL interpreter", {"accessibility": ("sign-language",), "needs": ("support-groups/drugs",)}),
        ("图书馆 library", {"needs": ("libraries",), "terms": ("图书馆",)}),
        ("", {"needs": (), "terms": (), "near": None}),
    ],
)
def test_sentences(text: str, expected: dict[str, Any]) -> None:
    found = ask(text)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "label", "terms"),
    [
        ("food near 62701", "Springfield, IL 62701", ()),
        ("food 62701", "Springfield, IL 62701", ()),
        ("62701 food", "Springfield, IL 62701", ()),
        ("zip code 62701-1234 food", "Springfield, IL 62701", ()),
        ("Springfield, IL 62701 food", "Springfield, IL 62701", ()),
        ("food within 10 miles of 62701", "Springfield, IL 62701", ()),
        ("food pantry in Santa Ana", "Santa Ana, CA", ()),
        ("Santa Ana, CA food", "Santa Ana, CA", ()),
        ("aa meetings fresno ca", "Fresno, CA", ()),
        ("aa kansas city mo", "Kansas City, MO", ()),
        ("counseling in Springfield, IL on monday", "Springfield, IL", ()),
        ("comida cerca de Los Angeles", "Los Angeles, CA", ()),
        ("ayuda en Los Ángeles", "Los Angeles, CA", ()),
        ("food in St. Louis", "St. Louis, MO", ()),
        ("food in la", "Los Angeles, CA", ()),
        ("lawyer nyc", "New York, NY", ()),
        ("groups in the Bronx", "Bronx, NY", ()),
        ("food in texas", "Texas", ()),
        ("food in Hope", "Hope, AR", ()),
        ("help in rhinebeck", "Rhinebeck, NY", ()),
    ],
)
def test_places_in_a_sentence(text: str, label: str, terms: tuple[str, ...]) -> None:
    found = ask(text)
    assert found.near is not None
    assert (found.near.place.label, found.terms, found.unknown_place) == (label, terms, None)


@pytest.mark.parametrize(
    "text",
    [
        "groups in Spanish", "help in recovery", "meeting in person", "group in the evening", "in crisis", "in pain",
        "meeting at 7", "meetings around noon", "food for me", "group in hope", "aa in", "en línea", "en persona",
        "someone in need", "IN RECOVERY", "Help In Recovery", "support around anxiety", "food near a library",
    ],
)  # fmt: skip
def test_in_before_something_else_is_no_place(text: str) -> None:
    found = ask(text)
    assert (found.near, found.unknown_place) == (None, None)


@pytest.mark.parametrize("text", ["food in Nowhereville", "food in nowhereville", "food at Nowhereville on monday"])
def test_a_place_nobody_knows_is_told_and_searched_as_text(text: str) -> None:
    found = ask(text)
    assert (found.near, str(found.unknown_place).lower(), found.terms) == (None, "nowhereville", ("nowhereville",))


@pytest.mark.parametrize("text", ["food in downtown LA", "food near downtown LA", "downtown LA food"])
def test_of_part_of_a_town_the_town_is_searched_and_it_is_told(text: str) -> None:
    found = ask(text)
    assert found.near is not None
    assert (found.near.place.label, found.unknown_place, found.terms) == ("Los Angeles, CA", "downtown LA", ())


@pytest.mark.parametrize(
    "text", ["support group near me", "grupo cerca de mí", "food nearby", "help near you", "comida cerca de mi casa"]
)
def test_near_me_without_a_place_asks_and_with_one_is_answered(text: str) -> None:
    with pytest.raises(PlaceError) as caught:
        ask(text)
    assert caught.value.code == "ask-place"
    found = ask(text, near="62701")
    assert found.terms == ()
    assert ask(text, without=("place",)).near is None


def test_near_something_unknown_says_so() -> None:
    with pytest.raises(PlaceError) as caught:
        ask("food near Xyzzyville open now")
    assert (caught.value.code, "“Xyzzyville”" in str(caught.value)) == ("unknown-place", True)


TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tonight", {"dates": (TODAY,), "opens_from": "17:00", "opens_until": "24:00"}),
        ("esta noche", {"dates": (TODAY,), "opens_from": "17:00"}),
        ("tomorrow", {"dates": (date(2026, 11, 25),), "opens_from": None}),
        ("mañana por la mañana", {"dates": (date(2026, 11, 25),), "opens_from": "05:00", "opens_until": "12:00"}),
        ("this weekend", {"dates": (date(2026, 11, 28), date(2026, 11, 29)), "days": ()}),
        ("este fin de semana", {"dates": (date(2026, 11, 28), date(2026, 11, 29))}),
        ("weekend", {"dates": (), "days": ("SA", "SU")}),
        ("next week", {"dates": (date(2026, 11, 30), *(date(2026, 12, day) for day in range(1, 7)))}),
        ("next tuesday", {"dates": (date(2026, 12, 1),)}),
        ("this tuesday", {"dates": (TODAY,)}),
        ("el próximo martes", {"dates": (date(2026, 12, 1),)}),
        ("el martes que viene", {"dates": (date(2026, 12, 1),)}),
        ("first Tuesday", {"days": ("TU",), "nth": (1,)}),
        ("1st and 3rd tuesdays of the month", {"days": ("TU",), "nth": (1, 3)}),
        ("last friday of the month", {"days": ("FR",), "nth": (-1,)}),
        ("primer martes del mes", {"days": ("TU",), "nth": (1,)}),
        ("último viernes", {"days": ("FR",), "nth": (-1,)}),
        ("after work", {"opens_from": "17:00", "opens_until": "24:00"}),
        ("after 6pm", {"opens_from": "18:00", "opens_until": "24:00"}),
        ("after 6:30 p.m.", {"opens_from": "18:30", "opens_until": "24:00"}),
        ("después de las 6", {"opens_from": "18:00", "opens_until": "24:00"}),
        ("before noon", {"opens_from": "00:00", "opens_until": "12:00"}),
        ("antes del mediodía", {"opens_from": "00:00", "opens_until": "12:00"}),
        ("at 7", {"opens_from": "18:30", "opens_until": "19:30"}),
        ("at 7 in the morning", {"opens_from": "06:30", "opens_until": "07:30"}),
        ("a las 7 de la tarde", {"opens_from": "18:30", "opens_until": "19:30"}),
        ("from 5 to 7", {"opens_from": "17:00", "opens_until": "19:00"}),
        ("5-7pm", {"opens_from": "17:00", "opens_until": "19:00"}),
        ("entre las 9 y las 11", {"opens_from": "09:00", "opens_until": "11:00"}),
        ("10am to 2pm", {"opens_from": "10:00", "opens_until": "14:00"}),
        ("19:00", {"opens_from": "18:30", "opens_until": "19:30"}),
        ("lunch time", {"opens_from": "11:30", "opens_until": "13:30"}),
        ("at noon", {"opens_from": "11:30", "opens_until": "13:30"}),
        ("at 12", {"opens_from": "11:30", "opens_until": "12:30"}),
        ("open now", {"open_at": NOON, "dates": ()}),
        ("abierto ahora", {"open_at": NOON}),
        ("24 hours", {"terms": ("24",), "opens_from": None}),
        ("monday to friday", {"days": ("MO", "TU", "WE", "TH", "FR")}),
        ("friday and saturday", {"days": ("FR", "SA")}),
    ],
)  # fmt: skip
def test_times(text: str, expected: dict[str, Any]) -> None:
    for sentence in (text, f"aa {text}", f"{text.capitalize()} aa"):
        found = ask(sentence)
        assert {name: getattr(found, name) for name in expected} == expected, sentence
        assert found.terms == expected.get("terms", ())


def test_now_is_the_wall_time_where_the_place_is() -> None:
    asked = datetime.fromisoformat("2026-11-24T20:00:00+00:00")
    assert ask("open now in Los Angeles", at=asked).open_at == NOON
    assert ask("open now in Boston", at=asked).open_at == NOON.replace(hour=15)


def test_a_filter_wins_over_the_sentence() -> None:
    found = ask("free grief group", needs=("counseling",), cost=("donation",))
    assert (found.needs, found.cost, found.soft_cost) == (("counseling",), ("donation",), ())


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("", ("libraries",)),
        ("free on tuesday night in spanish near 90012", ("libraries",)),
        ("grief", ("support-groups/grief",)),
        ("zydeco", ()),
        ("i want to die", ("crisis",)),
    ],
)
def test_needs_that_hold_where_the_sentence_names_none(text: str, needs: tuple[str, ...]) -> None:
    assert ask(text, otherwise=("libraries",)).needs == needs
    assert ask(text, otherwise=("libraries",), needs=("counseling",)).needs == ("counseling",)
    if needs == ("libraries",):
        assert ask(text, otherwise=("libraries",), without=("need:libraries",)).needs == ()


@pytest.mark.parametrize(
    ("without", "gone", "words"),
    [
        ("need:support-groups/grief", {"needs": ("support-groups",)}, {"grief", "group"}),
        ("cost:free", {"soft_cost": ()}, set()),
        ("day:TU", {"days": ()}, set()),
        ("time", {"opens_from": None, "opens_until": None}, set()),
        ("place", {"near": None}, set()),
        ("language:es", {"languages": ()}, set()),
        ("audience:teens", {"audiences": ()}, {"teens"}),
        ("word:zydeco", {"terms": ("mass|misa|eucharist",)}, {"zydeco"}),
        ("word:mass", {"terms": ("zydeco",)}, set()),
        ("faith:faith-based", {"faith": ()}, {"faith", "based"}),
    ],
)
def test_what_is_removed_is_gone_and_not_searched_as_text(without: str, gone: dict[str, Any], words: set[str]) -> None:
    text = "free faith based zydeco mass grief group for teens near 90012 tuesday night in spanish"
    full, found = ask(text), ask(text, without=(without,))
    for name in Understood.__dataclass_fields__:
        expected = gone.get(name, getattr(full, name))
        if name in ("soft_terms", "named", "unexplained"):
            expected = tuple(word for word in expected if word not in words)
        if name == "needs" and "needs" in gone:
            assert "support-groups/grief" not in found.needs
        else:
            assert getattr(found, name) == expected, name


def test_words_taken_away_do_not_rank_crisis_lines_either() -> None:
    assert "crisis" in ask("crisis line for teens").soft_terms
    assert "teens" not in ask("crisis line for teens", without=("audience:teens",)).soft_terms


def test_without_is_checked() -> None:
    given = ["need:crisis", "place", "day:tu", "word:Zoom", "place"]
    assert from_parameters({"without": given}).without == ("need:crisis", "place", "day:TU", "word:zoom")
    for wrong in ("needs:crisis", "need:", "everything", "place:LA"):
        with pytest.raises(QueryError) as caught:
            from_parameters({"without": [wrong]})
        assert caught.value.field == "without"


# A sentence around a phrase must not become part of a longer one.
_CARRIERS = ("{}", "qwerty {} qwerty", "{}!", "Zz, {}.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_means_what_it_says(language: str) -> None:
    listed = list(entries(language, read_words(language)))
    assert len(listed) >= {"en": 600, "es": 300}[language]
    wrong = [
        (carrier.format(means.phrase), problem)
        for means in listed
        for carrier in _CARRIERS
        if (problem := _problem(means, ask(carrier.format(means.phrase), near="62701")))
    ]
    assert wrong == []


def _problem(means: Means, found: Understood) -> str | None:
    """What of an entry was not understood."""
    for name in ("modes", "languages", "audiences", "faith", "led_by", "accessibility", "days"):
        if set(getattr(means, name)) - set(getattr(found, name)):
            return name
    if set(means.cost) - set(found.soft_cost):
        return "cost"
    missing = [need for need in means.needs if not any(one.startswith(need) for one in found.needs)]
    left = set(found.terms) - {"qwerty", "zz"} - set(means.text)
    if found.soft_terms and not missing:
        missing = []
    if missing or left or (means.text and not set(means.text) & {*found.terms, *found.soft_terms}):
        return f"needs {missing}, terms {found.terms}"
    if (
        means.otherwise
        and "qwerty" not in found.text
        and "Zz" not in found.text
        and not found.needs
        and not found.terms
    ):
        return "otherwise"
    timed = found.opens_from or found.open_at or found.dates
    return "time" if (means.when or means.begin) and not timed else None


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"en": [{"needs": ["grief"], "phrases": ["sad"]}]}, ("en.toml", "sad", "grief")),
        ({"en": [{"need": ["crisis"], "phrases": ["sad"]}]}, ("en.toml", "sad", "need")),
        ({"en": [{"phrases": ["sad"]}]}, ("en.toml", "sad", "nothing")),
        ({"en": [{"days": ["XX"], "phrases": ["sad"]}]}, ("en.toml", "sad", "XX")),
        ({"en": [{"needs": ["crisis"], "phrases": ["sad", "sad"]}]}, ("en.toml", "sad", "twice")),
        ({"en": [{"needs": ["crisis"], "phrases": ["my group", "groups"]}]}, ("groups", "my group")),
        ({"en": [{"needs": ["crisis"], "phrases": ["zoom"]}], "es": [{"modes": ["online"], "phrases": ["zoom"]}]},
         ("es.toml", "en.toml", "zoom")),
        ({"en": [{"needs": ["crisis"], "phrases": ["..."]}]}, ("en.toml", "...")),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_used_names_file_and_entry(files: dict[str, Any], words: tuple[str, ...]) -> None:
    with pytest.raises(WordListError) as caught:
        tables({language: {"inside": ["my"], "means": means} for language, means in files.items()})
    assert all(word in str(caught.value) for word in words)


def test_someone_in_danger_finds_people_to_talk_to() -> None:
    found = ask("I want to die")
    assert (found.needs, found.terms) == (("crisis",), ())
    assert ask("I want to die", without=("need:crisis",)).needs == ()
