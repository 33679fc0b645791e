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
    said["name"] = without_group(name_words(record["name"]))
    if place:
        said["location"] = _where(place)
    if record.get("description"):
        said["description"] = _WORD.findall(fold(record["description"]))
    if way.get("url"):
        said["attendance"] = way | {"url": _PASSWORD.sub("", way["url"])}
    return _hash(json.loads(json.dumps([record["source"], said]).casefold()))


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
