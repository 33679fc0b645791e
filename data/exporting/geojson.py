"""GeoJSON (RFC 7946): a feature a listing; one that has no public place has no geometry."""

from __future__ import annotations

import json
from typing import IO

from data.exporting.documents import document_of
from data.exporting.licences import Shared
from data.model import Document, Listing

# The first line, by which the file is known again.
HEAD = b'{"type": "FeatureCollection", "features": ['


def write(chosen: Shared, out: IO[bytes]) -> None:
    """Write the listings as one FeatureCollection, a line a feature; `sources` beside them has all terms."""
    out.write(HEAD)
    for at, listing in enumerate(chosen):
        out.write(b",\n" if at else b"\n")
        out.write(_bytes(_feature(listing)))
    out.write(b'\n], "sources": ' + _bytes(chosen.sharing.rows()) + b"}\n")


def document_of_feature(feature: Document) -> Document:
    """Return the listing of a feature, as JSON; what is wrong in it is left to who reads the listing."""
    document = dict(feature.get("properties") or {})
    document["id"] = feature.get("id")
    geometry = feature.get("geometry")
    if isinstance(geometry, dict):
        longitude, latitude = (geometry.get("coordinates") or [None, None])[:2]
        document["location"] = {**(document.get("location") or {}), "latitude": latitude, "longitude": longitude}
    return document


def _feature(listing: Listing) -> Document:
    document = document_of(listing)
    geometry = None
    if listing.has_public_point:
        location = document["location"]
        geometry = {"type": "Point", "coordinates": [location.pop("longitude"), location.pop("latitude")]}
    return {"type": "Feature", "id": document.pop("id"), "geometry": geometry, "properties": document}


def _bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
