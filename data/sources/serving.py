"""Which sources serve a place, and what must be filled into a source before it can be asked for one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from data import gazetteer
from data.errors import SourceFileError
from data.gazetteer import Place
from data.sources import AT, Source
from data.sources.facts import Area, Scope

SCOPES: tuple[Scope, ...] = ("local", "state", "national")
_MILES_A_DEGREE = 69.09
# A box of a state reaches this many degrees beyond the ZIP centres it is made of.
_MARGIN = 0.1
_LONGEST_ID = 64


@dataclass(frozen=True)
class Reach:
    """A place with all that lies within `miles` of it: the codes of states, the folded names of counties by state."""

    place: Place
    miles: float
    states: frozenset[str]
    counties: frozenset[tuple[str, str]]

    @property
    def whole_state(self) -> bool:
        """Whether the place is a state: then all of it is meant, not a circle around its middle."""
        return self.place.precision == "state"


def reach(place: Place, miles: float) -> Reach:
    """Return what a circle of `miles` around a place touches, by the ZIP codes in it."""
    inside = [] if place.precision == "state" else gazetteer.zips_within(place.lat, place.lon, miles)
    found = [one for one in (place, *inside) if one.state]
    counties = {(gazetteer.fold(one.county), str(one.state)) for one in found if one.county}
    return Reach(place, miles, frozenset(str(one.state) for one in found), frozenset(counties))


def serves(area: Area, country: str, wanted: Reach) -> bool:
    """Whether a source of that area and country has anything for the place."""
    if (area.country or country) != wanted.place.country:
        return False
    if area.scope == "national":
        return True
    # A wide circle around a city ends at the border of its state, unless the place wanted reaches across.
    if wanted.states.isdisjoint(area.all_states):
        return False
    if area.scope == "state" or wanted.whole_state:
        return True
    return _in_county(area, wanted) or _in_city(area, wanted)


def serving(sources: Iterable[Source], wanted: Reach) -> list[Source]:
    """Return the sources that serve a place, made for it: local ones first, then the state's, then national ones.

    Leads are left out: they are crawled only by name.
    """
    found = [made_for(one, wanted) for one in sources if not one.lead and serves(one.area, one.country, wanted)]
    return sorted(found, key=lambda one: SCOPES.index(one.area.scope))


def made_for(source: Source, wanted: Reach) -> Source:
    """Return the source with its blanks filled in for a place; one without blanks as it is.

    The id of what is made ends in `-at-` and the place: what two places gave is never taken for one list.
    """
    blanks = source.blanks
    if not blanks:
        return source
    state, local = wanted.place.state or "", "bbox" in blanks and not wanted.whole_state
    label = wanted.place.label if "bbox" in blanks else state
    filled = {"bbox": ",".join(f"{degrees:.4f}" for degrees in box(wanted)), "state": state}
    return source.model_copy(
        update={
            "id": _id(source.id, label),
            "name": f"{source.name} ({label})",
            "url": _fill(source.url, filled),
            "query": _fill(source.query, filled),
            "area": Area(state=state or None, county=wanted.place.county if local else None),
        }
    )


def box(wanted: Reach) -> tuple[float, float, float, float]:
    """Return south, west, north and east, in degrees, of a box that holds the circle, or the state."""
    place = wanted.place
    bounds = gazetteer.bounds_of_state(place.state or "") if wanted.whole_state else None
    if bounds:
        south, west, north, east = bounds
        return south - _MARGIN, west - _MARGIN, north + _MARGIN, east + _MARGIN
    high = wanted.miles / _MILES_A_DEGREE
    wide = high / max(math.cos(math.radians(place.lat)), 0.01)
    return place.lat - high, place.lon - wide, place.lat + high, place.lon + wide


def without_blanks(source: Source) -> Source:
    """Return the source. Raises SourceFileError for one that must be asked for a place."""
    if source.blanks:
        raise SourceFileError(f"{source.id} is asked for a place: add --near", code="needs-place", source=source.id)
    return source


def _in_county(area: Area, wanted: Reach) -> bool:
    return any(
        _folded_county(county, state) in wanted.counties for county in area.all_counties for state in area.all_states
    )


def _in_city(area: Area, wanted: Reach) -> bool:
    found = gazetteer.find_cities(area.city, area.state) if area.city else []
    here = wanted.place
    return any(
        gazetteer.miles_between(here.lat, here.lon, one.lat, one.lon) <= wanted.miles + area.miles for one in found
    )


def _folded_county(county: str, state: str) -> tuple[str, str]:
    place = gazetteer.find_county(county, state)
    return gazetteer.fold((place.county if place else None) or county), state


def _fill(text: str | None, filled: dict[str, str]) -> str | None:
    for name, value in filled.items():
        text = text.replace(f"{{{name}}}", value) if text else text
    return text


def _id(base: str, label: str) -> str:
    slug = "-".join(gazetteer.fold(label).split())
    return f"{base}{AT}{slug}"[:_LONGEST_ID].rstrip("-")
