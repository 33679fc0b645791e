"""Misspelt words, and words that only look misspelt."""

from __future__ import annotations

import pytest

from index.request import SearchRequest
from index.spelling import corrected
from index.understand import understand


def put_right(text: str, *listed: str) -> str | None:
    return corrected(text, understand(SearchRequest(text=text)).terms, lambda word: word.casefold() in listed)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("anxeity suport grup", "anxiety support group"),
        ("alchoholics anonimus", "alcoholics anonymous"),
        ("counsling for vetrans", "counseling for veterans"),
        ("Free DEPRESION grupp!", "Free DEPRESION grupo!"),
        ("biblioteca publca", "biblioteca publica"),
        ("grupo de aniedad", "grupo de ansiedad"),
        ("budist temple", "buddhist temple"),
        ("rehab que cobra según ingresos", None),
        ("alcholics anonimous friday nite", "alcoholics anonymous friday nite"),
        ("na meating monday", "na meeting monday"),
        ("libary", None),
        ("terapista", None),
        ("grief group", None),
    ],
)
def test_misspelt_words_are_put_right(text: str, expected: str | None) -> None:
    assert put_right(text) == expected


def test_a_word_some_listing_has_is_right() -> None:
    assert put_right("sobber circle") == "sober circle"
    assert put_right("sobber circle", "sobber") is None


def test_a_form_of_a_word_people_look_for_is_put_right_though_some_listing_has_it() -> None:
    assert put_right("voluntering at a food pantry", "voluntering") == "volunteering at a food pantry"


@pytest.mark.parametrize(
    ("text", "listed", "expected"),
    [
        ("anxeity", {"anxeity": "axiety"}, "anxiety"),
        ("sampletn circle", {"sampletn": "sampleton"}, "sampleton circle"),
        ("sampletn suport", {"sampletn": "sampleton", "suport": "sport"}, "sampleton support"),
        ("fresno", {"fresno": "fresco"}, None),
    ],
)
def test_words_of_the_index_serve_where_the_lists_have_none_as_close(
    text: str, listed: dict[str, str], expected: str | None
) -> None:
    terms = understand(SearchRequest(text=text)).terms
    assert corrected(text, terms, lambda word: False, listed.get) == expected


@pytest.mark.parametrize(
    "text", ["fresno", "rhinebeck", "illinois", "zydeco", "xyzzyqwerty", "90012", "图书馆", "x" * 400]
)
def test_places_and_strange_words_stay(text: str) -> None:
    assert put_right(text) is None
