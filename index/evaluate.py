"""Runs a Whoosh query tree over the columns instead of over a Whoosh searcher."""

from __future__ import annotations

import numpy as np

from index.columns import Columns
from index.schema import BOOSTS
from index.whoosh_store import And, Every, Or, Query, Term


def text_query(groups: list[list[str]], every: bool) -> Query:
    """Return the query for words: each group's tokens in any field, all groups (`every`) or any of them.

    A group holds the tokens of one typed word. No words at all match everything.
    """
    parts = [And([Or([Term(field, token) for field in BOOSTS]) for token in group]) for group in groups if group]
    if not parts:
        return Every()
    return And(parts) if every else Or(parts)


def evaluate(query: Query, columns: Columns) -> tuple[np.ndarray, np.ndarray]:
    """Return `(matches bool [n], scores f4 [n])` of a tree of And, Or, Term and Every."""
    size = len(columns)
    if isinstance(query, Every):
        return np.ones(size, bool), np.zeros(size, np.float32)
    if isinstance(query, Term):
        docs, parts = columns.postings(query.fieldname, query.text)
        matches, scores = np.zeros(size, bool), np.zeros(size, np.float32)
        matches[docs], scores[docs] = True, parts
        return matches, scores
    if not isinstance(query, (And, Or)):
        raise TypeError(f"no way to evaluate {type(query).__name__}")
    matches, scores = evaluate(query.subqueries[0], columns)
    for part in query.subqueries[1:]:
        more, more_scores = evaluate(part, columns)
        matches = matches & more if isinstance(query, And) else matches | more
        scores = scores + more_scores
    return matches, scores
