"""How well queries are answered: precision at 10 and recall at 50, over ../shared/gold and over our own queries.

Run it: `.venv/bin/python -m tests.bench.relevance.score --home HOME --set gold|own-a|own-b|all`. How scores are
counted, how a home is made and which set is for what: README.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import fmean
from typing import Any

from data.settings import load_settings
from index.directory import Directory
from index.request import SearchRequest
from tests.bench.relevance import judge, rows

GOLD = rows.ROOT.parent / "shared" / "gold"
OWN = Path(__file__).parent / "queries"
SETS = ("gold", "own-a", "own-b", "unseen")
AIM_MEAN, AIM_EACH = 0.95, 0.7

Query = dict[str, Any]
Pairs = frozenset[Any]


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1 of one query."""

    id: str
    text: str
    precision: float
    recall: float

    @property
    def low(self) -> bool:
        """Whether one of the shares misses what every query must reach."""
        return min(self.precision, self.recall) < AIM_EACH


def read_queries(name: str = "gold") -> list[Query]:
    """Return the queries of a set."""
    path = GOLD / "queries.jsonl" if name == "gold" else OWN / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def score(directory: Directory, query: Query) -> Score:
    """Ask one query of the gold folder, which names what is right. Where it says online, the remote group."""
    group = "remote" if "online" in query["q"].split() else "near"
    relevant = frozenset((source, (record,)) for source, record in query["relevant"])
    acceptable = frozenset((source, (record,)) for source, record in query["acceptable"])
    return _score(query, _answers(directory, query | {"group": group}, {}), relevant, acceptable)


def score_own(directory: Directory, query: Query, raw: Path) -> Score:
    """Ask one of our own queries, whose rules are judged now; `raw` is the folder of crawled runs of the home."""
    wanted = judge.judge(query)
    found = _answers(directory, query, judge.crosswalk(raw))
    return _score(query, found, wanted.relevant, wanted.acceptable)


def _answers(directory: Directory, query: Query, known: dict[tuple[str, str], judge.Pair]) -> list[set[judge.Pair]]:
    request = SearchRequest(
        text=query["q"],
        near=query.get("near"),
        radius_miles=query["radius"],
        at=datetime.fromisoformat(query["at"]),
        group=query.get("group", "near"),
        limit=50,
    )
    return [judge.pairs(result, known) for result in directory.search(request)["results"]]


def _score(query: Query, found: list[set[judge.Pair]], relevant: Pairs, acceptable: Pairs) -> Score:
    first = found[:10]
    precision = sum(bool(pairs & (relevant | acceptable)) for pairs in first) / len(first) if first else 0.0
    seen = set().union(*found) & relevant if found else set()
    return Score(query["id"], query["q"], precision, len(seen) / min(50, len(relevant)))


def summary(name: str, scores: Iterable[Score]) -> str:
    """Return the line of a set's means and counts."""
    all_scores = list(scores)
    precision = fmean(one.precision for one in all_scores)
    recall = fmean(one.recall for one in all_scores)
    low = sum(one.low for one in all_scores)
    return f"{name}  mean P@10 {precision:.3f}  R@50 {recall:.3f}  under {AIM_EACH:g}: {low} of {len(all_scores)}"


def holds(scores: list[Score]) -> bool:
    """Whether a set reaches the aim: both means, and every query."""
    means = (fmean(one.precision for one in scores), fmean(one.recall for one in scores))
    return min(means) >= AIM_MEAN and not any(one.low for one in scores)


def _lines(scores: list[Score]) -> list[str]:
    return [
        f"{'!' if one.low else ' '} {one.id}  P@10 {one.precision:.2f}  R@50 {one.recall:.2f}  {one.text}"
        for one in scores
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", required=True, type=Path, help="a home built for the set")
    parser.add_argument("--set", default="gold", choices=[*SETS, "all"], help="all: own-a and own-b, and gold if built")
    parser.add_argument("--final", action="store_true", help="allow the unseen third: once, when all is done")
    parser.add_argument("--ids", action="store_true", help="with --final: the ids under the aim, still no words")
    return parser


def main() -> int:
    """Print a line a query and the means of each set; exit status 1 when an aim is missed."""
    given = _parser().parse_args()
    if not GOLD.is_dir() or not rows.CAPTURES.is_dir():
        sys.stdout.write("no ../shared beside the checkout: nothing to score\n")
        return 0
    if given.set == "unseen" and not given.final:
        sys.stdout.write("the unseen queries are scored once, at the end: --final\n")
        return 2
    settings = load_settings(given.home)
    directory = Directory(settings)
    asks: Callable[[Query], Score] = lambda query: (  # noqa: E731
        score(directory, query) if "relevant" in query else score_own(directory, query, settings.raw)
    )
    names = ("gold", "own-a", "own-b") if given.set == "all" else (given.set,)
    scored = {name: [asks(query) for query in read_queries(name)] for name in names}
    for name, scores in scored.items():
        shown = _lines(scores) if name != "unseen" else [one.id for one in scores if given.ids and one.low]
        sys.stdout.write("".join(f"{line}\n" for line in [*shown, summary(name, scores)]))
    return int(not all(holds(scores) for scores in scored.values()))


if __name__ == "__main__":
    sys.exit(main())
