"""Invented records, and how they are matched without a store."""

from __future__ import annotations

import pandas as pd

from data.merging.features import features
from data.merging.fingerprint import fingerprint, series_mark
from data.merging.match import Matched, match
from data.model import Record
from tests.support.builders import make_location, make_record

HOUSE = {"address_1": "12 Oak Avenue", "city": "Springfield", "state_province": "IL", "postal_code": "62701"}
PHONE = [{"number": "+12175550117"}]
TUESDAY = [{"freq": "WEEKLY", "byday": ["TU"], "opens_at": "19:00"}]
FRIDAY = [{"freq": "WEEKLY", "byday": ["FR"], "opens_at": "19:00"}]
MEETING = {"name": "Bluebell Group", "needs": ["support-groups", "support-groups/alcohol"], "schedules": TUESDAY}


def place(**changes):
    return make_location(changes.pop("lat", 39.8), name=changes.pop("named", None), address=HOUSE | changes)


def said(source, key="1", **changes):
    facts = {"source": source, "name": "Bluebell Recovery Harbor", "organization": {"name": "Bluebell"},
             "phones": PHONE, "needs": ["treatment"], "location": place()}  # fmt: skip
    return make_record(key, **facts | changes)


def together(groups, *ids):
    return any(set(ids) <= group for group in groups)


def matched(*records: Record, **decided: set) -> tuple[set[frozenset[tuple[str, str]]], Matched]:
    """Match records; return the listings as sets of (source, key), and all that was found."""
    documents = [record.model_dump(mode="json", exclude_defaults=True) for record in records]
    marks = pd.DataFrame(
        [
            (record.source, record.key, fingerprint(record), series_mark(document))
            for record, document in zip(records, documents, strict=True)
        ],
        columns=["source", "key", "fingerprint", "series"],
        dtype="object",
    )
    found = match(marks, [features(one) for one in documents], **decided)
    ids = list(zip(marks["source"], marks["key"], strict=True))
    return {frozenset(ids[row] for row in group) for group in found.groups}, found
