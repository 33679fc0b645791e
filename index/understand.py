"""From a sentence to what is wanted: needs, cost, mode, language, audience, days and time, place; the rest is text.

The longest phrase of the word lists wins, from left to right. What no list knows stays as text and is
searched; nothing is dropped silently.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Any

from data import gazetteer
from data.errors import PlaceError
from data.places import FoundPlace, find_place
from index.crisis import is_crisis
from index.request import LONGEST_TEXT, SearchRequest
from index.understood import Understood
from index.whoosh_store import tokens
from index.words import LANGUAGES, read_words

_LONGEST_PHRASE = 6
_MOST_WORDS = 40
_NEAR = re.compile(r"\b(?:near|close to|around|cerca de)\s+", re.IGNORECASE)
_IN = re.compile(r"\b(?:in|en)\s+", re.IGNORECASE)
_ZIP_AT_END = re.compile(r"\s*\b(\d{5})(?:-\d{4})?\s*$")
_SELF = re.compile(r"^(?:me|here|mi|aqui|aquí|by)\b", re.IGNORECASE)
# A bare name after "in" must be a city of this size to be a place: "in recovery" is none.
_LEAST_CITY = 15_000


@cache
def phrases() -> dict[str, dict[str, Any]]:
    """Return all word lists as `{phrase: meaning}`; the first language that has a phrase wins."""
    found: dict[str, dict[str, Any]] = {}
    for language in LANGUAGES:
        for phrase, meaning in read_words(language).items():
            found.setdefault(phrase, meaning)
    return found


def understand(request: SearchRequest) -> Understood:
    """Return what a request means. Raises PlaceError when its place is unknown or must be asked for."""
    text = " ".join(request.text[:LONGEST_TEXT].split())
    place, rest = _place(text, request.near)
    found = _from_words(rest)
    if is_crisis(text) and not (found.needs or request.needs):
        # Somebody in danger is looking for someone to talk to, not for their own words in a description.
        found = replace(found, needs=("crisis",), terms=(), soft_terms=found.terms)
    return replace(
        found,
        text=text,
        near=place,
        needs=request.needs or found.needs,
        cost=request.cost,
        soft_cost=() if request.cost else found.soft_cost,
        modes=request.modes or found.modes,
        languages=request.languages or found.languages,
        audiences=request.audiences or found.audiences,
        days=request.days or found.days,
    )


def _place(text: str, near: str | None) -> tuple[FoundPlace | None, str]:
    """The place of a request and the text without it. A place given apart wins over one in the sentence."""
    if near:
        _, rest = _place_in_text(text, strict=False)
        return find_place(near), rest
    return _place_in_text(text, strict=True)


def _place_in_text(text: str, strict: bool) -> tuple[FoundPlace | None, str]:
    code = _ZIP_AT_END.search(text)
    if code and gazetteer.find_zip(code[1]):
        rest = re.sub(r"\s+(?:near|in|around|cerca de|en)$", "", text[: code.start()], flags=re.IGNORECASE)
        return find_place(code[1]), rest
    for found in _NEAR.finditer(text):
        tail = text[found.end() :]
        if _SELF.match(tail):
            if strict:
                raise PlaceError("where are you? Give a ZIP code or a city", code="ask-place", field="near")
            return None, text[: found.start()] + " " + _SELF.sub("", tail)
        place, after = _longest_place(tail, least=0)
        if place is None and strict:
            find_place(tail)
        if place is not None:
            return place, text[: found.start()] + " " + after
    for found in _IN.finditer(text):
        place, after = _longest_place(text[found.end() :], least=_LEAST_CITY)
        if place is not None:
            return place, text[: found.start()] + " " + after
    return None, text


def _longest_place(tail: str, least: int) -> tuple[FoundPlace | None, str]:
    words = tail.split()
    for count in range(min(5, len(words)), 0, -1):
        named = " ".join(words[:count]).strip(" ,.?!")
        if {gazetteer.fold(named), gazetteer.fold(f"in {named}")} & phrases().keys():
            continue
        try:
            found = find_place(named)
        except PlaceError:
            continue
        if found.place.precision != "city" or found.place.population >= least or "," in named:
            return found, " ".join(words[count:])
    return None, tail


def _from_words(text: str) -> Understood:
    words = gazetteer.fold(text.replace("'", " ").replace("’", " ").replace("-", " ")).split()[:_MOST_WORDS]
    lists: dict[str, list[str]] = {name: [] for name in ("needs", "cost", "modes", "languages", "audiences", "days")}
    times: dict[str, str] = {}
    terms: list[str] = []
    at = 0
    while at < len(words):
        size, meaning = _longest_phrase(words, at)
        if meaning is None:
            terms.append(words[at])
        else:
            for name, values in lists.items():
                values += [value for value in meaning.get(name, []) if value not in values]
            times |= {name: meaning[name] for name in ("from", "until") if name in meaning}
            terms += meaning.get("text", "").split()
        at += size
    return Understood(
        text=text,
        needs=_narrowest(lists["needs"]),
        soft_cost=tuple(lists["cost"]),
        modes=tuple(lists["modes"]),
        languages=tuple(lists["languages"]),
        audiences=tuple(lists["audiences"]),
        days=tuple(lists["days"]),
        opens_from=times.get("from"),
        opens_until=times.get("until"),
        # Stop words are not searched, so they are not among the words the reader is shown either.
        terms=tuple(term for term in dict.fromkeys(terms) if tokens(term)),
    )


def _longest_phrase(words: list[str], at: int) -> tuple[int, dict[str, Any] | None]:
    for size in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
        meaning = phrases().get(" ".join(words[at : at + size]))
        if meaning is not None:
            return size, meaning
    return 1, None


def _narrowest(needs: list[str]) -> tuple[str, ...]:
    """Without a need whose own child was named too: "grief support group" means grief."""
    return tuple(need for need in needs if not any(other.startswith(f"{need}/") for other in needs))
