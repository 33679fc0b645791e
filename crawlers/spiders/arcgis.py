"""ArcGIS layers (ArcGIS REST API, "Query (Feature Service/Layer)"): FeatureServer and MapServer, and saved answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response

from crawlers.features import POINT, feature_rows
from crawlers.moments import moment
from crawlers.paged import PagedSpider, asked_for, with_query
from crawlers.paths import at
from crawlers.payload import Payload
from crawlers.readers import read_json, read_rows
from data.errors import FeedError, KithError

_PAGE = 1000
# Where an answer says that it was cut off: as Esri JSON, as GeoJSON.
_EXCEEDED = ("exceededTransferLimit", "properties.exceededTransferLimit")


class ArcgisSpider(PagedSpider):
    """One feature is one listing, its attributes are the columns. Parameters in the address are kept."""

    name = "arcgis"
    endings = (".json", ".geojson")
    own_columns = POINT

    def start_urls_of_source(self) -> list[str]:
        """Return the address of the layer's own description."""
        url = self.source.url or ""
        kept = {key: value for key, value in asked_for(url).items() if key == "token"}
        return [with_query(url.split("?")[0], _layer(url), f="json", **kept)]

    def next_page(self, count: int) -> str:
        """Return the page that begins `count` features further."""
        return with_query(self.asked, resultOffset=(self.number("resultOffset") or 0) + count)

    def parse_feed(self, response: Response) -> Iterator[Any]:
        """Ask for the features of a layer as it describes itself; read pages and files."""
        if not self.asked.startswith("http") or urlsplit(self.asked).path.endswith("/query"):
            yield from super().parse_feed(response)
            return
        try:
            yield self.request(self._query(_answer(self.unpacked(response)[0])))
        except KithError as error:
            self.tally.fail(error)

    def _query(self, layer: Any) -> str:
        """The address of the first page, in the best form the layer offers."""
        if not isinstance(layer, dict) or "query" not in str(layer.get("capabilities")).lower():
            raise FeedError("the address is no layer that can be queried", code="no-query")
        self.edited = next(map(moment, at(layer, "editingInfo.lastEditDate")), None)
        name = str(layer.get("name"))
        if self.source.layer and self.source.layer.casefold() not in name.casefold():
            raise FeedError(f"the layer is {name[:60]!r}, not {self.source.layer!r}", code="other-layer", field="layer")
        able = layer.get("advancedQueryCapabilities")
        able = able if isinstance(able, dict) else {}
        most = layer.get("maxRecordCount")
        size = min(most, _PAGE) if isinstance(most, int) and most > 0 else _PAGE
        form = "geojson" if "geojson" in str(layer.get("supportedQueryFormats")).lower() else "json"
        wanted = {"where": "1=1", "outFields": "*", "outSR": 4326, "f": form}
        if able.get("supportsPagination") is not False:
            wanted |= {"resultOffset": 0, "resultRecordCount": size}
        if able.get("supportsOrderBy") and isinstance(layer.get("objectIdField"), str):
            wanted["orderByFields"] = layer["objectIdField"]
        url = self.source.url or ""
        kept = {key: value for key, value in asked_for(url).items() if key != "f"}
        return with_query(url, _layer(url) + "/query", **(wanted | kept))

    def split(self, payload: Payload) -> Iterable[Any]:
        """Yield the features of an answer; a saved list of attributes is named by the key `rows`."""
        if self.source.rows:
            return read_rows(payload, self.source.rows)
        value = _answer(payload)
        features = value.get("features") if isinstance(value, dict) else None
        if not isinstance(features, list) or not (features or self.number("resultOffset")):
            raise FeedError(f"{payload.name} holds no features", code="no-rows")
        exceeded = any(flag is True for path in _EXCEEDED for flag in at(value, path))
        full = 0 < (self.number("resultRecordCount") or 0) <= len(features)
        self.unfinished = bool(features) and (exceeded or full)
        if self.unfinished and self.asked.startswith("http") and self.number("resultOffset") is None:
            raise FeedError("the layer has more features than it gives at once, and no pages", code="no-pages")
        return feature_rows(value, self.source.columns)


def _layer(url: str) -> str:
    """The path of a layer in an address of the layer or of its query."""
    return urlsplit(url).path.rstrip("/").removesuffix("/query")


def _answer(payload: Payload) -> Any:
    """The JSON of an answer. Raises FeedError for an error, which ArcGIS sends with HTTP 200."""
    value = read_json(payload)
    error = value.get("error") if isinstance(value, dict) else None
    if error:
        message = error.get("message") if isinstance(error, dict) else error
        raise FeedError(f"the server answered: {str(message)[:200]}", code="server-error")
    return value
