"""Distance: documents in latitude bands, a circle as a few ranges of them, miles between points.

Bands of a twentieth of a degree, within a band by longitude: what is near on the ground is near in the
file. Coordinates are WGS84 degrees. Distances for ranking are on a sphere (haversine, mean Earth radius of
IUGG), within 0.6 % of geodesic ones, which decide what is inside a circle and are what is shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable
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
_NONE = np.zeros(0, np.int64)
# Latitudes and longitudes of points at some places.
Points = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]
# The sphere may be off by 0.56 % against the ellipsoid: candidates are taken a little wider.
_SLACK = 1.006
# Up to so many miles the formula for long lines is off by less than this share (by 2e-5, as a test finds).
_FORMULA_MILES, _FORMULA_SLACK = 1000.0, 1e-4
_TINY = 1e-30
# So few points are measured one by one: NumPy takes longer to begin.
_FEW = 32
# Half of a straight line through a sphere of radius 1: about 150 miles of way over the Earth.
_SHORT = 0.02
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


def cover(keys: np.ndarray, at: tuple[float, float], miles: float) -> tuple[np.ndarray, np.ndarray]:
    """Return starts and ends of the ranges `[start, end)` of documents that hold every point within `miles` of `at`.

    `keys` are the place keys in document order. The ranges ascend and do not touch. Poles and the
    antimeridian are covered: near a pole a band is taken whole, across 180 degrees it is taken in two parts.
    """
    lat, middle = at
    reach = math.degrees(miles * _SLACK / EARTH_RADIUS_MILES)
    first = int(math.floor((max(lat - reach, -90.0) + 90.0) / BAND_DEGREES))
    last = int(math.floor((min(lat + reach, 90.0) + 90.0) / BAND_DEGREES))
    width = _longitude_reach(lat, reach)
    spans = [(-180.0, 180.0)] if width >= 180.0 else _spans(middle - width, middle + width)
    # First the bands, then within them only: what is read lies close together.
    begin, end = keys.searchsorted((first * _BAND_STEP, (last + 1) * _BAND_STEP)).tolist()
    if begin == end:
        return _NONE, _NONE
    sides = np.array([side + 180.0 for west, east in spans for side in (west, east + _JUST_BEHIND)])
    edges = np.arange(first, last + 1)[:, None] * _BAND_STEP + sides
    found = keys[begin:end].searchsorted(edges.ravel()) + begin
    starts, ends = found[0::2], found[1::2]
    kept = np.flatnonzero(ends > starts)
    starts, ends = starts.take(kept), ends.take(kept)
    return (starts, ends) if width < 180.0 else _joined(starts, ends)


def _joined(starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ranges that follow one another without a gap become one: fewer cuts for every word."""
    if len(starts) < 2:
        return starts, ends
    cut = np.flatnonzero(starts[1:] > ends[:-1])
    return starts[np.append(0, cut + 1)], ends[np.append(cut, len(ends) - 1)]


def _longitude_reach(lat: float, reach: float) -> float:
    """The widest longitude difference on a circle of `reach` degrees around a point at `lat`."""
    if abs(lat) + reach >= 90.0:
        return 180.0
    return math.degrees(math.asin(min(1.0, math.sin(math.radians(reach)) / math.cos(math.radians(lat))))) + 1e-6


def _spans(west: float, east: float) -> list[tuple[float, float]]:
    if west < -180.0:
        return [(-180.0, east), (west + 360.0, 180.0)]
    if east > 180.0:
        return [(-180.0, east - 360.0), (west, 180.0)]
    return [(west, east)]


def vectors(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return for each point the vector (float64 [3, points]) of length 1 to it from the middle of the sphere."""
    lat, lon = np.radians(lat), np.radians(lon)
    level = np.cos(lat)
    return np.stack((level * np.cos(lon), level * np.sin(lon), np.sin(lat)))


def miles_from(at: tuple[float, float], points: np.ndarray, docs: np.ndarray) -> np.ndarray:
    """Return great-circle miles (float64) from `at` to those of the `points` (`vectors`) with the numbers `docs`.

    The straight line through the sphere gives the way over it: less to work out than with angles.
    """
    squares = np.zeros(len(docs))
    for axis, here in zip(points, vectors(*np.array(at)[:, None]).ravel().tolist(), strict=True):
        apart = axis.take(docs)
        apart -= here
        apart *= apart
        squares += apart
    half = np.sqrt(squares)
    half *= 0.5
    if len(half) > _FEW and half.max() < _SHORT:
        # The first terms of the arc sine: what they leave out is a millionth of a millionth.
        squares *= 0.25
        half *= 1 + squares * (1 / 6 + squares * (3 / 40))
    else:
        half = np.arcsin(np.minimum(1.0, half))
    half *= 2 * EARTH_RADIUS_MILES
    return half


def within(at: tuple[float, float], points: Points, sphere: np.ndarray, miles: float) -> np.ndarray:
    """Return a bool for each point of whether its geodesic distance from `at` is at most `miles`.

    `sphere` are the great-circle miles of the points; `points` gives latitude and longitude at some of their places.
    Only those so near the edge that the shape of the Earth decides are measured on the ellipsoid.
    """
    inside = sphere <= miles
    edge = np.flatnonzero(np.abs(sphere - miles) <= miles * (_SLACK - 1) + _ROUNDING)
    if not len(edge):
        return np.asarray(inside)
    lat, lon = points(edge)
    if miles <= _FORMULA_MILES:
        close = _lambert(at, lat, lon)
        inside[edge] = close <= miles
        unsure = np.flatnonzero(np.abs(close - miles) <= miles * _FORMULA_SLACK + 10 * _ROUNDING)
        edge, lat, lon = edge[unsure], lat[unsure], lon[unsure]
    if len(edge):
        exact = geodesic_miles(at, lat, lon)
        inside[edge] = exact <= miles
        # A formula is right to a millimetre; whether a point lies on the line itself is for the library to say.
        for one in np.flatnonzero(np.abs(exact - miles) <= _ROUNDING).tolist():
            inside[edge[one]] = _by_library(at, float(lat[one]), float(lon[one])) <= miles
    return np.asarray(inside)


def _lambert(at: tuple[float, float], lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Miles on the WGS84 ellipsoid (Lambert 1942, for long lines): the sphere, put right once for being flat."""
    flat = WGS84_FLATTENING
    u1, u2 = math.atan((1 - flat) * math.tan(math.radians(at[0]))), np.arctan((1 - flat) * np.tan(np.radians(lat)))
    half = np.sin((u2 - u1) / 2) ** 2
    half += math.cos(u1) * np.cos(u2) * np.sin(np.radians(lon - at[1]) / 2) ** 2
    half = np.clip(half, _TINY, 1 - _ROUNDING)
    arc = 2 * np.arcsin(np.sqrt(half))
    middle, apart = np.sin((u1 + u2) / 2) ** 2, np.sin((u2 - u1) / 2) ** 2
    first = (arc - np.sin(arc)) * middle * (1 - apart) / (1 - half)
    second = (arc + np.sin(arc)) * apart * (1 - middle) / half
    miles: np.ndarray = WGS84_POLAR_MILES / (1 - flat) * (arc - flat / 2 * (first + second))
    return miles


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
