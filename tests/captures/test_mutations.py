"""Captures damaged in a thousand ways each: no run crashes, hangs, or loses what is stored.

A case is named by its source and its number, which seed everything: `mutation("tsml-raleigh", 7)` is always the same.
"""

from __future__ import annotations

import random
import resource
import time
from collections import Counter
from functools import cache

import pytest

from crawlers.payload import Payload, unpack
from data.cleaning import clean_record
from data.errors import KithError
from tests.captures.reduced import files_of, reduced
from tests.captures.support import SOURCES, spider_of
from tests.support.damage import mutated

SHORT, LONG = 4, 1_000
# Of processor time, on a slow and busy machine; a case takes some hundredths of a second.
LONGEST_SECONDS = 10.0
MOST_GROWTH_KB = 600_000

Files = list[tuple[str, bytes]]


@cache
def small(name: str) -> tuple[tuple[str, bytes], ...]:
    source = SOURCES[name]
    assert source.local_path is not None
    base = source.local_path if source.local_path.is_dir() else source.local_path.parent
    return tuple(
        (path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name, reduced(path))
        for path in files_of(source)
    )


def mutation(name: str, number: int) -> Files:
    """The files of a source with one of them damaged."""
    rng = random.Random(f"{name}|{number}")
    files = list(small(name))
    # Files beside the first matter less: half of the cases leave them alone.
    chosen = rng.randrange(len(files)) if rng.random() < 0.5 or SOURCES[name].local_path.is_dir() else 0
    path, body = files[chosen]
    files[chosen] = (path, mutated(path, body, rng))
    return files


def payloads_of_files(files: Files) -> list[Payload]:
    """The files as a crawl unpacks them. Raises FeedError as it does."""
    return [one for path, body in files for one in unpack(body, path, f"file:///{path}", 2)]


def outcome(name: str, files: Files) -> str:
    """How a crawl of the files ends: the code of what ended it, or `read`. Everything else raises."""
    source = SOURCES[name]
    spider = spider_of(source)
    try:
        records = list(spider.records(payloads_of_files(files)))
    except KithError as error:
        return error.code if str(error) else "without a word"
    assert "" not in spider.tally.skipped
    assert spider.tally.read == len(records) + spider.tally.skipped.total()
    for record in records:
        record.model_dump_json().encode()
        clean_record(record, source).model_dump_json().encode()
    return "read" if records else "nothing"


def most_memory() -> int:
    """The most this process has held, in kilobytes; what the damaging itself needs is not the run's."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize("name", SOURCES)
def test_no_damage_breaks_a_run(name: str, shared: object, request: pytest.FixtureRequest) -> None:
    grown = 0
    outcomes: Counter[str] = Counter()
    for number in range(LONG if request.config.getoption("--soak") else SHORT):
        files, began, before = mutation(name, number), time.process_time(), most_memory()
        try:
            ended = outcome(name, files)
        except Exception as error:
            raise AssertionError(f"mutation({name!r}, {number}): {type(error).__name__}: {error}") from error
        outcomes[ended] += 1
        took = time.process_time() - began
        grown += most_memory() - before
        assert took < LONGEST_SECONDS, f"mutation({name!r}, {number}) took {took:.1f} s"
    assert not {"", "error", "without a word"} & set(outcomes)
    assert grown < MOST_GROWTH_KB
    if request.config.getoption("--soak"):
        request.node.add_report_section("call", "outcomes", f"{name} {dict(outcomes)}")


def test_the_same_case_is_the_same_damage(shared: object) -> None:
    names = ["tsml-raleigh", "hsds-miami", "groups-la-al-anon", "city-food-oasis"]
    assert [mutation(name, 7) for name in names] == [mutation(name, 7) for name in names]
    assert all(mutation(name, 7) != mutation(name, 8) for name in names)


@pytest.mark.parametrize("name", SOURCES)
def test_the_small_feeds_are_sound(name: str, shared: object) -> None:
    undamaged = outcome(name, list(small(name)))
    assert undamaged in {"read", "nothing", "bad-json", "no-rows"}
