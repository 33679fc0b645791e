"""The columns of one part of a generation, read-only and memory-mapped; safe to share between threads.

What each file holds is told in `index/building.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np
from pydantic_core import from_json

from data.areas import FAR, HOME_COUNTRY
from data.errors import GenerationError
from data.model import Listing
from index import geo
from index.building import FIELDS, flag_bytes
from index.cards import Cards
from index.scope import Members, marks_of
from index.scoring import Statistics
from index.storage import Names, Records, load, load_json, load_starts, numbers_of
from index.times import Times
from index.whoosh_store import tokens_of_word

# Unions of areas that are kept: those of whole countries are asked for by nearly every search.
_KEPT_UNIONS = 64
# Areas whose number is kept, also those that no listing serves.
_KEPT_AREAS = 4096
# Terms whose place in the file is kept.
_KEPT_TERMS = 4096
# Facets of so few documents are counted by what each has.
_FEW_TO_COUNT = 1024
# Of so few, what each has is put together one by one.
_VERY_FEW = 16
# What that costs for one document, and what it costs to pick a word of bits, in words of bits that are just read.
_VALUES, _PICKED = 100, 2
_NONE = np.zeros(0, np.int64)
# Words of 64 bits that are worked on at once.
_CACHED_WORDS = 1 << 16


class Columns:
    """The columns of one part. Raises GenerationError when a file cannot be read as what it should be."""

    def __init__(self, folder: Path) -> None:
        try:
            counts = load_json(folder, "counts")
            self.documents, self.placed, self.shown = (int(counts[name]) for name in ("documents", "placed", "shown"))
            count = self.documents
            if not 0 <= self.placed <= self.shown <= count:
                raise ValueError(f"counts.json: {counts}")
            self.lat, self.lon = (load(folder, name, "f8", count) for name in ("lat", "lon"))
            self.bands = geo.Bands(load(folder, "place_key", "f8", self.placed))
            self.points = geo.Points(self.lat, self.lon, load(folder, "vectors", "f8", 3, self.placed))
            self.name_rank = load(folder, "name_rank", "i4", count)
            self.tie, self.weight = load(folder, "tie", "u8", count), load(folder, "weight", "f4", count)
            self.ids = Names(folder, "ids", count)
            self._open_words(folder)
            self._open_facets(folder)
            self.areas = Names(folder, "areas")
            self._area_docs = load(folder, "area_docs", "i4", None)
            self._area_starts = load_starts(folder, "area_starts", "i8", len(self.areas), len(self._area_docs))
            self.times = Times(folder, count)
            self._listings, self._cards = (
                Records(folder, "listings", count),
                Cards(folder, count, int(counts["schedules"])),
            )
        except (OSError, ValueError, EOFError, KeyError, TypeError) as error:
            raise GenerationError(f"{folder.parent.name}/{folder.name}: {error}", code="damaged-index") from None
        # What is kept knows nothing of the columns, so that they and their files go with the last one who uses them.
        area = lru_cache(maxsize=_KEPT_AREAS)(self.areas.find)
        served = partial(_in_areas, area, self._area_starts, self._area_docs, count)
        self.in_areas = lru_cache(maxsize=_KEPT_UNIONS)(served)
        self.postings = lru_cache(maxsize=_KEPT_TERMS)(partial(_postings_of, self.terms, *self._postings))
        rows = dict(zip(self._dense.tolist(), self._dense_scores, strict=True))
        self.dense = lru_cache(maxsize=_KEPT_TERMS)(partial(_dense_of, self.terms, rows))

    def _open_words(self, folder: Path) -> None:
        self.terms = Names(folder, "terms")
        docs = load(folder, "posting_docs", "i4", None)
        starts = load_starts(folder, "posting_starts", "i8", len(self.terms), len(docs))
        self._postings = starts, docs, load(folder, "posting_scores", "f4", len(docs))
        self._dense = load(folder, "dense", "i4", None)
        self._dense_scores = load(folder, "dense_scores", "f4", len(self._dense), self.documents)
        self._frequencies = load(folder, "frequencies", "i4", len(self.terms), len(FIELDS))
        self._statistics = load_json(folder, "statistics")

    def _open_facets(self, folder: Path) -> None:
        self.facets: list[tuple[str, str]] = [(facet, value) for facet, value in load_json(folder, "facets")]
        self._facet_number = {name: at for at, name in enumerate(self.facets)}
        self._facet_docs = load(folder, "facet_docs", "i4", None)
        self._facet_starts = load_starts(folder, "facet_starts", "i8", len(self.facets), len(self._facet_docs))
        self._common = load(folder, "common", "i4", None)
        self._flags = load(folder, "flags", "u1", len(self._common), flag_bytes(self.documents))
        self._flag_row = {int(value): at for at, value in enumerate(self._common)}
        self._doc_facets = load(folder, "doc_facets", "u2", None)
        self._doc_starts = load_starts(folder, "doc_facets_starts", "i4", self.documents, len(self._doc_facets))
        self._doc_rare = load(folder, "doc_rare", "u2", None)
        self._rare_starts = load_starts(folder, "doc_rare_starts", "i4", self.documents, len(self._doc_rare))

    def statistics(self) -> Statistics:
        """Return what words are weighed by, for listings that are added to these."""
        return Statistics(**self._statistics, frequencies=self._frequencies_of)

    def _frequencies_of(self, tokens: Sequence[str]) -> np.ndarray:
        at = self.terms.find_all(tokens)
        found = np.zeros((len(tokens), len(FIELDS)), np.int32)
        found[at >= 0] = self._frequencies[at[at >= 0]]
        return found

    def knows(self, word: str) -> bool:
        """Whether any listing has the word in any field."""
        return any(len(self.postings(token)[0]) for token in tokens_of_word(word))

    def marks(self, facet: str, values: tuple[str, ...]) -> np.ndarray:
        """Return a bool for every document of the part: whether it has any of the values of a facet."""
        found = np.zeros(self.documents, bool)
        for at in self._numbers(facet, values):
            if at in self._flag_row:
                found |= np.unpackbits(self._flags[self._flag_row[at]], count=self.documents).view(bool)
            else:
                found[self._facet_docs[self._facet_starts[at] : self._facet_starts[at + 1]]] = True
        return found

    def has_any(self, docs: np.ndarray, facet: str, values: tuple[str, ...]) -> np.ndarray:
        """Return a bool for each document (ascending) of whether it has any of the values of a facet."""
        if len(docs) * 8 > self.documents:
            return np.asarray(self.marks(facet, values)[docs])
        parts = []
        for at in self._numbers(facet, values):
            if at in self._flag_row:
                bits = self._flags[self._flag_row[at]].take(docs >> 3) << (docs & 7)
                parts.append((bits & 128) != 0)
            else:
                parts.append(_is_among(docs, self._facet_docs[self._facet_starts[at] : self._facet_starts[at + 1]]))
        return np.logical_or.reduce(parts) if len(parts) > 1 else parts[0] if parts else np.zeros(len(docs), bool)

    def _numbers(self, facet: str, values: tuple[str, ...]) -> list[int]:
        return [at for value in values if (at := self._facet_number.get((facet, value))) is not None]

    def count_facets(self, docs: np.ndarray) -> np.ndarray:
        """Return how many of the documents (each once) have each facet value (int64, in the order of `facets`)."""
        by_value, rows = len(docs) * _VALUES, len(self._common)
        marks = np.zeros(self._flags.shape[1] >> 3, bool)
        if len(docs) > _FEW_TO_COUNT:
            marks[docs >> 6] = True
            words = np.flatnonzero(marks)
            if len(words) * rows * _PICKED < min(by_value, len(marks) * rows):
                counts = self._count_rare(docs)
                counts[self._common] = self._count_words(docs, words)
                return counts
        if len(docs) > _FEW_TO_COUNT and len(marks) * rows < by_value:
            return self._count_all(marks_of(docs, self.documents))
        starts, ends = self._doc_starts[docs], self._doc_starts[docs + 1]
        if 0 < len(docs) <= _VERY_FEW:
            parts = list(map(self._doc_facets.__getitem__, map(slice, starts.tolist(), ends.tolist())))
            return np.bincount(np.concatenate(parts), minlength=len(self.facets))
        return np.bincount(self._doc_facets[numbers_of(starts, ends)], minlength=len(self.facets))

    def _count_rare(self, docs: np.ndarray) -> np.ndarray:
        """Count the values that have no bits."""
        starts = self._rare_starts[docs]
        some = np.flatnonzero(self._rare_starts[docs + 1] - starts) if len(self._doc_rare) else _NONE
        at = numbers_of(starts[some], self._rare_starts[docs[some] + 1])
        return np.bincount(self._doc_rare[at], minlength=len(self.facets))

    def _count_words(self, docs: np.ndarray, words: np.ndarray) -> np.ndarray:
        """Count documents that lie in these words of 64 bits (ascending) in each row of bits."""
        place = np.zeros(int(words[-1]) + 1, np.intp)
        place[words] = np.arange(len(words)) << 6
        marks = np.zeros(len(words) << 6, bool)
        marks[place[docs >> 6] + (docs & 63)] = True
        wanted = np.packbits(marks).view(np.uint64)
        held = np.bitwise_count(self._flags.view(np.uint64).take(words, axis=1) & wanted)
        return np.asarray(held.sum(axis=1, dtype=np.int64))

    def count_marked(self, marks: np.ndarray, count: int) -> np.ndarray:
        """Return the same of the `count` documents that are marked (bool [documents])."""
        few = count * _VALUES < (self.documents >> 6) * len(self._common)
        return self.count_facets(np.flatnonzero(marks)) if few else self._count_all(marks)

    def _count_all(self, marks: np.ndarray) -> np.ndarray:
        seen = np.append(0, np.cumsum(marks[self._facet_docs]))
        counts: np.ndarray = np.diff(seen[self._facet_starts])
        counts[self._common] = self._count_flags(marks)
        return counts

    def _count_flags(self, marks: np.ndarray) -> np.ndarray:
        """Count the marked documents in each row of bits, a few rows at a time so that they stay in the cache."""
        wide = self._flags.view(np.uint64)
        bits = np.zeros(self._flags.shape[1], np.uint8)
        packed = np.packbits(marks)
        bits[: len(packed)] = packed
        wanted = bits.view(np.uint64)
        at_once = max(1, _CACHED_WORDS // max(1, len(wanted)))
        parts = [
            np.bitwise_count(wide[row : row + at_once] & wanted).sum(axis=1, dtype=np.uint32)
            for row in range(0, len(wide), at_once)
        ]
        return np.concatenate([np.zeros(0, np.uint32), *parts])

    @cached_property
    def far(self) -> Members:
        """The documents whose help can be had from anywhere in some country, or in all."""
        return self.in_areas(tuple(name for name in self._area_names() if name.startswith(FAR)))

    @cached_property
    def abroad(self) -> Members:
        """The documents whose help can be had from countries other than the one most readers are in, only."""
        others = [name for name in self._area_names() if name.startswith("country:") and name != HOME_COUNTRY]
        docs = self.in_areas(tuple(others)).all()
        home = self.in_areas((HOME_COUNTRY, "world"))
        return Members(np.delete(docs, home.places_in(docs)), self.documents)

    def with_areas(self) -> np.ndarray:
        """Return the documents (ascending) that serve any area."""
        return np.unique(self._area_docs)

    def _area_names(self) -> Iterator[str]:
        return map(self.areas.__getitem__, range(len(self.areas)))

    def row(self, listing_id: str) -> int | None:
        """Return the row of a listing, or None."""
        return self.ids.find(listing_id)

    def listing(self, row: int) -> Listing:
        """Return the listing of a row."""
        return Listing.model_validate_json(self._listings[row])

    def stored(self, row: int) -> dict[str, Any]:
        """Return the listing of a row as JSON, without what is empty."""
        found: dict[str, Any] = from_json(self._listings[row])
        return found

    def cards(self, rows: Sequence[int]) -> list[dict[str, Any]]:
        """Return what a search answer shows of each row (`index.cards.Cards`)."""
        return self._cards.some(rows)

    def card(self, row: int) -> dict[str, Any]:
        """Return what a search answer shows of a row."""
        return self._cards.some([row])[0]


def _postings_of(
    terms: Names, starts: np.ndarray, docs: np.ndarray, scores: np.ndarray, token: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return `(documents i4 ascending, scores f4)` of a term; empty when it does not occur."""
    at = terms.find(token)
    if at is None:
        return docs[:0], scores[:0]
    part = slice(int(starts[at]), int(starts[at + 1]))
    return docs[part], scores[part]


def _dense_of(terms: Names, rows: Mapping[int, np.ndarray], token: str) -> np.ndarray | None:
    """Return the score (f4) of a term in every document, 0 where it does not occur; None for a term few have."""
    at = terms.find(token) if rows else None
    return None if at is None else rows.get(at)


def _in_areas(
    number: Callable[[str], int | None],
    starts: np.ndarray,
    served: np.ndarray,
    documents: int,
    names: tuple[str, ...],
) -> Members:
    """Return the documents that say they serve any of the areas, each of which has a `number`."""
    parts = [served[:0]]
    for name in names:
        at = number(name)
        if at is not None:
            parts.append(served[starts[at] : starts[at + 1]])
    docs = np.unique(np.concatenate(parts)) if len(parts) > 2 else parts[-1]
    return Members(docs, documents)


def _is_among(docs: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Whether each of `docs` is in `wanted`; both ascend without repeats."""
    if len(wanted) < len(docs):
        found = np.zeros(len(docs), bool)
        at = np.searchsorted(docs, wanted)
        inside = at < len(docs)
        at, wanted = at[inside], wanted[inside]
        found[at[docs[at] == wanted]] = True
        return found
    if not len(wanted):
        return np.zeros(len(docs), bool)
    at = np.minimum(np.searchsorted(wanted, docs), len(wanted) - 1)
    return np.asarray(wanted[at] == docs)
