"""All records matched at once: units, candidate pairs, comparison, clusters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from data.merging.candidates import Corpus, candidate_pairs, measure
from data.merging.cluster import Edge, cluster
from data.merging.compare import NOTED, Comparison, compare
from data.merging.features import Features
from data.merging.units import Pair, make_units, part_hours, part_names, part_series, unit_features

Id = tuple[str, str]


@dataclass(frozen=True)
class PairNote:
    """A pair worth remembering: its records, its final band, score, reasons in words (the weightiest first)."""

    one: Id
    other: Id
    band: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Matched:
    """`groups` are the listings as row positions, `units` the rows that were one before comparing.

    `pairs` are those worth remembering.
    """

    groups: list[list[int]]
    units: list[list[int]]
    pairs: list[PairNote]


class Matcher:
    """Compares units of records; every comparison is made once."""

    def __init__(self, members: Sequence[Features]) -> None:
        self.units = list(members)
        self.corpus: Corpus = measure(self.units)
        self.compared: dict[Edge, Comparison] = {}

    def compare(self, one: int, other: int) -> Comparison:
        """Return the comparison of two units by position, first below second."""
        found = self.compared.get((one, other))
        if found is None:
            found = self.compared[one, other] = compare(self.units[one], self.units[other], self.corpus)
        return found

    def candidates(self) -> dict[Edge, Comparison]:
        """Compare all candidate pairs; return those that are not plainly different."""
        found = {}
        for one, other in candidate_pairs(self.units, self.corpus).tolist():
            compared = compare(self.units[one], self.units[other], self.corpus)
            if compared.score >= NOTED:
                found[one, other] = compared
        self.compared |= found
        return found


def match(
    marks: pd.DataFrame, records: Sequence[Features], apart: set[Pair] | None = None, together: set[Pair] | None = None
) -> Matched:
    """Return the listings of records.

    `marks` has a row a record (`source`, `key`, `fingerprint`, `series`), in the order of `records`. `apart` and
    `together` are pairs of `(source, key)` decided by a steward. The result does not hang on the order of rows.
    """
    apart, together = apart or set(), (together or set()) - (apart or set())
    series = part_series(part_names(part_hours(marks["series"].tolist(), records), records), records)
    parted = pd.Series(series, index=marks.index, dtype="object")
    units = make_units(marks.assign(series=parted), apart)
    matcher = Matcher([unit_features([records[row] for row in unit]) for unit in units])
    found = matcher.candidates()
    ids = list(zip(marks["source"], marks["key"], strict=True))
    unit_of = {ids[row]: at for at, unit in enumerate(units) for row in unit}
    fixed_apart, fixed_together = _edges(apart, unit_of), _edges(together, unit_of)
    clusters = cluster(matcher.units, found, matcher.compare, fixed_together, fixed_apart)
    groups: dict[int, list[int]] = defaultdict(list)
    for at, unit in enumerate(units):
        groups[clusters.of[at]] += unit
    pairs = [
        _note(matcher.units, edge, one, clusters.of, clusters.blocked, fixed_apart)
        for edge, one in found.items()
        if edge not in fixed_together
    ]
    return Matched(list(groups.values()), units, pairs)


def _edges(pairs: set[Pair], unit_of: dict[Id, int]) -> set[Edge]:
    """Pairs of records as pairs of units; a record that is no longer there is passed over."""
    found = set()
    for pair in pairs:
        at = sorted({unit_of[one] for one in pair if one in unit_of})
        if len(at) == 2:
            found.add((at[0], at[1]))
    return found


def _note(
    units: Sequence[Features],
    edge: Edge,
    one: Comparison,
    cluster_of: list[int],
    blocked: dict[Edge, str],
    apart: set[Edge],
) -> PairNote:
    left, right = (units[at] for at in edge)
    band, reasons = one.band, one.words()
    if edge in apart:
        band, reasons = "leave", ["never: a steward put them apart", *reasons]
    elif cluster_of[edge[0]] == cluster_of[edge[1]]:
        band = "merge"
    elif band == "merge":
        band, reasons = "ask", [f"not joined: {blocked.get(edge, 'another fits better')}", *reasons]
    return PairNote((left.source, left.key), (right.source, right.key), band, one.score, tuple(reasons))
