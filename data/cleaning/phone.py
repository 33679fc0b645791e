"""Telephone numbers: E.164 where possible, short codes as they are dialled."""

from __future__ import annotations

import re

import phonenumbers

from data.model import Phone

_SEVERAL = re.compile(r"\s*(?:;|/| or | y |\|)\s*", re.IGNORECASE)
_SHORT = re.compile(r"^\d{3,6}$")


def split_numbers(value: str) -> list[str]:
    """Return the single numbers in a cell that holds several ("213-555-0100 or 213-555-0101")."""
    return [part for part in _SEVERAL.split(value) if any(c.isdigit() for c in part)]


def clean_phone(phone: Phone, region: str = "US") -> Phone | None:
    """Return the phone with `number` in E.164 (or a 3 to 6 digit short code), or None if it is no number.

    `region` (ISO 3166-1 alpha-2) is the country to read national numbers in. Reserved fictional
    numbers (555-01xx) are possible numbers and pass; a number the numbering plan cannot have does not.
    """
    raw = phone.number.strip()
    digits = re.sub(r"[\s.\-()]", "", raw)
    if _SHORT.match(digits):
        return phone.model_copy(update={"number": digits})
    try:
        parsed = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(parsed):
        return None
    extension = phone.extension or parsed.extension
    number = phonenumbers.format_number(
        phonenumbers.PhoneNumber(country_code=parsed.country_code, national_number=parsed.national_number,
                                 italian_leading_zero=parsed.italian_leading_zero,
                                 number_of_leading_zeros=parsed.number_of_leading_zeros),
        phonenumbers.PhoneNumberFormat.E164,
    )  # fmt: skip
    return phone.model_copy(update={"number": number, "extension": extension or None})


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
