"""Whether a text has words of crisis, from files shipped with the code: no index, no store needed."""

from __future__ import annotations

from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from index.phrases import PhraseTable, english, split
from index.words import LANGUAGES, read_words

_LONGEST = 5_000


@cache
def _table() -> PhraseTable[bool]:
    """All phrases, with one rule for plurals so that the longest of any language wins; False means: no danger."""
    file = read_words("crisis")
    wanted = {phrase: True for language in LANGUAGES for phrase in file[language]}
    return PhraseTable(wanted | dict.fromkeys(file["never"], False), english, file["inside"])


@cache
def _near_misses() -> tuple[tuple[str, ...], frozenset[str]]:
    words = tuple(read_words("crisis")["near_misses"])
    return words, frozenset(word[0] for word in words)


@lru_cache(maxsize=8_192)
def _is_misspelt(word: str) -> bool:
    words, begins = _near_misses()
    return (
        len(word) >= 6
        and word[0] in begins
        and any(word[0] == one[0] and word != one and OSA.distance(word, one, score_cutoff=1) <= 1 for one in words)
    )


def is_crisis(text: str) -> bool:
    """Whether the reader may be in danger: the crisis card then stands above everything else."""
    words = split(text[:_LONGEST])
    at = 0
    while at < len(words):
        size, raises = _table().longest(words, at)
        if raises or (raises is None and _is_misspelt(words[at].folded)):
            return True
        at += size or 1
    return False
