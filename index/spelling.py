"""Misspelt words: those that stand in no listing and no word list and name no place, but are close to a word.

A word is found by what is left of it when letters are taken away: words within two letters of each other have
such a rest in common (the idea of SymSpell, Wolf Garbe 2012), so that one look-up finds all candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from itertools import combinations

from rapidfuzz.distance import OSA

from data import gazetteer
from index.phrases import Word, split
from index.whoosh_store import tokens_of_word
from index.words import LANGUAGES, word_tables

# Shorter words are too often names or other languages to be second-guessed.
_SHORTEST = 4
_TWO_WRONG_FROM = 8
_MOST_WORDS = 6
_LONGEST = 30
# Only the beginning of a word is taken apart: what is close as a whole is close there.
_PREFIX = 7
_TWO_WRONG_OF_A_NEED_FROM = 6
# What a word costs that a language does not have, when the language of a sentence is guessed.
_NOT_FOUND = 3
_MEANT = ("needs", "audiences", "text", "faith", "languages")


class Speller:
    """Words with how common each is, found by a misspelling of up to two letters.

    `meant` are those people look for, which are likelier than words such as "because".
    """

    def __init__(self, words: Mapping[str, int], meant: frozenset[str] = frozenset()) -> None:
        self._meant = meant
        self._common = {word: count for word, count in words.items() if _SHORTEST <= len(word) <= _LONGEST}
        self._rests: dict[str, list[str]] = {}
        for word in self._common:
            for rest in _rests(word, 2):
                self._rests.setdefault(rest, []).append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._common

    def closest(self, word: str) -> tuple[str, int] | None:
        """Return the closest word and how many letters differ (two neighbours swapped count as one), or None."""
        most = 2 if len(word) >= _TWO_WRONG_OF_A_NEED_FROM else 1
        found = {one for rest in _rests(word, most) for one in self._rests.get(rest, ())}
        # Few people get the first letter wrong.
        ranked = [
            (distance + (one[0] != word[0]), one not in self._meant, -self._common[one], one, distance)
            for one in found
            if (distance := OSA.distance(word, one, score_cutoff=most)) <= most
        ]
        ranked = [row for row in ranked if row[0] <= (1 if row[1] and len(word) < _TWO_WRONG_FROM else most)]
        return min(ranked)[3:] if ranked else None

    def is_form(self, word: str) -> bool:
        """Whether a word is one people look for but for a letter, and is searched as that: "voluntering"."""
        close = self.closest(word) if len(word) >= _TWO_WRONG_FROM else None
        return (
            close is not None
            and close[1] == 1
            and close[0] in self._meant
            and tokens_of_word(word) == tokens_of_word(close[0])
        )


def _rests(word: str, most: int) -> set[str]:
    beginning = word[:_PREFIX]
    places = range(len(beginning))
    return {
        "".join(letter for place, letter in enumerate(beginning) if place not in gone)
        for size in range(min(most, len(beginning)) + 1)
        for gone in combinations(places, size)
    }


@cache
def _spellers() -> dict[str, Speller]:
    found = {}
    for language, table in zip(LANGUAGES, word_tables(), strict=True):
        meant = {
            word.folded
            for means in table.meanings()
            if any(getattr(means, name) for name in _MEANT)
            for word in split(means.phrase)
        }
        found[language] = Speller(Counter(word for phrase in table.phrases for word in phrase), frozenset(meant))
    return found


def corrected(
    text: str,
    terms: tuple[str, ...],
    is_known: Callable[[str], bool],
    closest: Callable[[str], str | None] = lambda word: None,
) -> str | None:
    """Return the text with misspelt words put right, or None when there is nothing to put right.

    `terms` are the words of the text that no list explained; `is_known` tells whether any listing has a word;
    `closest` gives the word of a name in the index that is one letter away, for what no list puts right as surely.
    """
    words = [word for word in split(text) if word.folded]
    unexplained = set(terms[:_MOST_WORDS])
    wrong = {word.folded for word in words if _term(word) in unexplained and _is_wrong(word, is_known)}
    if not wrong:
        return None
    better = _best({word.folded for word in words}, wrong, closest)
    if not better:
        return None
    return " ".join(_put_right(token, better) for token in text.split())


def _term(word: Word) -> str:
    return word.text.replace("’", "'").casefold()


def _is_wrong(word: Word, is_known: Callable[[str], bool]) -> bool:
    folded = word.folded
    if not (_SHORTEST <= len(folded) <= _LONGEST and folded.isalpha()):
        return False
    if is_known(word.text):
        return _is_form(folded)
    if any(one in speller for speller in _spellers().values() for one in (folded, folded.removesuffix("s"))):
        return False
    return not (gazetteer.find_cities(folded) or folded in gazetteer.states() or gazetteer.counties_named(folded))


@lru_cache(maxsize=8_192)
def _is_form(folded: str) -> bool:
    return any(speller.is_form(folded) for speller in _spellers().values())


def _best(words: set[str], wrong: set[str], closest: Callable[[str], str | None]) -> dict[str, str]:
    """The misspelt words by the language that has most of the others, then by the closest; else by any that has one.

    A word of the index wins over one of the lists that is farther away.
    """
    found = {language: {word: speller.closest(word) for word in wrong} for language, speller in _spellers().items()}

    def distance(language: str) -> tuple[int, int]:
        missing = sum(len(word) >= _SHORTEST and word not in _spellers()[language] for word in words - wrong)
        return missing, sum(one[1] if one else _NOT_FOUND for one in found[language].values())

    better: dict[str, tuple[str, int]] = {}
    for language in sorted(found, key=distance):
        for word, one in found[language].items():
            if one is not None:
                better.setdefault(word, one)
    for word in wrong:
        listed = closest(word) if word not in better or better[word][1] > 1 else None
        if listed is not None:
            better[word] = listed, 1
    return {word: one[0] for word, one in better.items()}


def _put_right(token: str, better: Mapping[str, str]) -> str:
    for word in split(token):
        if word.folded in better:
            token = token.replace(word.text, better[word.folded], 1)
    return token
