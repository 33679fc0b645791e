"""Words of danger, and words that only sound like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.crisis import is_crisis
from index.words import LANGUAGES, read_words

_FILE = read_words("crisis")
_HERE = Path(__file__).parent


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_raises_the_card_alone_and_in_a_sentence(language: str) -> None:
    assert len(set(_FILE[language])) >= 150
    for phrase in _FILE[language]:
        for text in (phrase, phrase.upper(), f"hello, {phrase}. thank you", f"free food and {phrase}!"):
            assert is_crisis(text), text


def test_phrases_that_mean_something_else_do_not_raise_it() -> None:
    for phrase in _FILE["never"]:
        assert not is_crisis(phrase), phrase
        assert is_crisis(f"{phrase}. I want to die"), phrase


def test_no_danger_hides_behind_other_words() -> None:
    said = (_HERE / "no_crisis.txt").read_text("utf-8").splitlines()
    harmless = [line for line in said if line and not line.startswith("#")]
    assert len(harmless) >= 100
    raised = [line for line in harmless if is_crisis(line)]
    assert raised == []


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself", "suicidal", "quiero morir", "he hits me", "Don't want to live", "dont want to live",
        "SELF-HARM", "me quiero morir", "i just can’t go on", "nobody would miss me", "ya no puedo más",
        "no aguanto mas",
        "sucide", "suicde", "suicidall", "kill my self", "overdos", "my friend is overdosing now",
        "I really want to die",
        "my stepdad touches me", "i am being trafficked", "me quiero quitar la vida",
        "mi esposo me golpeó", "me corté las venas",
        "quiero suisidarme", "my boyfriend choked me last night", "food bank and i want to end it all",
    ],
)  # fmt: skip
def test_ways_people_say_it(text: str) -> None:
    assert is_crisis(text)


def test_letters_and_signs_in_between_change_nothing() -> None:
    for text in (
        "I want, to die.",
        "i   want\nto\tdie",
        "“kill myself”",
        "kill-myself",
        "I’m suicidal",
        "¡Quiero morir!",
    ):
        assert is_crisis(text), text
    assert not is_crisis("")
    assert not is_crisis("x" * 100_000)
