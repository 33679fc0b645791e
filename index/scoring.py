"""How well words match and how much a listing counts by itself: all that is known when a part is built."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from data.model import Listing
from index.inverting import FieldPostings
from index.schema import BOOSTS, K1, B
from index.whoosh_store import kept_lengths

# A listing that carries a notice (its place is closed for now) follows those without.
_ALERT = 0.5
# One that its sources no longer show, or that nobody looked at for long, follows a little.
_NOT_SEEN = 0.8
_OLDEST = 0.9
_DAYS_UNTIL_OLDEST = 1000
_NAMES = ("name", "organization")
# A score of 0 says that the word does not occur.
_LEAST = 1e-12


@dataclass(frozen=True)
class Statistics:
    """What words are weighed by: how many documents, and the mean length of each field (tokens).

    `frequencies` gives in how many of them each of many tokens stands (int [tokens, fields], 0 for unknown ones);
    without it the documents that are scored count themselves.
    """

    documents: int
    mean_lengths: Mapping[str, float]
    frequencies: Callable[[Sequence[str]], np.ndarray] | None = None

    @classmethod
    def of(cls, documents: int, lengths: Mapping[str, np.ndarray]) -> Statistics:
        """Return the statistics of documents with these field lengths (int32 [documents] each)."""
        means = {name: max(1.0, float(found.sum()) / max(1, documents)) for name, found in lengths.items()}
        return cls(documents, means)


def weight_of(listing: Listing, today: date) -> float:
    """Return a factor from 0 to 1: notices and age hold a listing back. Nothing can be paid for."""
    weight = _ALERT if listing.alert is not None else 1.0
    if listing.not_seen_since is not None:
        weight *= _NOT_SEEN
    looked_at = max(listing.seen.date(), listing.confirmed or date.min)
    age = min(max(0, (today - looked_at).days), _DAYS_UNTIL_OLDEST)
    return weight * (1 - (1 - _OLDEST) * age / _DAYS_UNTIL_OLDEST)


def in_name(token: str) -> str:
    """Return the term for a token in a name or the name of an organization; no token has a colon."""
    return f"name:{token}"


def scored(
    inverted: Sequence[FieldPostings], statistics: Statistics, fields: Sequence[str]
) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return `(terms, starts i8, docs i4, scores f4, frequencies i4 [terms, fields])` of all fields together.

    Terms are the tokens, and those of names once more (`in_name`). The score of a term in a document is the sum over
    the fields of BM25 with its field's weight (BM25F in the simple form of Robertson and Zaragoza 2009, section 3.6,
    with a length norm of its own for each field).
    """
    names = {token for one in inverted if one.name in _NAMES for token in one.tokens}
    terms = sorted({token for one in inverted for token in one.tokens} | set(map(in_name, names)))
    number = {token: at for at, token in enumerate(terms)}
    frequencies = np.zeros((len(terms), len(fields)), np.int32)
    count = max([1, *(len(one.lengths) for one in inverted)])
    keys, parts = [], []
    for one in inverted:
        sizes = np.diff(one.starts)
        here = np.array([number[token] for token in one.tokens], np.int64)
        frequencies[here, fields.index(one.name)] = sizes
        keys.append(np.repeat(here * count, sizes) + one.docs)
        parts.append(_bm25(one, sizes, statistics, fields.index(one.name)))
        if one.name in _NAMES:
            apart = np.array([number[in_name(token)] for token in one.tokens], np.int64)
            keys.append(np.repeat(apart * count, sizes) + one.docs)
            parts.append(parts[-1])
    joined, amounts = np.concatenate([np.zeros(0, np.int64), *keys]), np.concatenate([np.zeros(0), *parts])
    # All postings are held several times over here: this is the most memory a build has.
    del keys, parts
    order = np.argsort(joined, kind="stable")
    joined, amounts = joined[order], amounts[order]
    first = np.flatnonzero(np.diff(joined, prepend=-1))
    scores = np.maximum(np.add.reduceat(amounts, first), _LEAST) if len(first) else amounts
    joined = joined[first]
    starts = np.searchsorted(joined, np.arange(len(terms) + 1) * count).astype(np.int64)
    return terms, starts, (joined % count).astype(np.int32), scores.astype(np.float32), frequencies


def _bm25(one: FieldPostings, sizes: np.ndarray, statistics: Statistics, field: int) -> np.ndarray:
    documents = statistics.documents
    known = sizes
    if statistics.frequencies is not None:
        known = statistics.frequencies(one.tokens)[:, field].astype(np.int64)
    idf = np.log(1 + np.maximum(0, documents - known + 0.5) / (known + 0.5))
    lengths = kept_lengths(one.lengths)[one.docs] / statistics.mean_lengths.get(one.name, 1.0)
    held_back = K1 * (1 - B + B * lengths)
    scores: np.ndarray = BOOSTS[one.name] * np.repeat(idf, sizes) * one.counts * (K1 + 1) / (one.counts + held_back)
    return scores
