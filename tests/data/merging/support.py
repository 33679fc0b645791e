"""Records matched without a store."""

from __future__ import annotations

import pandas as pd

from data.merging.features import features
from data.merging.fingerprint import fingerprint, series_mark
from data.merging.match import Matched, match
from data.model import Record


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
