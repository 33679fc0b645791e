"""Dates and moments as public feeds write them: ISO 8601, seconds and milliseconds since 1970, dates in words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

# Numbers outside these years are no time stamps: an id, a count, a year.
_EARLIEST, _LATEST = datetime(1990, 1, 1, tzinfo=UTC).timestamp(), datetime(2100, 1, 1, tzinfo=UTC).timestamp()
_NUMBER = re.compile(r"[0-9]{9,13}(?:\.0+)?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_WORDS = re.compile(r"(?P<month>[a-z]{3,9})\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<year>[0-9]{4})", re.ASCII)
_SLASHES = re.compile(r"(?P<year>[0-9]{4})/(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})", re.ASCII)
_US = re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})", re.ASCII)


def moment(value: object) -> datetime | None:
    """Return the moment of an ISO 8601 date-time or date, or of a time stamp; UTC where no offset is given."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _since_1970(value)
    if not isinstance(value, str):
        return None
    text = value.strip()
    if _NUMBER.fullmatch(text):
        return _since_1970(float(text))
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found_day = day(text)
        found = datetime(found_day.year, found_day.month, found_day.day) if found_day else None  # noqa: DTZ001
    return found.replace(tzinfo=found.tzinfo or UTC) if found else None


def day(value: object, country: str = "") -> date | None:
    """Return the date of an ISO 8601 date or date-time, of `2026/3/1`, of `March 1, 2026`, or None.

    `3/1/2026` is read only for the country US, where the month comes first.
    """
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        found = _IN_WORDS.match(text.lower()) or _SLASHES.match(text) or (_US.match(text) if country == "US" else None)
    month = found["month"][:3] if found else ""
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month.isdigit() else 0
    try:
        return date(int(found["year"]), number, int(found["day"])) if found else None
    except ValueError:
        return None


def _since_1970(seconds: float) -> datetime | None:
    """Numbers too large for seconds are milliseconds, as ArcGIS and JavaScript count."""
    if _LATEST < seconds <= _LATEST * 1000:
        seconds /= 1000
    return datetime.fromtimestamp(seconds, UTC) if _EARLIEST <= seconds <= _LATEST else None
