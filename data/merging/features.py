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
# What the words of a name say of the kind of help, as a need: any of the sets.
_NEED_BY_NAME = (
    ("practical-help/food", ({"pantry"}, {"food", "bank"}, {"soup", "kitchen"}, {"food", "distribution"})),
    ("practical-help/health-care", ({"health"}, {"clinic"}, {"medical"}, {"counseling"}, {"rehabilitation"})),
)
# What may follow the last "Library" of a library's own name.
_AFTER_LIBRARY = frozenset({"branch", "central", "main"})
# Words of an attribute that does nothing but tell who a program is for ("MEN ONLY", "CO-ED/YOUTH").
_FOR_WHOM = frozenset({
    "only", "men", "women", "ed", "child", "children", "youth", "adolescent", "family", "dual", "diagnosis", "senior",
})  # fmt: skip
# Audiences in the words that names have for them.
_CALLED = {"teens": "teen", "children": "children", "seniors": "senior", "pregnant": "perinatal"}
# Words for a part of an organization that tell no program.
_DEPARTMENTS = frozenset({"center", "clinical", "department", "division", "office", "program", "service", "unit"})
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

    `own_name` is the name without the organization's before it, `organization_briefly` what the name of the place has
    for that; `slots` are beginnings (`TU 19:00`); `terms` every need, audience, language, cost and attribute; `text` a
    checksum of the description, 0 without one. `gendered` is whether `gender` is who it is for, and not one of many
    groups it has something for. `part_of` is what stands before the name in the name of its place: `Tax Aid` of `Tax
    Aid - Elm Library`. `kinds` are needs without what is narrower. Where a source states no need, its name may say
    one. `told` are words for whom it is that stand outside the name.
    """

    source: str
    key: str
    name: tuple[str, ...]
    own_name: tuple[str, ...]
    other_name: tuple[str, ...]
    organization: tuple[str, ...]
    organization_briefly: tuple[str, ...]
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
    told: frozenset[str]
    text: int


def features(record: Document) -> Features:
    """Return the features of a cleaned record. A hidden address is not read, so it can never be evidence."""
    name = words.name_words(record["name"])
    organization = words.name_words(record["organization"]["name"])
    place = record.get("location") or {}
    needs: list[str] = record.get("needs") or _named_needs(name, organization, place.get("name") or "")
    audiences: list[str] = record.get("audiences", [])
    whom = tuple(word for one in record.get("attributes", ()) for word in _for_whom(one))
    own_name = words.own_name(name, organization)
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
        own_name=own_name,
        other_name=words.name_words(record["alternate_name"]) if record.get("alternate_name") else (),
        organization=organization,
        organization_briefly=_briefly(place.get("name") or "", name, organization),
        part_of=_part_of(place.get("name") or "", name, organization),
        numbers=words.numbers(name),
        gender=words.gender(own_name + whom, audiences),
        gendered=len(audiences) < _MANY_GROUPS or bool(words.gender(own_name + whom, [])),
        fellowship=_fellowship(organization) or _fellowship(name),
        families=frozenset(_families(needs)),
        groups=groups,
        kinds=frozenset(_top(need) for need in needs if need != "practical-help"),
        street=words.street(address["address_1"], address.get("address_2") or "") if address.get("address_1") else None,
        city=words.town(address.get("city") or ""),
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
        told=frozenset(whom).union(_CALLED[one] for one in audiences if one in _CALLED),
        text=zlib.crc32(words.fold(record.get("description") or "").encode()),
    )


def _briefly(place: str, name: tuple[str, ...], organization: tuple[str, ...]) -> tuple[str, ...]:
    """The organization's name as the name of the place has it, cut short: "Elm" of "Elm - Youth Clinic"."""
    first, *_, last = place.split(" - ") if " - " in place else ("", "")
    said = words.name_words(first) if first else ()
    brief = words.name_words(last) == name and len(said) < len(organization) and {*said} < {*organization}
    return said if brief else ()


def _part_of(place: str, name: tuple[str, ...], organization: tuple[str, ...]) -> frozenset[str]:
    """Words of what stands between the organization and the name in the name of the place; not its initials."""
    *before, last = place.split(" - ")
    if not before or words.name_words(last) != name:
        return frozenset()
    said = [word for word in words.name_words(" ".join(before)) if word not in organization]
    if words.is_initials("".join(said), organization) or words.within_initials("".join(said), organization):
        return frozenset()
    return frozenset(said) - _DEPARTMENTS


def _named_needs(name: tuple[str, ...], organization: tuple[str, ...], place: str) -> list[str]:
    """The needs that a name tells; a branch of a library may be called after its town ("Marathon")."""
    held = {*name}
    found = [need for need, sets in _NEED_BY_NAME if any(held.issuperset(wanted) for wanted in sets)]
    of_library = name != organization and words.name_words(place) == organization + name
    called = organization if of_library else name
    if "library" in called and "friend" not in called:
        last = len(called) - called[::-1].index("library")
        if _AFTER_LIBRARY.issuperset(called[last:]):
            found.append("libraries")
    return found


@lru_cache(maxsize=16_384)
def _for_whom(attribute: str) -> tuple[str, ...]:
    """The words of an attribute that does nothing but tell for whom something is; none of any other."""
    said = tuple(word for word in words.name_words(attribute) if not word.isdigit())
    return said if _FOR_WHOM.issuperset(said) else ()


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
