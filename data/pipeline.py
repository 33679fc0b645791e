"""From the runs a crawl left to the listings of the store: clean, match, merge."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

from data import merging, runs
from data.errors import KithError
from data.keeping import edits
from data.keeping.ageing import kept_listing
from data.keeping.edits import Edit
from data.settings import Settings
from data.store import Store, Writer
from data.storing import Progress, no_progress, store_run


@dataclass
class MergeResult:
    """What one merge did. `errors` holds a line for every source whose run could not be read."""

    sources: int = 0
    records: int = 0
    listings: int = 0
    exact_duplicates: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


def merge(
    settings: Settings, progress: Progress = no_progress, again: bool = False, accepted: Collection[str] = ()
) -> MergeResult:
    """Store the newest run of every source that is not stored yet, then regroup all records into listings.

    `again` cleans also the runs that were stored before, with today's rules. `accepted` are sources whose run is
    believed although it is far smaller than the one before.

    Everything happens in one transaction per source and one for the listings; a damaged or disbelieved run is named
    in `errors`, its source keeps what is stored. Raises StoreError when the store cannot be written.
    """
    result = MergeResult()
    store = Store(settings.store)
    try:
        for summary in runs.latest_runs(settings.raw):
            try:
                result.sources += 1
                with store.writing() as writer:
                    believed = summary.source in accepted
                    result.problems += store_run(settings.raw, writer, summary, progress, again, believed)
            except KithError as error:
                result.errors.append(str(error))
        with store.writing() as writer:
            _regroup(writer, result)
    finally:
        store.close()
    return result


def forget(settings: Settings, source: str) -> int:
    """Remove everything that came from a source, in `raw/` and in the store; return how many records that were.

    Ids stay known: a listing made from this source alone becomes a tombstone. Raises KithError for a source of which
    nothing is stored, StoreError when the store cannot be written. Forgetting that was cut short can be run again.
    """
    store = Store(settings.store)
    try:
        if source not in store.sources() and not (settings.raw / source).is_dir():
            raise KithError("nothing is stored of it", code="unknown-source", source=source)
        # First, or a merge after an interruption would bring the source back.
        shutil.rmtree(settings.raw / source, ignore_errors=True)
        with store.writing() as writer:
            forgotten = writer.ledger.forget(source, datetime.now(UTC).date())
            _regroup(writer, MergeResult())
        store.compact()
    finally:
        store.close()
    return forgotten


def edit(settings: Settings, said: Edit, undo: bool = False) -> None:
    """Store what somebody says of a listing's field (or take it back), and make the listings anew.

    Raises KithError for a listing that is not known and for a value that does not fit.
    """
    if not undo:
        edits.checked(said)
    store = Store(settings.store)
    try:
        if not store.records_of(said.listing):
            raise KithError("no such listing", code="unknown-listing", record=said.listing)
        with store.writing() as writer:
            if undo:
                writer.ledger.drop_edit(said.listing, said.field)
            else:
                writer.ledger.put_edit(said)
            _regroup(writer, MergeResult())
    finally:
        store.close()


def _regroup(writer: Writer, result: MergeResult) -> None:
    assigned = merging.assign_listings(writer.record_marks())
    listing_of = dict(zip(zip(assigned["source"], assigned["key"], strict=True), assigned["listing"], strict=True))
    others = assigned[assigned["own"] != assigned["listing"]]
    merged = dict(zip(others["own"], others["listing"], strict=True))
    groups: dict[str, list[str]] = {}
    for source, key, content in writer.records():
        groups.setdefault(listing_of[source, key], []).append(content)
        result.records += 1
    facts = writer.source_facts()
    said = writer.ledger.edits(merged)
    result.listings = writer.put_listings(
        (
            kept_listing(merging.make_listing, one, [json.loads(text) for text in texts], facts, said.get(one, ()))
            for one, texts in groups.items()
        ),
        merged,
    )
    result.exact_duplicates = len(merged)
