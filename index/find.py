"""Finds the documents that are wanted, in three groups: near, serving the area, online or by phone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial

import numpy as np

from data import areas
from index.columns import Columns
from index.evaluate import NAME, evaluate, most, sums_of, text_query
from index.request import Sort
from index.scope import Marked, Members, Postings, Ranges, Scope, Sums, common, firsts
from index.understood import Understood
from index.whoosh_store import Every, Query

GROUPS = ("near", "area", "remote")
# Facets of what the help is, and of how it is to be had; cost from the sentence and days are treated apart.
_OF_THE_HELP = ("needs", "audiences", "faith")
_OF_THE_WAY = ("cost", "modes", "languages", "led_by", "accessibility")
_ALL_COSTS = ("free", "donation", "sliding_scale", "insurance", "fee")
# What the lines that answer anyone in danger call themselves: they stand before lines for one concern, unless the
# reader's own words name that concern.
_CRISIS_FIRST = ("suicide", "crisis", "lifeline")
_OWN_WORDS = 3.0
# Who is called what was asked for comes before those who begin at the time that its name speaks of.
_WHOLE_NAME = 2.0
# A scope that has more than one document in so many is worked on with marks for all.
_MANY_SHARE = 12
# What has words that no more documents have is looked at one by one, wherever it is.
_FEW_HAVE = 256
_NO_DOCS, _NO_SCORES = np.zeros(0, np.int64), np.zeros(0, np.float32)


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

    @cached_property
    def query(self) -> Query:
        """What must be found in the texts."""
        return text_query(self.understood.terms, self.every_word)

    def is_rare(self, columns: Columns) -> bool:
        """Whether so few documents of a part can be wanted, for their words, that a scope would cost more than they."""
        one = self.understood
        return bool(one.terms) and not (one.named or one.timed_name) and most(self.query, columns) <= _FEW_HAVE


@dataclass(frozen=True)
class Part:
    """Columns of a generation. `alive` (bool [documents]) leaves out what a newer part replaces; None: nothing."""

    columns: Columns
    alive: np.ndarray | None = None


@dataclass(frozen=True)
class Matches:
    """Documents of one part in one group, ascending, with what ranks them (arrays of one shape).

    `found` are they with the BM25F score of the words that must occur, in whichever form is cheaper; `hint` is the
    score of words that only rank, None without such; `miles` the distance (`geo.Points`), None without one; `stated`
    whether the wanted cost is stated, None when none was asked for; `waits` gives minutes to the next beginning of
    documents, None when no time was.
    """

    part: Part
    found: Postings | Sums
    hint: np.ndarray | None = None
    miles: np.ndarray | None = None
    stated: np.ndarray | None = None
    waits: Callable[[np.ndarray], np.ndarray] | None = None

    @property
    def listed(self) -> Postings:
        """The documents and their scores as lists."""
        return self._list if isinstance(self.found, Sums) else self.found

    @cached_property
    def _list(self) -> Postings:
        assert isinstance(self.found, Sums)
        return self.found.listed()

    @property
    def docs(self) -> np.ndarray:
        """The documents."""
        return self.listed[0]

    @property
    def text(self) -> np.ndarray:
        """The score of the words that must occur, of each."""
        return self.listed[1]

    @cached_property
    def wait(self) -> np.ndarray | None:
        """Minutes to the next beginning of each."""
        return None if self.waits is None else self.waits(self.docs)

    @property
    def count(self) -> int:
        """How many documents there are."""
        return self.found.count if isinstance(self.found, Sums) else len(self.found[0])

    @property
    def is_plain(self) -> bool:
        """Whether there are scores for all documents of the part, and nothing beside them."""
        return isinstance(self.found, Sums) and self.found.scores is not None and self.hint is None

    @property
    def is_bare(self) -> bool:
        """Whether nothing that was asked makes one rank before another."""
        no_words = isinstance(self.found, Sums) and self.found.scores is None and self.hint is None
        return no_words and self.miles is None and self.stated is None and self.waits is None

    @property
    def scores(self) -> np.ndarray:
        """The scores of the words that must occur; with `is_plain` of all documents, 0 for those not found."""
        return self.found.scores if self.is_plain and isinstance(self.found, Sums) else self.text  # type: ignore[return-value]

    @property
    def best(self) -> float:
        """The highest score of the words that must occur, 0 without such."""
        if isinstance(self.found, Sums) and self.found.scores is None:
            return 0.0
        return float(self.scores.max()) if self.count else 0.0

    def only(self, kept: np.ndarray) -> Matches:
        """Return those at the places `kept`."""
        hint, miles, stated = (None if one is None else one.take(kept) for one in (self.hint, self.miles, self.stated))
        docs, text = self.listed
        return Matches(self.part, (docs.take(kept), text.take(kept)), hint, miles, stated, self.waits)

    def at_least(self, score: float) -> Matches:
        """Return those whose words that must occur have at least this score, above 0."""
        if self.is_plain:
            docs = np.flatnonzero(self.scores >= score)
            return Matches(self.part, (docs, self.scores[docs]), waits=self.waits)
        return self.only(np.flatnonzero(self.text >= score))


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
    return {group: sum(one.count for one in parts) for group, parts in found.items()}


def _groups(part: Part, wanted: Wanted) -> tuple[Matches, Matches, Matches]:
    place = wanted.understood.near
    columns = part.columns
    if place is None:
        is_rare = wanted.is_rare(columns)
        near = _matches(part, wanted, _from_to(0, columns.placed), is_rare)
        elsewhere = _matches(part, wanted, _from_to(columns.placed, columns.shown), is_rare)
        if not elsewhere.count:
            return near, elsewhere, elsewhere
        is_far = np.zeros(len(elsewhere.docs), bool)
        is_far[columns.far.places_in(elsewhere.docs)] = True
        return near, elsewhere.only(np.flatnonzero(~is_far)), elsewhere.only(np.flatnonzero(is_far))
    near = _near(part, wanted, (place.place.lat, place.place.lon))
    close = _without(_matches(part, wanted, columns.in_areas(areas.nearby(place.place))), near)
    far_scope = columns.in_areas(areas.afar(place.place))
    modes = wanted.understood.modes
    if modes and "in_person" not in modes:
        # Who asks for help online finds a meeting held both ways among the online ones.
        near = near.only(np.delete(np.arange(len(near.docs)), far_scope.places_in(near.docs)))
    far = _matches(part, wanted, far_scope)
    return near, close, _without(_without(far, near), close)


def _from_to(start: int, end: int) -> Ranges:
    return Ranges([start, end] if end > start else [])


def _near(part: Part, wanted: Wanted, at: tuple[float, float]) -> Matches:
    columns = part.columns
    is_rare = wanted.is_rare(columns)
    edges = [0, columns.placed] if is_rare else columns.bands.cover(at, wanted.radius)
    found = _matches(part, wanted, Ranges(edges), is_rare)
    if not found.count:
        return replace(found, miles=np.zeros(0))
    docs, points = found.docs, columns.points
    miles = points.miles_from(at, docs)
    kept = points.within(at, docs, miles, wanted.radius).nonzero()[0]
    found = Matches(part, found.found, found.hint, miles, found.stated, found.waits)
    return found if len(kept) == len(docs) else found.only(kept)


def _without(found: Matches, others: Matches) -> Matches:
    if not len(found.docs) or not len(others.docs):
        return found
    taken = common(found.docs, others.docs, found.part.columns.documents)
    return found.only(np.delete(np.arange(len(found.docs)), taken)) if len(taken) else found


def _matches(part: Part, wanted: Wanted, scope: Scope, is_rare: bool = False) -> Matches:
    understood, columns = wanted.understood, part.columns
    if scope.is_empty:
        return Matches(part, (_NO_DOCS, _NO_SCORES))
    found: Postings | Sums
    if not is_rare and isinstance(scope, Ranges) and scope.size * _MANY_SHARE > columns.documents:
        found = _of_many(part, scope, wanted)
    else:
        found = _of_few(part, scope, wanted)
    if understood.timed_name and len((others := _timed_names(part, scope, understood))[0]):
        found = _better_of(found.listed() if isinstance(found, Sums) else found, others)
    waits = None
    if wanted.sort == "time" or (wanted.asks_time and understood.open_at is None):
        waits = partial(columns.times.wait, since=wanted.now, days=understood.days)
    matches = Matches(part, found, waits=waits)
    if understood.soft_cost:
        stated = columns.has_any(matches.docs, "cost", understood.soft_cost)
        kept = stated | ~columns.has_any(matches.docs, "cost", _ALL_COSTS)
        matches = replace(matches, stated=stated).only(np.flatnonzero(kept))
    if "crisis" in understood.needs and not understood.terms:
        docs, text = matches.listed
        text = text + _any_of(columns, docs, _CRISIS_FIRST) + _OWN_WORDS * _any_of(columns, docs, understood.soft_terms)
        return replace(matches, found=(docs, text))
    if understood.soft_terms:
        return replace(matches, hint=_any_of(columns, matches.docs, understood.soft_terms))
    return matches


def _of_few(part: Part, scope: Scope, wanted: Wanted) -> Postings:
    """Look up the words, then ask of each document that has them for the rest."""
    columns, understood = part.columns, wanted.understood
    found = evaluate(wanted.query, columns, scope)
    for facet, values in _asked(understood, _OF_THE_HELP):
        found = _kept(found, columns.has_any(found[0], facet, values))
    if understood.named:
        found = _better_of(found, _so_named(columns, scope, understood))
    if part.alive is not None:
        found = _kept(found, part.alive[found[0]])
    for facet, values in _asked(understood, _of_the_way(understood)):
        found = _kept(found, columns.has_any(found[0], facet, values))
    return _kept(found, columns.times.fit(found[0], understood)) if _asks_hours(understood) else found


def _of_many(part: Part, scope: Ranges, wanted: Wanted) -> Postings | Sums:
    """Mark the documents that have all else, then look up the words among them: a bit is cheaper than a list."""
    columns, understood = part.columns, wanted.understood
    marks = scope.marks(columns.documents)
    if part.alive is not None:
        marks &= part.alive
    for facet, values in _asked(understood, _of_the_way(understood)):
        marks &= columns.marks(facet, values)
    if _asks_hours(understood):
        marks &= columns.times.fit(None, understood)
    named = _so_named(columns, Marked(marks), understood) if understood.named else None
    for facet, values in _asked(understood, _OF_THE_HELP):
        marks &= columns.marks(facet, values)
    if named is not None:
        return _better_of(evaluate(wanted.query, columns, Marked(marks)), named)
    return sums_of(wanted.query, columns, marks) or evaluate(wanted.query, columns, Marked(marks))


def _asked(understood: Understood, facets: Iterable[str]) -> list[tuple[str, tuple[str, ...]]]:
    return [(facet, values) for facet in facets if (values := getattr(understood, facet))]


def _asks_hours(understood: Understood) -> bool:
    """Whether times must be looked at: a day of the week alone is a facet."""
    one = understood
    return bool(one.dates or one.opens_from or one.opens_until or one.open_at or one.nth)


def _of_the_way(understood: Understood) -> tuple[str, ...]:
    return _OF_THE_WAY if _asks_hours(understood) else (*_OF_THE_WAY, "days")


def _so_named(columns: Columns, scope: Scope, understood: Understood) -> Postings:
    """Documents with all of the words in their names, whatever these words were understood as."""
    return evaluate(text_query(understood.named, every=True, field=NAME), columns, scope)


def _timed_names(part: Part, scope: Scope, understood: Understood) -> Postings:
    """Documents with all of the words in their names at whatever time, when a time was read out of these words."""
    docs, scores = evaluate(text_query(understood.timed_name, every=True, field=NAME), part.columns, scope)
    found = docs, scores * np.float32(_WHOLE_NAME)
    if part.alive is not None:
        found = _kept(found, part.alive[found[0]])
    for facet, values in _asked(understood, _OF_THE_WAY):
        found = _kept(found, part.columns.has_any(found[0], facet, values))
    return found


def _better_of(ours: Postings, theirs: Postings) -> Postings:
    """Two lists as one; a document of both counts once, with the higher score."""
    if not len(theirs[0]):
        return ours
    docs, scores = np.concatenate((ours[0], theirs[0])), np.concatenate((ours[1], theirs[1]))
    order = np.argsort(docs, kind="stable")
    docs, scores = docs[order], scores[order]
    first = firsts(docs)
    return docs[first], np.maximum.reduceat(scores, first)


def _kept(found: Postings, marks: np.ndarray) -> Postings:
    # Many times faster than taking by marks.
    kept = marks.nonzero()[0]
    return found if len(kept) == len(marks) else (found[0].take(kept), found[1].take(kept))


def _any_of(columns: Columns, docs: np.ndarray, words: tuple[str, ...]) -> np.ndarray:
    """Scores of the documents for any of the words; none of them is left out."""
    scores = np.zeros(len(docs), np.float32)
    query = text_query(words, every=False)
    if len(docs) and not isinstance(query, Every):
        here, found = evaluate(query, columns, Members(docs, columns.documents))
        scores[np.searchsorted(docs, here)] = found
    return scores
