"""The place of a record: its address parted and tidied, its point checked, what must not be told kept back."""

from __future__ import annotations

import re
from collections.abc import Callable

from data import gazetteer
from data.cleaning.address import clean_address, clean_country
from data.cleaning.names import name_case
from data.cleaning.points import SharedPoints, place_location
from data.cleaning.privacy import stands_for_street, visibility_of
from data.cleaning.street import is_po_box, read_portal_cell, split_street, without_notes, without_town
from data.cleaning.text import clean_name, clean_text
from data.model import Address, Location, Record

# field, what was found, why it is left out or put right
Report = Callable[[str, object, str], None]


def clean_location(found: Record, country: str, shared: SharedPoints, report: Report) -> Location:
    """Return the location of a record as found. `country` is meant where the address names none."""
    place = _unpacked(found.location)
    note: str | None = None
    address = place.address
    if address is not None:
        address, note = _address(address, country, report)
    name = name_case(clean_name(place.name))
    tidy = place.model_copy(
        update={
            "location_type": "postal" if _is_only_a_box(place, address) else place.location_type,
            "name": None if _repeats(name, address) else name,
            "description": _joined(clean_text(place.description), note),
            "transportation": clean_text(place.transportation),
            "address": address,
            "visibility": visibility_of(found),
            "accessibility": list(dict.fromkeys(filter(None, map(clean_text, place.accessibility)))),
        }
    )
    placed, wrong = place_location(tidy, shared)
    if wrong:
        report("location.latitude", (place.latitude, place.longitude), wrong)
    return placed


def _unpacked(place: Location) -> Location:
    """The location with what stands in one portal cell in its own fields; a point it has besides is preferred."""
    line = place.address.address_1 if place.address else None
    cell = read_portal_cell(line) if line and ("{" in line or "(" in line) else None
    if cell is None or place.address is None:
        return place
    said = place.address
    given = {name: value for name, value in cell.address if value and (name == "address_1" or not getattr(said, name))}
    address = place.address.model_copy(update={"address_1": None} | given)
    if cell.point is None or place.latitude is not None:
        return place.model_copy(update={"address": address})
    return place.model_copy(update={"address": address, "latitude": cell.point[0], "longitude": cell.point[1]})


def _address(found: Address, country: str, report: Report) -> tuple[Address, str | None]:
    address, note = clean_address(found, country), None
    for field, clean in (("postal_code", address.postal_code), ("state_province", address.state_province),
                         ("country", clean_country(found.country))):  # fmt: skip
        given = getattr(found, field)
        if clean is None and clean_text(given) is not None:
            report(f"location.address.{field}", given, "cannot be read")
    if stands_for_street(address.address_1):
        address.address_1 = None
    if address.country == "US" and address.address_1:
        address.address_1, note = without_notes(address.address_1)
        address = _parted(address, found)
    return address, note


def _parted(address: Address, found: Address) -> Address:
    """The address with the town taken out of its street line, where it says more than its own fields."""
    line = address.address_1
    if line is None or (address.city and address.state_province):
        address.address_1 = without_town(address)
        return address
    if address.city:
        return address
    # The line ends of the words found part street and town.
    parts = split_street(clean_text(found.address_1) or line, address.state_province, address.postal_code)
    if parts is None:
        return address
    units = (clean_name(parts.address_2), address.address_2)
    split = Address(
        address_1=parts.address_1,
        address_2=", ".join(filter(None, units)) or None,
        city=parts.city,
        region=address.region,
        state_province=address.state_province or parts.state_province,
        postal_code=address.postal_code or parts.postal_code,
        country="US",
    )
    return clean_address(split, "US")


def _is_only_a_box(place: Location, address: Address | None) -> bool:
    """Whether mail is all the address is good for. A source that gives a point knows of a house."""
    if place.location_type != "physical" or address is None or place.latitude is not None:
        return False
    second = address.address_2
    return is_po_box(address.address_1) and not (second and re.search(r"\d+ \w", second))


def _repeats(name: str | None, address: Address | None) -> bool:
    """Whether the name of a place only says its address, or the beginning of it, again."""
    if name is None or address is None or not address.address_1:
        return False
    said, line = gazetteer.fold(name), gazetteer.fold(address.address_1)
    return f"{line} ".startswith(f"{said} ") or (line[:1].isdigit() and f"{said} ".startswith(f"{line} "))


def _joined(text: str | None, note: str | None) -> str | None:
    if note is None or (text and note.casefold() in text.casefold()):
        return text
    return f"{text}\n{note}" if text else note


def without_own_address(name: str, address: Address | None) -> str:
    """Return the name of a service without the street that stands behind it ("Grief Circle - 123 Main St")."""
    line = address.address_1 if address else None
    if not line or len(name) <= len(line) or not line[0].isdigit() or " " not in line:
        return name
    at = name.casefold().find(line.casefold())
    before = name[:at].rstrip(" ,-–:(@") if at > 0 else ""
    return before if re.search(r"[^\W\d_]{2}", before) and re.search(r"[,\-–:(@]\s*$", name[:at]) else name
