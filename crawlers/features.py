"""Features of a map as rows: their properties, their id and the point of their shape."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from crawlers.geometry import point_of
from crawlers.paths import at
from data.errors import FeedError, RowError

# Where a row keeps the point of its shape: no property has such a name.
POINT = {"latitude": "@latitude", "longitude": "@longitude"}
# WGS84, and NAD83 and CRS84, which are it within two metres.
_DEGREES = {"4326", "4269", "84", "CRS84"}


def feature_rows(value: dict[str, Any], mapped: Collection[str]) -> Iterator[Any]:
    """Yield the features of a GeoJSON FeatureCollection or an Esri feature set; the id of one is its `id` and `@id`.

    Raises FeedError for coordinates in another system than degrees, unless the point is `mapped` to properties.
    """
    system = _system(value)
    if system and system.upper() not in _DEGREES and not {*POINT} <= {*mapped}:
        raise FeedError(f"the coordinates are in {system[:40]}, not in WGS84 degrees (EPSG 4326)", code="wrong-crs")
    for feature in value["features"]:
        found = feature.get("properties", feature.get("attributes")) if isinstance(feature, dict) else None
        if not isinstance(found, dict):
            yield RowError("a feature has no properties", code="wrong-type")
            continue
        point = point_of(feature.get("geometry"))
        own = {"id": feature["id"], "@id": feature["id"]} if "id" in feature else {}
        yield own | found | dict(zip(POINT.values(), point[::-1] if point else (None, None), strict=True))


def _system(value: dict[str, Any]) -> str:
    """The last word of the name of the coordinate system (`EPSG::4326` is 4326), empty where none is named."""
    for path in ("crs.properties.name", "spatialReference.latestWkid", "spatialReference.wkid"):
        for name in at(value, path):
            if isinstance(name, (str, int)):
                return re.split("[:/]", str(name))[-1]
    return ""
