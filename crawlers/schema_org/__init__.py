"""schema.org objects of a page as the fields of a Record (schema.org 15+, JSON-LD 1.1 as sites write it)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from crawlers.schema_org.schedules import schedules
from crawlers.schema_org.values import listed, objects, text, types
from crawlers.values import mapped, translate
from data import gazetteer
from data.cleaning.address import split_formatted
from data.model import Address
from data.sources import Source

_STATUS = {"EventCancelled": "inactive", "EventPostponed": "temporarily closed"}
_ACCESS = re.compile(r"wheelchair|accessib|step-free|hearing|sign language|braille|lift|elevator", re.IGNORECASE)
_AREAS = {"State": "state", "Country": "country", "City": "city"}


def fields(thing: dict[str, Any], page: str, source: Source) -> dict[str, Any]:
    """Return what an object says as fields for `FeedSpider.make`; relative links are read against `page`."""
    place = _place(thing)
    physical, virtual = _where(thing, place)
    kinds = types(thing)
    words = [*_words(thing.get("keywords")), *_words(thing.get("serviceType")), *_words(thing.get("category"))]
    audiences, other_audiences = translate(source, "audiences", _audience_types(thing))
    location = _location(place, source.country) if physical or not virtual else {"location_type": "virtual"}
    known = {facet: mapped(source, facet, [*words, *kinds]) for facet in ("needs", "cost", "languages", "audiences")}
    offers = objects(thing, "offers")
    status = (text(thing.get("eventStatus")) or "").rsplit("/", 1)[-1]
    return {
        "name": text(thing.get("name")),
        "alternate_name": text(thing.get("alternateName")),
        "description": text(thing.get("description")),
        "url": _link(page, text(thing.get("url"))),
        "organization": _organization(thing),
        "email": text([thing.get("email"), *(one.get("email") for one in objects(thing, "contactPoint"))]),
        "phones": list(_phones(thing)),
        "location": location,
        "modes": [*(["in_person"] if physical else []), *(["online"] if virtual else [])],
        "attendance": virtual,
        "schedules": list(schedules(thing, source.timezone)),
        "needs": known["needs"],
        "cost": list(dict.fromkeys([*_cost(thing), *known["cost"]])),
        "fees_description": text([thing.get("priceRange"), *(one.get("description") for one in offers)]),
        "languages": list(dict.fromkeys([*_languages(thing, source), *known["languages"]])),
        "audiences": list(dict.fromkeys([*audiences, *known["audiences"]])),
        "service_areas": list(_areas(thing)),
        "attributes": [*words, *other_audiences],
        "status": _STATUS.get(status, "active") if status else None,
    }  # fmt: skip


def _link(page: str, said: str | None) -> str | None:
    link = urljoin(page, said or "")
    return link if link.startswith("http") else None


def _words(value: Any) -> list[str]:
    found = [text(one) or "" for one in listed(value)]
    return [word.strip() for one in found for word in one.split(",") if word.strip()]


def _place(thing: dict[str, Any]) -> dict[str, Any]:
    """The object that carries address and point: a location, a channel's place, or the thing itself."""
    for one in [*objects(thing, "location"), *objects(thing, "availableChannel")]:
        place = one.get("serviceLocation", one)
        if isinstance(place, dict) and (place.get("address") or place.get("geo")):
            return place
    if isinstance(thing.get("location"), str):
        return {"address": thing["location"]}
    return thing


def _where(thing: dict[str, Any], place: dict[str, Any]) -> tuple[bool, dict[str, Any] | None]:
    """Whether one can go there, and how to take part from afar."""
    mode = text(thing.get("eventAttendanceMode")) or ""
    rooms = [one for one in objects(thing, "location") if "VirtualLocation" in types(one)]
    channels = [one for one in objects(thing, "availableChannel") if one.get("serviceUrl")]
    link = next((text(one.get("url")) for one in rooms), None) or next(
        (text(one["serviceUrl"]) for one in channels), None
    )
    online = bool(rooms or channels) or mode.endswith(("OnlineEventAttendanceMode", "MixedEventAttendanceMode"))
    physical = bool(place.get("address") or place.get("geo")) and not mode.endswith("OnlineEventAttendanceMode")
    return physical, {"url": link} if online else None


def _location(place: dict[str, Any], country: str) -> dict[str, Any]:
    geo = next(iter(objects(place, "geo")), {})
    features = [text(one) or "" for one in objects(place, "amenityFeature") if one.get("value") is not False]
    address = next(iter(listed(place.get("address"))), None)
    return {
        "name": text(place.get("name")) if "Place" in types(place) else None,
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
    for one in (one for name in ("provider", "organizer", "parentOrganization") for one in listed(thing.get(name))):
        if text(one) and not (isinstance(one, dict) and "Person" in types(one)):
            said = one if isinstance(one, dict) else {}
            return {"name": text(one), "url": text(said.get("url")), "email": text(said.get("email"))}
    return None


def _phones(thing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number in filter(None, map(text, listed(thing.get("telephone")))):
        yield {"number": number}
    for contact in objects(thing, "contactPoint"):
        if text(contact.get("telephone")):
            yield {"number": text(contact["telephone"]), "description": text(contact.get("contactType"))}
    for channel in objects(thing, "availableChannel"):
        for phone in listed(channel.get("servicePhone")):
            number = text(phone.get("telephone")) if isinstance(phone, dict) else text(phone)
            if number:
                yield {"number": number}


def _cost(thing: dict[str, Any]) -> list[str]:
    """Free or with a fee where the page says so in data; everything else is not stated."""
    if str(thing.get("isAccessibleForFree")).rsplit("/", 1)[-1].lower() == "true":
        return ["free"]
    prices = [text(one.get("price")) for one in objects(thing, "offers")]
    return list(dict.fromkeys("free" if not float(price) else "fee" for price in prices if price and _number(price)))


def _number(price: str) -> bool:
    return bool(re.fullmatch(r"\d{1,9}(?:\.\d{1,4})?", price))


def _languages(thing: dict[str, Any], source: Source) -> list[str]:
    found = []
    for name in ("availableLanguage", "knowsLanguage", "inLanguage"):
        for one in listed(thing.get(name)):
            found.append((text(one.get("alternateName")) if isinstance(one, dict) else None) or text(one) or "")
    ids, unknown = translate(source, "languages", [word.split("-")[0] if len(word) == 5 else word for word in found])
    return [*ids, *unknown]


def _audience_types(thing: dict[str, Any]) -> list[str]:
    return [word for one in listed(thing.get("audience")) for word in _words(
        one.get("audienceType") or one.get("name") if isinstance(one, dict) else one)]  # fmt: skip


def _areas(thing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in listed(thing.get("areaServed")):
        name = text(one)
        if not name:
            continue
        kind = next((_AREAS[kind] for kind in (types(one) if isinstance(one, dict) else []) if kind in _AREAS), None)
        code = gazetteer.states().get(gazetteer.fold(name)) if kind == "state" else name if kind else None
        yield {"name": name, "extent_type": kind if code else None, "extent": code}
