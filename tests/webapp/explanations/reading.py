"""How hard a text is to read, by the lengths of its words and sentences."""

from __future__ import annotations

import re

_SENTENCE_ENDS = re.compile(r"(?<=[.!?:;])[”\"']?\s+")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
# Two vowels of which none is weak, or the weak one is stressed, are two syllables; others are one.
_VOWEL_ES = re.compile(r"[íú]|[iuü]*[aeoáéó][iuüy]?|[iuü]+|y$")


def grade_en(text: str) -> float:
    """Return the grade of an English text by Flesch and Kincaid (1975)."""
    sentences, words = _counted(text)
    syllables = sum(map(syllables_en, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def ease_es(text: str) -> float:
    """Return how easy a Spanish text is, 0 to 100 and more, by Fernández Huerta (1959), as corrected by Fellows."""
    sentences, words = _counted(text)
    syllables = sum(map(syllables_es, words))
    return 206.84 - 60 * syllables / len(words) - 1.02 * len(words) / sentences


def syllables_en(word: str) -> int:
    """Return the syllables of an English word, nearly: groups of vowels without a silent ending."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", letters))
    if re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouyscxzgh]es$", letters):
        count -= 1
    return max(1, count)


def syllables_es(word: str) -> int:
    """Return the syllables of a Spanish word; an u after q or between g and e or i is silent."""
    return max(1, len(_VOWEL_ES.findall(re.sub(r"qu|gu(?=[eiéí])", "q", word.lower()))))


def _counted(text: str) -> tuple[int, list[str]]:
    sentences = [part for part in _SENTENCE_ENDS.split(text) if _WORD.search(part)]
    return len(sentences), _WORD.findall(text)
