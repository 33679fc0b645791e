"""Other listings of the same need not far from one: asked of the directory, once, and only with a public point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from data.model import ROUGH, Listing
from index.geo import geodesic_miles
from index.request import SearchRequest
from webapp import labels, numbers
from webapp.view_models.common import listing_url

MOST_SIMILAR = 3
_MILES = 15.0


@dataclass(frozen=True)
class Similar:
    """Another listing: how far from this one, and when next."""

    name: str
    organization: str | None
    url: str
    distance: str
    next: str | None


def similar_request(listing: Listing) -> SearchRequest | None:
    """Return what to ask the directory for; None for a listing whose place or need is not told."""
    needs = labels.leaf_needs(listing.needs)
    if not needs or not listing.has_public_point or listing.location.precision in ("county", "state"):
        return None
    near = f"{listing.location.latitude},{listing.location.longitude}"
    return SearchRequest(near=near, radius_miles=_MILES, needs=(needs[0],), group="near", limit=MOST_SIMILAR + 1)


def similar_of(listing: Listing, results: Iterable[Mapping[str, Any]], now: datetime) -> tuple[Similar, ...]:
    """Return the others among the results of `similar_request`."""
    others = [one for one in results if one["id"] != listing.id and one["lat"] is not None][:MOST_SIMILAR]
    return tuple(_similar(listing, one, now) for one in others)


def _similar(listing: Listing, other: Mapping[str, Any], now: datetime) -> Similar:
    here = (float(listing.location.latitude or 0), float(listing.location.longitude or 0))
    # The answer measures from the middle of a rounded place, so that searches tell nobody's door: measured anew.
    (away,) = geodesic_miles(here, np.array([other["lat"]]), np.array([other["lon"]]))
    is_rough = bool(ROUGH & {other.get("precision"), listing.location.precision})
    starts = other.get("next")
    organization = other.get("organization")
    return Similar(
        name=other["name"],
        organization=organization if organization != other["name"] else None,
        url=listing_url(other["id"], other["name"]),
        distance=numbers.miles(float(away), is_rough),
        next=numbers.next_words(datetime.fromisoformat(starts), now) if starts else None,
    )
