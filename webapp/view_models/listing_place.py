"""Where a listing is and how to get there. A hidden address has nothing here that leads to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from data.model import ROUGH, Listing, Location
from webapp import labels
from webapp.languages import gettext

_OSM = "https://www.openstreetmap.org"


@dataclass(frozen=True)
class Way:
    """One link that leads there. `foreign` ones go to OpenStreetMap, others to the phone's own map."""

    words: str
    href: str
    foreign: bool = True


@dataclass(frozen=True)
class Place:
    """Where it is. `hidden` means that the street address is only given when you call."""

    name: str | None
    lines: tuple[str, ...]
    hidden: bool
    ways: tuple[Way, ...]
    description: str | None
    transportation: str | None
    accessibility: tuple[str, ...]


def place_of(listing: Listing) -> Place | None:
    """Return the place of a listing whose visibility has been applied, or None where nobody goes anywhere."""
    location = listing.location
    lines = tuple(address_lines(location))
    if "in_person" not in listing.modes and not lines and not location.name:
        return None
    return Place(
        name=location.name,
        lines=lines,
        hidden=location.visibility != "full",
        ways=tuple(_ways(listing)),
        description=location.description,
        transportation=location.transportation,
        accessibility=tuple(location.accessibility),
    )


def address_lines(location: Location) -> Iterable[str]:
    """Yield the lines of the address that may be shown: street, town, and the country where it is another."""
    address = location.address
    if address is None or location.visibility == "hidden":
        return
    if location.visibility == "full":
        yield from (line for line in (address.address_1, address.address_2) if line)
    state = " ".join(part for part in (address.state_province, address.postal_code) if part)
    town = ", ".join(part for part in (address.city, state) if part)
    if town:
        yield town
    if address.country and address.country != "US":
        yield labels.country(address.country)


def _ways(listing: Listing) -> Iterable[Way]:
    """A map, the way there, and the phone's own map (`geo:`, RFC 5870); of an area only a map.

    A name is in none of them: they stay in the history of maps.
    """
    place = listing.location
    if place.visibility != "full" or "in_person" not in listing.modes:
        return
    if listing.has_public_point and place.precision not in ROUGH:
        at = f"{place.latitude:.5f},{place.longitude:.5f}"
        pin = f"mlat={place.latitude:.5f}&mlon={place.longitude:.5f}"
        yield Way(gettext("Open a map"), f"{_OSM}/?{pin}#map=16/{at.replace(',', '/')}")
        yield Way(gettext("Find the way there"), f"{_OSM}/directions?to={quote(at)}")
        yield Way(gettext("Open in your phone's maps"), f"geo:{at}?q={at}", foreign=False)
        return
    if listing.has_public_point:
        # The neighbourhood without a mark: nobody should stand before the middle of a ZIP code.
        near = f"{place.latitude:.3f}/{place.longitude:.3f}"
        yield Way(gettext("Open a map of about where it is"), f"{_OSM}/#map=13/{near}")
    if place.address and place.address.address_1 and place.address.city:
        asked = quote(", ".join(address_lines(place)))
        yield Way(gettext("Look for the address on a map"), f"{_OSM}/search?query={asked}")
        yield Way(gettext("Open in your phone's maps"), f"geo:0,0?q={asked}", foreign=False)
