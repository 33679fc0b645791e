"""One row a listing, with what the quality report counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from data.model import Listing

# What a reader needs to go there or call, and the question each answers.
FIELDS = {
    "phone": "whom to call",
    "website": "where to read on",
    "street": "where to go",
    "point": "how far it is",
    "schedule": "when it is",
    "cost": "what it costs",
    "language": "in which language",
    "audience": "who it is for",
    "description": "what it is",
}


def frame(listings: Iterable[Listing], hidden: set[str]) -> pd.DataFrame:
    """Return a frame of listings: `id`, `needs` (list of top needs), `state`, `city`, `lat`, `lon` (WGS84 degrees,
    only of listings with a public point), `seen` and `confirmed` (dates), `sources` (list of ids), `records` (number),
    `status`, and a column `has FIELD` (true or false) for each of FIELDS.

    `hidden` are ids of listings the public may not see: they are counted, and have no place.
    """
    rows = [_row(one, one.id in hidden) for one in listings]
    columns = ["id", "needs", "state", "city", "lat", "lon", "seen", "confirmed", "sources", "records", "status",
               "hidden", *(f"has {name}" for name in FIELDS)]  # fmt: skip
    found = pd.DataFrame(rows, columns=columns)
    found["seen"] = pd.to_datetime(found["seen"], utc=True)
    return found


def _row(listing: Listing, hidden: bool) -> dict[str, Any]:
    place = listing.location
    address = place.address
    has_point = listing.has_public_point and not hidden
    return {
        "id": listing.id,
        "needs": [need for need in listing.needs if "/" not in need],
        "state": address.state_province if address and not hidden else None,
        "city": address.city if address and not hidden else None,
        "lat": place.latitude if has_point else None,
        "lon": place.longitude if has_point else None,
        "seen": listing.seen,
        "confirmed": listing.confirmed,
        "sources": sorted({one.source for one in listing.sources}),
        "records": len(listing.sources),
        "status": listing.status,
        "hidden": hidden,
        "has phone": bool(listing.phones),
        "has website": bool(listing.url),
        "has street": bool(address and address.address_1),
        "has point": has_point,
        "has schedule": bool(listing.schedules),
        "has cost": bool(listing.cost),
        "has language": bool(listing.languages),
        "has audience": bool(listing.audiences),
        "has description": bool(listing.description),
    }
