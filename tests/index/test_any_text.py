"""Texts nobody expects are understood too: no error, no hours that cannot be."""

from __future__ import annotations

import random

import pytest

from data.errors import PlaceError
from index.words import word_tables
from tests.index.test_crisis import is_crisis
from tests.index.test_understand import ask

_SIGNS = (
    "\x00",
    "\u202e",
    "\ud800",
    "'",
    ",",
    "  ",
    "\n",
    "(",
    "\\",
    "%",
    "\U0001f642",
    "\u0301",
    "ß",
    "İ",
    "½",
    "٣",
    "²",
)
_LEADS = (
    "in",
    "near",
    "at",
    "en",
    "cerca de",
    "after",
    "from",
    "first",
    "next",
    "la",
    "ca",
    "downtown",
    "6:75",
    "99pm",
)


def _anything(chance: random.Random, words: list[str]) -> str:
    """A text nobody expects: words of the lists glued together, signs, other scripts, control characters."""
    kinds = (
        lambda: chance.choice(words),
        lambda: chr(chance.randrange(0x110000)),
        lambda: chance.choice(_SIGNS),
        lambda: str(chance.randrange(100_000)),
        lambda: chance.choice(_LEADS),
    )  # fmt: skip
    gap = chance.choice(["", " ", ", ", "-", ". "])
    return gap.join(chance.choice(kinds)() for _ in range(chance.randrange(40)))


def _understand_anything(count: int, seed: int) -> None:
    chance = random.Random(seed)
    words = [" ".join(phrase) for table in word_tables() for phrase in table.phrases]
    for _ in range(count):
        text = _anything(chance, words)
        is_crisis(text)
        try:
            found = ask(text)
        except PlaceError:
            found = ask(text, near="62701", without=("place",))
        assert found.opens_from is None or "00:00" <= found.opens_from < str(found.opens_until) <= "24:00", text


def test_any_text_is_understood() -> None:
    _understand_anything(1_500, 1)


@pytest.mark.soak
def test_very_many_texts_are_understood() -> None:
    _understand_anything(200_000, 2)
