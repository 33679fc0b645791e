"""What must not be told of a place: found in flags and words, and taken out of everything else that repeats it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from data.model import Address, Listing, Record, Visibility

# What the reader sees of a source's own id or address that would give the street away.
_HIDDEN_ID = "hidden"
_UNTOLD = (
    r"(?:confidential|undisclosed|unlisted|withheld|unpublished"
    r"|not (?:published|disclosed|listed|given out|made public))"
)
_PLACE = r"(?:location|address|site|street)"
_HIDES = re.compile(
    rf"\b{_UNTOLD} (?:\w+ )?{_PLACE}\b|\b{_PLACE}\W+(?:is\W+|kept\W+|remains\W+)*{_UNTOLD}\b"
    r"|\bconfidentially[- ]located\b|\bsecret (?:location|address)\b",
    re.IGNORECASE,
)
# Alone in a field of the place, each of these stands where the street would.
_ALONE = re.compile(rf"^\W*{_UNTOLD}\W*$|^\W*(?:private|hidden)\W*$", re.IGNORECASE)
_ASKS = re.compile(
    rf"\b(?:call|phone|contact|e-?mail|text|ask)\b[^.;\n]{{0,30}} (?:for|to get|to obtain|to receive) "
    rf"(?:the |our |an? |exact |street |meeting |specific )*{_PLACE}\b"
    rf"|\b{_PLACE}\W+(?:is |will be )*(?:given|provided|available|disclosed|released|shared) "
    r"(?:up)?(?:on|after|when|at|by|only|once|to)\b",
    re.IGNORECASE,
)
_VIOLENCE = (
    r"(?:domestic (?:violence|abuse)|family violence|intimate[- ]partner|gender[- ]based violence|battered|"
    r"abused (?:women|woman|spouse|partner)|violencia (?:dom[eé]stica|familiar)|mujeres maltratadas)"
)
_SHELTER = r"(?:shelters?|safe ?houses?|refuge|refugio|albergue|safe haven)"
_HOUSED = r"(?:shelters?|safe ?houses?|refuge|refugio|albergue|(?:transitional|emergency|safe) housing)"
_IS_VIOLENCE = re.compile(_VIOLENCE, re.IGNORECASE)
_IS_SHELTER = re.compile(rf"\b{_SHELTER}\b", re.IGNORECASE)
_OF_ITS_KIND = re.compile(r"\bwom[ae]n['’]?s['’]? shelter\b|\bsafe ?house\b|\bsafe ?space shelter\b", re.IGNORECASE)
_SHELTERS = re.compile(
    rf"\b{_HOUSED}\b[^.;\n]{{0,80}}\b{_VIOLENCE}|\b{_VIOLENCE}\b[^.;\n]{{0,60}}\b{_HOUSED}\b", re.IGNORECASE
)
# The sentence is about shelters of others.
_ELSEWHERE = re.compile(
    r"\brefer|\blist of\b|\binformation (?:about|on)\b|\bhotline\b|\bat (?:the|a)\b|\bas well as\b|\bmembership\b"
    r"|\bcertif|\blicens|\bfunds?\b|\bfunding\b|\bpartner(?:s|ing)? with\b",
    re.IGNORECASE,
)
# One of these is in every text that a pattern above can match: most texts are done with after a look for them.
_HIDE_HINTS = ("confidential", "undisclosed", "unlisted", "withheld", "unpublished", "not published", "not disclosed",
               "not listed", "not given", "not made", "secret", "private", "hidden")  # fmt: skip
_ASK_HINTS = (" for ", " to ", "given", "provided", "available", "disclosed", "released", "shared")
_VIOLENCE_HINTS = ("violen", "batter", "abuse", "partner", "maltrat", "women", "woman", "safe")
_SHELTER_HINTS = ("shelter", "safe", "refug", "albergue", "housing")


def visibility_of(found: Record) -> Visibility:
    """Return how much of a record's address may be told: what its source flags, and what its words ask for.

    A shelter for people fleeing violence is hidden whatever its source says; so is an address called confidential.
    One that is told on asking is partial: its town is shown.
    """
    place = found.location
    if place.visibility == "hidden" or place.location_type == "virtual":
        return place.visibility
    address = place.address or Address()
    about_place = [place.name, place.description, place.transportation, address.address_1, address.address_2]
    texts = [text for text in about_place if text]
    if _is_called_confidential(texts, found.description) or is_violence_shelter(found):
        return "hidden"
    return "partial" if place.visibility == "partial" or _asks(texts) else "full"


def _is_called_confidential(of_place: list[str], description: str | None) -> bool:
    if _hides(of_place):
        return True
    return description is not None and _has(description.lower(), _HIDE_HINTS) and bool(_HIDES.search(description))


def _hides(texts: list[str]) -> bool:
    return _has("\n".join(texts).lower(), _HIDE_HINTS) and any(
        _HIDES.search(text) or _ALONE.search(text) for text in texts
    )


def _asks(texts: list[str]) -> bool:
    return _has("\n".join(texts).lower(), _ASK_HINTS) and any(_ASKS.search(text) for text in texts)


def stands_for_street(line: str | None) -> bool:
    """Whether a street line holds words about the address instead of one ("Confidential", "Call for address")."""
    return line is not None and not re.search(r"\d", line) and (_hides([line]) or _asks([line]))


def _has(small: str, hints: tuple[str, ...]) -> bool:
    return any(hint in small for hint in hints)


def is_violence_shelter(found: Record) -> bool:
    """Whether a record is of a shelter for people fleeing violence, by its names, its terms and its description."""
    names = " | ".join(filter(None, (found.name, found.alternate_name, found.organization.name, found.location.name)))
    terms, description = found.attributes, found.description or ""
    small = "\n".join((names, description, *terms)).lower()
    if not (_has(small, _VIOLENCE_HINTS) and _has(small, _SHELTER_HINTS)):
        return False
    if _OF_ITS_KIND.search(names) or any(map(_is_shelter_term, terms)):
        return True
    if _IS_SHELTER.search(names) and (_IS_VIOLENCE.search(names) or _IS_VIOLENCE.search(description)):
        return True
    return any(not _ELSEWHERE.search(_sentence(description, said.start())) for said in _SHELTERS.finditer(description))


@lru_cache(maxsize=4_096)
def _is_shelter_term(term: str) -> bool:
    return bool(_IS_VIOLENCE.search(term) and _IS_SHELTER.search(term))


def _sentence(text: str, at: int) -> str:
    start = max(text.rfind(mark, 0, at) for mark in ".;\n") + 1
    ends = [end for mark in ".;\n" if (end := text.find(mark, at)) >= 0]
    return text[start : min(ends, default=len(text))]


def without_address(listing: Listing) -> Listing:
    """Return the listing without the sentences, ids and links that repeat the street or the ZIP code of its address.

    The address itself stays; `data.visibility` takes it away.
    """
    pattern = _giving_away(listing.location.address)
    if pattern is None:
        return listing
    words = listing.model_dump(exclude={"location", "id"})
    cleaned = {name: _redacted(name, value, pattern) for name, value in words.items()}
    cleaned["name"] = cleaned["name"] or cleaned["organization"]["name"] or "Address not published"
    cleaned["organization"]["name"] = cleaned["organization"]["name"] or cleaned["name"]
    return Listing.model_validate(cleaned | {"location": listing.location.model_dump(), "id": listing.id})


def _giving_away(address: Address | None) -> re.Pattern[str] | None:
    if address is None:
        return None
    words = re.findall(r"\w+", address.address_1 or "")
    # "12 N Hidden Lane" is known by its number and the first word that is no direction.
    named = next((word for word in words[1:] if len(word) > 2 and not word.isdigit()), None)
    parts = []
    if words and words[0][0].isdigit() and named:
        parts.append(rf"\b{re.escape(words[0])}\W+(?:\w+\W+)?{re.escape(named)}\b")
    elif len(words) > 1 and re.search(r"\d", address.address_1 or ""):
        parts.append(r"\b" + r"\W+".join(map(re.escape, words)) + r"\b")
    elif len(words) > 1:
        parts.append(r"\b" + r"\W+".join(map(re.escape, words[:3])) + r"\b")
    if address.postal_code:
        parts.append(rf"\b{re.escape(address.postal_code)}\b")
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _redacted(name: str, value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, dict):
        return {inner: _redacted(inner, one, pattern) for inner, one in value.items()}
    if isinstance(value, list):
        kept = [_redacted(name, one, pattern) for one in value]
        return [one for one in kept if one not in (None, "")]
    if not isinstance(value, str):
        return value
    plain = value.replace("_", " ").replace("%20", " ")
    if not pattern.search(plain):
        return value
    if name in ("record", "key"):
        return _HIDDEN_ID
    return None if re.match("https?://", value) else _other_sentences(plain, pattern)


def _other_sentences(text: str, pattern: re.Pattern[str]) -> str | None:
    """The text without the sentences a match lies in; one may end inside the match ("12 N. Hidden Lane")."""
    ends = [found.end() for found in re.finditer(r"(?<=[.!?;])\s+|\n", text)]
    edges = [0, *ends, len(text)]
    told = [found.span() for found in pattern.finditer(text)]
    kept = [
        text[start:end].strip()
        for start, end in zip(edges, edges[1:], strict=False)
        if not any(first < end and start < last for first, last in told)
    ]
    return "\n".join(filter(None, kept)) or None
