"""The words of a text, and the longest phrase of a table that begins at one of them.

Words are compared folded (no case, no accents), without apostrophes and in the singular, each language by its
own rule, so that "women's groups", "Womens group" and "womens group" are one phrase. A table also names words
that may stand inside any of its phrases without changing them ("my", "really").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from data.gazetteer import fold

LONGEST_PHRASE = 8
# "A.A.", "p.m."; "24/7" is two words, "6:30pm" one; apostrophes stay inside. Each branch begins differently or is
# bounded, so that no text makes it slow.
_WORD = re.compile(r"\d{1,2}:\d\d(?:[ap]m)?|(?:[^\W\d_]\.){2,6}|[^\W_]+(?:['’‘`´][^\W_]+)*")
_APOSTROPHES = re.compile("['’‘`´]")
# Singular as they stand.
_WHOLE = frozenset(("aids", "news", "always", "yes", "menos", "antes", "entonces", "despues", "pues"))

Meaning = TypeVar("Meaning")


class Word(NamedTuple):
    """A word of a text: as written, folded, and whether a comma follows or a sign that ends a sentence."""

    text: str
    folded: str
    comma: bool = False
    ends: bool = False


def split(text: str) -> list[Word]:
    """Return the words of a text in order; punctuation is left out."""
    return list(_split(text))


# A request asks for the words of its text several times: for crisis, for the meaning, for spelling.
@lru_cache(maxsize=64)
def _split(text: str) -> tuple[Word, ...]:
    found: list[Word] = []
    for match in _WORD.finditer(text):
        after = text[match.end() : match.end() + 1]
        found.append(Word(match[0], _folded(match[0]), after == ",", after in ".;!?" and after != ""))
    return tuple(found)


@lru_cache(maxsize=8_192)
def _folded(word: str) -> str:
    bare = _APOSTROPHES.sub("", word)
    # Of a script that has no Latin letters folding leaves nothing.
    return fold(bare.replace(".", "") if "." in bare else bare).replace(" ", "") if ":" not in bare else bare.lower()


@lru_cache(maxsize=8_192)
def english(word: str) -> str:
    """Return the singular of a folded English word; the same for words that have none."""
    if len(word) < 4 or word in _WHOLE or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes")) else word[:-1]


@lru_cache(maxsize=8_192)
def spanish(word: str) -> str:
    """Return the singular of a folded Spanish word; the same for words that have none."""
    if len(word) < 4 or word in _WHOLE or not word.endswith("s"):
        return word
    if word.endswith("ces"):
        return word[:-3] + "z"
    if word.endswith("es") and word[-3] in "lrndj" and word[-4] in "aeiou":
        return word[:-2]
    return word[:-1]


class PhraseTable(Generic[Meaning]):
    """Phrases of one language and what each means. `phrases` are their folded words."""

    def __init__(self, phrases: Mapping[str, Meaning], singular: Callable[[str], str], inside: Iterable[str]) -> None:
        self._singular = singular
        self._inside = frozenset(inside)
        self.phrases = [tuple(word.folded for word in split(phrase)) for phrase in phrases]
        self._meanings = {self.key(phrase): meaning for phrase, meaning in phrases.items()}
        sizes: dict[str, set[int]] = {}
        for key in filter(None, self._meanings):
            sizes.setdefault(key[0], set()).add(len(key))
        self._sizes = {first: sorted(found, reverse=True) for first, found in sizes.items()}

    def meanings(self) -> Iterable[Meaning]:
        """Return what the phrases mean."""
        return self._meanings.values()

    def key(self, phrase: str) -> tuple[str, ...]:
        """Return what a phrase is compared by; phrases of one key are one phrase."""
        words = [word.folded for word in split(phrase)]
        kept = [word for word in words if word not in self._inside] or words
        return tuple(self._singular(word) for word in kept)

    def says_nothing(self, word: Word) -> bool:
        """Whether the word may stand inside any phrase."""
        return word.folded in self._inside

    def begins(self, folded: str) -> bool:
        """Whether a phrase begins with the word."""
        return self._singular(folded) in self._sizes

    def longest(self, words: list[Word], at: int) -> tuple[int, Meaning | None]:
        """Return how many words from `at` the longest phrase there takes, and its meaning; `(0, None)` for none."""
        first = self._singular(words[at].folded)
        sizes = self._sizes.get(first)
        if sizes is None:
            return 0, None
        kept, ends = [first], [at + 1]
        for place in range(at + 1, min(len(words), at + 2 * LONGEST_PHRASE)):
            if len(kept) == sizes[0]:
                break
            folded = words[place].folded
            if folded not in self._inside:
                kept.append(self._singular(folded))
                ends.append(place + 1)
        for size in sizes:
            if size <= len(kept):
                meaning = self._meanings.get(tuple(kept[:size]))
                if meaning is not None:
                    return ends[size - 1] - at, meaning
        return 0, None
