"""One run into the store: cleaned, compared with what was known, logged; what it lacks grows older."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from pydantic import ValidationError

from data import runs
from data.cleaning import clean_record
from data.cleaning.points import shared_points
from data.errors import KithError, StoreError
from data.geocoding import Geocoder
from data.keeping import changes, guard
from data.keeping.changes import Cause, Change
from data.keeping.ledger import Stored, moment_text
from data.merging.fingerprint import fingerprint
from data.model import Record
from data.settings import Settings
from data.sources import Source
from data.store import BATCH, Writer

Progress = Callable[[Iterable[Record], int, str], Iterable[Record]]
_CLOSED = "temporarily closed"


def no_progress(records: Iterable[Record], total: int, label: str) -> Iterable[Record]:
    """Tell nobody."""
    return records


def store_run(
    settings: Settings,
    writer: Writer,
    summary: runs.RunSummary,
    progress: Progress = no_progress,
    again: bool = False,
    believed: bool = False,
) -> Counter[str]:
    """Store a run that is newer than what is stored; return how many values cleaning left out, by field.

    `again` stores also the run that is stored already, cleaned by today's rules: that ages nothing. `believed` takes
    a run however small it is. Raises StoreError for a run that is damaged or not believed; the transaction of
    `writer` is then to be given up, and nothing has changed.
    """
    merged = writer.merged_run(summary.source)
    is_new = merged is None or summary.run > merged
    if not is_new and not (again and summary.run == merged):
        return Counter()
    source = _source_of(summary)
    if is_new and not (believed or summary.accepted):
        _believe(writer, source, summary, merged)
    shared = shared_points(runs.read_placed(settings.raw, summary))
    geocoder = Geocoder(settings)

    def clean(found: Record) -> Record:
        return geocoder.place(clean_record(found, source, shared))

    run = _Run(writer, source, summary, clean, is_new)
    found = progress(runs.read_records(settings.raw, summary), summary.records, f"clean {summary.source}")
    coming = iter(found)
    while batch := list(islice(coming, BATCH)):
        run.put(batch)
    if is_new:
        writer.ledger.age(source.id, summary.run, run.now, source.every)
        writer.ledger.prune(run.now - changes.KEPT)
    writer.put_source(summary.source, summary.facts, summary.run)
    return run.problems


def _believe(writer: Writer, source: Source, summary: runs.RunSummary, merged: str | None) -> None:
    earlier = writer.ledger.count(source.id, merged) if merged else 0
    why = guard.disbelief(summary.records, source.expect.min, earlier)
    if why:
        message = f"run {summary.run}: {why}; kept what is stored (to take it: kith merge --accept {source.id})"
        raise StoreError(message, code="disbelieved-run", source=source.id)


def _source_of(summary: runs.RunSummary) -> Source:
    """The source as it was when it was crawled, from the run's own summary."""
    facts = dict(summary.facts)
    facts.setdefault("url", "https://local.invalid/")
    try:
        return Source.model_validate(facts)
    except ValidationError as error:
        raise KithError(f"run {summary.run}: {error.errors()[0]['msg']}", source=summary.source) from None


class _Run:
    """The batches of one run on their way into the store. `now` is the time of the run."""

    def __init__(
        self,
        writer: Writer,
        source: Source,
        summary: runs.RunSummary,
        clean: Callable[[Record], Record],
        is_new: bool,
    ) -> None:
        self.problems: Counter[str] = Counter()
        self._began = runs.time_of(summary.run)
        self.now = self._began or datetime.fromtimestamp(0, UTC)
        self._clean = clean
        self._writer = writer
        self._source = source
        self._run = summary.run
        self._is_new = is_new

    def put(self, batch: list[Record]) -> None:
        """Clean and store records, and log what they say otherwise than before."""
        known = self._writer.ledger.stored(self._source.id, list({record.key for record in batch}))
        rows = {record.key: self._row(record, known.get(record.key)) for record in batch}
        self._writer.put_records(rows.values())
        self._writer.ledger.log(
            change for key, row in rows.items() if key in known for change in self._changes(known[key], row)
        )

    def _row(self, found: Record, before: Stored | None) -> tuple[Record, str, str, str]:
        cleaned = self._clean(found)
        self.problems.update(problem.field for problem in cleaned.problems)
        if found.seen and self._began is None:
            self.now = max(self.now, found.seen)
        update: dict[str, object] = {}
        if found.run != self._run:
            # The source said that nothing changed, and the run has the lines of an earlier one.
            update = {"run": self._run, "seen": self.now}
        if before and not found.status_stated and found.status == "active" and _is_closed(before):
            update["status"] = _CLOSED
        cleaned = cleaned.model_copy(update=update) if update else cleaned
        first = before.first_seen if before else self._run
        return cleaned, fingerprint(cleaned), first, mark_of(found)

    def _changes(self, before: Stored, row: tuple[Record, str, str, str]) -> Iterator[Change]:
        cleaned, fingerprint, _, found = row
        about = {"source": cleaned.source, "key": cleaned.key, "run": self._run, "at": moment_text(self.now)}
        if before.missed:
            was = "missed" if before.standing == "shown" else before.standing
            yield Change(field="standing", old=was, new="shown", cause="source", **about)
        # A key that stands twice in one run is no change.
        is_same = (before.found, before.fingerprint) == (found, fingerprint)
        if is_same or (self._is_new and before.run == self._run):
            return
        cause: Cause = "rules" if before.found == found else "source"
        new = json.loads(cleaned.model_dump_json(exclude_defaults=True))
        for field, old_value, new_value in changes.differences(json.loads(before.content), new):
            yield Change(field=field, old=old_value, new=new_value, cause=cause, **about)


def mark_of(found: Record) -> str:
    """Return a hash of a record as it was found, whatever run found it."""
    words = found.model_dump_json(exclude={"run", "seen"}, exclude_defaults=True)
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _is_closed(before: Stored) -> bool:
    return _CLOSED in before.content and json.loads(before.content).get("status") == _CLOSED
