"""OpenStreetMap elements out of the two wrappings they travel in, each with its tags and one point.

Formats: Overpass API "OSM JSON" (`elements`; `out center`, `out geom`, `out skel`), and GeoJSON (RFC 7946) as the
Overpass Turbo page exports it, with flat tags beside `@id`, or nested below `tags` as osmtogeojson writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from crawlers.payload import Payload
from crawlers.readers import read_json
from data.errors import FeedError, RowError

Point = tuple[float, float]
_ID = re.compile(r"(?:node|way|relation)/[0-9]{1,20}")


@dataclass(frozen=True)
class Element:
    """A tagged element: `id` such as `node/1`, `point` as latitude and longitude, `edited` its last edit."""

    id: str
    tags: dict[str, str]
    point: Point | None
    edited: str | None


def read_elements(payload: Payload) -> Iterator[Element | RowError]:
    """Yield the tagged elements of a file; those without tags only give the others their shape.

    Raises FeedError when the file holds neither, or an answer that Overpass broke off.
    """
    value = read_json(payload)
    found = value if isinstance(value, dict) else {}
    if "error" in str(found.get("remark", "")):
        raise FeedError(f"Overpass broke off: {str(found['remark'])[:200]}", code="incomplete")
    if isinstance(found.get("elements"), list) and found["elements"]:
        return _of_overpass(found["elements"])
    if isinstance(found.get("features"), list) and found["features"]:
        return (one for feature in found["features"] if (one := _of_feature(feature)))
    raise FeedError(f"{payload.name} holds no elements and no features", code="no-rows")


def _of_overpass(elements: list[Any]) -> Iterator[Element | RowError]:
    objects = [one for one in elements if isinstance(one, dict)]
    yield from (RowError("an element is not an object", code="wrong-type") for _ in elements[len(objects) :])
    known = {_id(one): one for one in objects}
    for one in objects:
        tags = _tags(one.get("tags"))
        if tags:
            yield _element(_id(one), tags, _middle(one, known), one.get("timestamp"))


def _of_feature(feature: Any) -> Element | RowError | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        return RowError("a feature has no properties", code="wrong-type")
    nested, meta = properties.get("tags"), properties.get("meta")
    tags = _tags(nested if isinstance(nested, dict) else properties)
    edited = (meta if isinstance(meta, dict) else properties).get(
        "timestamp" if isinstance(meta, dict) else "@timestamp"
    )
    point = _centroid(_ring(feature.get("geometry")))
    return _element(str(feature.get("id") or properties.get("@id")), tags, point, edited) if tags else None


def _element(key: str, tags: dict[str, str], point: Point | None, edited: Any) -> Element | RowError:
    if not _ID.fullmatch(key):
        return RowError(f"{key[:60]!r} is not a node, a way or a relation", code="no-id")
    return Element(key, tags, point, edited if isinstance(edited, str) and edited else None)


def _id(element: dict[str, Any]) -> str:
    return f"{element.get('type')}/{element.get('id')}"


def _tags(found: Any) -> dict[str, str]:
    pairs = found.items() if isinstance(found, dict) else ()
    return {key: value.strip() for key, value in pairs if isinstance(value, str) and value.strip() and key[:1] != "@"}


def _middle(element: dict[str, Any], known: dict[str, dict[str, Any]]) -> Point | None:
    """Where an element is: its own point or `center`, a way's centroid, the middle of what a relation spans."""
    own = _point(element) or _point(element.get("center"))
    if own:
        return own
    if element.get("type") == "way":
        return _centroid(_shape(element, known))
    members = [one for one in _listed(element.get("members")) if isinstance(one, dict) and one.get("role") != "inner"]
    return _span([point for member in members for point in _of_member(member, known)])


def _of_member(member: dict[str, Any], known: dict[str, dict[str, Any]]) -> list[Point]:
    meant = known.get(f"{member.get('type')}/{member.get('ref')}", {})
    own = _point(member) or _point(meant)
    return [own] if own else _shape(member, known) or _shape(meant, known)


def _shape(element: dict[str, Any], known: dict[str, dict[str, Any]]) -> list[Point]:
    drawn = _listed(element.get("geometry")) or [known.get(f"node/{ref}") for ref in _listed(element.get("nodes"))]
    return [point for one in drawn if (point := _point(one))]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _point(found: Any) -> Point | None:
    return _degrees(found.get("lat"), found.get("lon")) if isinstance(found, dict) else None


def _degrees(lat: Any, lon: Any) -> Point | None:
    for value in (lat, lon):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not -180 <= value <= 180:
            return None
    return float(lat), float(lon)


def _ring(geometry: Any) -> list[Point]:
    """The points of a GeoJSON geometry, of an area those of its (longest) outer ring."""
    geometry = geometry if isinstance(geometry, dict) else {}
    kind, found = geometry.get("type"), _listed(geometry.get("coordinates"))
    if kind == "Point":
        found = [found]
    elif kind == "Polygon":
        found = _listed(next(iter(found), None))
    elif kind == "MultiPolygon":
        found = max((_listed(next(iter(_listed(part)), None)) for part in found), key=len, default=[])
    pairs = (one for one in found if isinstance(one, list) and len(one) > 1)
    return [point for one in pairs if (point := _degrees(one[1], one[0]))]


def _centroid(ring: list[Point]) -> Point | None:
    """The centre of mass of the area inside a ring; of a line or a point, the middle of what it spans."""
    if len(ring) < 3:
        return _span(ring)
    lat0, lon0 = ring[0]
    area = lats = lons = 0.0
    for (lat, lon), (lat_next, lon_next) in pairwise([*ring, ring[0]]):
        cross = (lon - lon0) * (lat_next - lat0) - (lon_next - lon0) * (lat - lat0)
        area += cross
        lats += (lat + lat_next - 2 * lat0) * cross
        lons += (lon + lon_next - 2 * lon0) * cross
    return (lat0 + lats / (3 * area), lon0 + lons / (3 * area)) if abs(area) > 1e-14 else _span(ring)


def _span(points: list[Point]) -> Point | None:
    if not points:
        return None
    lats, lons = zip(*points, strict=True)
    return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
