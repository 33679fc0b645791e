"""The judge of our own queries: what its rules find in raw rows, and that every query can be answered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bench.relevance import item, judge, score

OWN = ("own-a", "own-b", "unseen")


def found(row: item.Item, **rule: Any) -> bool:
    return judge.fits(row, {"source": row.source, **rule})


ROW = item.Item(
    "a",
    ("1",),
    "Women's Step Group",
    "women's step group in the basement",
    (41.88, -87.63),
    times=(("TU", "19:00", "20:00", 0), ("SA", "09:00", "", 1)),
    tags=frozenset({"W", "ST", "RX-8450.1150"}),
)


@pytest.mark.parametrize(
    "rule",
    [
        {"tags": ["W", "ST"]},
        {"any": ["M", "W"], "none": ["X"]},
        {"prefix": ["RX-8450"]},
        {"days": ["TU"], "after": "18:00", "before": "19:01"},
        {"days": ["SA"], "nth": [1]},
        {"open_at": "TU 19:30"},
        {"name": "step", "text": "basement", "not_text": "church"},
        {"names": ["Women's Step Group"]},
    ],
)
def test_a_rule_that_holds(rule: dict[str, Any]) -> None:
    assert found(ROW, **rule)


@pytest.mark.parametrize(
    "rule",
    [
        {"tags": ["W", "M"]},
        {"any": ["M"]},
        {"none": ["W"]},
        {"prefix": ["RX-8450.7"]},
        # The day and the hour must be those of one time.
        {"days": ["SA"], "after": "18:00"},
        {"days": ["TU"], "nth": [1]},
        {"open_at": "TU 20:00"},
        # Open until nobody knows when, and only once a month.
        {"open_at": "SA 09:30"},
        {"text": "basement", "not_text": "step"},
    ],
)
def test_a_rule_that_does_not_hold(rule: dict[str, Any]) -> None:
    assert not found(ROW, **rule)


@pytest.mark.parametrize(
    ("written", "read"),
    [("19:30", "19:30"), ("19:30:00", "19:30"), ("7:30 PM", "19:30"), ("12:05 am", "00:05"), ("9:00am", "09:00"),
     ("noon", ""), ("", "")],
)  # fmt: skip
def test_clock(written: str, read: str) -> None:
    assert item.clock(written) == read


def test_a_rule_with_a_misspelt_word_is_refused() -> None:
    with pytest.raises(ValueError, match="tag"):
        judge.judge({"id": "q0", "near": "60601", "radius": 5, "wants": [{"source": "sample-site", "tag": ["W"]}]})


def test_ids_and_questions_are_not_repeated_and_a_third_is_unseen() -> None:
    sets = {name: score.read_queries(name) for name in OWN}
    every = [query for queries in sets.values() for query in queries]
    assert len(every) >= 150
    assert len({query["id"] for query in every}) == len(every)
    assert len({(query["q"], query.get("near") or query["centre"]) for query in every}) == len(every)
    assert len(sets["unseen"]) >= len(every) / 3


def test_every_query_asks_for_something_that_is_there(shared: Path) -> None:
    every = [query for name in OWN for query in score.read_queries(name)]
    assert [query["id"] for query in every if not judge.judge(query).relevant] == []


def test_the_unseen_are_not_scored_by_the_way(shared: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.bench.relevance.score", "--home", str(tmp_path), "--set", "unseen"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert (done.returncode, "--final" in done.stdout) == (2, True)
