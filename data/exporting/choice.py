"""Which listings an export takes: all, or those of needs, of a place, or changed since a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from data import areas, gazetteer
from data.model import Listing
from data.sources.serving import Reach


@dataclass(frozen=True)
class Choice:
    """What is wanted. `changed` are the ids of listings that are new or changed; None takes all."""

    needs: tuple[str, ...] = ()
    near: Reach | None = None
    changed: Collection[str] | None = None

    def takes(self, listing: Listing) -> bool:
        """Return whether a listing is wanted: one of its needs, and near, serving the place, or free of places."""
        if self.changed is not None and listing.id not in self.changed:
            return False
        if self.needs and not any(need in listing.needs for need in self.needs):
            return False
        return self.near is None or _is_in_reach(listing, self.near)


def _is_in_reach(listing: Listing, near: Reach) -> bool:
    """Whether a search at the place would find it: near it, serving its area, or to be had from afar."""
    place, address = listing.location, listing.location.address
    if near.whole_state and address is not None and address.state_province == near.place.state:
        return True
    if listing.has_public_point and not near.whole_state:
        miles = gazetteer.miles_between(near.place.lat, near.place.lon, place.latitude or 0.0, place.longitude or 0.0)
        if miles <= near.miles:
            return True
    return not set(areas.served_by(listing)).isdisjoint(areas.around(near.place))
