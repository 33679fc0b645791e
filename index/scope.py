"""Which documents a search looks at: a few ranges of them, or a list. Words are looked up only there."""

from __future__ import annotations

from typing import Protocol

import numpy as np

# A list that is this many times shorter than another is looked up in it; else marks are set for all documents.
_MUCH_SHORTER = 16


class Scope(Protocol):
    """Some documents of a part."""

    @property
    def is_empty(self) -> bool:
        """Whether there are none."""

    def all(self) -> np.ndarray:
        """Return the documents, ascending (int64 or int32)."""

    def take(self, docs: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return those of the postings whose documents are in the scope; both stay ascending."""


class Ranges:
    """Documents in ranges `[start, end)` that ascend and do not overlap."""

    def __init__(self, starts: np.ndarray, ends: np.ndarray) -> None:
        self._starts, self._ends = starts, ends

    @property
    def is_empty(self) -> bool:
        """Whether there is no range."""
        return len(self._starts) == 0

    def all(self) -> np.ndarray:
        """Return the documents of all ranges."""
        return np.concatenate([np.zeros(0, np.int64), *map(np.arange, self._starts.tolist(), self._ends.tolist())])

    def take(self, docs: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Cut the postings at the ends of the ranges."""
        cuts = np.searchsorted(docs, np.concatenate((self._starts, self._ends)).astype(docs.dtype))
        first, last = cuts[: len(self._starts)], cuts[len(self._starts) :]
        held = np.flatnonzero(last > first)
        if len(held) == 1:
            part = slice(int(first[held[0]]), int(last[held[0]]))
            return docs[part], scores[part]
        parts = [slice(a, b) for a, b in zip(first[held].tolist(), last[held].tolist(), strict=True)]
        if not parts:
            return docs[:0], scores[:0]
        return np.concatenate([docs[one] for one in parts]), np.concatenate([scores[one] for one in parts])


class Members:
    """A list of documents, ascending."""

    def __init__(self, docs: np.ndarray, documents: int) -> None:
        self._docs, self._documents = docs, documents
        self._marks: np.ndarray | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the list has nothing."""
        return len(self._docs) == 0

    def all(self) -> np.ndarray:
        """Return the list."""
        return self._docs

    def take(self, docs: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Keep the postings whose documents are in the list."""
        kept = self.places_in(docs)
        return docs[kept], scores[kept]

    def places_in(self, docs: np.ndarray) -> np.ndarray:
        """Return the places in `docs` (ascending) of those that are in the list."""
        short, long = sorted((len(docs), len(self._docs)))
        if short * _MUCH_SHORTER < long or long * _MUCH_SHORTER < self._documents:
            return common(docs, self._docs, self._documents)
        if self._marks is None:
            # Kept for the next search: lists so long are those of whole countries.
            self._marks = marks_of(self._docs, self._documents)
        return np.flatnonzero(self._marks[docs])


def marks_of(docs: np.ndarray, documents: int) -> np.ndarray:
    """Return a bool for each document of all, true for the given ones."""
    marks = np.zeros(documents, bool)
    marks[docs] = True
    return marks


def common(docs: np.ndarray, wanted: np.ndarray, documents: int) -> np.ndarray:
    """Return the places in `docs` (ascending) of those also in `wanted` (ascending), of `documents` in all."""
    if not len(docs) or not len(wanted):
        return np.zeros(0, np.int64)
    if len(wanted) * _MUCH_SHORTER < len(docs):
        at = np.searchsorted(docs, wanted.astype(docs.dtype, copy=False))
        at = at[at < len(docs)]
        return np.asarray(at[docs[at] == wanted[: len(at)]])
    if len(docs) * _MUCH_SHORTER < len(wanted) or len(docs) + len(wanted) < documents // _MUCH_SHORTER:
        at = np.minimum(np.searchsorted(wanted, docs.astype(wanted.dtype, copy=False)), len(wanted) - 1)
        return np.flatnonzero(wanted[at] == docs)
    return np.flatnonzero(marks_of(wanted, documents)[docs])
