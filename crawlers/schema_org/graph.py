"""Which objects of a page are listings: references between them resolved, one thing in two syntaxes made one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from crawlers.schema_org.values import listed, objects, text, types
from data.gazetteer import fold
from data.ids import content_key

# Types that are a service, or a place or body that gives one; their subtypes mostly end in the words of _ENDINGS.
_LISTINGS = {
    "Place", "CivicStructure", "NGO", "Hospital", "Physician", "Pharmacy", "Park", "Mosque", "Synagogue", "School",
    "CollegeOrUniversity", "ChildCare", "EmploymentAgency", "Attorney", "GovernmentOffice", "PlaceOfWorship",
    "BuddhistTemple", "HinduTemple", "HealthClub", "ExerciseGym", "SportsActivityLocation", "CommunityHealth",
    "Psychiatric", "CommunityCenter", "MedicalTherapy", "PsychologicalTreatment", "EventSeries", "Festival",
    "CourseInstance", "Museum", "Playground", "PublicSwimmingPool", "SportsClub", "TouristInformationCenter",
    "Restaurant", "FoodEstablishment", "CafeOrCoffeeShop", "Bakery", "Store", "GroceryStore", "ConvenienceStore",
    "Dentist", "Optician", "FireStation", "PoliceStation", "PostOffice", "CityHall", "Courthouse", "Embassy",
    "RadioStation", "RecyclingCenter", "SelfStorage", "ShoppingCenter", "Hostel", "Hotel", "Campground", "Preschool",
    "ElementarySchool", "MiddleSchool", "HighSchool", "EventVenue", "StadiumOrArena", "PerformingArtsTheater",
    "MovieTheater", "PerformingGroup", "FuneralHome", "Crematorium", "Cemetery",
}  # fmt: skip
_ENDINGS = ("Event", "Organization", "Business", "Service", "Church", "Clinic", "Library")
_RUN_BY = ("provider", "organizer", "parentOrganization", "memberOf", "department", "publisher", "sponsor")
_NAMED_BY_OTHERS = (*_RUN_BY, "location", "isPartOf", "about", "author", "performer")
_HOLDERS = ("@graph", "mainEntity", "itemListElement", "item", "event", "events")
_DEEPEST_HOLDER = 5
_DEEPEST_REFERENCE = 8
# Values copied while references are resolved; a page of more is an attack that names one object a thousand times.
_MOST_COPIED = 200_000


def listings(blocks: list[Any]) -> list[dict[str, Any]]:
    """Return the objects in the blocks of one syntax that are listings, references between them resolved.

    An object that others on the page only name as theirs (the publisher of an event) is not a listing.
    Raises RecursionError for blocks nested too deeply.
    """
    nodes = [node for block in blocks for node in _nodes(block)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    named = {ref for node in nodes for ref in _references(node)}
    found = [node for node in nodes if _is_listing(node)]
    own = [node for node in found if str(node.get("@id")) not in named] or found
    resolver = _Resolver(by_id)
    return [{name: resolver.value(value) for name, value in node.items()} for node in own]


def one_of_each(by_syntax: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the things of several syntaxes without repeats; what a later syntax adds to a thing is taken over."""
    kept: list[dict[str, Any]] = []
    of_name: dict[str, list[int]] = {}
    for things in by_syntax:
        # Two alike in one syntax are two; a thing matches one of an earlier syntax, and that only once.
        before, written = len(kept), set[str]()
        taken: set[int] = set()
        for thing in things:
            words = json.dumps(thing, sort_keys=True, default=str)
            if words in written:
                continue
            written.add(words)
            name = fold(text(thing.get("name")) or "")
            alike = (at for at in of_name.get(name, []) if at < before and at not in taken and _same(kept[at], thing))
            at = next(alike, None)
            if at is None:
                of_name.setdefault(name, []).append(len(kept))
                kept.append(thing)
            else:
                taken.add(at)
                kept[at] = thing | kept[at]
    return kept


def identity(thing: dict[str, Any]) -> str:
    """Return what tells a thing from others on its page in whatever order: a hash of its name, place and time."""
    return content_key(text(thing.get("name")), *(said or "" for said in _told_apart_by(thing)))


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether nothing that both say tells them apart; `2026-01-06` and `2026-01-06T19:00` do not."""
    pairs = zip(_told_apart_by(one), _told_apart_by(other), strict=True)
    return all(a.startswith(b) or b.startswith(a) for a, b in pairs if a and b)


def _told_apart_by(thing: dict[str, Any]) -> list[str | None]:
    place = next(iter(objects(thing, "location")), thing)
    address = next(iter(objects(place, "address")), {})
    start = (text(thing.get("startDate")) or "")[:16]
    return [start, *(fold(text(address.get(part)) or "") for part in ("streetAddress", "postalCode"))]


def _nodes(block: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > _DEEPEST_HOLDER:
        return
    if isinstance(block, list):
        for one in block:
            yield from _nodes(one, depth + 1)
    elif isinstance(block, dict):
        yield block
        for holder in _HOLDERS:
            if isinstance(block.get(holder), (list, dict)):
                yield from _nodes(block[holder], depth + 1)


def _is_listing(node: dict[str, Any]) -> bool:
    return bool(text(node.get("name"))) and any(kind in _LISTINGS or kind.endswith(_ENDINGS) for kind in types(node))


def _references(node: dict[str, Any]) -> Iterator[str]:
    for name in _NAMED_BY_OTHERS:
        for value in listed(node.get(name)):
            if isinstance(value, dict) and isinstance(value.get("@id"), str):
                yield value["@id"]


class _Resolver:
    """Puts objects where others refer to them by id; what is beyond a depth or a number of values is left out."""

    def __init__(self, by_id: dict[str, dict[str, Any]]) -> None:
        self._by_id = by_id
        self._left = _MOST_COPIED

    def value(self, value: Any, depth: int = 0) -> Any:
        if not isinstance(value, (list, dict)):
            return value
        if depth > _DEEPEST_REFERENCE or self._left < len(value):
            return None
        self._left -= len(value)
        if isinstance(value, list):
            return [self.value(one, depth) if isinstance(one, dict) else one for one in value]
        if len(value) == 1 and isinstance(value.get("@id"), str):
            target = self._by_id.get(value["@id"])
            return value if target is None else self.value(target, depth + 1)
        return {name: self.value(one, depth + 1) for name, one in value.items()}
