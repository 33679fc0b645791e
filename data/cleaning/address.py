"""Postal addresses: codes, and the parts of one written in one piece."""

from __future__ import annotations

import re

from data import gazetteer
from data.cleaning.names import title_case_if_shouted
from data.cleaning.text import clean_name
from data.model import Address

# Spreadsheets lose the zeros a ZIP begins with, add `.0`, and leave a hyphen without its four digits.
_ZIP = re.compile(r"([0-9]{3,5})(?:\.0|-|[- ][0-9]{4})?|([0-9]{5})[0-9]{4}")
_ENDS_IN_ZIP = re.compile(r"(?P<before>.*?) ?(?<![\w-])(?P<code>\d{5}(?:-\d{4})?)", re.ASCII)
_ENDS_IN_POSTCODE = re.compile(r"(?P<before>.*?) ?\b(?P<code>[A-Z]\d[A-Z] ?\d[A-Z]\d)", re.IGNORECASE)
_PROVINCE = re.compile(r"(?P<before>.*?) ?\b(?P<province>[A-Z]{2})")
_STREET = re.compile(r"\d|\b(?:street|road|avenue|square|plaza|church|library)\b", re.IGNORECASE)


def clean_postal_code(value: str | None, country: str) -> str | None:
    """Return a five-digit US ZIP (leading zeros restored, +4 dropped), other countries' codes as written."""
    if not value:
        return None
    text = " ".join(value.split()).upper()
    if country != "US":
        return text[:12]
    found = _ZIP.fullmatch(text)
    code = (found[1] or found[2]).zfill(5) if found else "00000"
    return code if code != "00000" else None


def clean_state(value: str | None, country: str) -> str | None:
    """Return a US state's postal code for its code or name, other countries' regions as written."""
    if not value or not value.strip():
        return None
    if country != "US":
        return clean_name(value)
    return gazetteer.states().get(gazetteer.fold(value))


def clean_country(value: str | None) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country's name or code, or None."""
    return gazetteer.countries().get(gazetteer.fold(value)) if value else None


def clean_address(address: Address, country: str) -> Address:
    """Return the address with every part tidy; parts that cannot be read become None.

    `country` is meant where the address names none. Puerto Rico and the other territories with ZIP codes
    are states of the US here, as they are to the Postal Service.
    """
    country, state = clean_country(address.country) or country, address.state_province
    if country in gazetteer.TERRITORIES:
        country, state = "US", country
    city = title_case_if_shouted(clean_name(address.city))
    return Address(
        address_1=title_case_if_shouted(clean_name(address.address_1)),
        address_2=title_case_if_shouted(clean_name(address.address_2)),
        city=city.rstrip(",") if city else None,
        region=title_case_if_shouted(clean_name(address.region)),
        state_province=clean_state(state, country),
        postal_code=clean_postal_code(address.postal_code, country),
        country=country,
    )


def split_formatted(text: str, country: str) -> Address:
    """Return the parts of an address written in one piece such as `1555 S 7th St, San Jose, CA 95112, USA`.

    Parts are recognised from the end; what is left before the city is the street. A line that holds
    only a town gives no street. Understands the United States and Canada.
    """
    parts = [" ".join(part.split()) for part in re.split(r"[,\n]", text) if part.strip()]
    address = Address(country=country)
    if parts and (named := _country_at_end(parts[-1], country)):
        address.country = named
        parts.pop()
    _take_state_and_code(parts, address)
    if parts and not _is_street(parts, address):
        address.city = parts.pop()
    if parts:
        address.address_1 = ", ".join(parts)
    return address


def _country_at_end(part: str, default: str) -> str | None:
    """The country a last part names. `CA` is California and `Georgia` a state, unless the source is of elsewhere."""
    if default == "US" and gazetteer.fold(part) in gazetteer.states():
        return None
    return clean_country(part)


def _take_state_and_code(parts: list[str], address: Address) -> None:
    """Take the postal code and the state from the end of the parts; what stood before them stays."""
    in_us = _in_us(address)
    code = _ENDS_IN_ZIP if in_us else _ENDS_IN_POSTCODE
    address.postal_code = _take_code(parts, code)
    if parts and in_us:
        _take_us_state(parts, address)
    elif parts and (found := _PROVINCE.fullmatch(parts[-1])):
        address.state_province = found["province"]
        parts[-1:] = [found["before"]] if found["before"] else []
    if address.postal_code is None:
        # "San Juan, 00901, Puerto Rico"
        address.postal_code = _take_code(parts, code)


def _take_code(parts: list[str], code: re.Pattern[str]) -> str | None:
    found = code.fullmatch(parts[-1]) if parts else None
    if not found:
        return None
    parts[-1:] = [found["before"]] if found["before"] else []
    return found["code"]


def _take_us_state(parts: list[str], address: Address) -> None:
    """Take "CA", "San Jose CA" before a ZIP, "Charleston West Virginia"; without a ZIP only a part of its own."""
    words = parts[-1].split()
    for size in range(min(3, len(words)), 0, -1) if address.postal_code else [len(words)]:
        state, before = " ".join(words[-size:]), " ".join(words[:-size])
        if gazetteer.fold(state) in gazetteer.states() and gazetteer.fold(state) != "washington dc":
            address.state_province = state
            parts[-1:] = [before] if before else []
            return


def _is_street(parts: list[str], address: Address) -> bool:
    """Whether the last part cannot be a town: it holds a number, or is all there is and names a street."""
    if _in_us(address) and re.search(r"\d", parts[-1]):
        return True
    return len(parts) == 1 and address.state_province is None and bool(_STREET.search(parts[0]))


def _in_us(address: Address) -> bool:
    return address.country in {"US", *gazetteer.TERRITORIES}
