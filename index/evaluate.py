"""Runs a Whoosh query tree over the columns of a part instead of over a Whoosh searcher."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from index.columns import Columns
from index.scope import Scope, common
from index.whoosh_store import And, Every, Or, Query, Term

# The columns keep the postings of all fields together, each field's weight in the scores.
ANY_FIELD = "text"
# Lists that hold together more than one in so many documents are joined by marks for all, shorter ones by sorting.
_DENSE_SHARE = 8


def text_query(groups: Iterable[Iterable[str]], every: bool) -> Query:
    """Return the query for words: each group's tokens, all groups (`every`) or any of them.

    A group holds the tokens of one typed word. No words at all match everything.
    """
    parts = [_one_or([Term(ANY_FIELD, token) for token in group], And) for group in map(list, groups) if group]
    return _one_or(parts, And if every else Or) if parts else Every()


def _one_or(parts: list[Query], join: type[And] | type[Or]) -> Query:
    return parts[0] if len(parts) == 1 else join(parts)


def evaluate(query: Query, columns: Columns, scope: Scope) -> tuple[np.ndarray, np.ndarray]:
    """Return `(documents ascending, scores f4)` of a tree of And, Or, Term and Every within the scope."""
    if isinstance(query, Every):
        docs = scope.all()
        return docs, np.zeros(len(docs), np.float32)
    if isinstance(query, Term):
        return scope.take(*columns.postings(query.text))
    if not isinstance(query, (And, Or)):
        raise TypeError(f"no way to evaluate {type(query).__name__}")
    found = [evaluate(part, columns, scope) for part in query.subqueries]
    join = _all_of if isinstance(query, And) else _any_of
    return join(found, columns.documents)


def _all_of(found: list[tuple[np.ndarray, np.ndarray]], documents: int) -> tuple[np.ndarray, np.ndarray]:
    (docs, scores), *others = sorted(found, key=lambda one: len(one[0]))
    for more, more_scores in others:
        kept = common(docs, more, documents)
        docs, scores = docs[kept], scores[kept]
        scores = scores + more_scores[common(more, docs, documents)]
    return docs, scores


def _any_of(found: list[tuple[np.ndarray, np.ndarray]], documents: int) -> tuple[np.ndarray, np.ndarray]:
    if len(found) == 1:
        return found[0]
    if sum(len(docs) for docs, _ in found) * _DENSE_SHARE > documents:
        marks, scores = np.zeros(documents, bool), np.zeros(documents, np.float32)
        for more, more_scores in found:
            marks[more] = True
            scores[more] += more_scores
        docs = np.flatnonzero(marks)
        return docs, scores[docs]
    docs = np.concatenate([one for one, _ in found])
    order = np.argsort(docs, kind="stable")
    docs = docs[order]
    first = np.flatnonzero(np.diff(docs, prepend=-1))
    scores = np.concatenate([one for _, one in found])[order]
    return docs[first], np.add.reduceat(scores, first) if len(first) else scores
