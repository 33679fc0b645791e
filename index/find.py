"""Finds the documents that are wanted, in three groups: near, serving the area, online or by phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from data import areas
from index import geo
from index.columns import Columns
from index.evaluate import NAME, evaluate, text_query
from index.request import Sort
from index.scope import Members, Ranges, Scope, common
from index.understood import Understood
from index.whoosh_store import Every

GROUPS = ("near", "area", "remote")
# Facets of what the help is, and of how it is to be had; cost from the sentence and days are treated apart.
_OF_THE_HELP = ("needs", "audiences", "faith")
_OF_THE_WAY = ("cost", "modes", "languages", "led_by", "accessibility")
_ALL_COSTS = ("free", "donation", "sliding_scale", "insurance", "fee")
# What the lines that answer anyone in danger call themselves: they stand before lines for one concern, unless the
# reader's own words name that concern.
_CRISIS_FIRST = ("suicide", "crisis", "lifeline")
_OWN_WORDS = 3.0


@dataclass(frozen=True)
class Wanted:
    """What is searched for: the understood request, its radius in miles, whether all words must occur.

    `now` is the local wall time the question is asked at.
    """

    understood: Understood
    radius: float
    now: datetime
    sort: Sort = "relevance"
    every_word: bool = True

    @property
    def asks_time(self) -> bool:
        """Whether a day or a time was asked for, so that what begins sooner comes first."""
        one = self.understood
        return bool(one.days or one.dates or one.opens_from or one.opens_until or one.open_at)


@dataclass(frozen=True)
class Part:
    """Columns of a generation. `alive` (bool [documents]) leaves out what a newer part replaces; None: nothing."""

    columns: Columns
    alive: np.ndarray | None = None


@dataclass(frozen=True)
class Matches:
    """Documents of one part in one group, ascending, with what ranks them (arrays of one shape).

    `text` is the BM25F score of the words that must occur; `hint` that of those that only rank, None without such;
    `miles` the great-circle distance, None without one; `stated` whether the wanted
    cost is stated, None when none was asked for; `wait` minutes to the next beginning, None when no time was.
    """

    part: Part
    docs: np.ndarray
    text: np.ndarray
    hint: np.ndarray | None
    miles: np.ndarray | None
    stated: np.ndarray | None
    wait: np.ndarray | None

    def only(self, kept: np.ndarray) -> Matches:
        """Return those at the places, or with the marks, `kept`."""
        arrays = (self.docs, self.text, self.hint, self.miles, self.stated, self.wait)
        return Matches(self.part, *(one if one is None else one[kept] for one in arrays))  # type: ignore[arg-type]


Found = dict[str, list[Matches]]


def find(parts: Sequence[Part], wanted: Wanted) -> Found:
    """Return what is wanted, by group and part; a document stands in the first group it belongs to."""
    found: Found = {group: [] for group in GROUPS}
    for part in parts:
        for group, matches in zip(GROUPS, _groups(part, wanted), strict=True):
            found[group].append(matches)
    return found


def count(found: Found) -> dict[str, int]:
    """Return how many documents each group has."""
    return {group: sum(len(one.docs) for one in parts) for group, parts in found.items()}


def _groups(part: Part, wanted: Wanted) -> tuple[Matches, Matches, Matches]:
    place = wanted.understood.near
    columns = part.columns
    if place is None:
        near = _matches(part, wanted, _from_to(0, columns.placed))
        elsewhere = _matches(part, wanted, _from_to(columns.placed, columns.shown))
        is_far = np.zeros(len(elsewhere.docs), bool)
        is_far[columns.far.places_in(elsewhere.docs)] = True
        return near, elsewhere.only(~is_far), elsewhere.only(is_far)
    around = areas.around(place.place)
    near = _near(part, wanted, (place.place.lat, place.place.lon))
    close = _matches(part, wanted, columns.in_areas(tuple(one for one in around if not one.startswith(areas.FAR))))
    close = _without(close, near)
    far_scope = columns.in_areas(tuple(one for one in around if one.startswith(areas.FAR)))
    modes = wanted.understood.modes
    if modes and "in_person" not in modes:
        # Who asks for help online finds a meeting held both ways among the online ones.
        near = near.only(np.delete(np.arange(len(near.docs)), far_scope.places_in(near.docs)))
    far = _matches(part, wanted, far_scope)
    return near, close, _without(_without(far, near), close)


def _from_to(start: int, end: int) -> Ranges:
    return Ranges(np.array([start]), np.array([end])) if end > start else Ranges(np.zeros(0, int), np.zeros(0, int))


def _near(part: Part, wanted: Wanted, at: tuple[float, float]) -> Matches:
    columns = part.columns
    found = _matches(part, wanted, Ranges(*geo.cover(columns.place_keys, at, wanted.radius)))
    if not len(found.docs):
        return replace(found, miles=np.zeros(0))
    lat, lon = columns.lat[found.docs], columns.lon[found.docs]
    miles = geo.miles_from(at, lat, lon)
    inside = geo.within(at, lat, lon, miles, wanted.radius)
    return replace(found, miles=miles).only(inside)


def _without(found: Matches, others: Matches) -> Matches:
    if not len(found.docs) or not len(others.docs):
        return found
    taken = common(found.docs, others.docs, found.part.columns.documents)
    return found.only(np.delete(np.arange(len(found.docs)), taken)) if len(taken) else found


def _matches(part: Part, wanted: Wanted, scope: Scope) -> Matches:
    understood, columns = wanted.understood, part.columns
    if scope.is_empty:
        return Matches(part, np.zeros(0, np.int64), np.zeros(0, np.float32), None, None, None, None)
    docs, text = evaluate(text_query(understood.terms, wanted.every_word), columns, scope)
    docs, text = _filtered(columns, docs, text, understood, _OF_THE_HELP)
    if understood.named:
        docs, text = _joined(docs, text, *_so_named(columns, scope, understood))
    if part.alive is not None:
        docs, text = _kept(docs, text, part.alive[docs])
    docs, text = _filtered(columns, docs, text, understood, _OF_THE_WAY)
    if understood.dates or understood.opens_from or understood.opens_until or understood.open_at or understood.nth:
        docs, text = _kept(docs, text, columns.times.fit(docs, understood))
    elif understood.days:
        docs, text = _kept(docs, text, columns.has_any(docs, "days", understood.days))
    stated = None
    if understood.soft_cost:
        stated = columns.has_any(docs, "cost", understood.soft_cost)
        kept = stated | ~columns.has_any(docs, "cost", _ALL_COSTS)
        docs, text, stated = docs[kept], text[kept], stated[kept]
    if "crisis" in understood.needs and not understood.terms:
        text = text + _any_of(columns, docs, _CRISIS_FIRST) + _OWN_WORDS * _any_of(columns, docs, understood.soft_terms)
        hint = None
    else:
        hint = _any_of(columns, docs, understood.soft_terms) if understood.soft_terms else None
    wait = None
    if wanted.sort == "time" or (wanted.asks_time and understood.open_at is None):
        wait = columns.times.wait(docs, wanted.now, understood.days)
    return Matches(part, docs, text, hint, None, stated, wait)


def _filtered(
    columns: Columns, docs: np.ndarray, text: np.ndarray, understood: Understood, facets: Iterable[str]
) -> tuple[np.ndarray, np.ndarray]:
    for facet in facets:
        values = getattr(understood, facet)
        if values:
            docs, text = _kept(docs, text, columns.has_any(docs, facet, values))
    return docs, text


def _so_named(columns: Columns, scope: Scope, understood: Understood) -> tuple[np.ndarray, np.ndarray]:
    """Documents with all of the words in their names, whatever these words were understood as."""
    return evaluate(text_query(understood.named, every=True, field=NAME), columns, scope)


def _joined(
    docs: np.ndarray, text: np.ndarray, others: np.ndarray, their_text: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Two lists as one; a document of both counts once, with the higher score."""
    if not len(others):
        return docs, text
    both, all_text = np.concatenate((docs, others)), np.concatenate((text, their_text))
    order = np.argsort(both, kind="stable")
    both, all_text = both[order], all_text[order]
    first = np.flatnonzero(np.diff(both, prepend=-1))
    return both[first], np.maximum.reduceat(all_text, first)


def _kept(docs: np.ndarray, text: np.ndarray, marks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return docs[marks], text[marks]


def _any_of(columns: Columns, docs: np.ndarray, words: tuple[str, ...]) -> np.ndarray:
    """Scores of the documents for any of the words; none of them is left out."""
    scores = np.zeros(len(docs), np.float32)
    query = text_query(words, every=False)
    if len(docs) and not isinstance(query, Every):
        here, found = evaluate(query, columns, Members(docs, columns.documents))
        scores[np.searchsorted(docs, here)] = found
    return scores
