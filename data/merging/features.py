"""What of a record is compared: read once from its JSON, small enough to hold for every record at once."""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from data import gazetteer
from data.merging import words
from data.model import Document

_DOOR = ("point", "address")
_TERMS = ("needs", "audiences", "languages", "cost", "attributes")
# Contacts that are nobody's: masked by a publisher, or a machine's.
_NOBODY = frozenset({"removed", "redacted", "noreply", "no-reply", "donotreply", "none", "example", "email", "test"})
# From so many audiences on they are groups a service has something for, not who it is for.
_MANY_GROUPS = 3
_FICTIONAL_AREA = "+1555"
# Words of a name that tell the fellowship, the narrower first.
_FELLOWSHIPS = (
    ("alateen", ("alateen",)),
    ("al-anon", ("al", "anon")),
    ("nar-anon", ("nar", "anon")),
    ("gam-anon", ("gam", "anon")),
    ("aa", ("alcoholic", "anonymous")),
    ("na", ("narcotic", "anonymous")),
    ("oa", ("overeater", "anonymous")),
    ("ga", ("gambler", "anonymous")),
    ("ca", ("cocaine", "anonymous")),
    ("ma", ("marijuana", "anonymous")),
    ("da", ("debtor", "anonymous")),
    ("coda", ("codependent", "anonymous")),
    ("coda", ("co", "dependent", "anonymous")),
    ("slaa", ("sex", "anonymous")),
    ("cma", ("crystal", "anonymous")),
    ("ea", ("emotion", "anonymous")),
    ("aca", ("adult", "child")),
    ("smart", ("smart", "recovery")),
    ("celebrate", ("celebrate", "recovery")),
    ("dharma", ("recovery", "dharma")),
)
# Needs that one service may be filed under in several feeds. What is not named is its own family.
_FAMILY = {
    "treatment": "care", "counseling": "care", "practical-help/health-care": "care", "crisis": "care",
    "support-groups": "group", "online-communities": "group", "family-support": "group", "spiritual": "faith",
}  # fmt: skip


class Features(NamedTuple):
    """One record (or the days of one group) as it is compared. Text is folded; what is not stated is empty.

    `own_name` is the name without the organization's before it; `slots` are beginnings (`TU 19:00`); `terms` every
    need, audience, language, cost and attribute; `text` a checksum of the description, 0 without one. `gendered` is
    whether `gender` is who it is for, and not one of many groups it has something for. `part_of` is what stands before
    the name in the name of its place: `Tax Aid` of `Tax Aid - Elm Library`. `kinds` are needs without what is
    narrower.
    """

    source: str
    key: str
    name: tuple[str, ...]
    own_name: tuple[str, ...]
    other_name: tuple[str, ...]
    organization: tuple[str, ...]
    part_of: frozenset[str]
    numbers: frozenset[str]
    gender: str
    gendered: bool
    fellowship: str
    families: frozenset[str]
    groups: frozenset[str]
    kinds: frozenset[str]
    street: words.Street | None
    city: str
    state: str
    postal_code: str
    point: tuple[float, float] | None
    link: str
    phones: frozenset[str]
    host: str
    page: str
    email: str
    slots: frozenset[str]
    meeting: bool
    modes: frozenset[str]
    terms: frozenset[str]
    text: int


def features(record: Document) -> Features:
    """Return the features of a cleaned record. A hidden address is not read, so it can never be evidence."""
    name = words.name_words(record["name"])
    organization = words.name_words(record["organization"]["name"])
    needs: list[str] = record.get("needs", [])
    audiences: list[str] = record.get("audiences", [])
    place = record.get("location") or {}
    shown = place.get("visibility", "full") == "full" and place.get("location_type", "physical") != "virtual"
    address = (place.get("address") or {}) if shown else {}
    groups = frozenset(need for need in needs if need.startswith("support-groups/"))
    slots = _slots(record)
    host, page = _address_of(record.get("url"))
    postal_code = address.get("postal_code") or ""
    return Features(
        source=record["source"],
        key=record["key"],
        name=name,
        own_name=words.own_name(name, organization),
        other_name=words.name_words(record["alternate_name"]) if record.get("alternate_name") else (),
        organization=organization,
        part_of=frozenset(
            word
            for word in _part_of(place.get("name") or "", name)
            if word not in organization and not words.is_initials(word, organization)
        ),
        numbers=words.numbers(name),
        gender=words.gender(name, audiences),
        gendered=len(audiences) < _MANY_GROUPS or bool(words.gender(name, [])),
        fellowship=_fellowship(organization) or _fellowship(name),
        families=frozenset(_families(needs)),
        groups=groups,
        kinds=frozenset(_top(need) for need in needs if need != "practical-help"),
        street=words.street(address["address_1"], address.get("address_2") or "") if address.get("address_1") else None,
        city=words.fold(address.get("city") or ""),
        state=address.get("state_province") or _state_of(postal_code),
        postal_code=postal_code,
        point=_point(place) if shown else None,
        link=_link(record.get("attendance") or {}),
        phones=frozenset(_phones(record)),
        host=host,
        page=page,
        email=_email(record.get("email")),
        slots=slots,
        meeting=bool(slots) and "support-groups" in needs,
        modes=frozenset(record.get("modes", ())),
        terms=frozenset(term for field in _TERMS for term in record.get(field, ())),
        text=zlib.crc32(words.fold(record.get("description") or "").encode()),
    )


def _part_of(place: str, name: tuple[str, ...]) -> frozenset[str]:
    *before, last = place.split(" - ")
    return frozenset(words.name_words(" ".join(before))) if before and words.name_words(last) == name else frozenset()


def _families(needs: list[str]) -> set[str]:
    found = {need for need in needs if need != "practical-help"}
    if "practical-help" in needs and not any(need.startswith("practical-help/") for need in needs):
        return set()  # help of some kind: fits any
    return {_FAMILY.get(need) or _FAMILY.get(need.split("/")[0]) or _top(need) for need in found}


def _top(need: str) -> str:
    return need if need.startswith("practical-help/") else need.split("/")[0]


@lru_cache(maxsize=65_536)
def _fellowship(name: tuple[str, ...]) -> str:
    held = set(name)
    return next((fellowship for fellowship, wanted in _FELLOWSHIPS if held.issuperset(wanted)), "")


def _state_of(postal_code: str) -> str:
    found = gazetteer.find_zip(postal_code) if postal_code else None
    return found.state or "" if found else ""


def _point(place: Document) -> tuple[float, float] | None:
    """The point, where it stands for a door and not for a town."""
    if place.get("precision") not in _DOOR or place.get("latitude") is None or place.get("longitude") is None:
        return None
    return place["latitude"], place["longitude"]


def _slots(record: Document) -> frozenset[str]:
    """The beginnings in a week or month, such as `TU 19:00` and `2MO 18:30`; a dated one by its day."""
    slots = set()
    for one in record.get("schedules", ()):
        opens = one.get("opens_at") or ""
        for day in one.get("byday") or ([one["dtstart"]] if one.get("dtstart") else []):
            slots.add(f"{day} {opens}")
    return frozenset(slots)


def _phones(record: Document) -> list[str]:
    return [
        one["number"]
        for one in record.get("phones", ())
        if one.get("type", "voice") != "fax"
        and not one["number"].startswith(_FICTIONAL_AREA)
        and len(one["number"]) > 6
    ]


def _email(email: str | None) -> str:
    folded = (email or "").casefold()
    return "" if folded.split("@")[0] in _NOBODY else folded


def _address_of(url: str | None) -> tuple[str, str]:
    """A web address as host, and as host, path and query when it is more than a front page."""
    if not url:
        return "", ""
    parts = urlsplit(url.casefold())
    host = (parts.hostname or "").removeprefix("www.")
    path = re.sub(r"/(?:index\.\w+)?$", "", parts.path)
    tail = path + (f"?{parts.query}" if parts.query else "")
    return host, host + tail if tail else ""


def _link(attendance: Document) -> str:
    """What joins an online meeting: its link without the password, else its telephone number and code."""
    if attendance.get("url"):
        parts = urlsplit(attendance["url"].casefold())
        return f"{parts.hostname}{parts.path.rstrip('/')}" if len(parts.path) > 3 else ""
    return re.sub(r"[^\d#,]", "", attendance.get("phone") or "")
