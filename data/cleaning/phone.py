"""Telephone numbers: E.164 where possible, short codes as they are dialled."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

from data.model import Phone

# A comma or a slash parts two numbers only where a whole one follows: "x1, x2" and "213/555-0100" are one.
_SEVERAL = re.compile(
    r"\s*[;|\n]\s*|\s+(?:or|and|y|&)\s+|(?:,|(?<=\d{4})\s*/)\s*(?=[(+]*\d[\d\s().-]{6,})", re.IGNORECASE
)
_SHORT = re.compile(r"\d{3,6}")
# Nearly every number of a US feed; reading it here spares the library's slower, fuller reading.
_PLAIN_US = re.compile(r"\(?([2-9]\d\d)\)?[-. ]?([2-9]\d\d)[-. ]?(\d{4})", re.ASCII)
# A remark ("(hotline)"), and the digits of a word said again ("800-662-HELP (4357)").
_IN_BRACKETS = re.compile(r"\s*\([^()\d]*\)+$|(?<=[A-Z])\s*\(\d+\)$", re.IGNORECASE)
# North America: neither an area code nor an exchange begins with 0 or 1.
_NANP = re.compile(r"\+1[2-9]\d\d[2-9]\d{6}")


def split_numbers(value: str) -> list[str]:
    """Return the single numbers in a cell that holds several ("213-555-0100 or 213-555-0101")."""
    return [part for part in _SEVERAL.split(value) if any(c.isdigit() for c in part)]


def clean_phone(phone: Phone, region: str = "US") -> Phone | None:
    """Return the phone with `number` in E.164 (or a 3 to 6 digit short code), or None if it is no number.

    `region` (ISO 3166-1 alpha-2) is the country to read national numbers in. Reserved fictional
    numbers (555-01xx) are possible numbers and pass; a number the numbering plan cannot have does not.
    """
    found = _parse(phone.number, region)
    if found is None:
        return None
    number, extension = found
    given = re.sub(r"[^\d]", "", phone.extension or "")
    return phone.model_copy(update={"number": number, "extension": given or extension})


# The lines of an organization stand in the rows of all its places.
@lru_cache(maxsize=16_384)
def _parse(value: str, region: str) -> tuple[str, str | None] | None:
    """Return the number and its extension."""
    raw = _IN_BRACKETS.sub("", value.strip().removesuffix(".0"))
    digits = re.sub(r"[\s.\-()]", "", raw)
    if _SHORT.fullmatch(digits):
        return digits, None
    plain = _PLAIN_US.fullmatch(raw) if region == "US" else None
    if plain:
        return "+1" + "".join(plain.groups()), None
    try:
        parsed = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    # Without its area code a number cannot be dialled from elsewhere.
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    extension, parsed.extension = parsed.extension, None
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if parsed.country_code == 1 and not _NANP.fullmatch(number):
        return None
    return number, extension or None


def display_phone(number: str, extension: str | None = None) -> str:
    """Return a number as people read it: `(213) 555-0100`, abroad `+44 116 123`, short codes unchanged."""
    if not number.startswith("+"):
        return number
    parsed = phonenumbers.parse(number)
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if parsed.country_code == 1
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    shown = phonenumbers.format_number(parsed, style)
    return f"{shown} ext. {extension}" if extension else shown
