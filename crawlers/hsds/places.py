"""Where a service is given: the location of a row with the one address a reader needs."""

from __future__ import annotations

import re
from typing import Any

from crawlers.hsds.rows import Row
from crawlers.hsds.values import Object, children, first_children, flag, is_private, number, text
from data import gazetteer

_ADDRESS = ("address_1", "address_2", "city", "region", "state_province", "postal_code", "country")
_ORDER = {"physical": 0, "postal": 2, "mailing": 2}
_TYPES = ("physical", "virtual", "postal")
# What stands in the place of a street that must not be known.
_WITHHELD = re.compile(
    r"^\W*(?:(?:confidential|undisclosed|private)\b|address\s+(?:is\s+)?(?:confidential|withheld))", re.I
)
_EXTENTS = ("world", "country", "state", "county", "city", "zip")
_NATION = {"national", "nationwide", "united states", "usa", "us"}
# Names of states that are as well names of towns or counties.
_EITHER = {"new york", "washington"}


def location_of(row: Row) -> dict[str, Any]:
    """Return the fields of the row's location; an empty one when the row names none.

    A physical address is preferred to a postal one; a location known only by a postal address is postal, unless
    the source itself calls it physical. Private and confidential ones are hidden.
    """
    found = row.location
    if not found:
        return {"visibility": "hidden"} if _any_private(row, {}) else {}
    address = _address(found)
    latitude, longitude = _point(found)
    return {
        "location_type": _type(found, address),
        "name": text(found, "name"),
        "description": text(found, "description"),
        "transportation": text(found, "transportation"),
        "address": {name: text(address, name) for name in _ADDRESS},
        "latitude": latitude,
        "longitude": longitude,
        "visibility": "hidden" if _any_private(row, address) else "full",
        "accessibility": _accessibility(found),
    }


def modes_of(row: Row, location: dict[str, Any]) -> list[str]:
    """Return how people take part: in person at a physical location, else online, or by phone where only that is given.

    A row without a location, or with one of which nothing is known, says nothing.
    """
    if not row.location or location["location_type"] == "postal":
        return []
    if location["location_type"] == "virtual":
        online = text(row.location, "url", "website", "email") or text(row.service, "url", "website", "email")
        return ["online"] if online or not first_children("phones", row.link, row.location, row.service) else ["phone"]
    address = location["address"]
    known = address["address_1"] or address["city"] or address["postal_code"] or location["latitude"] is not None
    return ["in_person"] if known or _said(row.location) else []


def service_areas_of(row: Row, state: str | None) -> list[dict[str, Any]]:
    """Return the service areas; those that name a state, a county or the country say so in `extent`."""
    return [_area(area, state) for area in first_children("service_areas", row.link, row.service)]


def _address(found: Object) -> Object:
    """The best address: physical, else of no type, else postal; else what the location itself says."""
    addresses = children(found, "addresses")
    if len(addresses) > 1:
        addresses.sort(key=lambda one: _ORDER.get(_address_type(one), 1))
    best = next((one for one in addresses if any(text(one, name) for name in _ADDRESS[:-1])), None)
    return best or found


def _address_type(address: Object) -> str:
    return (text(address, "address_type") or "").lower()


def _type(found: Object, address: Object) -> str:
    if said := _said(found):
        return said
    if flag(found.get("virtual")):
        return "virtual"
    return "postal" if address is not found and _address_type(address) in ("postal", "mailing") else "physical"


def _said(found: Object) -> str | None:
    word = (text(found, "location_type") or "").lower()
    return word if word in _TYPES else None


def _point(found: Object) -> tuple[float | None, float | None]:
    latitude, longitude = number(found.get("latitude")), number(found.get("longitude"))
    pair = found.get("coordinates")
    if latitude is None and isinstance(pair, list) and len(pair) == 2:
        longitude, latitude = number(pair[0]), number(pair[1])
    return (latitude, longitude) if latitude is not None and longitude is not None else (None, None)


def _any_private(row: Row, address: Object) -> bool:
    if any(map(is_private, (row.organization, row.service, row.location, row.link, address))):
        return True
    withheld = {text(one, "address_1") for one in (address, *children(row.location, "addresses"))}
    return any(_WITHHELD.match(street) for street in withheld if street)


def _accessibility(found: Object) -> list[str]:
    words = []
    for one in children(found, "accessibility"):
        # Codes such as `disabled_parking` are words when the line is taken out.
        words += [(text(one, name) or "").replace("_", " ") for name in ("description", "accessibility", "name")]
        words.append(text(one, "details") or "")
    return [word for word in dict.fromkeys(words) if word]


def _area(found: Object, state: str | None) -> dict[str, Any]:
    kind, extent = (text(found, "extent_type") or "").lower(), text(found, "extent")
    name = text(found, "name", "service_area", "description") or (None if kind == "geojson" else extent)
    if kind in _EXTENTS and extent:
        return {"name": name, "extent_type": kind, "extent": extent}
    return {"name": name} | dict(zip(("extent_type", "extent"), _extent(name or "", state), strict=True))


def _extent(name: str, state: str | None) -> tuple[str | None, str | None]:
    words = gazetteer.fold(name)
    if words in _NATION:
        return "country", "US"
    if words == "statewide" and state:
        return "state", state
    if len(words) > 2 and words in gazetteer.states() and words not in _EITHER:
        return "state", gazetteer.states()[words]
    if words.endswith(" county") and state and gazetteer.find_county(name, state):
        return "county", f"{name.strip()[: -len(' County')].strip()}, {state}"
    return None, None
