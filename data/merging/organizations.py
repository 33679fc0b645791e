"""Whether two units are of one organization, in whatever way its name is written."""

from __future__ import annotations

from functools import lru_cache

from data.merging.candidates import Corpus
from data.merging.features import Features
from data.merging.words import abbreviates, is_initials

# An organization's words, by rarity in nats, that leave no doubt which one is meant.
_TELLING = 8.0


def related(one: Features, other: Features, corpus: Corpus) -> bool:
    """Whether two units of one house are of one organization: its name may be cut short, or be one of the names.

    "County of Butte" and "Butte County Dept of Behavioral Health"; "Alcohol and Drug Prog Inc" and "Alcohol and Drug
    Programs, Inc."; "Caminar" and "Family Services, A Division of Caminar".
    """
    if one.organization == other.organization:
        return _rare(one.organization, corpus)
    return (
        _says(one.organization, other.organization, corpus)
        or _says(other.organization, one.organization, corpus)
        or _says(one.organization, other.name, corpus)
        or _says(other.organization, one.name, corpus)
    )


def _says(short: tuple[str, ...], long: tuple[str, ...], corpus: Corpus) -> bool:
    """Whether all words of one name are said in the other, and they are rare enough together."""
    if len(long) == 1 and len(short) > 1:
        return (is_initials(long[0], short) or "".join(short) == long[0]) and _rare(short, corpus)
    return _in_other_words(short, long) and _rare(short, corpus)


def _rare(name: tuple[str, ...], corpus: Corpus) -> bool:
    return sum(corpus.of(word) for word in {*name}) >= _TELLING


@lru_cache(maxsize=65_536)
def _in_other_words(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    held = {*short}
    rest = held.difference(long)
    if not rest or len(rest) == len(held):
        return not rest
    return all(any(abbreviates(word, there) or abbreviates(there, word) for there in long) for word in rest)
