"""All stored records become listings: read twice, once for what is compared and once for the words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from data import ids
from data.keeping.ageing import kept_listing
from data.keeping.edits import Edit
from data.merging.features import Features, features
from data.merging.fingerprint import series_mark
from data.merging.ledger import Ledger
from data.merging.listing import make_listing
from data.merging.match import Matched, match
from data.model import Document
from data.store import Writer


@dataclass(frozen=True)
class Regrouped:
    """What became of the records. `listings` leaves out tombstones; `asked` counts pairs that wait for a steward."""

    records: int
    listings: int
    exact_duplicates: int
    days_joined: int
    matched: int
    asked: int


def regroup(writer: Writer) -> Regrouped:
    """Match all records, write the listings, the redirects of merged ids, and the reasons."""
    ledger = Ledger(writer.connection)
    marks, compared = _read(writer)
    found = match(marks, compared, ledger.decisions("apart"), ledger.decisions("together"))
    del compared
    marks["own"] = [ids.listing_id(source, key) for source, key in zip(marks["source"], marks["key"], strict=True)]
    assigned = assign_listings(marks, found)
    merged = assigned[assigned["own"] != assigned["listing"]]
    redirects = dict(zip(merged["own"], merged["listing"], strict=True))
    said = writer.ledger.edits(redirects)
    live = writer.put_listings(_listings(writer, assigned, said), redirects)
    columns = ("source", "key", "own", "listing", "unit")
    ledger.write(zip(*(assigned[name].tolist() for name in columns), strict=True), found.pairs)
    same = assigned.groupby(["unit", "fingerprint"], dropna=False).ngroups
    return Regrouped(
        records=len(assigned),
        listings=live,
        exact_duplicates=len(assigned) - same,
        days_joined=same - len(found.units),
        matched=len(found.units) - len(found.groups),
        asked=ledger.count("ask"),
    )


def _read(writer: Writer) -> tuple[pd.DataFrame, list[Features]]:
    """The frame `match` wants (`source`, `key`, `fingerprint`, `first_seen`, `series`), and the features beside it."""
    marks = writer.record_marks().set_index(["source", "key"])
    rows, compared = [], []
    for source, key, content in writer.records():
        record = json.loads(content)
        rows.append((source, key, series_mark(record)))
        compared.append(features(record))
    frame = pd.DataFrame(rows, columns=["source", "key", "series"], dtype="object")
    return frame.join(marks, on=["source", "key"]), compared


def assign_listings(marks: pd.DataFrame, found: Matched) -> pd.DataFrame:
    """Return the frame with `unit` (a number) and `listing` (an id) added.

    A listing has the own id of its record that was seen first (ties: by source and key), so an id lasts while
    records come and go, and a record that leaves gets its own id back.
    """
    frame = marks.copy()
    for name, parts in (("unit", found.units), ("group", found.groups)):
        numbers = [0] * len(frame)
        for number, rows in enumerate(parts):
            for row in rows:
                numbers[row] = number
        frame[name] = numbers
    ordered = frame.sort_values(["first_seen", "source", "key"])
    frame["listing"] = ordered.groupby("group", sort=False)["own"].transform("first")
    return frame


def _listings(writer: Writer, assigned: pd.DataFrame, said: dict[str, list[Edit]]) -> Iterator[Document]:
    """Yield each listing when the last of its records was read; only listings of several records wait."""
    listing_of = dict(zip(zip(assigned["source"], assigned["key"], strict=True), assigned["listing"], strict=True))
    missing = assigned["listing"].value_counts().to_dict()
    waiting: dict[str, list[str]] = {}
    facts = writer.source_facts()
    for source, key, content in writer.records():
        listing = listing_of[source, key]
        missing[listing] -= 1
        if missing[listing]:
            waiting.setdefault(listing, []).append(content)
            continue
        records = [json.loads(text) for text in (*waiting.pop(listing, ()), content)]
        yield kept_listing(make_listing, listing, records, facts, said.get(listing, ()))
