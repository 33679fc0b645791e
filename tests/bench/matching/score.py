"""How right merging is: precision, recall and wrong merges over the labelled pairs of this folder.

Run it: `.venv/bin/python tests/bench/matching/score.py --home HOME [--pairs NAME]`, where HOME holds a merge of the
overlapping captures (`./kith crawl tests/bench/matching/sources.toml --home HOME`, then `./kith merge --home HOME`).
A pair counts as found when its two records are in one listing: what a reader would see.
"""

from __future__ import annotations

import argparse
import csv
import sys
from dataclasses import dataclass, field
from pathlib import Path

from data.merging.ledger import Ledger
from data.merging.match import Id
from data.settings import load_settings
from data.store import Store

PAIRS = Path(__file__).with_name("pairs.csv")


@dataclass(frozen=True)
class Labelled:
    """Two records by source and key, and whether they are one thing to a reader.

    `weight` is how many pairs of its stratum it stands for, where a file says so.
    """

    one: Id
    other: Id
    same: bool
    weight: float = 1.0


@dataclass
class Score:
    """Counts of one part. `asked` are pairs of the same thing that wait for a steward: counted as missed."""

    right: int = 0
    missed: list[Labelled] = field(default_factory=list)
    wrong: list[Labelled] = field(default_factory=list)
    kept_apart: int = 0
    asked: int = 0
    weight_right: float = 0.0

    @property
    def precision(self) -> float:
        """Share of merged pairs that are the same thing."""
        return self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        """Share of pairs of the same thing that were merged."""
        return self.right / max(1, self.right + len(self.missed))

    def weighted(self) -> str:
        """Return the same for all pairs that the labelled ones stand for."""
        wrong, missed = (sum(pair.weight for pair in pairs) for pairs in (self.wrong, self.missed))
        precision = self.weight_right / max(1e-9, self.weight_right + wrong)
        recall = self.weight_right / max(1e-9, self.weight_right + missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return f"weighted: precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f}  recall {self.recall:.3f}  F1 {self.f1:.3f}"
            f"  wrong merges {len(self.wrong)}  missed {len(self.missed)}"
            f" (of these a steward is asked about {self.asked})  kept apart {self.kept_apart}"
        )


def read_pairs(path: Path = PAIRS) -> list[Labelled]:
    """Return the labelled pairs of a file."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    return [
        Labelled((row[0], row[1]), (row[2], row[3]), row[4] == "1", float(row[6]) if len(row) > 6 else 1.0)
        for row in rows
    ]


def score(home: str, pairs: list[Labelled]) -> Score:
    """Look up where the merge of `home` put the records of each pair."""
    found = Score()
    store = Store(load_settings(home).store)
    try:
        with store.writing() as writer:
            ledger = Ledger(writer.connection)
            asked = {frozenset((pair.one, pair.other)) for pair in ledger.pairs("ask")}
            for pair in pairs:
                one, other = ledger.listing_of(pair.one), ledger.listing_of(pair.other)
                if one is None or other is None:
                    raise SystemExit(f"{pair} is not in {home}: crawl and merge tests/bench/matching/sources.toml")
                count(found, pair, one == other, frozenset((pair.one, pair.other)) in asked)
    finally:
        store.close()
    return found


def count(found: Score, pair: Labelled, merged: bool, asked: bool) -> None:
    """Add one pair to a score."""
    if merged and pair.same:
        found.right += 1
        found.weight_right += pair.weight
    elif merged:
        found.wrong.append(pair)
    elif pair.same:
        found.missed.append(pair)
        found.asked += asked
    else:
        found.kept_apart += 1


def main() -> int:
    """Print the score of one file of pairs and each mistake; fails below the aim."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", required=True)
    parser.add_argument("--pairs", default=PAIRS.name, help="a file of this folder")
    chosen = parser.parse_args()
    pairs = read_pairs(PAIRS.with_name(chosen.pairs))
    found = score(chosen.home, pairs)
    sys.stdout.write(f"{len(pairs)} pairs, {sum(pair.same for pair in pairs)} of the same thing: {found}\n")
    if any(pair.weight != 1 for pair in pairs):
        sys.stdout.write(found.weighted() + "\n")
    for kind, mistakes in (("wrong", found.wrong), ("missed", found.missed)):
        for pair in mistakes:
            sys.stdout.write(f"{kind}\t{':'.join(pair.one)}\t{':'.join(pair.other)}\n")
    return int(bool(found.wrong) or found.f1 < 0.98)


if __name__ == "__main__":
    sys.exit(main())
