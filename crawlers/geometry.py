"""One point for a shape: GeoJSON (RFC 7946) and Esri JSON geometries."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

Position = tuple[float, float]
# Coordinates nest no deeper than this in any kind of geometry (MultiPolygon: shapes, rings, positions).
_DEEPEST = 3


def point_of(geometry: Any) -> Position | None:
    """Return (longitude, latitude) of a shape, or None for one without a position that can be read.

    A point is itself; an area is the centroid of its largest ring; of points and lines it is the middle.
    """
    if not isinstance(geometry, dict):
        return None
    if "x" in geometry:
        return _position([geometry.get("x"), geometry.get("y")])
    if isinstance(geometry.get("geometries"), list):
        shapes = (one for one in geometry["geometries"] if not (isinstance(one, dict) and "geometries" in one))
        return next((found for found in map(point_of, shapes) if found), None)
    shapes = next((geometry[key] for key in ("coordinates", "rings", "points", "paths") if key in geometry), None)
    lists = list(_lists(shapes, _DEEPEST))
    if "rings" in geometry or geometry.get("type") in ("Polygon", "MultiPolygon"):
        return max((_centroid(ring) for ring in lists), default=(-1.0, None), key=lambda found: found[0])[1]
    return _middle([position for one in lists for position in one])


def _lists(value: Any, depth: int) -> Iterator[list[Position]]:
    """The innermost lists of positions; a position by itself is a list of one."""
    if (alone := _position(value)) is not None:
        yield [alone]
        return
    if not isinstance(value, list) or depth < 0:
        return
    positions = [found for item in value if (found := _position(item)) is not None]
    if positions:
        yield positions
        return
    for item in value:
        yield from _lists(item, depth - 1)


def _position(value: Any) -> Position | None:
    if not isinstance(value, list) or len(value) < 2:
        return None
    longitude, latitude = value[:2]
    for number in (longitude, latitude):
        if isinstance(number, bool) or not isinstance(number, (int, float)) or not abs(number) < 1e9:
            return None
    return float(longitude), float(latitude)


def _centroid(ring: list[Position]) -> tuple[float, Position | None]:
    """The area of a ring and its centroid; reckoned from the first corner, so that small rings keep their digits."""
    left, low = ring[0]
    area = east = north = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = (x1 - left) * (y2 - low) - (x2 - left) * (y1 - low)
        area += cross
        east += (x1 + x2 - 2 * left) * cross
        north += (y1 + y2 - 2 * low) * cross
    if math.isclose(area, 0, abs_tol=1e-18):
        return 0.0, _middle(ring)
    return abs(area), (left + east / (3 * area), low + north / (3 * area))


def _middle(positions: list[Position]) -> Position | None:
    if not positions:
        return None
    return sum(one[0] for one in positions) / len(positions), sum(one[1] for one in positions) / len(positions)
