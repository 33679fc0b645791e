"""Points: whether one can be where the address says, what it stands for, and the best one when it cannot.

All degrees are WGS84, all distances statute miles on a flat map, which is near enough to tell a town from another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from data import gazetteer
from data.model import Address, Location, Record
from data.runs import Placed

Point = tuple[float, float]

_MILES_A_DEGREE = 69.1
# How far from the middle of its ZIP code or town a place may be. Measured on 17,408 libraries: 99.5 % are within 18
# miles; where few people live a ZIP code may reach farther.
_REACH_MILES = 30.0
_WIDE_STATES = {"AK": 250.0, "HI": 60.0} | dict.fromkeys(
    ("AZ", "CA", "CO", "ID", "ME", "MT", "ND", "NE", "NM", "NV", "OR", "SD", "TX", "UT", "WA", "WY"), 60.0
)
# Nowhere in the states is farther from the middle of every ZIP code; at sea and abroad it is.
_FARTHEST_MILES = 70.0
# What software and data entry put where nobody said: the start of BMLT's map, of a Los Angeles food map.
_DEFAULTS = ((34.235918, -118.563659), (33.94, -118.52))
# Web Mercator (EPSG:3857) metres: half the earth's circumference.
_MERCATOR = 20_037_508.34
_DIRECTIONS = {"north": "n", "south": "s", "east": "e", "west": "w", "n": "n", "s": "s", "e": "e", "w": "w",
               "ne": "ne", "nw": "nw", "se": "se", "sw": "sw"}  # fmt: skip
_KINDS = {"st", "street", "ave", "av", "avenue", "rd", "road", "blvd", "boulevard", "dr", "drive", "pl", "place", "ln",
          "lane", "way", "ct", "court", "hwy", "highway", "pkwy", "parkway"}  # fmt: skip
_MOST_STREETS, _MOST_DOORS, _MOST_NAMES = 2, 4, 2


class SharedPoints(NamedTuple):
    """Points that records of one run share and that are therefore no doors.

    `all`: records of unlike streets stand there. `bare`: records without a street do; one with a street may be there.
    """

    all: frozenset[Point] = frozenset()
    bare: frozenset[Point] = frozenset()


NOTHING_SHARED = SharedPoints()


def shared_points(records: Iterable[Record | Placed]) -> SharedPoints:
    """Return the points that stand for more than one place, from one pass over a run's records as found."""
    streets: dict[Point, set[tuple[str, str]]] = {}
    names: dict[Point, set[str]] = {}
    for record in records:
        place = record.location
        if place.latitude is None or place.longitude is None:
            continue
        line = place.address.address_1 if place.address else None
        if line and line.strip():
            streets.setdefault(_key(place.latitude, place.longitude), set()).add(_door(line))
        else:
            names.setdefault(_key(place.latitude, place.longitude), set()).add(record.name)
    unlike = (
        point
        for point, doors in streets.items()
        if len({street for _, street in doors}) > _MOST_STREETS or len(doors) > _MOST_DOORS
    )
    return SharedPoints(frozenset(unlike), frozenset(at for at, found in names.items() if len(found) > _MOST_NAMES))


def _key(lat: float, lon: float) -> Point:
    return round(lat, 5), round(lon, 5)


@lru_cache(maxsize=16_384)
def _door(line: str) -> tuple[str, str]:
    """The number and the name of the street: the house's name, its units, kinds of street, directions do not count."""
    words = gazetteer.fold(line).split()
    at = next((place for place, word in enumerate(words) if word[0].isdigit()), -1)
    rest = [_DIRECTIONS.get(word, word) for word in words[at + 1 :]]
    named = [word for word in rest if word not in _DIRECTIONS.values() and word not in _KINDS]
    return words[at] if at >= 0 else "", (named or rest or [""])[0]


def is_point(lat: float | None, lon: float | None) -> bool:
    """Whether two numbers are a place: degrees in range, and not the empty point 0, 0."""
    if lat is None or lon is None:
        return False
    return -90 <= lat <= 90 and -180 <= lon <= 180 and not (abs(lat) < 0.01 and abs(lon) < 0.01)


def place_location(location: Location, shared: SharedPoints = NOTHING_SHARED) -> tuple[Location, str | None]:
    """Return a location (its address cleaned) with the best point known, and what was wrong with the source's, if so.

    The point is the source's where it can be true, put right where it is only swapped, else the middle of its ZIP code
    or city; `precision` says which. A hidden or partial address, a virtual or postal location has no point.
    """
    if location.location_type != "physical" or location.visibility != "full":
        return _at(location, None, None), None
    wrong: str | None = None
    if location.latitude is not None or location.longitude is not None:
        point, wrong = _true_point(location.latitude, location.longitude, location.address)
        if point is not None:
            return location.model_copy(update=_precise(location, point, shared)), wrong
    found = place_of(location.address) if location.address else None
    return _at(location, (found.lat, found.lon) if found else None, found.precision if found else None), wrong


def _at(location: Location, point: Point | None, precision: str | None) -> Location:
    lat, lon = point or (None, None)
    return location.model_copy(update={"latitude": lat, "longitude": lon, "precision": precision})


def _precise(location: Location, point: Point, shared: SharedPoints) -> dict[str, object]:
    precision: str = location.precision or "point"
    key = _key(*point)
    has_street = bool(location.address and location.address.address_1)
    if precision in ("point", "address"):
        if key in shared.all or (not has_street and key in shared.bare):
            precision = "approximate"
        elif not has_street and location.address and (middle := _middle(point, location.address)):
            precision = middle
    return {"latitude": point[0], "longitude": point[1], "precision": precision}


def _middle(point: Point, address: Address) -> str | None:
    """What the point is the middle of, when it is."""
    for place in _stated(address.postal_code, address.city, address.state_province):
        if abs(point[0] - place.lat) < 0.0005 and abs(point[1] - place.lon) < 0.0005:
            return place.precision
    return None


def _true_point(lat: float | None, lon: float | None, address: Address | None) -> tuple[Point | None, str | None]:
    if lat is None or lon is None or not (math.isfinite(lat) and math.isfinite(lon)):
        return None, "half a point"
    if any(abs(lat - at[0]) < 1e-6 and abs(lon - at[1]) < 1e-6 for at in _DEFAULTS):
        return None, "the point software puts where none was given"
    for (y, x), change in _readings(lat, lon):
        if is_point(y, x) and is_inside((y, x), address):
            return (y, x), change
    return None, "not a point on land that anyone means" if not is_point(lat, lon) else "not where the address says"


def _readings(lat: float, lon: float) -> Iterable[tuple[Point, str | None]]:
    """What the two numbers may mean, the likeliest first."""
    yield (lat, lon), None
    yield (lon, lat), "latitude and longitude swapped"
    yield (lat, -lon), "the sign of the longitude was missing"
    yield (lon, -lat) if lat > 0 else (-lon, lat), "latitude and longitude swapped, a sign missing"
    if abs(lat) > 180 and abs(lon) > 180 and max(abs(lat), abs(lon)) <= _MERCATOR:
        for y, x in ((lat, lon), (lon, lat)):
            degrees = math.degrees(2 * math.atan(math.exp(y / _MERCATOR * math.pi)) - math.pi / 2)
            yield (round(degrees, 6), round(x / _MERCATOR * 180, 6)), "metres of Web Mercator"


def is_inside(point: Point, address: Address | None) -> bool:
    """Whether a point can be at an address (cleaned): near its ZIP code, city or state, else in its country.

    Outside the US every point is believed.
    """
    if address is None or address.country not in (None, "US"):
        return True
    stated = False
    for place in _stated(address.postal_code, address.city, address.state_province):
        stated = True
        if _miles(point, (place.lat, place.lon)) <= _WIDE_STATES.get(place.state or "", _REACH_MILES):
            return True
    return not stated and miles_to_any_zip(*point, address.state_province) <= _farthest(address.state_province)


def _farthest(state: str | None) -> float:
    return max(_FARTHEST_MILES, _WIDE_STATES.get(state or "", 0.0))


def _stated(code: str | None, city: str | None, state: str | None) -> Iterator[gazetteer.Place]:
    """The ZIP code, then the city: naming all cities takes a while, and mostly the ZIP code is enough."""
    if code and (found := gazetteer.find_zip(code)):
        yield found
    if city and state:
        yield from gazetteer.find_cities(city, state)[:1]


def _miles(one: Point, other: Point) -> float:
    east = (one[1] - other[1]) * math.cos(math.radians(one[0]))
    return _MILES_A_DEGREE * math.hypot(one[0] - other[0], east)


@lru_cache(maxsize=16_384)
def miles_to_any_zip(lat: float, lon: float, state: str | None = None) -> float:
    """Return how far the nearest ZIP code's middle is, of one state where it is given; infinite without any."""
    points = _zip_points(state)
    if not len(points):
        return math.inf
    east = (points[:, 1] - lon) * math.cos(math.radians(lat))
    return float(_MILES_A_DEGREE * np.sqrt(np.min((points[:, 0] - lat) ** 2 + east**2)))


@cache
def _zip_points(state: str | None) -> np.ndarray:
    return np.array(gazetteer.postal_points(state)).reshape(-1, 2)


def place_of(address: Address) -> gazetteer.Place | None:
    """Return the ZIP code or the city a cleaned address is in, or None outside the US."""
    if address.country != "US":
        return None
    return next(_stated(address.postal_code, address.city, address.state_province), None)
