"""Sentences, and what is understood of them."""

from __future__ import annotations

from typing import Any

import pytest

from data import taxonomy
from data.errors import PlaceError
from data.gazetteer import fold
from index.crisis import is_crisis
from index.request import DAYS, SearchRequest
from index.understand import phrases, understand
from index.words import LANGUAGES, read_words


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
        ("alcohólicos anónimos en español", {"needs": ("support-groups/alcohol",), "languages": ("es",), "terms": ()}),
        ("biblioteca pública", {"needs": ("libraries",)}),
        ("step study tuesday", {"terms": ("step", "study"), "days": ("TU",)}),
        ("sliding scale drug treatment", {"needs": ("treatment",), "soft_cost": ("sliding_scale",)}),
        ("zydeco nights", {"terms": ("zydeco", "nights"), "needs": ()}),
    ],
)
def test_sentences(text: str, expected: dict[str, Any]) -> None:
    found = understand(SearchRequest(text=text))
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "label", "terms"),
    [
        ("food near 62701", "Springfield, IL 62701", ()),
        ("food 62701", "Springfield, IL 62701", ()),
        ("food pantry in Santa Ana", "Santa Ana, CA", ()),
        ("counseling in Springfield, IL on monday", "Springfield, IL", ()),
        ("comida cerca de Los Angeles", "Los Angeles, CA", ()),
    ],
)
def test_places_in_a_sentence(text: str, label: str, terms: tuple[str, ...]) -> None:
    found = understand(SearchRequest(text=text))
    assert found.near is not None
    assert (found.near.place.label, found.terms) == (label, terms)


@pytest.mark.parametrize("text", ["groups in Spanish", "help in recovery", "meeting in person"])
def test_in_before_something_else_is_no_place(text: str) -> None:
    assert understand(SearchRequest(text=text)).near is None


def test_near_me_without_a_place_asks_and_with_one_is_answered() -> None:
    with pytest.raises(PlaceError) as caught:
        understand(SearchRequest(text="support group near me"))
    assert caught.value.code == "ask-place"
    found = understand(SearchRequest(text="support group near me", near="62701"))
    assert found.terms == ()


def test_near_something_unknown_says_so() -> None:
    with pytest.raises(PlaceError) as caught:
        understand(SearchRequest(text="food near Xyzzyville"))
    assert caught.value.code == "unknown-place"


def test_a_filter_wins_over_the_sentence() -> None:
    found = understand(SearchRequest(text="free grief group", needs=("counseling",), cost=("donation",)))
    assert (found.needs, found.cost, found.soft_cost) == (("counseling",), ("donation",), ())


def test_every_word_list_leads_to_known_things() -> None:
    facets = taxonomy.facet_labels()
    known: dict[str, Any] = {
        "needs": taxonomy.needs(), "cost": facets["cost"], "modes": facets["modes"],
        "audiences": facets["audiences"], "languages": taxonomy.languages(), "days": DAYS,
    }  # fmt: skip
    for language in LANGUAGES:
        for phrase, meaning in read_words(language).items():
            assert phrase == fold(phrase), f"{language}.toml: {phrase!r} is not folded and can never be found"
            for name, values in meaning.items():
                assert name in {*known, "from", "until", "text"}, (
                    f"{language}.toml: {phrase!r} has unknown key {name!r}"
                )
                if name in known:
                    assert not set(values) - set(known[name]), f"{language}.toml: {phrase!r} has unknown {name}"
    assert len(phrases()) > 200


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "suicidal",
        "quiero morir",
        "he hits me",
        "Don't want to live",
        "SELF-HARM",
        "me quiero morir",
    ],
)
def test_words_of_crisis(text: str) -> None:
    assert is_crisis(text)


@pytest.mark.parametrize(
    "text",
    ["support after a suicide", "suicide loss group", "killer whales", "food", "diet plan", "survivors of suicide"],
)
def test_words_that_are_no_crisis(text: str) -> None:
    assert not is_crisis(text)


def test_someone_in_danger_finds_people_to_talk_to() -> None:
    found = understand(SearchRequest(text="I want to die"))
    assert (found.needs, found.terms) == (("crisis",), ())
