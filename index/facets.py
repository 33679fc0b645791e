"""The facets: what listings are filtered and counted by, and the values a listing has of each."""

from __future__ import annotations

from data import taxonomy
from data.model import Listing
from index.understand import needs_of_name

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FACETS = ("needs", "cost", "modes", "languages", "audiences", "faith", "led_by", "accessibility", "days")


def facet_values(listing: Listing) -> dict[str, list[str]]:
    """Return the values a listing has of each facet; an empty list where it states none.

    A listing whose source gives no need is found by those its name says: "Senior Center", "Main Library".
    """
    days = {day[-2:] for one in listing.schedules for day in one.byday}
    if any(one.freq == "DAILY" for one in listing.schedules):
        days = set(WEEKDAYS)
    return {
        "needs": listing.needs or list(needs_of_name(listing.name) or needs_of_name(listing.organization.name)),
        "cost": list(listing.cost),
        "modes": list(listing.modes),
        "languages": listing.languages,
        "audiences": listing.audiences,
        "faith": [listing.faith] if listing.faith else [],
        "led_by": [listing.led_by] if listing.led_by else [],
        "accessibility": taxonomy.accessibility_of(listing.location.accessibility),
        "days": [day for day in WEEKDAYS if day in days],
    }
