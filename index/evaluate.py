"""Runs a Whoosh query tree over the columns of a part instead of over a Whoosh searcher."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from index.columns import Columns
from index.scope import Scope, common
from index.scoring import in_name
from index.whoosh_store import And, Every, Or, Query, Term, tokens_of_word

# The columns keep the postings of all fields together, each field's weight in the scores, and those of names apart.
ANY_FIELD, NAME = "text", "name"
# Lists that hold together more than one in so many documents are joined by marks for all, shorter ones by sorting.
_DENSE_SHARE = 8


def text_query(words: Iterable[str], every: bool, field: str = ANY_FIELD) -> Query:
    """Return the query for words: all of them (`every`) or any, each or one of its equals after `|`.

    No words at all, and words of which nothing is left to look for, match everything.
    """
    parts = [part for word in words if (part := _word_query(word, field)) is not None]
    return _one_or(parts, And if every else Or) if parts else Every()


def _word_query(word: str, field: str) -> Query | None:
    equals = [tokens for one in word.split("|") if (tokens := tokens_of_word(one))]
    if not equals:
        return None
    return _one_or([_one_or([Term(field, token) for token in tokens], And) for tokens in equals], Or)


def _one_or(parts: list[Query], join: type[And] | type[Or]) -> Query:
    return parts[0] if len(parts) == 1 else join(parts)


def evaluate(query: Query, columns: Columns, scope: Scope) -> tuple[np.ndarray, np.ndarray]:
    """Return `(documents ascending, scores f4)` of a tree of And, Or, Term and Every within the scope."""
    if isinstance(query, Every):
        docs = scope.all()
        return docs, np.zeros(len(docs), np.float32)
    if isinstance(query, Term):
        return scope.take(*columns.postings(query.text if query.fieldname == ANY_FIELD else in_name(query.text)))
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
