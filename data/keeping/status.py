"""How a source is doing: whether its newest run was good, and how much of what is known it still shows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data import runs
from data.runs import RunSummary


@dataclass(frozen=True)
class SourceStatus:
    """`last` is the newest run, `good` the newest good one, `failures` the runs that failed since.

    `records` counts the stored ones: `seen`, `missed` (shown with a note), `hidden`, `gone`.
    """

    source: str
    last: RunSummary | None
    good: RunSummary | None
    failures: int
    records: Mapping[str, int]

    @property
    def word(self) -> str:
        """One of `ok`, `kept` (it fails, what was found earlier is kept), `failed` (nothing yet), `never` crawled."""
        if self.last is None:
            return "never"
        if self.failures == 0:
            return "ok"
        return "kept" if self.good or any(self.records.values()) else "failed"

    def in_words(self) -> str:
        """Return one line: "kept: the last 3 runs failed (HTTP 500); what run … found is kept"."""
        if self.word == "never":
            return "never crawled here"
        reason = next(iter(self.last.messages), "no reason given") if self.last else ""
        runs_failed = "the last run failed" if self.failures == 1 else f"the last {self.failures} runs failed"
        told = {
            "ok": f"ok: run {self.good.run}" if self.good else "ok",
            "kept": f"kept: {runs_failed} ({reason}); what was found before is kept"
            + (f", run {self.good.run}" if self.good else ""),
            "failed": f"failed: {runs_failed} ({reason}); nothing was found yet",
        }[self.word]
        names = {"seen": "seen", "missed": "not seen lately", "hidden": "hidden", "gone": "gone"}
        counts = [f"{count:,} {names[name]}" for name, count in self.records.items() if count]
        return f"{told}; {', '.join(counts)}" if counts else told


def status_of(raw: Path, source: str, standings: Mapping[str, Mapping[str, int]]) -> SourceStatus:
    """Return the status of a source; `standings` are the store's (`Store.standings`), empty without a store."""
    good = runs.last_good_run(raw, source)
    every = [summary for path in sorted((raw / source).glob("*.json")) if (summary := _summary(path))]
    failures = [one for one in every if one.status != "ok" and (good is None or one.run > good.run)]
    last = failures[-1] if failures else good
    return SourceStatus(source, last, good, len(failures), standings.get(source, {}))


def _summary(path: Path) -> RunSummary | None:
    try:
        return RunSummary(**json.loads(path.read_text("utf-8")))
    except (ValueError, TypeError):
        return None
