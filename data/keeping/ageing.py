"""What becomes of a record that its source no longer shows: shown with a note, then hidden, then a tombstone.

standing | good runs without it | since the first of them            | what people see
shown    | 0                    |                                    | the listing
shown    | 1 and more           |                                    | the listing, "not seen since" its last day
hidden   | 2 and more           | 14 days, and half of `every`       | nothing; the id is kept
gone     | 4 and more           | 180 days, and twice `every`        | nothing; the id is known to be gone

Only a good run of the record's own source counts, so a source that fails ages nothing. Two runs of one bad day hide
nothing, because days count as well; nor does a long pause between two runs, because runs count as well. A record
that is seen again is shown again at once, under its old id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.keeping.edits import Edit, apply
from data.model import Document, Standing


@dataclass(frozen=True)
class Age:
    """How long a record must have been missing: good runs of its source, time, and its share of `every`."""

    standing: Standing
    runs: int
    time: timedelta
    intervals: float

    def begins(self, every: timedelta, now: datetime) -> datetime:
        """Return the time by which the first run without the record must have been."""
        return now - max(self.time, every * self.intervals)


AGES = (
    Age("hidden", runs=2, time=timedelta(days=14), intervals=0.5),
    Age("gone", runs=4, time=timedelta(days=180), intervals=2.0),
)
_ORDER: tuple[Standing, ...] = ("shown", "hidden", "gone")


def speaking(records: list[Document]) -> list[Document]:
    """Return those of a listing's records whose words count: the shown ones, else the hidden ones, else all."""
    for standing in _ORDER[:-1]:
        found = [one for one in records if one.get("standing", "shown") == standing]
        if found:
            return found
    return records


def kept_listing(
    make: Callable[[str, list[Document], dict[str, Document]], Document],
    listing_id: str,
    records: list[Document],
    facts: dict[str, Document],
    edits: Iterable[Edit],
) -> Document:
    """Return what `make(listing_id, records, facts)` makes of the records that count, with standing and edits."""
    counted = speaking(records)
    return apply(settle(make(listing_id, counted, facts), counted), edits)


def settle(listing: Document, records: list[Document]) -> Document:
    """Return a listing made of `records` (as `speaking` gave them) with their common standing.

    It was not seen since the last day that any of them was seen, if none is seen today.
    """
    standing = records[0].get("standing", "shown")
    days = [one.get("not_seen_since") or "" for one in records]
    return listing | ({"standing": standing, "not_seen_since": max(days)} if all(days) else {})
