"""What a crawl leaves behind: `raw/<source>/<run>.jsonl.gz` beside `<run>.json`, its summary.

The JSON lines are `data.model.Record` objects as found. A run counts only when its summary exists and
says `ok`; the lines are written beside and renamed last, so a run cut short leaves nothing to read.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import ValidationError

from data.errors import StoreError
from data.model import Record
from data.sources import Source

RunStatus = Literal["ok", "kept", "failed"]
KEPT_RUNS = 3


@dataclass
class RunSummary:
    """The outcome of one run of one source.

    `status`: `ok`; `kept` (it failed, what an earlier run found stays); `failed` (and there is nothing
    earlier). `read` counts rows of the feed, `skipped` those that gave no record, by reason;
    `seconds` is wall time.
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


def new_run_id(now: datetime | None = None) -> str:
    """Return a run id that sorts by time, to the microsecond, in UTC."""
    return (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%S%fZ")


def source_facts(source: Source) -> dict[str, object]:
    """Return what later steps and readers need to know of a source, without its local path."""
    return source.model_dump(mode="json", exclude={"path", "columns", "values", "pages"}, exclude_defaults=True)


class RunWriter:
    """Writes one run's records; nothing is visible until `publish`."""

    def __init__(self, raw: Path, source: Source, run: str) -> None:
        self.run = run
        self.records = 0
        self._folder = raw / source.id
        self._folder.mkdir(parents=True, exist_ok=True)
        self._unfinished = self._folder / f"{run}.jsonl.gz.tmp"
        # Level 1: the raw lines are read once; speed is worth more than a fifth of the size.
        self._out = gzip.open(self._unfinished, "wb", compresslevel=1)  # noqa: SIM115 (closed by publish or discard)

    def write(self, record: Record) -> None:
        """Append one record."""
        self._out.write(record.model_dump_json(exclude_defaults=True).encode("utf-8", "replace") + b"\n")
        self.records += 1

    def publish(self, summary: RunSummary) -> None:
        """Make the run the newest of its source and drop runs older than the last three."""
        self._out.close()
        _sync(self._unfinished)
        self._unfinished.replace(self._folder / f"{self.run}.jsonl.gz")
        write_summary(self._folder, summary)
        oldest = sorted(self._folder.glob("*.jsonl.gz"))[-KEPT_RUNS:][0].name
        for path in (*self._folder.glob("*.jsonl.gz"), *self._folder.glob("*.json")):
            if path.name.split(".")[0] < oldest.split(".")[0]:
                path.unlink(missing_ok=True)

    def discard(self) -> None:
        """Drop what was written."""
        self._out.close()
        self._unfinished.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.discard()


def write_summary(folder: Path, summary: RunSummary) -> None:
    """Write `<run>.json` in one step."""
    unfinished = folder / f"{summary.run}.json.tmp"
    unfinished.write_text(json.dumps(asdict(summary), indent=1), "utf-8")
    unfinished.replace(folder / f"{summary.run}.json")


def latest_runs(raw: Path) -> list[RunSummary]:
    """Return the newest good run of every source under `raw`, by source id."""
    if not raw.is_dir():
        return []
    found = (last_good_run(raw, folder.name) for folder in sorted(raw.iterdir()) if folder.is_dir())
    return [summary for summary in found if summary is not None]


def last_good_run(raw: Path, source_id: str) -> RunSummary | None:
    """Return the newest run of a source that ended well and whose lines are there, or None."""
    for path in sorted((raw / source_id).glob("*.json"), reverse=True):
        try:
            summary = RunSummary(**json.loads(path.read_text("utf-8")))
        except (ValueError, TypeError):
            continue
        if summary.status == "ok" and path.with_suffix(".jsonl.gz").exists():
            return summary
    return None


def read_records(raw: Path, summary: RunSummary) -> Iterator[Record]:
    """Yield a run's records. Raises StoreError naming the file and line when it is damaged."""
    path = raw / summary.source / f"{summary.run}.jsonl.gz"
    number = 1
    try:
        with gzip.open(path, "rb") as lines:
            for line in lines:
                yield Record.model_validate_json(line)
                number += 1
        if number <= summary.records:
            raise EOFError(f"the file ends before all {summary.records} records")
    except (OSError, EOFError, zlib.error, ValidationError) as error:
        reason = str(error).splitlines()[0]
        message = f"{path.name}, line {number}: {reason}"
        raise StoreError(message, code="damaged-run", source=summary.source) from None


def _sync(path: Path) -> None:
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
