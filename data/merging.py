"""Records become listings. For now only exact duplicates are one listing."""

from __future__ import annotations

import hashlib
import json

import pandas as pd

from data import ids
from data.model import Document, Record, ServiceAtLocation

# What differs between two copies of the same words without making them two services.
_NOT_COMPARED = {
    "source", "record", "key", "record_url", "run", "seen", "problems", "last_modified", "confirmed", "status_stated",
}  # fmt: skip


def fingerprint(record: Record) -> str:
    """Return a hash of everything a cleaned record says, apart from where it was said.

    Two records with one fingerprint are exact duplicates: same service, same place, same times.
    Case and the order of lists do not count.
    """
    # Case goes first, or it would decide how lists are sorted.
    words = json.loads(record.model_dump_json(exclude=_NOT_COMPARED, exclude_defaults=True).casefold())
    return hashlib.blake2b(_canonical(words).encode(), digest_size=16).hexdigest()


def _canonical(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ",".join([f"{key}:{_canonical(inner)}" for key, inner in sorted(value.items())]) + "}"
    if isinstance(value, list):
        return "[" + ",".join(sorted(map(_canonical, value))) + "]"
    return repr(value)


def assign_listings(marks: pd.DataFrame) -> pd.DataFrame:
    """Return the frame (`source`, `key`, `fingerprint`, `first_seen`) with two more columns.

    `own`: the listing id the record would have alone. `listing`: the id it gets, which is the own id of
    the record of the same fingerprint that was seen first (ties: by source and key).
    """
    ordered = marks.sort_values(["fingerprint", "first_seen", "source", "key"], ignore_index=True)
    ordered["own"] = [
        ids.listing_id(source, key) for source, key in zip(ordered["source"], ordered["key"], strict=True)
    ]
    ordered["listing"] = ordered.groupby("fingerprint", sort=False)["own"].transform("first")
    return ordered


def make_listing(listing_id: str, records: list[Document], facts: dict[str, Document]) -> Document:
    """Return the `Listing` of records that say the same; its words are those of the newest.

    `facts` maps a source id to its facts (`data.runs.source_facts`).
    """
    newest = max(records, key=lambda record: (record["run"], record["source"], record["key"]))
    words = {name: value for name, value in newest.items() if name in ServiceAtLocation.model_fields}
    sources = [_provenance(record, facts.get(record["source"], {})) for record in records]
    return words | {"id": listing_id, "sources": sources}


def _provenance(record: Document, facts: Document) -> Document:
    """The `Provenance` of a record."""
    found = {
        "source": record["source"],
        "source_name": facts.get("name") or record["source"],
        "record": record["record"],
        "key": record["key"],
        "url": record.get("record_url") or facts.get("homepage") or facts.get("url"),
        "licence": facts.get("licence"),
        "attribution": facts.get("attribution"),
        "run": record["run"],
        "seen": record["seen"],  # stamped by the crawl
    }
    return {name: value for name, value in found.items() if value}
