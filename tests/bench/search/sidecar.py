"""What the peers are lent: arrays for distance, facets and the last ranking, so that none loses by slow Python.

A peer finds the rows whose text and filters fit and scores their text; the exact radius, the exact counts and the
blend with distance are NumPy's for all of them.
"""

from __future__ import annotations

import json
import math
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index import geo
from index.facets import FACETS
from tests.bench.search.questions import Question
from tests.bench.search.rows import Row

PAGE = 20
# The box is around the circle on the ellipsoid, which the sphere misses by up to 0.6 %.
_WIDER = 1.007
# Counting over bit rows costs the same for any number of matches; counting row by row is cheaper below a share of them.
FEW = 1 / 12


@dataclass
class Answer:
    """What is compared and what is shown: exact `total` and `facets`, the best `PAGE` as `(id, stored listing)`."""

    total: int
    facets: dict[str, list[list[Any]]]
    top: list[tuple[str, Any]]


class SidecarWriter:
    """Collects the arrays while an engine reads the rows."""

    def __init__(self, facets: list[tuple[str, str]]) -> None:
        self._facets = facets
        self._lat, self._lon = array("d"), array("d")
        self._bits = bytearray()
        self._width = (len(facets) + 7) // 8

    def add(self, row: Row) -> None:
        """Take the next row."""
        self._lat.append(row.lat)
        self._lon.append(row.lon)
        self._bits += sum(1 << number for number in row.facets).to_bytes(self._width, "little")

    def write(self, folder: Path) -> None:
        """Write the arrays into `folder`."""
        bits = np.frombuffer(bytes(self._bits), np.uint8).reshape(len(self._lat), -1)
        columns = np.unpackbits(bits, axis=1, count=len(self._facets), bitorder="little").T
        np.save(folder / "vectors.npy", geo.vectors(np.array(self._lat), np.array(self._lon)))
        np.save(folder / "lat.npy", np.array(self._lat))
        np.save(folder / "lon.npy", np.array(self._lon))
        np.save(folder / "bits.npy", bits)
        np.save(folder / "columns.npy", np.packbits(columns, axis=1))
        (folder / "facets.json").write_text(json.dumps(self._facets), "utf-8")


class Sidecar:
    """The arrays, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        lat, lon, vectors, self._bits, self._columns = (
            np.load(folder / f"{name}.npy", mmap_mode="r").view(np.ndarray)
            for name in ("lat", "lon", "vectors", "bits", "columns")
        )
        self._points = geo.Points(lat, lon, vectors)
        self.facets = [(facet, value) for facet, value in json.loads((folder / "facets.json").read_text("utf-8"))]
        self.numbers = {key: number for number, key in enumerate(self.facets)}

    def wanted(self, question: Question) -> list[list[int]]:
        """Return the facet numbers a question asks for: one list a facet, any of which will do."""
        return [
            [self.numbers[facet, value] for value in values if (facet, value) in self.numbers]
            for facet, values in question.filters
        ]

    def answer(self, rows: np.ndarray, scores: np.ndarray | None, question: Question) -> tuple[int, Any, np.ndarray]:
        """Return total, facets and the best rows of those whose text and filters fit (`scores` None: no text)."""
        miles = None
        if question.place is not None:
            at = (question.place.lat, question.place.lon)
            miles = self._points.miles_from(at, rows)
            inside = self._points.within(at, rows, miles, question.radius)
            rows, miles = rows[inside], miles[inside]
            scores = scores[inside] if scores is not None else None
        return len(rows), self.shown(self._counts(rows)), rows[_best(scores, miles, len(rows), question.radius)]

    def shown(self, counts: np.ndarray) -> dict[str, list[list[Any]]]:
        """Return counts by facet, the most frequent first."""
        found: dict[str, list[list[Any]]] = {facet: [] for facet in FACETS}
        for number in np.flatnonzero(counts).tolist():
            facet, value = self.facets[number]
            found[facet].append([value, int(counts[number])])
        for values in found.values():
            values.sort(key=lambda one: (-one[1], one[0]))
        return found

    def _counts(self, rows: np.ndarray) -> np.ndarray:
        counts: np.ndarray
        if len(rows) < FEW * len(self._points.lat):
            counts = np.unpackbits(self._bits[rows], axis=1, bitorder="little").sum(axis=0, dtype=np.int64)
            return counts[: len(self.facets)]
        mask = np.zeros(len(self._points.lat), bool)
        mask[rows] = True
        counts = np.bitwise_count(self._columns & np.packbits(mask)).sum(axis=1, dtype=np.int64)
        return counts


def box(question: Question) -> tuple[float, float, float, float] | None:
    """Return south, north, west, east around a question's circle, a little wide; None without a place."""
    if question.place is None:
        return None
    reach = math.degrees(question.radius / geo.EARTH_RADIUS_MILES) * _WIDER
    width = math.degrees(math.asin(math.sin(math.radians(reach)) / math.cos(math.radians(question.place.lat))))
    lat, lon = question.place.lat, question.place.lon
    return lat - reach, lat + reach, lon - width, lon + width


def _best(scores: np.ndarray | None, miles: np.ndarray | None, count: int, radius: float) -> np.ndarray:
    if count == 0:
        return np.zeros(0, np.int64)
    rank = np.ones(count)
    if scores is not None:
        top = scores.max()
        rank += scores / top if top > 0 else 0
    if miles is not None:
        rank *= 0.4 + 0.6 * np.exp(-miles / max(0.5, min(radius / 2.5, 10.0)))
    chosen = np.argpartition(-rank, PAGE)[:PAGE] if count > PAGE else np.arange(count)
    best: np.ndarray = chosen[np.argsort(-rank[chosen], kind="stable")]
    return best
