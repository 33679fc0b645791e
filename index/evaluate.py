"""Runs a Whoosh query tree over the columns of a part instead of over a Whoosh searcher."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from index.columns import Columns
from index.scope import Marked, Members, Postings, Scope, Sums, both, joined
from index.scoring import in_name
from index.whoosh_store import And, Every, Or, Query, Term, tokens_of_word

# The columns keep the postings of all fields together, each field's weight in the scores, and those of names apart.
ANY_FIELD, NAME = "text", "name"
# So few documents are looked up in a whole list of postings rather than in what the scope leaves of it.
_FEW = 64


def text_query(words: Iterable[str], every: bool, field: str = ANY_FIELD) -> Query:
    """Return the query for words: all of them (`every`) or any, each or one of its equals after `|`.

    No words at all, and words of which nothing is left to look for, match everything.
    """
    parts = [part for word in words if (part := _word_query(word, field)) is not None]
    return _one_or(parts, And if every else Or) if parts else Every()


@lru_cache(maxsize=4_096)
def _word_query(word: str, field: str) -> Query | None:
    equals = [tokens for one in word.split("|") if (tokens := tokens_of_word(one))]
    if not equals:
        return None
    return _one_or([_one_or([Term(field, token) for token in tokens], And) for tokens in equals], Or)


def _one_or(parts: list[Query], join: type[And] | type[Or]) -> Query:
    return parts[0] if len(parts) == 1 else join(parts)


def evaluate(query: Query, columns: Columns, scope: Scope) -> Postings:
    """Return `(documents ascending, scores f4)` of a tree of And, Or, Term and Every within the scope."""
    if isinstance(query, Every):
        docs = scope.all()
        return docs, np.broadcast_to(np.float32(0), len(docs))
    if isinstance(query, Term):
        return scope.take(*_postings(query, columns))
    if isinstance(query, And):
        return _all_of(query, columns, scope)
    if isinstance(query, Or):
        return _any_of(query, columns, scope)
    raise TypeError(f"no way to evaluate {type(query).__name__}")


def sums_of(query: Query, columns: Columns, marks: np.ndarray) -> Sums | None:
    """Return what `evaluate` gives for the marked documents (bool [documents]) as sums, where lists would be longer."""
    if isinstance(query, Every):
        return Sums(marks, None)
    words = isinstance(query, Or) and all(isinstance(one, Term) for one in query.subqueries)
    return Marked(marks).sums([_postings(one, columns) for one in query.subqueries]) if words else None


def _postings(term: Term, columns: Columns) -> Postings:
    found: Postings = columns.postings(term.text if term.fieldname == ANY_FIELD else in_name(term.text))
    return found


def _all_of(query: And, columns: Columns, scope: Scope) -> Postings:
    """The rarest word first; the others are only looked up among its documents."""
    terms = sorted((_postings(one, columns) for one in query.subqueries if isinstance(one, Term)), key=_size)
    found = scope.take(*terms[0]) if terms else None
    for one in terms[1:]:
        if found is not None and len(found[0]):
            more = one if len(found[0]) < _FEW else scope.cut(*one)
            found = both(found, more, columns.documents)
    for part in query.subqueries:
        if not isinstance(part, Term):
            rest = scope if found is None else Members(found[0], columns.documents)
            more = evaluate(part, columns, rest)
            found = more if found is None else both(found, more, columns.documents)
    assert found is not None
    return found


def _any_of(query: Or, columns: Columns, scope: Scope) -> Postings:
    if all(isinstance(one, Term) for one in query.subqueries):
        return scope.any_of([_postings(one, columns) for one in query.subqueries])
    return joined([evaluate(one, columns, scope) for one in query.subqueries])


def _size(postings: Postings) -> int:
    return len(postings[0])
