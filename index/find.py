"""Finds the documents that are wanted, in three groups: near, serving the area, online or by phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from index import areas, geo
from index.columns import Columns
from index.evaluate import evaluate, text_query
from index.request import Sort
from index.scope import Members, Ranges, Scope, common
from index.understood import Understood
from index.whoosh_store import Query, tokens_of_word

GROUPS = ("near", "area", "remote")
# Facets that are filters as they stand; cost from the sentence and days with a time are treated apart.
_FILTERS = ("needs", "cost", "modes", "languages", "audiences", "faith", "led_by", "accessibility")
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

    `text` is the BM25F score; `miles` the great-circle distance, None without one; `stated` whether the wanted
    cost is stated, None when none was asked for; `wait` minutes to the next beginning, None when no time was.
    """

    part: Part
    docs: np.ndarray
    text: np.ndarray
    miles: np.ndarray | None
    stated: np.ndarray | None
    wait: np.ndarray | None

    def only(self, kept: np.ndarray) -> Matches:
        """Return those at the places, or with the marks, `kept`."""
        arrays = (self.docs, self.text, self.miles, self.stated, self.wait)
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
    return Matches(part, found.docs, found.text, miles, found.stated, found.wait).only(inside)


def _without(found: Matches, others: Matches) -> Matches:
    taken = common(found.docs, others.docs, found.part.columns.documents)
    return found.only(np.delete(np.arange(len(found.docs)), taken)) if len(taken) else found


def _matches(part: Part, wanted: Wanted, scope: Scope) -> Matches:
    understood, columns = wanted.understood, part.columns
    if scope.is_empty:
        return Matches(part, np.zeros(0, np.int64), np.zeros(0, np.float32), None, None, None)
    docs, text = evaluate(text_query(map(tokens_of_word, understood.terms), wanted.every_word), columns, scope)
    if part.alive is not None:
        docs, text = _kept(docs, text, part.alive[docs])
    for facet in _FILTERS:
        values = getattr(understood, facet)
        if values:
            docs, text = _kept(docs, text, columns.has_any(docs, facet, values))
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
        text = text + _for_anyone(columns, docs, understood.soft_terms)
    wait = None
    if wanted.sort == "time" or (wanted.asks_time and understood.open_at is None):
        wait = columns.times.wait(docs, wanted.now, understood.days)
    return Matches(part, docs, text, None, stated, wait)


def _kept(docs: np.ndarray, text: np.ndarray, marks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return docs[marks], text[marks]


def _for_anyone(columns: Columns, docs: np.ndarray, own: Iterable[str]) -> np.ndarray:
    """Scores for lines of help for anyone in danger, and for what the reader's own words name."""
    scores = np.zeros(len(docs), np.float32)
    if not len(docs):
        return scores
    scope = Members(docs, columns.documents)
    for words, weight in ((_CRISIS_FIRST, 1.0), (tuple(own), _OWN_WORDS)):
        if words:
            here, found = evaluate(_any(words), columns, scope)
            scores[np.searchsorted(docs, here)] += weight * found
    return scores


def _any(words: Iterable[str]) -> Query:
    return text_query(map(tokens_of_word, words), every=False)
