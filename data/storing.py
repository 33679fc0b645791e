"""One run into the store: cleaned, compared with what was known, logged; what it lacks grows older."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from pydantic import ValidationError

from data import runs
from data.cleaned import Cleaned, Run, Unreadable, clean_lines
from data.cleaning.points import shared_points
from data.errors import KithError, StoreError
from data.geocoding import Geocoder
from data.keeping import changes, guard
from data.keeping.changes import Cause, Change
from data.keeping.ledger import Stored, moment_text
from data.merging.fingerprint import fingerprint_of
from data.model import Record
from data.settings import Settings
from data.sources import Source
from data.store import BATCH, Writer
from data.workers import Workers

Progress = Callable[[Iterable[bytes], int, str], Iterable[bytes]]
_CLOSED = "temporarily closed"


def no_progress(lines: Iterable[bytes], total: int, label: str) -> Iterable[bytes]:
    """Tell nobody."""
    return lines


def store_run(
    settings: Settings,
    writer: Writer,
    workers: Workers,
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
    if not _is_wanted(summary, merged, again):
        return Counter()
    source = _source_of(summary)
    if is_new and not (believed or summary.accepted):
        _believe(writer, source, summary, merged)
    about = _about(settings, source, summary)
    run = _Run(writer, about, is_new)
    lines = progress(runs.read_lines(settings.raw, summary), summary.records, f"clean {summary.source}")
    for done, unreadable in _cleaned(settings, workers, about, lines, summary.records):
        run.put(done)
        if unreadable:
            raise runs.damaged(summary, run.records + 1, unreadable.reason)
    if is_new:
        writer.ledger.age(source.id, summary.run, run.now, source.every)
        writer.ledger.prune(run.now - changes.KEPT)
    writer.put_source(summary.source, summary.facts, summary.run)
    return run.problems


def _cleaned(
    settings: Settings, workers: Workers, run: Run, lines: Iterable[bytes], size: int
) -> Iterator[tuple[list[Cleaned], Unreadable | None]]:
    if settings.geocoder:
        place = Geocoder(settings, asks=False).place
        return (clean_lines(run, batch, place) for batch in _batches(lines))
    return workers.map(partial(clean_lines, run), _batches(lines), size)


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    coming = iter(lines)
    while batch := list(islice(coming, BATCH)):
        yield batch


def ask_for_points(settings: Settings, summary: runs.RunSummary, merged: str | None, again: bool) -> None:
    """Ask the geocoder, if there is one, for the addresses of a run that `store_run` is going to store.

    Beforehand, because it may take hours, and who writes into the store keeps everybody else from it. `merged` is
    the run of the source that is stored. Raises as `store_run` for a damaged run.
    """
    if settings.geocoder and _is_wanted(summary, merged, again):
        about, geocoder = _about(settings, _source_of(summary), summary), Geocoder(settings)
        for batch in _batches(runs.read_lines(settings.raw, summary)):
            clean_lines(about, batch, geocoder.place)


def _is_wanted(summary: runs.RunSummary, merged: str | None, again: bool) -> bool:
    return merged is None or summary.run > merged or (again and summary.run == merged)


def _about(settings: Settings, source: Source, summary: runs.RunSummary) -> Run:
    shared = shared_points(runs.read_placed(settings.raw, summary))
    return Run(source, shared, summary.run, runs.time_of(summary.run), runs.seen_again(summary))


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

    def __init__(self, writer: Writer, run: Run, is_new: bool) -> None:
        self.problems: Counter[str] = Counter()
        self.records = 0
        self.now = run.began or datetime.fromtimestamp(0, UTC)
        self._writer = writer
        self._run = run
        self._is_new = is_new

    def put(self, batch: list[Cleaned]) -> None:
        """Store records, and log what they say otherwise than before."""
        self.records += len(batch)
        known = self._writer.ledger.stored(self._run.source.id, list({record.key for record in batch}))
        rows = {record.key: self._row(record, known.get(record.key)) for record in batch}
        first = {key: known[key].first_seen if key in known else self._run.run for key in rows}
        self._writer.put_records((row, first[key]) for key, row in rows.items())
        self._writer.ledger.log(
            change for key, row in rows.items() if key in known for change in self._changes(known[key], row)
        )

    def _row(self, record: Cleaned, before: Stored | None) -> Cleaned:
        self.problems.update(record.problems)
        if record.seen and self._run.began is None:
            self.now = max(self.now, record.seen)
        if not (before and record.is_open and _is_closed(before)):
            return record
        closed = Record.model_validate_json(record.content).model_copy(update={"status": _CLOSED})
        content = closed.model_dump_json(exclude_defaults=True)
        return record._replace(content=content, fingerprint=fingerprint_of(content))

    def _changes(self, before: Stored, row: Cleaned) -> Iterator[Change]:
        run = self._run.run
        about = {"source": row.source, "key": row.key, "run": run, "at": moment_text(self.now)}
        if before.missed:
            was = "missed" if before.standing == "shown" else before.standing
            yield Change(field="standing", old=was, new="shown", cause="source", **about)
        # A key that stands twice in one run is no change.
        is_same = (before.found, before.fingerprint) == (row.found, row.fingerprint)
        if is_same or (self._is_new and before.run == run):
            return
        cause: Cause = "rules" if before.found == row.found else "source"
        for field, old, new in changes.differences(json.loads(before.content), json.loads(row.content)):
            yield Change(field=field, old=old, new=new, cause=cause, **about)


def _is_closed(before: Stored) -> bool:
    return _CLOSED in before.content and json.loads(before.content).get("status") == _CLOSED
