"""schema.org objects of a page's JSON-LD, as the fields of a Record (schema.org 15+, JSON-LD 1.1 as sites write it)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from crawlers.values import mapped, translate
from data import gazetteer
from data.cleaning.address import split_formatted
from data.errors import RowError
from data.model import Address
from data.sources import Source

# Types that are a service, or a place or body that gives one; their subtypes mostly end in the same words.
_LISTINGS = {
    "Place", "CivicStructure", "NGO", "Hospital", "Physician", "Pharmacy", "Park", "Mosque", "Synagogue", "School",
    "CollegeOrUniversity", "ChildCare", "EmploymentAgency", "Attorney", "GovernmentOffice", "PlaceOfWorship",
    "BuddhistTemple", "HinduTemple", "HealthClub", "ExerciseGym", "SportsActivityLocation", "CommunityHealth",
    "Psychiatric", "CommunityCenter", "MedicalTherapy", "PsychologicalTreatment", "EventSeries", "Festival",
    "CourseInstance",
}  # fmt: skip
_ENDINGS = ("Event", "Organization", "Business", "Service", "Church", "Clinic", "Library")
_RUN_BY = ("provider", "organizer", "parentOrganization", "memberOf", "department", "publisher", "sponsor")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY_OF = {day.lower(): day for day in _DAYS}
_HOURS = re.compile(r"^(?P<days>[A-Za-z,\- ]+?)\s+(?P<opens>\d{1,2}:\d\d)\s*[-–]\s*(?P<closes>\d{1,2}:\d\d)$")
_STATUS = {"EventCancelled": "inactive", "EventPostponed": "temporarily closed"}
_ACCESS = re.compile(r"wheelchair|accessib|step-free|hearing|sign language|braille|lift|elevator", re.IGNORECASE)
_AREAS = {"State": "state", "Country": "country", "City": "city"}


def listings(blocks: list[Any]) -> list[dict[str, Any]]:
    """Return the objects in a page's JSON-LD blocks that are listings, references between them resolved.

    An object that others on the page only name as theirs (the publisher of an event) is not a listing.
    """
    nodes = [node for block in blocks for node in _nodes(block)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    named = {ref for node in nodes for ref in _references(node)}
    found = [node for node in nodes if _is_listing(node)]
    own = [node for node in found if str(node.get("@id")) not in named] or found
    return [{name: _resolved(value, by_id) for name, value in node.items()} for node in own]


def fields(thing: dict[str, Any], page: str, source: Source) -> dict[str, Any]:
    """Return what an object says as fields for `FeedSpider.make`; relative links are read against `page`."""
    place = _place(thing)
    physical, virtual = _where(thing, place)
    types = _types(thing)
    words = [*_words(thing.get("keywords")), *_words(thing.get("serviceType")), *_words(thing.get("category"))]
    audiences, other_audiences = translate(source, "audiences", _audience_types(thing))
    location = _location(place, source.country) if physical or not virtual else {"location_type": "virtual"}
    known = {facet: mapped(source, facet, [*words, *types]) for facet in ("needs", "cost", "languages", "audiences")}
    offers = _objects(thing, "offers")
    status = (text(thing.get("eventStatus")) or "").rsplit("/", 1)[-1]
    return {
        "name": text(thing.get("name")),
        "alternate_name": text(thing.get("alternateName")),
        "description": text(thing.get("description")),
        "url": _link(page, text(thing.get("url"))),
        "organization": _organization(thing),
        "email": text([thing.get("email"), *(one.get("email") for one in _objects(thing, "contactPoint"))]),
        "phones": list(_phones(thing)),
        "location": location,
        "modes": [*(["in_person"] if physical else []), *(["online"] if virtual else [])],
        "attendance": virtual,
        "schedules": list(_schedules(thing, source.timezone)),
        "needs": known["needs"],
        "cost": list(dict.fromkeys([*_cost(thing), *known["cost"]])),
        "fees_description": text([thing.get("priceRange"), *(one.get("description") for one in offers)]),
        "languages": list(dict.fromkeys([*_languages(thing, source), *known["languages"]])),
        "audiences": list(dict.fromkeys([*audiences, *known["audiences"]])),
        "service_areas": list(_areas(thing)),
        "attributes": [*words, *other_audiences],
        "status": _STATUS.get(status, "active") if status else None,
    }  # fmt: skip


def text(value: Any) -> str | None:
    """Return the words of a value that may be text, a number, a list, or an object with a name."""
    if isinstance(value, list):
        return next((found for found in map(text, value) if found), None)
    if isinstance(value, dict):
        return text(value.get("@value") or value.get("name") or value.get("url"))
    if isinstance(value, bool) or value is None:
        return None
    return str(value).strip() or None


def _link(page: str, said: str | None) -> str | None:
    link = urljoin(page, said or "")
    return link if link.startswith("http") else None


def _nodes(block: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 5:
        return
    if isinstance(block, list):
        for one in block:
            yield from _nodes(one, depth + 1)
    elif isinstance(block, dict):
        yield block
        for holder in ("@graph", "mainEntity", "itemListElement", "item"):
            if isinstance(block.get(holder), (list, dict)):
                yield from _nodes(block[holder], depth + 1)


def _is_listing(node: dict[str, Any]) -> bool:
    return bool(text(node.get("name"))) and any(kind in _LISTINGS or kind.endswith(_ENDINGS) for kind in _types(node))


def _references(node: dict[str, Any]) -> Iterator[str]:
    for name in (*_RUN_BY, "location", "isPartOf", "about", "author"):
        for value in _listed(node.get(name)):
            if isinstance(value, dict) and isinstance(value.get("@id"), str):
                yield value["@id"]


def _resolved(value: Any, by_id: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, by_id) for one in value]
    if isinstance(value, dict) and len(value) == 1 and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _types(node: dict[str, Any]) -> list[str]:
    return [str(kind).rsplit("/", 1)[-1] for kind in _listed(node.get("@type"))]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _objects(thing: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in _listed(thing.get(name)) if isinstance(one, dict)]


def _words(value: Any) -> list[str]:
    found = [text(one) or "" for one in _listed(value)]
    return [word.strip() for one in found for word in one.split(",") if word.strip()]


def _place(thing: dict[str, Any]) -> dict[str, Any]:
    """The object that carries address and point: a location, a channel's place, or the thing itself."""
    for one in [*_objects(thing, "location"), *_objects(thing, "availableChannel")]:
        place = one.get("serviceLocation", one)
        if isinstance(place, dict) and (place.get("address") or place.get("geo")):
            return place
    if isinstance(thing.get("location"), str):
        return {"address": thing["location"]}
    return thing


def _where(thing: dict[str, Any], place: dict[str, Any]) -> tuple[bool, dict[str, Any] | None]:
    """Whether one can go there, and how to take part from afar."""
    mode = text(thing.get("eventAttendanceMode")) or ""
    rooms = [one for one in _objects(thing, "location") if "VirtualLocation" in _types(one)]
    channels = [one for one in _objects(thing, "availableChannel") if one.get("serviceUrl")]
    link = next((text(one.get("url")) for one in rooms), None) or next(
        (text(one["serviceUrl"]) for one in channels), None
    )
    online = bool(rooms or channels) or mode.endswith(("OnlineEventAttendanceMode", "MixedEventAttendanceMode"))
    physical = bool(place.get("address") or place.get("geo")) and not mode.endswith("OnlineEventAttendanceMode")
    return physical, {"url": link} if online else None


def _location(place: dict[str, Any], country: str) -> dict[str, Any]:
    geo = next(iter(_objects(place, "geo")), {})
    features = [text(one) or "" for one in _objects(place, "amenityFeature") if one.get("value") is not False]
    address = next(iter(_listed(place.get("address"))), None)
    return {
        "name": text(place.get("name")) if "Place" in _types(place) else None,
        "address": _address(address, country) if address else None,
        "latitude": text(geo.get("latitude")),
        "longitude": text(geo.get("longitude")),
        "accessibility": [feature for feature in features if _ACCESS.search(feature)],
    }


def _address(found: Any, country: str) -> Address:
    if not isinstance(found, dict):
        return split_formatted(str(found), country)
    return Address(
        address_1=text(found.get("streetAddress")),
        city=text(found.get("addressLocality")),
        state_province=text(found.get("addressRegion")),
        postal_code=text(found.get("postalCode")),
        country=text(found.get("addressCountry")),
    )


def _organization(thing: dict[str, Any]) -> dict[str, Any] | None:
    for one in (one for name in ("provider", "organizer", "parentOrganization") for one in _listed(thing.get(name))):
        if text(one) and not (isinstance(one, dict) and "Person" in _types(one)):
            said = one if isinstance(one, dict) else {}
            return {"name": text(one), "url": text(said.get("url")), "email": text(said.get("email"))}
    return None


def _phones(thing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number in filter(None, map(text, _listed(thing.get("telephone")))):
        yield {"number": number}
    for contact in _objects(thing, "contactPoint"):
        if text(contact.get("telephone")):
            yield {"number": text(contact["telephone"]), "description": text(contact.get("contactType"))}
    for channel in _objects(thing, "availableChannel"):
        for phone in _listed(channel.get("servicePhone")):
            number = text(phone.get("telephone")) if isinstance(phone, dict) else text(phone)
            if number:
                yield {"number": number}


def _cost(thing: dict[str, Any]) -> list[str]:
    """Free or with a fee where the page says so in data; everything else is not stated."""
    if str(thing.get("isAccessibleForFree")).rsplit("/", 1)[-1].lower() == "true":
        return ["free"]
    prices = [text(one.get("price")) for one in _objects(thing, "offers")]
    return list(dict.fromkeys("free" if not float(price) else "fee" for price in prices if price and _number(price)))


def _number(price: str) -> bool:
    return bool(re.fullmatch(r"\d{1,9}(?:\.\d{1,4})?", price))


def _languages(thing: dict[str, Any], source: Source) -> list[str]:
    found = []
    for name in ("availableLanguage", "knowsLanguage", "inLanguage"):
        for one in _listed(thing.get(name)):
            found.append((text(one.get("alternateName")) if isinstance(one, dict) else None) or text(one) or "")
    ids, unknown = translate(source, "languages", [word.split("-")[0] if len(word) == 5 else word for word in found])
    return [*ids, *unknown]


def _audience_types(thing: dict[str, Any]) -> list[str]:
    return [word for one in _listed(thing.get("audience")) for word in _words(
        one.get("audienceType") or one.get("name") if isinstance(one, dict) else one)]  # fmt: skip


def _areas(thing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in _listed(thing.get("areaServed")):
        name = text(one)
        if not name:
            continue
        kind = next((_AREAS[kind] for kind in (_types(one) if isinstance(one, dict) else []) if kind in _AREAS), None)
        code = gazetteer.states().get(gazetteer.fold(name)) if kind == "state" else name if kind else None
        yield {"name": name, "extent_type": kind if code else None, "extent": code}


def _schedules(thing: dict[str, Any], zone: str | None) -> Iterator[dict[str, Any]]:
    for hours in _objects(thing, "openingHoursSpecification"):
        days = _weekdays(hours.get("dayOfWeek"))
        opens, closes = text(hours.get("opens")), text(hours.get("closes"))
        if opens and opens != closes:
            closes = _end(opens, closes)
            yield {"freq": "WEEKLY" if days else None, "byday": days, "opens_at": opens, "closes_at": closes,
                   "valid_from": _day(hours.get("validFrom")), "valid_to": _day(hours.get("validThrough"))}  # fmt: skip
    for line in filter(None, map(text, _listed(thing.get("openingHours")))):
        yield _opening_hours(line)
    planned = _objects(thing, "eventSchedule")
    for plan in planned:
        yield _event_schedule(plan, zone)
    if not planned and text(thing.get("startDate")):
        yield _dated(thing, zone)


def _opening_hours(line: str) -> dict[str, Any]:
    """`Mo-Fr 09:00-17:00`, `Tu,Th 16:00-20:00`; anything else stays as words."""
    found = _HOURS.match(line[:100])
    days = _day_range(found["days"]) if found else []
    if not found or not days:
        return {"description": line}
    closes = _end(found["opens"], found["closes"])
    return {"freq": "WEEKLY", "byday": days, "opens_at": found["opens"], "closes_at": closes}


def _end(opens: str, closes: str | None) -> str | None:
    """00:00 to 23:59 is how schema.org says the whole day."""
    return "24:00" if closes and (opens[:5], closes[:5]) == ("00:00", "23:59") else closes


def _day_range(found: str) -> list[str]:
    days: list[str] = []
    for part in found.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        ends = [_DAY_OF.get(name[:2].lower()) for name in (first, last or first)]
        if not all(ends):
            return []
        at, to = (_DAYS.index(str(day)) for day in ends)
        days += [_DAYS[(at + step) % 7] for step in range((to - at) % 7 + 1)]
    return list(dict.fromkeys(days))


def _weekdays(value: Any) -> list[str]:
    """`https://schema.org/Monday`, `Monday`, `Mo`; holidays and other days are left out."""
    names = [(text(one) or "").rsplit("/", 1)[-1] for one in _listed(value)]
    return [day for day in (_DAY_OF.get(name[:2].lower()) for name in names if not name.startswith("Public")) if day]


def _event_schedule(plan: dict[str, Any], zone: str | None) -> dict[str, Any]:
    every = re.fullmatch(r"P(\d+)([DWM])", text(plan.get("repeatFrequency")) or "")
    weeks = [str(week) for week in _listed(plan.get("byMonthWeek"))]
    plain = [str(day) for day in _listed(plan.get("byDay")) if re.fullmatch(r"-?\d?[A-Z]{2}", str(day))]
    days = plain or [f"{week}{day}" for week in weeks or [""] for day in _weekdays(plan.get("byDay"))]
    return {
        "freq": {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY"}[every[2]] if every else None,
        "interval": int(every[1]) if every and every[1] != "1" else None,
        "byday": days,
        "bymonthday": _listed(plan.get("byMonthDay")),
        "dtstart": _day(plan.get("startDate")),
        "valid_to": _day(plan.get("endDate")),
        "opens_at": text(plan.get("startTime")),
        "closes_at": text(plan.get("endTime")),
        "timezone": text(plan.get("scheduleTimezone")) or zone,
        "description": None if every else text(plan.get("repeatFrequency")),
    }


def _dated(thing: dict[str, Any], zone: str | None) -> dict[str, Any]:
    start, end = _moment(text(thing["startDate"]), zone), _moment(text(thing.get("endDate")), zone)
    assert start is not None
    timed = "T" in (text(thing["startDate"]) or "")
    same_day = end is not None and end.date() == start.date() and end != start
    return {
        "dtstart": start.date(),
        "valid_to": end.date() if end and not same_day else None,
        "opens_at": f"{start:%H:%M}" if timed else None,
        "closes_at": f"{end:%H:%M}" if timed and end and same_day else None,
        "timezone": zone or ("UTC" if start.utcoffset() == timedelta(0) else None),
    }


def _moment(value: str | None, zone: str | None) -> datetime | None:
    """A date-time as wall time of `zone`, or as written where no zone is known."""
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.astimezone(ZoneInfo(zone)) if moment.tzinfo and zone else moment
    except (ValueError, OverflowError):
        raise RowError(f"{value[:40]!r} is not a date", code="bad-date", field="startDate") from None


def _day(value: Any) -> str | None:
    return (text(value) or "")[:10] or None
