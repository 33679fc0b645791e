"""Generations that tell themselves apart, published and read by processes of their own.

`python -m tests.support.switching publish HOME COUNT` publishes that many, a line for each; `read HOME` asks until
its input ends and prints what it saw as JSON.
"""

from __future__ import annotations

import json
import logging
import select
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from data.model import Listing
from data.settings import Settings, load_settings
from index import generations
from index.directory import Directory
from index.engine import Generation
from index.request import SearchRequest
from index.whoosh_engine import WhooshEngine
from tests.support.builders import make_listing

# What the listings of a generation cost, and how many do. The first and the third are built whole, the second and the
# fourth change some of the one before; each has another number of listings.
STATES: tuple[dict[str, int], ...] = (
    {"free": 30}, {"free": 15, "fee": 13}, {"donation": 45}, {"donation": 30, "insurance": 13},
)  # fmt: skip
_REPLACED, _ENDED = 10, 5
_QUESTIONS = (
    SearchRequest(near="62701", limit=200),
    SearchRequest(text="grief circle", near="62701", limit=200),
    SearchRequest(text="tuesday", limit=200, sort="name"),
    SearchRequest(limit=200, sort="time", near="62701"),
)
_ENGINE = WhooshEngine(through_whoosh=False)


def publish_next(settings: Settings) -> None:
    """Publish the generation that follows the current one, the first after the fourth."""
    root = settings.generations
    number = (_state_of(generations.read_meta(generations.current_folder(root))) + 1) % 4 if root.exists() else 0
    listings = _listings(number)

    def fill(folder: Path) -> dict[str, Any]:
        if number % 2 == 0:
            return _ENGINE.build(listings, {}, folder)
        earlier = _listings(number - 1)
        ended = [one.id for one in earlier[_REPLACED : _REPLACED + _ENDED]]
        return _ENGINE.update(generations.current_folder(root), listings, ended, {}, folder)

    generations.publish(root, fill)


def _state_of(facts: dict[str, Any]) -> int:
    return [sum(one.values()) for one in STATES].index(facts["listings"])


def _listings(number: int) -> list[Listing]:
    """All of a whole generation; of another the new ones: ten replace the first of the one before, others are added."""
    cost, count = list(STATES[number].items())[-1]
    base = number - number % 2
    keys = range(count) if number == base else [*range(_REPLACED), *range(900, 900 + count - _REPLACED)]
    when = [{"freq": "WEEKLY", "byday": ["TU"], "opens_at": "19:00", "timezone": "America/Chicago"}]
    return [make_listing("Grief Circle", key=f"{base}-{key}", cost=[cost], schedules=when) for key in keys]


def fault_of(generation: Generation, question: SearchRequest) -> str | None:
    """Return what of an answer is not of the generation it came from, or None."""
    expected = STATES[_state_of(generation.stats())]
    answer = generation.search(question)
    shown = Counter(cost for one in answer["results"] for cost in one["cost"])
    seen = (answer["total"], answer["groups"]["near"], dict(answer["facets"]["cost"]), dict(shown))
    total = sum(expected.values())
    wanted = (total, total, expected, expected)
    return None if seen == wanted else f"{generation.name} {question}: {seen}, not {wanted}"


def read(settings: Settings) -> dict[str, Any]:
    """Ask until the input ends, now and then through a directory that has nothing open; return what was seen."""
    refusals = _Refusals()
    logging.getLogger("kith.index").addHandler(refusals)
    directory, faults, seen, asked = Directory(settings), [], set(), 0
    while not select.select([sys.stdin], [], [], 0)[0]:
        question = _QUESTIONS[asked % len(_QUESTIONS)]
        asked += 1
        generation = (Directory(settings) if asked % 3 == 0 else directory).current()
        seen.add(generation.name)
        if (fault := fault_of(generation, question)) is not None:
            faults.append(fault)
    return {"asked": asked, "generations": len(seen), "faults": faults[:5], "refusals": refusals.messages[:5]}


class _Refusals(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def _main(what: str, home: str, *more: str) -> None:
    settings = load_settings(Path(home))
    if what == "read":
        sys.stdout.write(json.dumps(read(settings)))
        return
    for number in range(int(more[0])):
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        publish_next(settings)


if __name__ == "__main__":
    _main(*sys.argv[1:])
