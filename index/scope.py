"""Which documents a search looks at: a few ranges of them, a list, or marks. Words are looked up only there."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import sub
from typing import Protocol

import numpy as np

# A list that is this many times shorter than another is looked up in it; else marks are set for all documents.
_MUCH_SHORTER = 16
# Lists that hold together more than one in so many documents are joined by scores for all, shorter ones by sorting.
_DENSE_SHARE = 8
# A look-up in a sorted list costs as much as setting so many scores.
_LOOK_UP = 20
# Documents ascending, and a score (f4) for each.
Postings = tuple[np.ndarray, np.ndarray]


class Scope(Protocol):
    """Some documents of a part. Postings given to it are those of the part: i4, scores above 0."""

    @property
    def is_empty(self) -> bool:
        """Whether there are none."""

    def all(self) -> np.ndarray:
        """Return the documents, ascending (int64 or int32)."""

    def take(self, docs: np.ndarray, scores: np.ndarray) -> Postings:
        """Return those of the postings whose documents are in the scope; both stay ascending."""

    def cut(self, docs: np.ndarray, scores: np.ndarray) -> Postings:
        """Return postings with all of the scope, and fewer others where that is cheap."""

    def any_of(self, found: Sequence[Postings]) -> Postings:
        """Return the documents of the scope that are in any of the lists, with the sum of their scores."""


class Ranges:
    """Documents in ranges `[start, end)`, given as `edges` (start, end, start, ...), that ascend and do not overlap.

    None is empty. `size` is how many documents they have.
    """

    def __init__(self, edges: Sequence[int]) -> None:
        self._starts, self._ends = edges[0::2], edges[1::2]
        # Ascending, so that each is looked for behind the one before.
        self._edges = np.array(edges, np.int32)
        self.size = sum(self._ends) - sum(self._starts)

    @property
    def is_empty(self) -> bool:
        """Whether there is no range."""
        return not self._starts

    def all(self) -> np.ndarray:
        """Return the documents of all ranges."""
        parts = list(map(np.arange, self._starts, self._ends))
        return parts[0] if len(parts) == 1 else np.concatenate([np.zeros(0, np.int64), *parts])

    def take(self, docs: np.ndarray, scores: np.ndarray) -> Postings:
        """Cut the postings at the ends of the ranges."""
        return _cut(docs, scores, docs.searchsorted(self._edges).tolist())

    cut = take

    def marks(self, documents: int) -> np.ndarray:
        """Return a bool for each document of all."""
        marks = np.zeros(documents, bool)
        for start, end in zip(self._starts, self._ends, strict=True):
            marks[start:end] = True
        return marks

    def any_of(self, found: Sequence[Postings]) -> Postings:
        """Join the lists within the ranges."""
        cuts = [docs.searchsorted(self._edges) for docs, _ in found]
        held = [_cut(docs, scores, at.tolist()) for (docs, scores), at in zip(found, cuts, strict=True)]
        if sum(len(docs) for docs, _ in held) * _DENSE_SHARE < self.size:
            return joined(held)
        sums, ends = np.zeros(self.size, np.float32), list(itertools.accumulate(map(sub, self._ends, self._starts)))
        shifts = np.array(list(map(sub, self._ends, ends)), np.int32)
        for (docs, scores), at in zip(held, cuts, strict=True):
            np.add.at(sums, docs - np.repeat(shifts, at[1::2] - at[0::2]), scores)
        places = np.flatnonzero(sums > 0)
        return self.all()[places], sums[places]


def _cut(docs: np.ndarray, scores: np.ndarray, edges: Sequence[int]) -> Postings:
    """Take the postings from each start to its end."""
    parts = [slice(start, end) for start, end in zip(edges[0::2], edges[1::2], strict=True) if start < end]
    if len(parts) < 2:
        part = parts[0] if parts else slice(0, 0)
        return docs[part], scores[part]
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

    def take(self, docs: np.ndarray, scores: np.ndarray) -> Postings:
        """Keep the postings whose documents are in the list."""
        kept = self.places_in(docs)
        return docs[kept], scores[kept]

    def cut(self, docs: np.ndarray, scores: np.ndarray) -> Postings:
        """Return the postings as they are."""
        return docs, scores

    def any_of(self, found: Sequence[Postings]) -> Postings:
        """Join the lists within this one."""
        return joined([self.take(docs, scores) for docs, scores in found])

    def places_in(self, docs: np.ndarray) -> np.ndarray:
        """Return the places in `docs` (ascending) of those that are in the list."""
        short, long = sorted((len(docs), len(self._docs)))
        if short * _MUCH_SHORTER < long or long * _MUCH_SHORTER < self._documents:
            return common(docs, self._docs, self._documents)
        if self._marks is None:
            # Kept for the next search: lists so long are those of whole countries.
            self._marks = marks_of(self._docs, self._documents)
        return np.flatnonzero(self._marks[docs])


class Marked:
    """Documents that are marked (bool [documents]): for scopes that hold many."""

    def __init__(self, marks: np.ndarray) -> None:
        self._marks = marks

    @property
    def is_empty(self) -> bool:
        """Whether none is marked."""
        return not self._marks.any()

    def all(self) -> np.ndarray:
        """Return the marked documents."""
        return np.flatnonzero(self._marks)

    def take(self, docs: np.ndarray, scores: np.ndarray) -> Postings:
        """Keep the postings whose documents are marked."""
        # NumPy takes by its own kind of integers much faster than by others.
        docs = docs.astype(np.intp)
        kept = self._marks.take(docs).nonzero()[0]
        return (docs, scores) if len(kept) == len(docs) else (docs.take(kept), scores.take(kept))

    def cut(self, docs: np.ndarray, scores: np.ndarray) -> Postings:
        """Return the postings as they are."""
        return docs, scores

    def any_of(self, found: Sequence[Postings]) -> Postings:
        """Join the lists, then keep what is marked."""
        sums = summed([(one, None) for one in found], self._marks)
        return joined([self.take(docs, scores) for docs, scores in found]) if sums is None else sums.listed()


@dataclass(frozen=True)
class Sums:
    """Many documents of a part: a mark (bool) and a score (f4; None: all 0) for each document there is."""

    marks: np.ndarray
    scores: np.ndarray | None

    @cached_property
    def count(self) -> int:
        """How many are marked."""
        return int(np.count_nonzero(self.marks))

    def listed(self) -> Postings:
        """Return the marked ones with their scores."""
        docs = np.flatnonzero(self.marks)
        return docs, np.broadcast_to(np.float32(0), len(docs)) if self.scores is None else self.scores.take(docs)


def summed(found: Sequence[tuple[Postings, np.ndarray | None]], marks: np.ndarray) -> Sums | None:
    """Join lists that hold much together, each with its scores for all documents if there are such.

    Only what is marked (bool [documents]) is kept. None where the lists are short.
    """
    if sum(len(docs) for (docs, _), _ in found) * _DENSE_SHARE < len(marks):
        return None
    first = found[0][1]
    sums = np.zeros(len(marks), np.float32) if first is None else first.copy()
    for (docs, scores), row in found if first is None else found[1:]:
        if row is None:
            np.add.at(sums, docs, scores)
        else:
            sums += row
    sums *= marks
    return Sums(sums > 0, sums)


def marks_of(docs: np.ndarray, documents: int) -> np.ndarray:
    """Return a bool for each document of all, true for the given ones."""
    marks = np.zeros(documents, bool)
    marks[docs.astype(np.intp, copy=False)] = True
    return marks


def joined(found: Sequence[Postings]) -> Postings:
    """Return the documents of all lists, with the sum of their scores."""
    held = [one for one in found if len(one[0])]
    if len(held) < 2:
        return held[0] if held else found[0]
    docs = np.concatenate([one for one, _ in held])
    order = np.argsort(docs, kind="stable")
    docs = docs[order]
    first = firsts(docs)
    return docs[first], np.add.reduceat(np.concatenate([one for _, one in held])[order], first)


def firsts(docs: np.ndarray) -> np.ndarray:
    """Return the places of documents (ascending, at least one) that differ from the one before."""
    found = np.empty(len(docs), bool)
    found[0] = True
    np.not_equal(docs[1:], docs[:-1], out=found[1:])
    return found.nonzero()[0]


def both(ours: Postings, theirs: Postings, documents: int) -> Postings:
    """Return the documents that are in both lists, with the sum of their scores, of `documents` in all."""
    (docs, scores), (more, more_scores) = (ours, theirs) if len(ours[0]) <= len(theirs[0]) else (theirs, ours)
    if not len(docs):
        return docs, scores
    if len(docs) * _LOOK_UP < len(more) + documents // 4:
        at = more.searchsorted(docs.astype(more.dtype, copy=False))
        at[at == len(more)] = 0
        kept = (more[at] == docs).nonzero()[0]
        return docs[kept], scores[kept] + more_scores[at[kept]]
    sums = np.zeros(documents, np.float32)
    sums[more.astype(np.intp, copy=False)] = more_scores
    found = sums.take(docs.astype(np.intp, copy=False))
    kept = (found > 0).nonzero()[0]
    return docs[kept], scores[kept] + found[kept]


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
