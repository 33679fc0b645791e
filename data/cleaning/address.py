"""Postal addresses and points."""

from __future__ import annotations

import re

from data import gazetteer
from data.cleaning.text import clean_name, title_case_if_shouted
from data.model import Address, Location

_ZIP = re.compile(r"^(\d{3,5})(?:\.0)?(?:-?\d{4})?$")
_STATE_ZIP = re.compile(r"^(?P<state>[A-Za-z .]{2,24}?)\s+(?P<zip>\d{5})(?:-\d{4})?$")
_COUNTRIES = {
    "usa": "US", "us": "US", "united states": "US", "united states of america": "US", "canada": "CA",
    "ca": "CA", "mexico": "MX", "mx": "MX", "uk": "GB", "united kingdom": "GB", "gb": "GB", "puerto rico": "PR",
}  # fmt: skip
_STREET = re.compile(r"\d|\b(?:street|road|avenue|square|plaza|church|library)\b", re.IGNORECASE)


def clean_postal_code(value: str | None, country: str) -> str | None:
    """Return a five-digit US ZIP (leading zeros restored, +4 dropped), other countries' codes as written."""
    if not value:
        return None
    text = " ".join(value.split()).upper()
    if country != "US":
        return text[:12]
    found = _ZIP.match(text)
    return found[1].zfill(5) if found else None


def clean_state(value: str | None, country: str) -> str | None:
    """Return a US state's postal code for its code or name, other countries' regions as written."""
    if not value or not value.strip():
        return None
    if country != "US":
        return clean_name(value)
    return gazetteer.states().get(gazetteer.fold(value))


def clean_country(value: str | None, default: str) -> str:
    """Return an ISO 3166-1 alpha-2 code; `default` when the source says nothing readable."""
    if not value or not value.strip():
        return default
    text = value.strip()
    known = _COUNTRIES.get(text.casefold())
    if known:
        return known
    return text.upper() if len(text) == 2 and text.isalpha() else default


def clean_address(address: Address, country: str) -> Address:
    """Return the address with every part tidy; parts that cannot be read become None."""
    country = clean_country(address.country, country)
    city = title_case_if_shouted(clean_name(address.city))
    return Address(
        address_1=title_case_if_shouted(clean_name(address.address_1)),
        address_2=title_case_if_shouted(clean_name(address.address_2)),
        city=city.rstrip(",") if city else None,
        region=title_case_if_shouted(clean_name(address.region)),
        state_province=clean_state(address.state_province, country),
        postal_code=clean_postal_code(address.postal_code, country),
        country=country,
    )


def split_formatted(text: str, country: str) -> Address:
    """Return the parts of a one-line US address such as `1555 S 7th St, San Jose, CA 95112, USA`.

    Parts are recognised from the end; what is left before the city is the street. A line that holds
    only a town gives no street.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    address = Address(country=country)
    if parts and parts[-1].casefold() in _COUNTRIES:
        address.country = _COUNTRIES[parts.pop().casefold()]
    if parts:
        found = _STATE_ZIP.match(parts[-1])
        if found and gazetteer.fold(found["state"]) in gazetteer.states():
            address.state_province, address.postal_code = found["state"], found["zip"]
            parts.pop()
        elif gazetteer.fold(parts[-1]) in gazetteer.states():
            address.state_province = parts.pop()
    if parts and not (len(parts) == 1 and address.state_province is None and _STREET.search(parts[0])):
        address.city = parts.pop()
    if parts:
        address.address_1 = ", ".join(parts)
    return address


def is_point(lat: float | None, lon: float | None) -> bool:
    """Whether two numbers are a place: WGS84 degrees in range, and not the empty point 0, 0."""
    if lat is None or lon is None:
        return False
    return -90 <= lat <= 90 and -180 <= lon <= 180 and not (abs(lat) < 0.01 and abs(lon) < 0.01)


def place_location(location: Location) -> Location:
    """Return a physical location with the best point known: the source's, else its ZIP's or city's middle.

    `precision` says which. A hidden or partial address, a virtual or postal location has no point.
    """
    if location.location_type != "physical" or location.visibility != "full":
        return location.model_copy(update={"latitude": None, "longitude": None, "precision": None})
    if is_point(location.latitude, location.longitude):
        return location.model_copy(update={"precision": location.precision or "point"})
    found = _middle(location.address) if location.address else None
    if found is None:
        return location.model_copy(update={"latitude": None, "longitude": None, "precision": None})
    return location.model_copy(update={"latitude": found.lat, "longitude": found.lon, "precision": found.precision})


def _middle(address: Address) -> gazetteer.Place | None:
    if address.country != "US":
        return None
    if address.postal_code:
        found = gazetteer.find_zip(address.postal_code)
        if found:
            return found
    if address.city and address.state_province:
        cities = gazetteer.find_cities(address.city, address.state_province)
        return cities[0] if cities else None
    return None
