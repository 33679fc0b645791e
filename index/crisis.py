"""Whether a text has words of crisis, from files shipped with the code: no index, no store needed."""

from __future__ import annotations

import re
from functools import cache

from data import gazetteer
from index.words import LANGUAGES, read_words


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    found = read_words("crisis")
    phrases = [phrase for language in LANGUAGES for phrase in found[language]]
    return _any_of(phrases), _any_of(found["never"])


def _any_of(phrases: list[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(phrase) for phrase in phrases) + r")\b")


def is_crisis(text: str) -> bool:
    """Whether the reader may be in danger: the crisis card then stands above everything else."""
    wanted, never = _patterns()
    folded = gazetteer.fold(text[:5_000])
    return bool(wanted.search(never.sub(" ", folded)))
