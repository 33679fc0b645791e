"""Distance: documents in latitude bands, a circle as a few ranges of them, miles between points.

Bands of a twentieth of a degree, within a band by longitude: what is near on the ground is near in the
file. Coordinates are WGS84 degrees. Candidates are measured on a sphere (haversine, mean Earth radius of
IUGG), what is shown is geodesic (geopy), within 0.6 % of it.
"""

from __future__ import annotations

import math

import numpy as np
from geopy.distance import geodesic

BAND_DEGREES = 0.05
EARTH_RADIUS_MILES = 3958.7613
_NO_BAND = np.int32(10_000)
# The sphere may be off by 0.56 % against the ellipsoid: candidates are taken a little wider.
_SLACK = 1.006


def bands(lat: np.ndarray) -> np.ndarray:
    """Return the band of each latitude (int32); a missing latitude (NaN) gets a band behind all others."""
    found = np.floor((np.nan_to_num(lat, nan=0.0) + 90.0) / BAND_DEGREES).astype(np.int32)
    return np.where(np.isnan(lat), _NO_BAND, found).astype(np.int32)


def band_order(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return the order of documents: by band, then longitude; those without a point last."""
    return np.lexsort((lon, bands(lat)))


def cover(band: np.ndarray, lon: np.ndarray, at: tuple[float, float], miles: float) -> list[tuple[int, int]]:
    """Return ranges `[start, end)` of document numbers that hold every point within `miles` of `at`.

    `band` and `lon` are in document order. Poles and the antimeridian are covered: near a pole a band
    is taken whole, across 180 degrees it is taken in two parts.
    """
    lat, middle = at
    reach = math.degrees(miles * _SLACK / EARTH_RADIUS_MILES)
    lowest, highest = lat - reach, lat + reach
    first = int(math.floor((max(lowest, -90.0) + 90.0) / BAND_DEGREES))
    last = int(math.floor((min(highest, 90.0) + 90.0) / BAND_DEGREES))
    width = _longitude_reach(lat, reach)
    starts = np.searchsorted(band, np.arange(first, last + 2))
    if width >= 180.0:
        return [(int(starts[0]), int(starts[-1]))] if starts[-1] > starts[0] else []
    found = []
    for start, end in zip(starts[:-1], starts[1:], strict=True):
        for west, east in _spans(middle - width, middle + width):
            inside = lon[start:end]
            a = int(start + np.searchsorted(inside, west, "left"))
            b = int(start + np.searchsorted(inside, east, "right"))
            if b > a:
                found.append((a, b))
    return found


def _longitude_reach(lat: float, reach: float) -> float:
    """The widest longitude difference on a circle of `reach` degrees around a point at `lat`."""
    if abs(lat) + reach >= 90.0:
        return 180.0
    return math.degrees(math.asin(min(1.0, math.sin(math.radians(reach)) / math.cos(math.radians(lat))))) + 1e-9


def _spans(west: float, east: float) -> list[tuple[float, float]]:
    if west < -180.0:
        return [(-180.0, east), (west + 360.0, 180.0)]
    if east > 180.0:
        return [(west, 180.0), (-180.0, east - 360.0)]
    return [(west, east)]


def miles_from(at: tuple[float, float], lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return great-circle miles (float64) from `at` to each point."""
    lat1, lat2 = math.radians(at[0]), np.radians(lat)
    half = np.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * np.cos(lat2) * np.sin(np.radians(lon - at[1]) / 2) ** 2
    distances: np.ndarray = 2 * EARTH_RADIUS_MILES * np.arcsin(np.minimum(1.0, np.sqrt(half)))
    return distances


def geodesic_miles(at: tuple[float, float], to: tuple[float, float]) -> float:
    """Return the distance on the WGS84 ellipsoid (Karney 2013, through geopy) in miles."""
    return float(geodesic(at, to).miles)
