"""From the runs a crawl left to the listings of the store: clean, match, merge."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime

from data import runs
from data.errors import KithError
from data.garbage import seldom_collected
from data.keeping import edits
from data.keeping.edits import Edit
from data.merging.regroup import Regrouped, regroup
from data.settings import Settings
from data.store import Store
from data.storing import Progress, ask_for_points, no_progress, store_run
from data.workers import Workers


@dataclass
class MergeResult:
    """What one merge did. `errors` holds a line for every source whose run could not be read.

    Records less `exact_duplicates`, `days_joined` (further days of one group) and `matched` (found to be one thing
    by comparison) are the listings; `asked` pairs wait for a steward.
    """

    sources: int = 0
    records: int = 0
    listings: int = 0
    exact_duplicates: int = 0
    days_joined: int = 0
    matched: int = 0
    asked: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def take(self, regrouped: Regrouped) -> None:
        """Add what became of the records."""
        vars(self).update(vars(regrouped))


@seldom_collected()
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
        with Workers() as workers:
            for summary in runs.latest_runs(settings.raw):
                try:
                    result.sources += 1
                    if settings.geocoder:
                        with store.writing() as writer:
                            merged = writer.merged_run(summary.source)
                        ask_for_points(settings, summary, merged, again)
                    with store.writing() as writer:
                        believed = summary.source in accepted
                        result.problems += store_run(settings, writer, workers, summary, progress, again, believed)
                except KithError as error:
                    result.errors.append(str(error))
            with store.writing() as writer:
                result.take(regroup(writer, workers, again))
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
        with Workers() as workers, store.writing() as writer:
            forgotten = writer.ledger.forget(source, datetime.now(UTC).date())
            regroup(writer, workers)
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
        with Workers() as workers, store.writing() as writer:
            if undo:
                writer.ledger.drop_edit(said.listing, said.field)
            else:
                writer.ledger.put_edit(said)
            regroup(writer, workers)
    finally:
        store.close()
