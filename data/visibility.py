"""What of a listing may leave the store. Applied before indexing, export, feeds and print."""

from __future__ import annotations

from data.cleaning.privacy import without_address
from data.model import Address, Listing

# Statuses that are shown at all; those not active are shown but never offered in a search.
SHOWN = ("active", "temporarily closed")


def public(listing: Listing) -> Listing | None:
    """Return the listing as the public may see it, or None when it may not be seen: ended, or not seen for too long.

    A partial address keeps town and state; a hidden one only the state. Neither has coordinates, and
    the location's name and directions go too, because they give the address away, and so does every sentence, id or
    link that repeats the street.
    """
    if listing.status not in SHOWN or listing.standing != "shown":
        return None
    location = listing.location
    if location.visibility == "full":
        return listing
    address = location.address or Address()
    kept = (
        {"city", "region", "state_province", "country"}
        if location.visibility == "partial"
        else {"state_province", "country"}
    )
    hidden = location.model_copy(
        update={
            "address": Address(**{name: getattr(address, name) for name in kept}),
            "latitude": None, "longitude": None, "precision": None,
            "name": None, "description": None, "transportation": None,
        }
    )  # fmt: skip
    hushed = without_address(listing)
    return hushed.model_copy(
        update={"location": hidden, "conflicts": [one for one in hushed.conflicts if one.field != "address"]}
    )
