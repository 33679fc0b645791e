"""Where a reader means: a ZIP, "City, ST", a city alone, a county, a state, or a point."""

from __future__ import annotations

import re
from dataclasses import dataclass

from data import gazetteer
from data.errors import PlaceError
from data.gazetteer import Place

_ZIP = re.compile(r"^(\d{5})(?:-\d{4})?$")
_POINT = re.compile(r"^(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)$")
_HERE = {"me", "here", "my location", "near me", "nearby", "current location", "mi", "aqui", "cerca de mi"}
# How many decimals of a reader's own position are used: two are about half a mile.
POINT_DECIMALS = 2
_ALTERNATIVES = 8


@dataclass(frozen=True)
class FoundPlace:
    """The place a text means, and the others it could mean."""

    place: Place
    alternatives: tuple[str, ...] = ()


def find_place(text: str) -> FoundPlace:
    """Return the place a reader named. A bare city name means its largest; the others are alternatives.

    Raises PlaceError: `ask-place` for "near me" (we do not know where that is), `unknown-place` else.
    """
    wanted = " ".join(text.split())
    folded = gazetteer.fold(wanted)
    if folded in _HERE:
        raise PlaceError("where are you? Give a ZIP code or a city", code="ask-place", field="near")
    found = _by_number(wanted) or _by_state(wanted, folded) or _by_name(wanted, folded)
    if found is None:
        raise PlaceError(
            f"we do not know the place “{wanted[:60]}”: try a ZIP code, or a city and state",
            code="unknown-place",
            field="near",
        )
    return found


def _by_number(wanted: str) -> FoundPlace | None:
    code = _ZIP.match(wanted)
    if code:
        place = gazetteer.find_zip(code[1])
        return FoundPlace(place) if place else None
    point = _POINT.match(wanted)
    if point is None:
        return None
    lat, lon = round(float(point[1]), POINT_DECIMALS), round(float(point[2]), POINT_DECIMALS)
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    near = gazetteer.nearest_zip(lat, lon)
    return FoundPlace(
        Place("your location", lat, lon, "point", state=near.state, county=near.county, timezone=near.timezone)
    )


def _by_state(wanted: str, folded: str) -> FoundPlace | None:
    """`Springfield, IL 62701`, `Springfield, IL`, `springfield illinois`, `Dutchess County, NY`, `Ohio`."""
    words = folded.split()
    if len(words) > 1 and _ZIP.match(words[-1]):
        return _by_number(words[-1])
    for tail in (1, 2, 3):
        state = gazetteer.states().get(" ".join(words[-tail:]))
        name = " ".join(words[:-tail])
        # "Kansas City" is no city of a state "City"; "la" alone is a city, not Louisiana.
        if state is None or not name:
            continue
        cities = gazetteer.find_cities(name, state)
        if cities:
            return FoundPlace(cities[0])
        county = gazetteer.find_county(name, state)
        if county:
            return FoundPlace(county)
    return None


def _by_name(wanted: str, folded: str) -> FoundPlace | None:
    cities = gazetteer.find_cities(wanted)
    state = gazetteer.states().get(folded) if len(folded) > 2 or wanted.isupper() else None
    if state and not (cities and cities[0].population > 1_000_000):
        place = gazetteer.find_state(state)
        return FoundPlace(place, tuple(one.label for one in cities[:_ALTERNATIVES])) if place else None
    # "Person" is a county too; only who says so means it.
    found = cities or (gazetteer.counties_named(wanted) if folded.endswith(" county") else [])
    if not found:
        return None
    return FoundPlace(found[0], tuple(one.label for one in found[1 : _ALTERNATIVES + 1]))
