"""How well real queries are answered: precision at 10 and recall at 50 over ../shared/gold.

Run it: `.venv/bin/python tests/bench/relevance.py --home HOME`, where HOME holds a build of the gold
sources (`./kith crawl ../shared/gold/sources/*.toml`, merge, build). How scores are counted: the gold
folder's README.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from data.settings import load_settings
from index.directory import Directory
from index.request import SearchRequest

GOLD = Path(__file__).resolve().parents[2].parent / "shared" / "gold"
AIM_MEAN, AIM_EACH = 0.95, 0.7


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1 of one query."""

    id: str
    text: str
    precision: float
    recall: float


def read_queries() -> list[dict[str, Any]]:
    """Return the gold queries."""
    return [json.loads(line) for line in (GOLD / "queries.jsonl").read_text("utf-8").splitlines()]


def score(directory: Directory, query: dict[str, Any]) -> Score:
    """Ask one query and score its answer. A query about meetings online looks at the remote group."""
    group = "remote" if "online" in query["q"].split() else "near"
    request = SearchRequest(
        text=query["q"],
        near=query["near"],
        radius_miles=query["radius"],
        at=datetime.fromisoformat(query["at"]),
        group=group,
        limit=50,
    )
    answer = directory.search(request)
    found = [{(one["source"], one["record"]) for one in result["sources"]} for result in answer["results"]]
    relevant = {tuple(pair) for pair in query["relevant"]}
    right = relevant | {tuple(pair) for pair in query["acceptable"]}
    first = found[:10]
    precision = sum(bool(sources & right) for sources in first) / len(first) if first else 0.0
    seen = set().union(*found) & relevant if found else set()
    return Score(query["id"], query["q"], precision, len(seen) / min(50, len(relevant)))


def main() -> int:
    """Print a line a query and the means; exit status 1 when the aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", required=True)
    if not GOLD.is_dir():
        sys.stdout.write("no gold folder beside the checkout: nothing to score\n")
        return 0
    directory = Directory(load_settings(parser.parse_args().home))
    scores = [score(directory, query) for query in read_queries()]
    for one in scores:
        mark = " " if min(one.precision, one.recall) >= AIM_EACH else "!"
        sys.stdout.write(f"{mark} {one.id}  P@10 {one.precision:.2f}  R@50 {one.recall:.2f}  {one.text}\n")
    precision = sum(one.precision for one in scores) / len(scores)
    recall = sum(one.recall for one in scores) / len(scores)
    sys.stdout.write(f"mean   P@10 {precision:.3f}  R@50 {recall:.3f}  over {len(scores)} queries\n")
    return int(min(precision, recall) < AIM_MEAN)


if __name__ == "__main__":
    sys.exit(main())
