"""Runs a Whoosh query tree over the columns of a part instead of over a Whoosh searcher."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from index.columns import Columns
from index.scope import Members, Postings, Scope, Sums, both, joined, summed
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


def most(query: Query, columns: Columns) -> int:
    """Return how many documents a tree of And, Or, Term and Every has at most."""
    if isinstance(query, Term):
        return len(_postings(query, columns)[0])
    if isinstance(query, Every):
        return columns.documents
    sizes = (most(one, columns) for one in query.subqueries)
    return min(sizes) if isinstance(query, And) else sum(sizes)


def sums_of(query: Query, columns: Columns, marks: np.ndarray) -> Sums | None:
    """Return what `evaluate` gives for the marked documents (bool [documents]) as sums, where lists would be longer."""
    if isinstance(query, Every):
        return Sums(marks, None)
    if isinstance(query, Term):
        row = _dense(query, columns)
        return None if row is None else summed([(_postings(query, columns), row)], marks)
    if not isinstance(query, Or) or not all(isinstance(one, Term) for one in query.subqueries):
        return None
    return summed([(_postings(one, columns), _dense(one, columns)) for one in query.subqueries], marks)


def _postings(term: Term, columns: Columns) -> Postings:
    found: Postings = columns.postings(_token(term))
    return found


def _dense(term: Term, columns: Columns) -> np.ndarray | None:
    return columns.dense(_token(term))


def _token(term: Term) -> str:
    return str(term.text if term.fieldname == ANY_FIELD else in_name(term.text))


def _all_of(query: And, columns: Columns, scope: Scope) -> Postings:
    """The rarest word first; the others are only looked up among its documents."""
    terms = [(_postings(one, columns), _dense(one, columns)) for one in query.subqueries if isinstance(one, Term)]
    terms.sort(key=_size)
    found = scope.take(*terms[0][0]) if terms else None
    for one, row in terms[1:]:
        if found is not None and len(found[0]):
            found = _and_also(found, one, row, columns, scope)
    for part in query.subqueries:
        if not isinstance(part, Term):
            rest = scope if found is None else Members(found[0], columns.documents)
            more = evaluate(part, columns, rest)
            found = more if found is None else both(found, more, columns.documents)
    assert found is not None
    return found


def _and_also(found: Postings, one: Postings, row: np.ndarray | None, columns: Columns, scope: Scope) -> Postings:
    docs, scores = found
    if row is not None:
        more = row.take(docs.astype(np.intp, copy=False))
        kept = more.nonzero()[0]
        return docs[kept], scores[kept] + more[kept]
    return both(found, one if len(docs) < _FEW else scope.cut(*one), columns.documents)


def _any_of(query: Or, columns: Columns, scope: Scope) -> Postings:
    if all(isinstance(one, Term) for one in query.subqueries):
        return scope.any_of([_postings(one, columns) for one in query.subqueries])
    return joined([evaluate(one, columns, scope) for one in query.subqueries])


def _size(term: tuple[Postings, np.ndarray | None]) -> int:
    return len(term[0][0])
