"""Records become listings. For now only exact duplicates are one listing."""

from __future__ import annotations

import hashlib
import json

import pandas as pd

from data import ids
from data.model import Listing, Provenance, Record, ServiceAtLocation

# What differs between two copies of the same words without making them two services.
_NOT_COMPARED = {
    "source", "record", "key", "record_url", "run", "seen", "problems", "last_modified", "confirmed",
}  # fmt: skip


def fingerprint(record: Record) -> str:
    """Return a hash of everything a cleaned record says, apart from where it was said.

    Two records with one fingerprint are exact duplicates: same service, same place, same times.
    Case and the order of lists do not count.
    """
    words = record.model_dump(mode="json", exclude=_NOT_COMPARED, exclude_defaults=True)
    text = json.dumps(_sorted(words), sort_keys=True, ensure_ascii=False).casefold()
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(inner) for key, inner in value.items()}
    if isinstance(value, list):
        if all(isinstance(inner, str) for inner in value):
            return sorted(value)
        return sorted((_sorted(inner) for inner in value), key=lambda one: json.dumps(one, sort_keys=True))
    return value


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


def make_listing(listing_id: str, records: list[Record], facts: dict[str, dict[str, object]]) -> Listing:
    """Return the listing of records that say the same; its words are those of the newest.

    `facts` maps a source id to its facts (`data.runs.source_facts`).
    """
    newest = max(records, key=lambda record: (record.run, record.source, record.key))
    words = {name: getattr(newest, name) for name in ServiceAtLocation.model_fields}
    sources = [_provenance(record, facts.get(record.source, {})) for record in records]
    return Listing.model_construct(id=listing_id, sources=sources, **words)


def _provenance(record: Record, facts: dict[str, object]) -> Provenance:
    def fact(name: str) -> str | None:
        value = facts.get(name)
        return str(value) if value else None

    assert record.seen is not None  # stamped by the crawl
    return Provenance(
        source=record.source,
        source_name=fact("name") or record.source,
        record=record.record,
        key=record.key,
        url=record.record_url or fact("homepage") or fact("url"),
        licence=fact("licence"),
        attribution=fact("attribution"),
        run=record.run,
        seen=record.seen,
    )
