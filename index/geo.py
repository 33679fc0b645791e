"""Distance: documents in latitude bands, a circle as a few ranges of them, miles between points.

Bands of a twentieth of a degree, within a band by longitude: what is near on the ground is near in the
file. Coordinates are WGS84 degrees. Miles for ranking follow the straight line through the ellipsoid, which tells the
way over it to a few feet in a hundred miles, or a sphere (mean Earth radius of IUGG) for what is very far; geodesic
ones decide what is inside a circle and are what is shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

BAND_DEGREES = 0.05
EARTH_RADIUS_MILES = 3958.7613
WGS84_FLATTENING = 1 / 298.257223563
WGS84_POLAR_MILES = 6356752.314245 / 1609.344
# Radians and steps after which the formula of the ellipsoid has settled, if it does.
_SETTLED, _MOST_STEPS = 1e-10, 20
_NO_BAND = np.int32(10_000)
# Wider than all longitudes, so that a band and a longitude fit into one number.
_BAND_STEP = 1000.0
# Degrees: less than any two points are told apart by.
_JUST_BEHIND = 1e-7
# Of every band there is, and of the one behind.
_BAND_KEYS = np.arange(round(180.0 / BAND_DEGREES) + 2) * _BAND_STEP
# The sphere may be off by 0.56 % against the ellipsoid: candidates are taken a little wider.
_SLACK = 1.006
_NOT_FLAT = 1 - WGS84_FLATTENING
# Half of a straight line through the Earth, in its radii: about 150 miles, and more than 2,000.
_SHORT, _LONG, _LONG_MILES = 0.02, 0.27, 2_000.0
_SHORT_SQUARE, _LONG_SQUARE = (2 * EARTH_RADIUS_MILES * _SHORT) ** 2, (2 * EARTH_RADIUS_MILES * _LONG) ** 2
# An arc over its straight line `s`: s + s**3 / 24 R**2 + 3 s**5 / 640 R**4.
_THIRD_POWER, _FIFTH_POWER = 1 / 24 / EARTH_RADIUS_MILES**2, 3 / 640 / EARTH_RADIUS_MILES**4
_NONE = np.zeros(0, np.int64)
# A mile has so many places at which rounding to hundredths, tenths or wholes turns, and some between.
_TURNS = 200
# By how much the curve of the Earth differs from that of the sphere, at most (0.0115, as a test finds).
_SHAPE = 0.015
_TINY = 1e-30
# So few points are measured one by one: NumPy takes longer to begin.
_FEW = 32
# Miles by which the sphere formula may be off where the distance is nothing.
_ROUNDING = 1e-6


def bands(lat: np.ndarray) -> np.ndarray:
    """Return the band of each latitude (int32); a missing latitude (NaN) gets a band behind all others."""
    found = np.floor((np.nan_to_num(lat, nan=0.0) + 90.0) / BAND_DEGREES).astype(np.int32)
    return np.where(np.isnan(lat), _NO_BAND, found).astype(np.int32)


def place_keys(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return band and longitude of each point in one number (float64) that ascends in document order."""
    keys: np.ndarray = bands(lat) * _BAND_STEP + (lon + 180.0)
    return keys


class Bands:
    """Documents by their place keys (`place_keys`), in document order."""

    def __init__(self, keys: np.ndarray) -> None:
        self._keys = keys

    @cached_property
    def _starts(self) -> list[int]:
        """Where each band begins, and where the last one ends."""
        return list(self._keys.searchsorted(_BAND_KEYS).tolist())

    def cover(self, at: tuple[float, float], miles: float) -> list[int]:
        """Return the edges (start, end, start, ...) of ranges of documents with every point within `miles` of `at`.

        The ranges ascend and do not overlap. Poles and the antimeridian are covered: near a pole a band is taken
        whole, across 180 degrees it is taken in two parts.
        """
        lat, middle = at
        reach = math.degrees(miles * _SLACK / EARTH_RADIUS_MILES)
        first = int((max(lat - reach, -90.0) + 90.0) / BAND_DEGREES)
        last = int((min(lat + reach, 90.0) + 90.0) / BAND_DEGREES)
        # What is read lies close together: only these bands.
        begin, end = self._starts[first], self._starts[last + 1]
        if begin == end:
            return []
        width = _longitude_reach(lat, reach)
        if width >= 180.0:
            return [begin, end]
        spans = _spans(middle - width + 180.0, middle + width + 180.0)
        sides = [side for west, east in spans for side in (west, east + _JUST_BEHIND)]
        found = self._keys[begin:end].searchsorted((_BAND_KEYS[first : last + 1, None] + sides).ravel())
        found += begin
        edges = found.tolist()
        return [edge for pair in zip(edges[::2], edges[1::2], strict=True) if pair[0] < pair[1] for edge in pair]


def _longitude_reach(lat: float, reach: float) -> float:
    """The widest longitude difference on a circle of `reach` degrees around a point at `lat`."""
    if abs(lat) + reach >= 90.0:
        return 180.0
    return math.degrees(math.asin(min(1.0, math.sin(math.radians(reach)) / math.cos(math.radians(lat))))) + 1e-6


def _spans(west: float, east: float) -> list[tuple[float, float]]:
    """Longitudes counted from the antimeridian on (0 to 360): in two parts where they go past it."""
    if west < 0.0:
        return [(0.0, east), (west + 360.0, 360.0)]
    if east > 360.0:
        return [(0.0, east - 360.0), (west, 360.0)]
    return [(west, east)]


def vectors(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return for each point on the WGS84 ellipsoid its place in space: miles from the middle of the Earth, f8 [3, n].

    Geodetic to Cartesian coordinates at height 0 (NGA.STND.0036, WGS84, section 4.8 on coordinate conversion).
    """
    lat, lon = np.radians(lat), np.radians(lon)
    across = _across(np.sin(lat))
    level = across * np.cos(lat)
    return np.stack((level * np.cos(lon), level * np.sin(lon), across * np.sin(lat) * _NOT_FLAT**2))


def _across(sine: Any) -> Any:
    """The radius of curvature across the meridian (miles) where the latitude has this sine."""
    return WGS84_POLAR_MILES / _NOT_FLAT / (1 - (1 - _NOT_FLAT**2) * sine * sine) ** 0.5


@dataclass(frozen=True)
class Points:
    """Points by number: WGS84 degrees (float64 [n] each), and their `vectors`."""

    lat: np.ndarray
    lon: np.ndarray
    vectors: np.ndarray

    def miles_from(self, at: tuple[float, float], some: np.ndarray) -> np.ndarray:
        """Return miles (float64) from `at` to `some` of the points.

        Off geodesic ones by less than `_doubt` says.
        """
        lat, lon = math.radians(at[0]), math.radians(at[1])
        across = _across(math.sin(lat))
        level = across * math.cos(lat)
        away = self.vectors.take(some, 1)
        away -= [[level * math.cos(lon)], [level * math.sin(lon)], [across * math.sin(lat) * _NOT_FLAT**2]]
        away *= away
        squares = away.sum(0)
        longest = squares.max() if len(squares) else 0.0
        miles: np.ndarray = np.sqrt(squares)
        if longest < _SHORT_SQUARE:
            # The first terms of the arc sine: what they leave out is a millionth of a millionth.
            more = squares * _FIFTH_POWER
            more += _THIRD_POWER
            more *= squares
            more *= miles
            miles += more
            return miles
        miles *= 0.5 / EARTH_RADIUS_MILES
        far = np.flatnonzero(miles >= _LONG) if longest >= _LONG_SQUARE else _NONE
        miles = np.arcsin(np.minimum(miles, 1))
        if len(far):
            miles[far] = self._by_angles(at, some[far])
        miles *= 2 * EARTH_RADIUS_MILES
        return miles

    def _by_angles(self, at: tuple[float, float], some: np.ndarray) -> np.ndarray:
        """Half of the angle (radians) between `at` and each point on a sphere (haversine)."""
        lat1, lat2 = math.radians(at[0]), np.radians(self.lat[some])
        half = np.sin((lat2 - lat1) / 2) ** 2
        half += math.cos(lat1) * np.cos(lat2) * np.sin(np.radians(self.lon[some] - at[1]) / 2) ** 2
        return np.asarray(np.arcsin(np.minimum(1.0, np.sqrt(half))))

    def shown_miles(self, at: tuple[float, float], some: np.ndarray) -> np.ndarray:
        """Return miles from `at` to `some` of the points, rounded to hundredths, tenths or wholes as geodesic ones are.

        Only those so near to where rounding turns that this may be wrong are measured as geodesics.
        """
        miles = self.miles_from(at, some)
        turns = miles * _TURNS
        doubt = np.array(list(map(_doubt, miles.tolist())))
        near = np.flatnonzero(np.abs(turns - np.rint(turns)) <= doubt * _TURNS)
        if len(near):
            miles[near] = geodesic_miles(at, self.lat[some[near]], self.lon[some[near]])
        return miles

    def within(self, at: tuple[float, float], some: np.ndarray, found: np.ndarray, miles: float) -> np.ndarray:
        """Return a bool for each of `some` points of whether its geodesic distance from `at` is at most `miles`.

        `found` is what `miles_from` gives for them. Only those so near the edge that this may be wrong are measured
        as geodesics.
        """
        inside = found <= miles
        edge = (np.abs(found - miles) <= _doubt(miles)).nonzero()[0]
        if len(edge):
            lat, lon = self.lat[some[edge]], self.lon[some[edge]]
            exact = geodesic_miles(at, lat, lon)
            inside[edge] = exact <= miles
            # A formula is right to a millimetre; whether a point lies on the line itself is for the library to say.
            for one in np.flatnonzero(np.abs(exact - miles) <= _ROUNDING).tolist():
                inside[edge[one]] = _by_library(at, float(lat[one]), float(lon[one])) <= miles
        return np.asarray(inside)


def _doubt(miles: float) -> float:
    """Miles by which `Points.miles_from` may be off where the distance is about `miles`."""
    share = _SLACK - 1
    if miles < _LONG_MILES:
        # The way is longer than the line by a 24th of the square of its angle, which the Earth's shape changes little.
        share = _SHAPE * (miles / EARTH_RADIUS_MILES) ** 2 / 24
    return miles * share + _ROUNDING


def geodesic_miles(at: tuple[float, float], lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return miles (float64) on the WGS84 ellipsoid from `at` to each point."""
    if len(lat) <= _FEW:
        points = zip(lat.tolist(), lon.tolist(), strict=True)
        found = [(*_vincenty(at, *point, math, float), *point) for point in points]
        return np.array([one[0] if one[1] < _SETTLED else _by_library(at, *one[2:]) for one in found], np.float64)
    miles, change = _vincenty(at, lat, lon, np, np.max)
    for point in np.flatnonzero(~(change < _SETTLED)).tolist():
        miles[point] = _by_library(at, float(lat[point]), float(lon[point]))
    return np.asarray(miles)


def _by_library(at: tuple[float, float], lat: float, lon: float) -> float:
    """Miles by geopy (Karney 2013), for the few points that need it: importing it takes longer than a search."""
    from geopy.distance import geodesic

    return float(geodesic(at, (lat, lon)).miles)


def _vincenty(at: tuple[float, float], lat: Any, lon: Any, by: Any, largest: Callable[[Any], float]) -> tuple[Any, Any]:
    """Miles on the WGS84 ellipsoid (Vincenty 1975, inverse formula), to a millimetre, and what was still changing.

    `by` is `math` for a point, NumPy for arrays of many. At points almost opposite on the Earth it does not settle.
    """
    flat = WGS84_FLATTENING
    u1, u2 = math.atan((1 - flat) * math.tan(math.radians(at[0]))), by.atan((1 - flat) * by.tan(by.radians(lat)))
    sin1, cos1, sin2, cos2 = math.sin(u1), math.cos(u1), by.sin(u2), by.cos(u2)
    sines, cosines, across, along = sin1 * sin2, cos1 * cos2, cos1 * sin2, sin1 * cos2
    turn = wanted = by.radians((lon - at[1] + 180.0) % 360.0 - 180.0)
    for _ in range(_MOST_STEPS):
        sin_turn, cos_turn = by.sin(turn), by.cos(turn)
        sin_arc = by.hypot(cos2 * sin_turn, across - along * cos_turn)
        cos_arc = sines + cosines * cos_turn
        arc = by.atan2(sin_arc, cos_arc)
        # Where there is no way to go, or the way is the equator, what is divided is 0 too.
        sin_azimuth = cosines * sin_turn / (sin_arc + _TINY)
        cos2_azimuth = 1 - sin_azimuth * sin_azimuth
        cos_middle = cos_arc - 2 * sines / (cos2_azimuth + _TINY)
        c = flat / 16 * cos2_azimuth * (4 + flat * (4 - 3 * cos2_azimuth))
        bend = arc + c * sin_arc * (cos_middle + c * cos_arc * (2 * cos_middle * cos_middle - 1))
        before, turn = turn, wanted + (1 - c) * flat * sin_azimuth * bend
        if largest(abs(turn - before)) < _SETTLED:
            break
    square = cos2_azimuth * ((1 / (1 - flat)) ** 2 - 1)
    a = 1 + square / 16384 * (4096 + square * (-768 + square * (320 - 175 * square)))
    b = square / 1024 * (256 + square * (-128 + square * (74 - 47 * square)))
    double = cos_middle * cos_middle
    third = b / 6 * cos_middle * (4 * sin_arc * sin_arc - 3) * (4 * double - 3)
    shift = b * sin_arc * (cos_middle + b / 4 * (cos_arc * (2 * double - 1) - third))
    return WGS84_POLAR_MILES * a * (arc - shift), abs(turn - before)
