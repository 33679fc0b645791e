"""Street lines of US addresses: what else was written into them is found and put where it belongs.

The words people wrote stay as they are ("St" is not made "Street"); only where they stand changes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from data import gazetteer
from data.cleaning.address import split_formatted
from data.model import Address

# How portals (Socrata) write a place into one cell: a point in brackets, or an object with all of it.
_POINT = re.compile(r"\(\s*(-?\d{1,3}\.\d+)\s*,\s*(-?\d{1,3}\.\d+)\s*\)")
_PORTAL = re.compile(r"""["'](address|city|state|zip|latitude|longitude)\\?["']\s*:\s*\\?["']([^"'\\]*)\\?["']""")
_NOTE = re.compile(r"\s*[,;]?\s*\(([^()]*[^\W\d_]{2}[^()]*)\)\s*$")
_BETWEEN = re.compile(
    r"\s*[,;]?\s*\(?((?:in )?\b(?:between|betw\.?|btwn\.?|btw\.?|bet\.?)\s+[^,;()]+?\s+(?:and|&)\s+[^,;()]+)\)?\s*$",
    re.IGNORECASE,
)
_PO_BOX = re.compile(
    r"^\W*(?:mail(?:ing)?(?: address)?\W+)?(?:p\W?\s?o\W?\s*(?:box|drawer)|post office box|box)\W*"
    r"(?:no\W*)?[\dA-Z-]{1,8}\W*$",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"\W*\d|\W*p\W?\s?o\W?\s*box\b", re.IGNORECASE)
_UNIT = re.compile(
    r"(?:\b(?:apt|apartment|ste|suite|unit|room|rm|floor|fl|bldg|building|dept|lot|space|spc)\b|#)", re.I
)
_UNIT_LABELS = {"OccupancyType", "OccupancyIdentifier", "SubaddressType", "SubaddressIdentifier"}
_STREET_LABELS = ("AddressNumber", "StreetName", "USPSBox")
# A last part with one of these is a note and no town.
_IN_A_HOUSE = re.compile(
    r"\d|\b(?:basement|bsmt|floor|rooms?|rear|side|up|down|(?:down|up)stairs|chapel|hall|church|suite|building|entrance"
    r"|parking|annex|gym|cafeteria|library|center|school|lower level|auditorium)\b", re.IGNORECASE,
)  # fmt: skip
_LONGEST_TOWN = 4
# What a street without a comma behind it ends with.
_STREET_ENDS = re.compile(
    r"(?:st|street|ave?|avenue|rd|road|blvd|boulevard|dr|drive|pl|place|ln|lane|way|ct|court|hwy|highway|pkwy|parkway|cir"
    r"|circle|sq|square|ter|terrace|trl|trail|plaza|broadway|pike|row|loop)\.?|#?\d+[a-z]?",
    re.IGNORECASE,
)


class Street(NamedTuple):
    """A street line without the notes that were written into it."""

    line: str | None
    note: str | None


def without_notes(line: str) -> Street:
    """Return `123 Main St` and `between 1st and 2nd` for `123 Main St (between 1st and 2nd)`."""
    notes: list[str] = []
    while "(" in line or "et" in line or "tw" in line:
        found = _BETWEEN.search(line) or _NOTE.search(line)
        if found is None or not found.start():
            break
        notes.insert(0, found[1].strip(" ,;()"))
        line = line[: found.start()].rstrip(" ,;")
    return Street(line or None, ", ".join(notes) or None)


class PortalPlace(NamedTuple):
    """What a portal's location cell says."""

    address: Address
    point: tuple[float, float] | None


def read_portal_cell(line: str) -> PortalPlace | None:
    """Return the place in a cell such as `1 Main St, Elko, NV (40.8, -115.7)` or `{"human_address": …}`, or None."""
    if line.lstrip().startswith("{"):
        found = dict(_PORTAL.findall(line))
        point = f"({found.get('latitude')}, {found.get('longitude')})"
        address = Address(address_1=found.get("address"), city=found.get("city"), state_province=found.get("state"),
                          postal_code=found.get("zip"))  # fmt: skip
    elif _POINT.search(line):
        point, address = line, Address(address_1=_POINT.sub("", line).strip(" ,\r\n"))
    else:
        return None
    at = _POINT.search(point)
    return PortalPlace(address, (float(at[1]), float(at[2])) if at else None)


def is_po_box(line: str | None) -> bool:
    """Whether a line is a post-office box and nothing else."""
    return line is not None and bool(_PO_BOX.match(line))


def without_town(address: Address) -> str | None:
    """Return the street line without the town, state and ZIP that its own fields say already."""
    line = address.address_1
    if line is None or "," not in line:
        return line
    city, state = gazetteer.fold(address.city or ""), (address.state_province or "").lower()
    code = address.postal_code or ""
    known = {city, state, code, f"{city} {state}", f"{state} {code}", f"{city} {state} {code}", f"{city} {code}", "usa"}
    parts = line.split(",")
    while len(parts) > 1 and gazetteer.fold(re.sub(r"(?<=\d{5})-\d{4}\b", "", parts[-1])) in known:
        parts.pop()
    return ",".join(parts).strip()


@lru_cache(maxsize=4_096)
def split_street(line: str, state: str | None, code: str | None) -> Address | None:
    """Return the parts of a US address that stands in one line, or None when no town is found in it.

    `state` and `code` (ZIP) are what is known besides. A town is believed that the gazetteer knows in that state, or
    one that a comma sets apart.
    """
    text = line.replace("\n", ", ").strip(" ,")
    numbered = bool(_BEGINS.match(text))
    if not numbered and "," not in text:
        return None
    address = split_formatted(text, "US")
    state = gazetteer.states().get(gazetteer.fold(address.state_province or state or ""))
    code = address.postal_code or code
    if state is None and code and (place := gazetteer.find_zip(code)):
        state = place.state
    words = ", ".join(filter(None, (address.address_1, address.city)))
    found = _town_at_end(words, state)
    if not numbered and (found is None or not words.removesuffix(found[1]).rstrip().endswith(",")):
        return None  # a corner or a park is told from a name only by a comma and a town behind it
    found = found or _labelled_town(words, state, code)
    if found is None:
        if not address.city or not address.address_1 or _IN_A_HOUSE.search(address.city):
            return None
        found = address.address_1, address.city
    street, unit = _unit_of(found[0])
    return Address(
        address_1=street, address_2=unit, city=found[1], state_province=state, postal_code=code, country="US"
    )


def _town_at_end(words: str, state: str | None) -> tuple[str, str] | None:
    """The street and the longest town of that state that ends the line; "4259 S Berkeley" is a street alone."""
    if state is None:
        return None
    tokens = words.split()
    for size in range(min(_LONGEST_TOWN, len(tokens) - 2), 0, -1):
        town, street = " ".join(tokens[-size:]), " ".join(tokens[:-size])
        ends = tokens[-size - 1].endswith(",") or bool(_STREET_ENDS.fullmatch(tokens[-size - 1]))
        if ends and "," not in town and gazetteer.find_cities(town, state):
            return street.rstrip(" ,"), town
    return None


def _labelled_town(words: str, state: str | None, code: str | None) -> tuple[str, str] | None:
    """The town that usaddress's model finds at the end, where street and town run into each other."""
    tokens = _labelled(f"{words}, {state or ''} {code or ''}".strip(" ,"))
    kinds = [label for _, label in tokens]
    if "PlaceName" not in kinds or not any(label.startswith(_STREET_LABELS) for label in kinds):
        return None
    first = kinds.index("PlaceName")
    last = len(kinds) - kinds[::-1].index("PlaceName")
    town = " ".join(token for token, _ in tokens[first:last]).rstrip(" ,")
    street = " ".join(token for token, _ in tokens[:first]).rstrip(" ,")
    tidy = set(kinds[first:last]) == {"PlaceName"} and set(kinds[last:]) <= {"StateName", "ZipCode", "ZipPlus4"}
    whole = kinds[first - 1].startswith(("StreetNamePost", "USPSBox", "Occupancy")) if first else False
    return (street, town) if tidy and whole and not _IN_A_HOUSE.search(town) else None


def _unit_of(line: str) -> tuple[str, str | None]:
    """The street, and the unit that ends the line."""
    if not _UNIT.search(line):
        return line, None
    tokens = _labelled(line)
    at = next((place for place, (_, label) in enumerate(tokens) if label in _UNIT_LABELS), len(tokens))
    if not 1 < at < len(tokens) or any(label not in _UNIT_LABELS for _, label in tokens[at:]):
        return line, None
    unit = " ".join(token for token, _ in tokens[at:]).replace("# ", "#").strip(" ,")
    return " ".join(token for token, _ in tokens[:at]).rstrip(" ,"), unit


def _labelled(text: str) -> list[tuple[str, str]]:
    # The model is loaded by the first line that needs it, not by every command.
    import usaddress

    tokens: list[tuple[str, str]] = usaddress.parse(text)
    return tokens
