"""The place in a sentence: "near 90012", "in Santa Ana", "fresno ca", "downtown LA", "cerca de mí"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from data import gazetteer
from data.errors import PlaceError
from data.places import FoundPlace, find_place
from index.phrases import Word
from index.words import read_words

# How many words at most name a place, and how many are shown of one nobody knows.
_LONGEST_NAME = 5
_LONGEST_UNKNOWN = 4
# How many words such as "in" are looked behind: nobody needs more, and nothing slow may be asked for.
_MOST_TRIED = 8
# A bare name in small letters after "in" is a place when it is a city of this size, or no everyday word.
_BIG_CITY = 15_000
# State codes that are words: "in or", "for me". They need a comma, large letters or the end of the sentence.
_WORD_CODES = frozenset(
    ("in", "or", "me", "hi", "ok", "oh", "de", "la", "al", "id", "pa", "ma", "mi", "co", "as", "gu")
)
_JOINING = frozenset(
    ("for", "on", "with", "that", "at", "in", "and", "or", "to", "y", "para", "con", "que", "en", "who")
)
_ARTICLES = frozenset(("the", "el", "la", "los", "las", "my", "a", "an", "un", "una"))

PhraseAt = Callable[[int], int]


@dataclass(frozen=True)
class Whereabouts:
    """The place found and the words `start` to `end` that name it.

    `asks` when the reader's own place is meant. `unknown` is what stands where a place should and is none we know;
    `demanded` when it stands after "near". Of part of a town, `found` is the town and `unknown` the part.
    """

    start: int = 0
    end: int = 0
    found: FoundPlace | None = None
    asks: bool = False
    unknown: str | None = None
    demanded: bool = False


@cache
def _phrases(name: str) -> dict[str, list[tuple[str, ...]]]:
    """Phrases of `places.toml` by their first word, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(read_words("places")[name], key=lambda one: -len(one.split())):
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append(words)
    return found


@cache
def _table(name: str) -> Any:
    value = read_words("places")[name]
    return value if isinstance(value, dict) else frozenset(value)


def _begins(name: str, words: list[Word], at: int) -> int:
    """How many words at `at` are a phrase of a list."""
    if at < len(words):
        for phrase in _phrases(name).get(words[at].folded, ()):
            size = len(phrase)
            if size == 1 or [word.folded for word in words[at + 1 : at + size]] == list(phrase[1:]):
                return size
    return 0


def whereabouts(words: list[Word], phrase_at: PhraseAt) -> Whereabouts | None:
    """Return the place the words name, or None. `phrase_at` tells how many words a known phrase takes at a word."""
    shouted = len(words) > 1 and all(not word.text[0].islower() for word in words if word.text[0].isalpha())
    for at, word in enumerate(words):
        if len(word.text) == 5 and word.text.isdigit() and word.text.isascii():
            place = gazetteer.find_zip(word.text)
            if place is not None:
                return _with_lead(words, _zip(words, at, FoundPlace(place)))
    unknown, tried = None, 0
    firsts = _phrases("near").keys() | _phrases("in").keys() | _phrases("here").keys()
    spots = [at for at, word in enumerate(words) if word.folded in firsts]
    for kind in ("near", "in"):
        for at in spots:
            size = _begins(kind, words, at)
            tried += size > 0
            if tried > _MOST_TRIED:
                break
            found = _after(words, at, size, kind == "near", phrase_at, shouted) if size else None
            if found is None and kind == "near" and _begins("here", words, at) > size:
                found = Whereabouts(at, at + _begins("here", words, at), asks=True)
            if found is not None and (found.found or found.asks or found.demanded):
                return _with_lead(words, found)
            unknown = unknown or found
    return _city_and_state(words, phrase_at) or _alone(words, phrase_at) or unknown


def _zip(words: list[Word], at: int, found: FoundPlace) -> Whereabouts:
    """A ZIP code with its last four digits, and the city and state before it."""
    end = at + 1
    if end < len(words) and len(words[end].text) == 4 and words[end].text.isdigit() and not words[at].comma:
        end += 1
    start = at
    for size in range(min(_LONGEST_NAME, at), 0, -1):
        if words[at - 1].folded in gazetteer.states() and _named(words, at - size, size) is not None:
            start = at - size
            break
    while start and words[start - 1].folded in ("zip", "zipcode", "code", "codigo", "postal"):
        start -= 1
    return Whereabouts(start, end, found)


def _with_lead(words: list[Word], found: Whereabouts) -> Whereabouts:
    """With the words that lead to a place: "near", "within 5 miles of"."""
    start = found.start
    for at in range(max(0, start - 3), start):
        if at + max(_begins("near", words, at), _begins("in", words, at)) == start:
            start = at
            break
    if words[start].folded in ("miles", "millas") and start and words[start - 1].text.isdigit():
        start -= 1
        start -= start > 0 and words[start - 1].folded in ("within", "a", "dentro")
    return replace(found, start=start)


def _after(
    words: list[Word], at: int, size: int, demanded: bool, phrase_at: PhraseAt, shouted: bool
) -> Whereabouts | None:
    """What stands after a word such as "near" or "in"; None when that is no place."""
    tail = at + size
    if tail >= len(words):
        return None
    here = _begins("self", words, tail)
    if here and (demanded or _begins("here", words, at)):
        return Whereabouts(at, tail + here, asks=True)
    known = max(phrase_at(at) - size, phrase_at(tail))
    if words[tail].folded in _ARTICLES and tail + 1 < len(words) and phrase_at(tail + 1):
        known = max(known, 1 + phrase_at(tail + 1))
    for start in (tail, tail + 1) if words[tail].folded in _ARTICLES else (tail,):
        end, found = _longest(words, start, max(0, known - (start - tail)), demanded, phrase_at, shouted)
        if found is not None:
            return Whereabouts(at, end, found)
        part = _begins("parts", words, start)
        end, found = _longest(words, start + part, 0, demanded, phrase_at, shouted) if part else (0, None)
        if found is not None:
            return Whereabouts(at, end, found, unknown=_text(words, start, end), demanded=demanded)
    return None if known else _unknown(words, at, tail, demanded, phrase_at, shouted)


def _longest(
    words: list[Word], start: int, least: int, demanded: bool, phrase_at: PhraseAt, shouted: bool
) -> tuple[int, FoundPlace | None]:
    """The longest name of more than `least` words that is a place, and where it ends."""
    for count in range(min(_LONGEST_NAME, len(words) - start), least, -1):
        found = _named(words, start, count)
        if found is None or not (demanded or _is_meant(words, start, count, found, shouted)):
            continue
        if not demanded and _goes_on(words, start + count, found, phrase_at, shouted):
            break
        return start + count, found
    return 0, None


def _text(words: list[Word], start: int, end: int) -> str:
    return " ".join(word.text for word in words[start:end])


def _named(words: list[Word], start: int, count: int) -> FoundPlace | None:
    part = words[start : start + count]
    # A sign that ends a sentence ends a name, but for the point of "St. Louis".
    if any(word.ends and len(word.text) > 2 for word in part[:-1]) or sum(len(word.text) for word in part) > 80:
        return None
    folded = " ".join(word.folded for word in part)
    nickname = _table("names").get(folded)
    name = nickname or _text(words, start, start + count)
    if len(folded) == 2 and nickname is None:
        name = name.upper() if folded not in _WORD_CODES else name
    return _place(name)


@lru_cache(maxsize=4_096)
def _place(name: str) -> FoundPlace | None:
    try:
        return find_place(name)
    except PlaceError:
        return None


def _is_large(word: Word) -> bool:
    return word.text[0].isupper()


def _is_meant(words: list[Word], start: int, count: int, found: FoundPlace, shouted: bool) -> bool:
    """Whether a name after "in" is a place: "in Hope" may be, "in hope" is none."""
    part = words[start : start + count]
    # The article: "en la calle".
    if [word.text for word in part] == ["la"] and words[start - 1].folded not in ("in", "around", "at", "downtown"):
        return False
    if len(part) > 1 and (part[-1].folded in gazetteer.states() or part[-1].folded == "county"):
        return True
    if all(_is_large(word) for word in part) and not shouted:
        return part[0].folded not in _table("not_places") or len(part[0].text) > 3
    folded = " ".join(word.folded for word in part)
    if folded in _table("not_places"):
        return False
    return found.place.precision != "city" or found.place.population >= _BIG_CITY or len(folded) > 4


def _goes_on(words: list[Word], end: int, found: FoundPlace, phrase_at: PhraseAt, shouted: bool) -> bool:
    """Whether a small town's name is the beginning of another name: "St Mary's Hall"."""
    if end >= len(words) or shouted or words[end - 1].comma or found.place.population >= _BIG_CITY:
        return False
    return found.place.precision == "city" and _is_large(words[end]) and not phrase_at(end)


def _unknown(
    words: list[Word], at: int, tail: int, demanded: bool, phrase_at: PhraseAt, shouted: bool
) -> Whereabouts | None:
    first = words[tail]
    if first.text[0].isdigit() and not demanded:
        return None
    if not demanded and not _looks_like_a_place(first, shouted):
        return None
    end = tail + 1
    while end < min(len(words), tail + _LONGEST_UNKNOWN) and not (words[end - 1].comma or words[end - 1].ends):
        if words[end].folded in _JOINING or phrase_at(end) or not (demanded or _is_large(words[end])):
            break
        end += 1
    if not demanded and _begins("in", words, at) and words[tail].folded in _table("not_places"):
        return None
    return Whereabouts(at, end, unknown=_text(words, tail, end), demanded=demanded)


def _looks_like_a_place(word: Word, shouted: bool) -> bool:
    if word.folded in _table("not_places"):
        return False
    ends = len(word.folded) > 6 and word.folded.endswith(tuple(_table("endings")))
    return ends or (_is_large(word) and not shouted and not word.text.isupper())


def _city_and_state(words: list[Word], phrase_at: PhraseAt) -> Whereabouts | None:
    """ "aa meetings fresno ca", "Santa Ana, CA food"."""
    for at in range(1, len(words)):
        code = words[at]
        for size in (1, 2) if code.folded in _two_worded() else (1,):
            state = gazetteer.states().get(" ".join(word.folded for word in words[at : at + size]))
            if state is None or at + size > len(words):
                continue
            if code.folded in _WORD_CODES and not (
                words[at - 1].comma or code.text.isupper() or at + size == len(words)
            ):
                continue
            for count in range(min(_LONGEST_NAME - 1, at), 0, -1):
                cities = gazetteer.find_cities(" ".join(word.folded for word in words[at - count : at]), state)
                if cities and not _is_other(words, at, count, code, cities[0], phrase_at):
                    found = _named(words, at - count, count + size)
                    if found is not None:
                        return _with_lead(words, Whereabouts(at - count, at + size, found))
    return None


@cache
def _two_worded() -> frozenset[str]:
    """The first words of "new york", "west virginia"."""
    return frozenset(name.split()[0] for name in gazetteer.states() if " " in name)


def _is_other(words: list[Word], at: int, count: int, code: Word, city: gazetteer.Place, phrase_at: PhraseAt) -> bool:
    """Whether what could be "City ST" is more likely something else: "food me", "church hi"."""
    if words[at - 1].comma or code.text.isupper():
        return False
    return phrase_at(at - count) >= count or (code.folded in _WORD_CODES and city.population < _BIG_CITY)


def _alone(words: list[Word], phrase_at: PhraseAt) -> Whereabouts | None:
    for at, word in enumerate(words):
        if word.folded in _table("alone"):
            found = _named(words, at, 1)
            if found is not None:
                return Whereabouts(at, at + 1, found)
        part = _begins("parts", words, at)
        if part and phrase_at(at) < part and words[at].folded in ("downtown", "midtown", "uptown", "centro"):
            for count in range(min(_LONGEST_NAME, len(words) - at - part), 0, -1):
                found = _named(words, at + part, count)
                if found is not None and found.place.population >= _BIG_CITY and not phrase_at(at + part):
                    end = at + part + count
                    return Whereabouts(at, end, found, unknown=_text(words, at, end))
    return None
