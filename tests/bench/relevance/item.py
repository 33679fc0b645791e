"""One raw row in the shape the rules read: its id, place, times and codes, as the feed writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import zipcodes

SUNDAY_FIRST = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
Point = tuple[float, float]
# Day, beginning and end ("HH:MM", end may be empty), which of the month (0: every).
Time = tuple[str, str, str, int]


@dataclass(frozen=True)
class Item:
    """One raw row. `key` is its id in the feed, or what tells it apart there; `vague` says the point is no door."""

    source: str
    key: tuple[str, ...]
    name: str
    text: str = ""
    point: Point | None = None
    vague: bool = False
    times: tuple[Time, ...] = ()
    tags: frozenset[str] = field(default_factory=frozenset)
    here: bool = True
    remote: bool = False


def clock(text: str) -> str:
    """Return `HH:MM` of a time as the feeds write it: `19:30`, `19:30:00`, `7:30 PM`, `9:00am`; empty when none."""
    found = re.fullmatch(r"\s*(\d{1,2}):(\d\d)(?::\d\d)?\s*([ap]m)?\s*", text or "", re.IGNORECASE)
    if not found:
        return ""
    hour, half = int(found[1]), (found[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{found[2]}"


def point_of(latitude: Any, longitude: Any) -> Point | None:
    """Return a point, or None for none and for the origin of the map."""
    try:
        found = float(latitude), float(longitude)
    except (TypeError, ValueError):
        return None
    return None if found == (0.0, 0.0) else found


@cache
def centre(zip_code: str) -> Point | None:
    """Return the centre of a ZIP code."""
    found = zipcodes.matching(zip_code) if re.fullmatch(r"\d{5}", zip_code) else []
    return point_of(found[0]["lat"], found[0]["long"]) if found else None


def day_code(day: str) -> str:
    """Return `MO` of `Monday`, `mon`."""
    return day.strip()[:2].upper()
