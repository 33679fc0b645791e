"""What a crawl leaves behind: `raw/<source>/<run>.jsonl.gz` beside `<run>.json`, its summary.

The JSON lines are `data.model.Record` objects as found. A run counts only when its summary exists and
says `ok`; the lines are written beside and renamed last, so a run cut short leaves nothing to read. A run
of a feed that had not changed shares the lines of the run before and says in its summary when it was.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import BaseModel, ValidationError

from data.errors import StoreError
from data.model import Location, Record
from data.sources import Source

RunStatus = Literal["ok", "kept", "failed"]
KEPT_RUNS = 3
# Summaries of failed runs that are kept: enough to say since when a source fails.
KEPT_FAILURES = 50
# Bytes of lines that are packed at a time.
_BLOCK = 1 << 16
_Read = TypeVar("_Read", bound=BaseModel)
_RUN_ID = "%Y%m%dT%H%M%S%fZ"


@dataclass
class RunSummary:
    """The outcome of one run of one source.

    `status`: `ok`; `kept` (it failed, what an earlier run found stays); `failed` (and there is nothing
    earlier). `read` counts rows of the feed, `skipped` those that gave no record, by reason;
    `seconds` is wall time. `code` says in one word why a run failed (`http-404`, `robots`, `shrunk`, …).
    `seen` (ISO 8601, UTC) is there when the feed had not changed: the lines are those of an earlier run and
    its records were seen again then. `validators` are what the feed's only address said of its content
    (`etag`, `last_modified`, `hash`), empty when there were several; `mark` is of the source file and the
    code that read it. `accepted`: a person believed it beforehand, however few records it would give.
    """

    source: str
    run: str
    status: RunStatus
    read: int = 0
    records: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    messages: list[str] = field(default_factory=list)
    facts: dict[str, object] = field(default_factory=dict)
    code: str | None = None
    seen: str | None = None
    validators: dict[str, dict[str, str]] = field(default_factory=dict)
    mark: str = ""
    accepted: bool = False


def new_run_id(now: datetime | None = None) -> str:
    """Return a run id that sorts by time, to the microsecond, in UTC."""
    return (now or datetime.now(UTC)).strftime(_RUN_ID)


def time_of(run: str) -> datetime | None:
    """Return when a run began, from its id; None for an id of another form."""
    try:
        return datetime.strptime(run, _RUN_ID).replace(tzinfo=UTC)
    except ValueError:
        return None


def source_facts(source: Source) -> dict[str, object]:
    """Return what later steps and readers need to know of a source, without its local path."""
    only_for_reading = {"path", "also", "columns", "values", "join", "skip", "pages"}
    return source.model_dump(mode="json", exclude=only_for_reading, exclude_defaults=True)


class RunWriter:
    """Writes one run's records; nothing is visible until `publish`. `seen` is when its records were seen."""

    def __init__(self, raw: Path, source: Source, run: str, seen: datetime | None = None) -> None:
        self.run = run
        self.seen = (seen or datetime.now(UTC)).replace(microsecond=0)
        self.records = 0
        self._folder = raw / source.id
        self._folder.mkdir(parents=True, exist_ok=True)
        self._lines = self._folder / f"{run}.jsonl.gz"
        self._unfinished = self._folder / f"{run}.jsonl.gz.tmp"
        # Level 1: the raw lines are read once; speed is worth more than a fifth of the size.
        packed = gzip.open(self._unfinished, "wb", compresslevel=1)  # noqa: SIM115 (closed by publish or discard)
        # Lines one by one take the packer longer than the packing.
        self._out = io.BufferedWriter(packed, _BLOCK)

    def write(self, record: Record) -> None:
        """Append one record."""
        self._out.write(record.model_dump_json(exclude_defaults=True).encode("utf-8", "replace") + b"\n")
        self.records += 1

    def publish(self, summary: RunSummary) -> None:
        """Make the run the newest of its source and drop runs older than the last three."""
        self._out.close()
        self._commit(summary)

    def publish_again(self, earlier: RunSummary, summary: RunSummary) -> None:
        """Make the lines of an earlier run the newest run: its records were seen again at this run's `seen`."""
        self.discard()
        lines = self._folder / f"{earlier.run}.jsonl.gz"
        try:
            os.link(lines, self._unfinished)
        except OSError:
            # A file system without hard links.
            shutil.copyfile(lines, self._unfinished)
        summary.seen = self.seen.isoformat()
        self._commit(summary)

    def _commit(self, summary: RunSummary) -> None:
        _sync(self._unfinished)
        self._unfinished.replace(self._lines)
        write_summary(self._folder, summary)
        oldest = sorted(self._folder.glob("*.jsonl.gz"))[-KEPT_RUNS:][0].name
        for path in (*self._folder.glob("*.jsonl.gz"), *self._folder.glob("*.json")):
            if path.name.split(".")[0] < oldest.split(".")[0]:
                path.unlink(missing_ok=True)

    def discard(self) -> None:
        """Drop what was written."""
        with suppress(OSError):
            # What is dropped need not fit onto a full disk.
            self._out.close()
        self._unfinished.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.discard()


def write_summary(folder: Path, summary: RunSummary) -> None:
    """Write `<run>.json` in one step; of runs without lines only the newest fifty summaries are kept."""
    unfinished = folder / f"{summary.run}.json.tmp"
    unfinished.write_text(json.dumps(asdict(summary), indent=1), "utf-8")
    _sync(unfinished)
    unfinished.replace(folder / f"{summary.run}.json")
    _sync(folder)
    without = [path for path in sorted(folder.glob("*.json")) if not path.with_suffix(".jsonl.gz").exists()]
    for path in without[:-KEPT_FAILURES]:
        path.unlink(missing_ok=True)


def clear_leftovers(folder: Path) -> None:
    """Remove what runs that were killed left in a source's folder; to be called by who holds its lock."""
    for path in folder.glob("*.tmp"):
        path.unlink(missing_ok=True)
    for path in folder.glob("*.jsonl.gz"):
        if not (folder / f"{path.name.split('.')[0]}.json").exists():
            path.unlink(missing_ok=True)


def latest_runs(raw: Path) -> list[RunSummary]:
    """Return the newest good run of every source under `raw`, by source id."""
    if not raw.is_dir():
        return []
    found = (last_good_run(raw, folder.name) for folder in sorted(raw.iterdir()) if folder.is_dir())
    return [summary for summary in found if summary is not None]


def history(raw: Path, source_id: str) -> Iterator[RunSummary]:
    """Yield the summaries of a source's runs, the newest first; torn ones are passed over."""
    for path in sorted((raw / source_id).glob("*.json"), reverse=True):
        try:
            yield RunSummary(**json.loads(path.read_text("utf-8")))
        except (ValueError, TypeError):
            continue


def last_good_run(raw: Path, source_id: str) -> RunSummary | None:
    """Return the newest run of a source that ended well and whose lines are there, or None."""
    good = (one for one in history(raw, source_id) if one.status == "ok" and _lines_of(raw, one).exists())
    return next(good, None)


def is_whole(raw: Path, summary: RunSummary) -> bool:
    """Return whether all lines of a run are there and undamaged."""
    try:
        with gzip.open(_lines_of(raw, summary), "rb") as lines:
            return sum(line.endswith(b"\n") for line in lines) == summary.records
    except (OSError, EOFError, zlib.error):
        return False


class Placed(BaseModel):
    """What a record says of its place, for those who need no more of it: reading that takes a quarter of the time."""

    name: str
    location: Location = Location()


def read_records(raw: Path, summary: RunSummary) -> Iterator[Record]:
    """Yield a run's records. Raises StoreError naming the file and line when it is damaged."""
    seen = seen_again(summary)
    for record in _read(raw, summary, Record):
        yield record.model_copy(update={"run": summary.run, "seen": seen}) if seen else record


def seen_again(summary: RunSummary) -> datetime | None:
    """Return when the records of a run that shares the lines of an earlier one were seen; None for any other run."""
    return datetime.fromisoformat(summary.seen) if summary.seen else None


def read_placed(raw: Path, summary: RunSummary) -> Iterator[Placed]:
    """Yield the places of a run's records, in their order. Raises StoreError as `read_records` does."""
    return _read(raw, summary, Placed)


def _read(raw: Path, summary: RunSummary, model: type[_Read]) -> Iterator[_Read]:
    for number, line in enumerate(read_lines(raw, summary), 1):
        try:
            yield model.model_validate_json(line)
        except ValidationError as error:
            raise damaged(summary, number, str(error).splitlines()[0]) from None


def read_lines(raw: Path, summary: RunSummary) -> Iterator[bytes]:
    """Yield the lines of a run, one a record. Raises StoreError for a file that cannot be read or lacks some."""
    number = 0
    try:
        with gzip.open(_lines_of(raw, summary), "rb") as lines:
            for line in lines:
                yield line
                number += 1
        if number < summary.records:
            raise EOFError(f"the file ends before all {summary.records} records")
    except (OSError, EOFError, zlib.error) as error:
        raise damaged(summary, number + 1, str(error).splitlines()[0]) from None


def damaged(summary: RunSummary, number: int, reason: str) -> StoreError:
    """Return the error for a line (1 is the first) of a run."""
    message = f"{summary.run}.jsonl.gz, line {number}: {reason}"
    return StoreError(message, code="damaged-run", source=summary.source)


def _lines_of(raw: Path, summary: RunSummary) -> Path:
    return raw / summary.source / f"{summary.run}.jsonl.gz"


def _sync(path: Path) -> None:
    """Put a file, or the names in a folder, onto the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
