"""Areas a listing serves and areas a place lies in, as comparable names.

`world`, `country:US`, `state:NY`, `county:NY:dutchess`, `city:NY:hudson`, `zip:12534`.
"""

from __future__ import annotations

from functools import lru_cache

from data import gazetteer
from data.gazetteer import Place
from data.model import Listing, ServiceArea

# Help that can be had from anywhere in these is "online or by phone", not "serves your area".
FAR = ("world", "country:")
# Who does not say where they are is taken to be here when lines of several countries are ranked.
HOME_COUNTRY = "country:US"


def served_by(listing: Listing) -> list[str]:
    """Return the areas a listing can be searched under besides its point; empty for a place to go to.

    A listing that can be had from afar and names no area serves its source's country. One with an
    address but no public point (a shelter that keeps its street to itself) serves its county.
    """
    named = [name for area in listing.service_areas if (name := _name_of(area)) is not None]
    if named:
        return sorted(set(named))
    address = listing.location.address
    country = f"country:{address.country}" if address and address.country else "world"
    if not listing.modes or "in_person" not in listing.modes or listing.attendance is not None:
        return [country if listing.modes else "world"]
    return _home_of(listing) if not listing.has_public_point else []


def _home_of(listing: Listing) -> list[str]:
    address = listing.location.address
    if address is None or address.country != "US":
        return ["world"]
    found = gazetteer.find_zip(address.postal_code) if address.postal_code else None
    if found is None and address.city and address.state_province:
        cities = gazetteer.find_cities(address.city, address.state_province)
        found = cities[0] if cities else None
    if found and found.county and found.state:
        return [_county(found.county, found.state)]
    return [f"state:{address.state_province}"] if address.state_province else ["world"]


def _name_of(area: ServiceArea) -> str | None:
    kind, extent = area.extent_type, (area.extent or "").strip()
    if kind == "world":
        return "world"
    if kind == "country" and extent:
        return f"country:{extent.upper()}"
    if kind == "state":
        code = gazetteer.states().get(gazetteer.fold(extent))
        return f"state:{code}" if code else None
    if kind == "zip":
        return f"zip:{extent[:5]}"
    if kind in ("county", "city"):
        name, _, state = extent.rpartition(",")
        code = gazetteer.states().get(gazetteer.fold(state))
        if not name or not code:
            return None
        return _county(name, code) if kind == "county" else f"city:{code}:{gazetteer.fold(name)}"
    return None


def _county(name: str, state: str) -> str:
    return f"county:{state}:{gazetteer.fold(name).removesuffix(' county')}"


def around(place: Place) -> tuple[str, ...]:
    """Return the areas a place lies in, the smallest first."""
    return nearby(place) + afar(place)


def nearby(place: Place) -> tuple[str, ...]:
    """Return those of them whose help is near: all but the country and the world."""
    return _around(place.label[-5:] if place.precision == "zip" else None, place.city, place.county, place.state)


def afar(place: Place) -> tuple[str, ...]:
    """Return the others (`FAR`)."""
    return f"country:{place.country}", "world"


@lru_cache(maxsize=4_096)
def _around(zip_code: str | None, city: str | None, county: str | None, state: str | None) -> tuple[str, ...]:
    found = [f"zip:{zip_code}"] if zip_code else []
    if city and state:
        found.append(f"city:{state}:{gazetteer.fold(city)}")
    if county and state:
        found.append(_county(county, state))
    if state:
        found.append(f"state:{state}")
    return tuple(found)
