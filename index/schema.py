"""What of a listing is searched as text, and how much each field counts."""

from __future__ import annotations

from functools import lru_cache

from data import taxonomy
from data.model import Listing

# Field: weight of a match in it. A name says what a thing is; a description mentions much in passing.
BOOSTS: dict[str, float] = {
    "name": 3.0,
    "organization": 2.0,
    "needs": 2.5,
    "terms": 1.5,
    "place": 1.0,
    "description": 1.0,
}
# BM25F (Robertson and Zaragoza, 2009): saturation of repeats, and how much long fields are held back.
K1 = 1.2
B = 0.75


def texts_of(listing: Listing) -> dict[str, str]:
    """Return the text of each field; labels in English and Spanish, so that both find it."""
    location = listing.location
    address = location.address
    facets = taxonomy.facet_labels()["audiences"]
    terms = [*listing.attributes, *location.accessibility]
    terms += [label for one in listing.audiences for label in facets[one].values()]
    terms += [name for tag in listing.languages if tag != "en" for name in taxonomy.languages()[tag].values()]
    place = [location.name, *([address.city, address.region] if address else [])]
    about = [listing.description, listing.eligibility_description, listing.alternate_name, listing.fees_description]
    return {
        "name": listing.name,
        "organization": listing.organization.name,
        "needs": _labels(tuple(listing.needs)),
        "terms": " . ".join(terms),
        "place": " . ".join(part for part in place if part),
        "description": " . ".join(part for part in about if part),
    }


@lru_cache(maxsize=20_000)
def _labels(needs: tuple[str, ...]) -> str:
    return " . ".join(label for need in needs for label in taxonomy.needs()[need].labels.values())
