"""The parts of regrouping that look at one record or one listing at a time, a batch each; fit for other processes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from data.keeping.ageing import kept_listing
from data.keeping.edits import Edit
from data.merging.features import Features, features
from data.merging.fingerprint import series_mark
from data.merging.listing import make_listing
from data.model import Document


class Group(NamedTuple):
    """The records of a listing as JSON, by source and key, and what people said of it."""

    listing: str
    records: list[str]
    edits: Sequence[Edit]


class ListingRow(NamedTuple):
    """A listing as the store has it: `gone` is the last day (ISO 8601) of one that is a tombstone, `content` JSON."""

    id: str
    gone: str | None
    content: str


def compared(records: Sequence[str]) -> list[tuple[str | None, Features]]:
    """Return the series mark and the features of records in JSON."""
    documents = map(json.loads, records)
    return [(series_mark(one), features(one)) for one in documents]


def made(facts: dict[str, Document], groups: Sequence[Group]) -> list[ListingRow]:
    """Return the listings of groups; `facts` as `make_listing` wants them."""
    return [
        listing_row(kept_listing(make_listing, one.listing, list(map(json.loads, one.records)), facts, one.edits))
        for one in groups
    ]


def listing_row(listing: Document) -> ListingRow:
    """Return a listing as the store has it."""
    gone = listing["not_seen_since"] if listing.get("standing") == "gone" else None
    return ListingRow(listing["id"], gone, json.dumps(listing, ensure_ascii=False))
