"""How a source is doing, by the summaries of its runs: which are due, which rest because nobody answers there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import takewhile
from typing import Literal

from data import runs
from data.settings import Settings
from data.sources import Source

State = Literal["new", "ok", "kept", "failing", "resting"]
# A source that said this so many times in a row is left alone until somebody names it.
UNWELCOME = {"http-403", "http-404", "http-410", "robots"}
RESTS_AFTER = 3
# Runs that say nothing of the source.
_NOT_ITS_FAULT = {"interrupted", "locked"}
# A crawl that starts every day or week at one hour begins a little sooner after the last run than that.
_SLACK = 0.05


@dataclass(frozen=True)
class Health:
    """How a source is doing.

    `state`: `new` (never crawled here), `ok`, `kept` (the last run was not believed or failed, what an earlier
    one found stays), `failing` (nothing good is there), `resting` (left out of crawls that do not name it).
    `since` is the first run of the state, or the last good one for `ok`; `reason` the last run's first message;
    `last_run` the newest run that says something of the source.
    """

    state: State
    since: datetime | None = None
    reason: str | None = None
    last_run: runs.RunSummary | None = None

    def __str__(self) -> str:
        since = f" since {self.since:%Y-%m-%d}" if self.since and self.state != "ok" else ""
        return f"{self.state}{since}: {self.reason}" if self.reason else f"{self.state}{since}"


@dataclass
class Choice:
    """What a crawl without names does: the sources that are `due`, how many are not, and those that rest."""

    due: list[Source] = field(default_factory=list)
    not_due: int = 0
    resting: dict[str, Health] = field(default_factory=dict)


def health(settings: Settings, source_id: str) -> Health:
    """Return how a source is doing, by the runs under the home's `raw`."""
    past = [one for one in runs.history(settings.raw, source_id) if one.code not in _NOT_ITS_FAULT]
    if not past:
        return Health("new")
    last = past[0]
    if last.status == "ok":
        return Health("ok", runs.time_of(last.run), None, last)
    failed = list(takewhile(lambda one: one.status != "ok", past))
    unwelcome = list(takewhile(lambda one: one.code in UNWELCOME, failed))
    rests = len(unwelcome) >= RESTS_AFTER
    state: State = "resting" if rests else "kept" if last.status == "kept" else "failing"
    first = (unwelcome if rests else failed)[-1]
    return Health(state, runs.time_of(first.run), next(iter(last.messages), last.code), last)


def choose(settings: Settings, sources: Iterable[Source], also_not_due: bool = False) -> Choice:
    """Return which sources a crawl takes that names none: without a good run younger than their `every`."""
    choice = Choice()
    for source in sources:
        found = health(settings, source.id)
        if found.state == "resting":
            choice.resting[source.id] = found
        elif also_not_due or _is_due(settings, source):
            choice.due.append(source)
        else:
            choice.not_due += 1
    return choice


def _is_due(settings: Settings, source: Source) -> bool:
    last = runs.last_good_run(settings.raw, source.id)
    began = runs.time_of(last.run) if last else None
    return began is None or datetime.now(UTC) - began >= source.every * (1 - _SLACK)
