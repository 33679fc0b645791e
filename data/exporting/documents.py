"""A listing as exports carry it: what is public of it, as JSON, without what is empty."""

from __future__ import annotations

from typing import Any

from data.model import Document, Listing

# What only this home knows of a listing, and what every listing that is exported is.
_OWN: Any = {"standing": True, "sources": {"__all__": {"via"}}}


def document_of(listing: Listing) -> Document:
    """Return a listing whose visibility was applied (`data.visibility.public`) as JSON."""
    return listing.model_dump(mode="json", exclude=_OWN, exclude_defaults=True)
