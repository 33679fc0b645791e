"""Misspelt words: those that stand in no listing and no word list, but close to a word of a list."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from functools import cache

from data import gazetteer
from index.understand import phrases

# Shorter words are too often names or other languages to be second-guessed.
_SHORTEST = 5
# Ratcliff-Obershelp similarity: "alchoholics" to "alcoholics" is 0.95, "grief" to "brief" 0.8.
_LEAST_ALIKE = 0.84
_MOST_WORDS = 6


def corrected(text: str, terms: tuple[str, ...], is_known: Callable[[str], bool]) -> str | None:
    """Return the text with misspelt words put right, or None when there is nothing to put right.

    `terms` are the words of the text that no list explained; `is_known` tells whether any listing has a word.
    """
    unknown = [term for term in terms[:_MOST_WORDS] if len(term) >= _SHORTEST and not is_known(term)]
    better = {term: found for term in unknown if (found := _closest(term)) is not None}
    if not better:
        return None
    return " ".join(better.get(gazetteer.fold(word), word) for word in text.split())


def _closest(word: str) -> str | None:
    found = difflib.get_close_matches(word, _words(), n=1, cutoff=_LEAST_ALIKE)
    return found[0] if found else None


@cache
def _words() -> list[str]:
    return sorted({word for phrase in phrases() for word in phrase.split() if len(word) >= _SHORTEST})
