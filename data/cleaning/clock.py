"""Times of day and weekdays, in the many ways feeds write them."""

from __future__ import annotations

import re
from functools import lru_cache

WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")

_CLOCK = re.compile(
    r"^\s*(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?(?::\d{2})?(?:\.\d+)?\s*(?P<half>[ap](?:\.?\s*m)?\.?)?\s*$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{3,4}")
_WORDS = {"noon": "12:00", "midnight": "00:00", "mediodía": "12:00", "medianoche": "00:00"}
_BYDAY = re.compile(r"(?:[+-]?[1-5])?(?:SU|MO|TU|WE|TH|FR|SA)")


# The same hours come again and again.
@lru_cache(maxsize=4096)
def clean_time(value: str | None) -> str | None:
    """Return `HH:MM` (00:00 to 24:00) for `7:30 PM`, `19:30:00`, `0930`, `9am`, `noon`; else None."""
    if value is None:
        return None
    text = value.strip().lower().removesuffix(".0")
    if text in _WORDS:
        return _WORDS[text]
    if _DIGITS.fullmatch(text):
        text = f"{text[:-2]}:{text[-2:]}"
    found = _CLOCK.match(text)
    if not found or not (found["minute"] or found["half"]):
        return None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"].startswith("p") else 0)
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return f"{hour:02d}:{minute:02d}"


def weekday_from_sunday(number: int) -> str | None:
    """Return `SU`..`SA` for 0..6 where Sunday is 0 (Meeting Guide, BMLT v3), else None."""
    return WEEKDAYS[number] if 0 <= number <= 6 else None


def is_byday(value: str) -> bool:
    """Whether a value is an RFC 5545 weekday such as `MO`, `2TU`, `-1FR`."""
    return bool(_BYDAY.fullmatch(value))


def add_minutes(clock: str, minutes: int) -> str:
    """Return the `HH:MM` that many minutes later, wrapping past midnight; exactly midnight is `24:00`."""
    total = int(clock[:2]) * 60 + int(clock[3:]) + minutes
    if total and total % 1440 == 0:
        return "24:00"
    return f"{total // 60 % 24:02d}:{total % 60:02d}"
