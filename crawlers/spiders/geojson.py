"""GeoJSON feature collections (RFC 7946), read through `[columns]`; the point is that of the geometry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crawlers.features import POINT, feature_rows
from crawlers.payload import Payload
from crawlers.readers import read_json
from crawlers.table import TableSpider
from data.errors import FeedError


class GeojsonSpider(TableSpider):
    """One feature is one listing, its properties are the columns."""

    name = "geojson"
    endings = (".geojson", ".json")
    own_columns = POINT

    def split(self, payload: Payload) -> Iterable[Any]:
        """Yield the features. Raises FeedError when the document is no collection of any."""
        value = read_json(payload)
        if not isinstance(value, dict) or not isinstance(value.get("features"), list):
            raise FeedError(f"{payload.name} is no GeoJSON FeatureCollection", code="no-rows")
        if not value["features"]:
            raise FeedError(f"{payload.name} has no features", code="no-rows")
        return feature_rows(value, self.source.columns)
