"""The lines of a run cleaned, a batch at a time, in the form the store takes; fit to be done in other processes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from pydantic import ValidationError

from data.cleaning import clean_record
from data.cleaning.points import NOTHING_SHARED, SharedPoints
from data.merging.fingerprint import fingerprint_of
from data.model import Record
from data.sources import Source


class Run(NamedTuple):
    """What cleaning needs to know of a run. `began`: when, if its id says so; `again`: when its records were seen
    again, if it shares the lines of an earlier run."""

    source: Source
    shared: SharedPoints
    run: str
    began: datetime | None
    again: datetime | None


class Cleaned(NamedTuple):
    """A cleaned record as JSON, with its marks (`data.keeping.ledger.Stored`).

    `is_open`: its source calls it active, or says nothing. `problems` are the fields of what cleaning left out.
    """

    source: str
    key: str
    run: str
    seen: datetime | None
    fingerprint: str
    found: str
    content: str
    is_open: bool
    problems: tuple[str, ...]


class Unreadable(NamedTuple):
    """A line that is no record: how many of the batch come before it, and why."""

    before: int
    reason: str


def clean_lines(
    run: Run, lines: Sequence[bytes], place: Callable[[Record], Record] | None = None
) -> tuple[list[Cleaned], Unreadable | None]:
    """Return the records of lines up to the first that cannot be read. `place` has the last word on each location."""
    done: list[Cleaned] = []
    for line in lines:
        try:
            found = Record.model_validate_json(line)
        except ValidationError as error:
            return done, Unreadable(len(done), str(error).splitlines()[0])
        done.append(_cleaned(run, found, place))
    return done, None


def _cleaned(run: Run, found: Record, place: Callable[[Record], Record] | None) -> Cleaned:
    seen = run.again or found.seen
    # Another directory has judged its points source by source; here they come mixed.
    record = clean_record(found, run.source, NOTHING_SHARED if found.origins else run.shared)
    if place:
        record = place(record)
    if run.again or found.run != run.run:
        # The source said that nothing changed, and the run has the lines of an earlier one.
        seen = run.again or run.began or found.seen or datetime.fromtimestamp(0, UTC)
        record = record.model_copy(update={"run": run.run, "seen": seen})
    content = record.model_dump_json(exclude_defaults=True)
    return Cleaned(
        source=record.source,
        key=record.key,
        run=record.run,
        seen=seen,
        fingerprint=fingerprint_of(content),
        found=mark_of(found),
        content=content,
        is_open=found.status == "active" and not found.status_stated,
        problems=tuple(problem.field for problem in record.problems),
    )


def mark_of(found: Record) -> str:
    """Return a hash of a record as it was found, whatever run found it."""
    words = found.model_dump_json(exclude={"run", "seen"}, exclude_defaults=True)
    return hashlib.blake2b(words.encode("utf-8", "replace"), digest_size=16).hexdigest()
