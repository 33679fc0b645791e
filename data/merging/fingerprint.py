"""Marks of what a record says: equal for exact duplicates, or for the days of one group."""

from __future__ import annotations

import hashlib
import json
import re

from data.merging.words import fold, name_words, street, without_group
from data.model import Document, Record

# What differs between two copies of the same words without making them two services.
_NOT_COMPARED = {
    "source", "record", "key", "record_url", "run", "seen", "problems", "last_modified", "confirmed",
    "status_stated", "standing", "not_seen_since", "origins", "conflicts",
}  # fmt: skip

# What a place is called and where it lies, as it is written.
_WRITTEN = frozenset({"name", "description", "address", "latitude", "longitude", "precision"})
_DOOR = ("point", "address")
_WORD = re.compile(r"\w+")
# The street that crosses: "(@ Hatteras)".
_CORNER = re.compile(r"^\s*(?:\(@[^()]*\)|@[\w ]+)\s*$")
# What days are called in names; "Sun" may be the sun.
_CALLED = {
    "MO": ("monday", "mon"), "TU": ("tuesday", "tue"), "WE": ("wednesday", "wed"), "TH": ("thursday", "thu"),
    "FR": ("friday", "fri"), "SA": ("saturday", "sat"), "SU": ("sunday",),
}  # fmt: skip
# What a link to a meeting has on one day and lacks on another.
_PASSWORD = re.compile(r"[?&]pwd=[^&]*")


def fingerprint(record: Record) -> str:
    """Return a hash of everything a cleaned record says, apart from where it was said.

    Two records with one fingerprint are exact duplicates: same service, same place, same times.
    Case and the order of lists do not count.
    """
    return fingerprint_of(record.model_dump_json(exclude_defaults=True))


def fingerprint_of(content: str) -> str:
    """Return the fingerprint of a cleaned record in JSON, without what is empty."""
    # Case goes first, or it would decide how lists are sorted.
    said = json.loads(content.casefold())
    return _hash({name: value for name, value in said.items() if name not in _NOT_COMPARED})


def series_mark(record: Document) -> str | None:
    """Return a hash that is equal for records of one source that differ in nothing but their days and times.

    A feed of meetings gives each day of a group a row of its own. Rows that differ in anything else a reader
    goes by (language, audience, mode, cost, notes, attributes) stay apart, because a listing says those once for
    all its days; how its name, its place and its description are written does not count. None for a record without
    a day, or without a place or a link that two days could share.
    """
    if not any(one.get("byday") or one.get("dtstart") for one in record.get("schedules", ())):
        return None
    place, way = record.get("location") or {}, record.get("attendance") or {}
    there = (place.get("address") or {}).get("address_1") or place.get("precision") == "point"
    if not (there or way.get("url") or way.get("phone")):
        return None
    page = record.get("record_url")
    said = {
        name: value
        for name, value in record.items()
        if name not in _NOT_COMPARED and name != "schedules" and not (name == "url" and value == page)
    }
    said["name"] = _name(record)
    if place:
        said["location"] = _where(place)
    said["description"] = _note(record.get("description") or "", said["name"])
    if way.get("url"):
        said["attendance"] = way | {"url": _PASSWORD.sub("", way["url"])}
    return _hash(json.loads(json.dumps([record["source"], said]).casefold()))


def _name(record: Document) -> tuple[str, ...]:
    """The words of a name without what its day or its organization says too.

    "Good Times Group - Monday" is "Good Times" on Mondays, "AA Eye Opener" of Alcoholics Anonymous is "Eye Opener".
    """
    words = name_words(record["name"])
    days = {day for one in record["schedules"] for code in one.get("byday") or () for day in _CALLED[code[-2:]]}
    initials = "".join(word[0] for word in name_words((record.get("organization") or {}).get("name") or ""))
    plain = tuple(word for word in words if word not in days and word != initials)
    return without_group(plain or words)


def _note(text: str, name: tuple[str, ...]) -> list[str]:
    """The words of a note that say more than the name and the street ("(@ Hatteras)", "SPANISH MEETING")."""
    words = _WORD.findall(fold(_CORNER.sub(" ", text)))
    return [] if {"meeting", "group", *name}.issuperset(name_words(text)) else words


def _where(place: Document) -> Document:
    """A place by its door and its neighbourhood, where both are known: its name and street are written in many ways.

    "29295 Agoura Rd" and "29295 Agoura Road"; "St. Stephen's Church" at "67 East St." and "Church 67 East St.".
    """
    address = place.get("address") or {}
    found = street(address.get("address_1") or "", address.get("address_2") or "")
    if not found or place.get("precision") not in _DOOR or place.get("latitude") is None:
        return place
    near = [f"{round(place[axis], 2)}" for axis in ("latitude", "longitude")]
    door = [found.number, sorted(found.core), found.unit, found.floor, *near]
    room = _WORD.findall(fold(place.get("description") or ""))
    return {name: value for name, value in place.items() if name not in _WRITTEN} | {"door": repr(door), "room": room}


def _hash(words: object) -> str:
    return hashlib.blake2b(_canonical(words).encode(), digest_size=16).hexdigest()


def _canonical(value: object) -> str:
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, dict):
        # Most values are words: written here, they cost no call.
        parts = [
            f"{key}:{inner!r}" if isinstance(inner, str) else f"{key}:{_canonical(inner)}"
            for key, inner in sorted(value.items())
        ]
        return "{" + ",".join(parts) + "}"
    if isinstance(value, list):
        return "[" + ",".join(sorted(map(_canonical, value))) + "]"
    return repr(value)
