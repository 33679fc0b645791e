"""Orders what was found, and takes a page of it without sorting all."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

import numpy as np

from index.find import Found, Matches, Part, Wanted
from index.request import Sort

# A listing at the reader's door counts 1, one far away 0.4: words matter, but so does the way there.
_FAR_SHARE = 0.4
# Words that were understood as a need say little more: they decide between equals.
_HINT_SHARE = 0.25
_LONGEST_SCALE_MILES = 10.0
# Lines of other countries, when the reader did not say where they are.
_ABROAD_SHARE = 0.2
# What begins within the hour counts 1, what begins in a week or later 0.8.
_LATER_SHARE = 0.8
_WEEK_MINUTES = 7 * 24 * 60.0
# So much that no score reaches it: whoever states the wanted cost comes before whoever says nothing of it.
_STATED = 8.0
# Above so many matches a sample of them, one in so many, tells which cannot be on the page.
_MANY, _EVERY = 20_000, 64
_Key = Callable[[np.ndarray], np.ndarray]


def scores(found: Found, wanted: Wanted) -> dict[str, list[np.ndarray]]:
    """Return the scores (float32) of all matches, from 0 to 2.25, shaped as `found`."""
    matches = [one for parts in found.values() for one in parts if len(one.docs)]
    top = max((float(one.text.max()) for one in matches), default=0.0)
    top_hint = max((float(one.hint.max()) for one in matches if one.hint is not None), default=0.0)
    return {group: [_score(one, top, top_hint, wanted) for one in parts] for group, parts in found.items()}


def _score(one: Matches, top: float, top_hint: float, wanted: Wanted) -> np.ndarray:
    columns = one.part.columns
    score: np.ndarray = columns.weight[one.docs]
    if not len(score):
        return score
    words: np.ndarray = np.ones(1, np.float32)
    if top > 0:
        words = words + one.text * np.float32(1 / top)
    if top_hint > 0 and one.hint is not None:
        words = words + one.hint * np.float32(_HINT_SHARE / top_hint)
    score = score * words
    if one.miles is not None:
        scale = max(0.5, min(wanted.radius / 2.5, _LONGEST_SCALE_MILES))
        score = score * (_FAR_SHARE + (1 - _FAR_SHARE) * np.exp(one.miles * (-1 / scale))).astype(np.float32)
    if one.wait is not None:
        score = score * (1 - (1 - _LATER_SHARE) * np.minimum(1, one.wait / np.float32(_WEEK_MINUTES)))
    if wanted.understood.near is None:
        score[columns.abroad.places_in(one.docs)] *= _ABROAD_SHARE
    return score


def first(
    found: Sequence[Matches], score: Sequence[np.ndarray], sort: Sort, count: int
) -> list[tuple[Part, int, float]]:
    """Return part, row and score of the first `count` of a group, in order."""
    rows: list[tuple[tuple[Any, ...], Part, int, float]] = []
    for one, of_part in zip(found, score, strict=True):
        keys = _keys(one, of_part, sort)
        places = _smallest(keys, len(one.docs), count)
        docs = one.docs[places].tolist()
        order: list[list[Any]] = [key(places).tolist() for key in keys]
        if sort == "name":
            # Places in the alphabet of two parts cannot be compared, names can.
            order[0] = [one.part.columns.card(doc)["name"].casefold() for doc in docs]
        values = of_part[places].tolist()
        rows += zip(zip(*order, strict=True), itertools.repeat(one.part), docs, values, strict=False)
    rows.sort(key=itemgetter(0))
    return [(part, row, value) for _, part, row, value in rows[:count]]


def _keys(one: Matches, score: np.ndarray, sort: Sort) -> list[_Key]:
    """What orders the matches of one part, each key looked at only among equals of those before; small comes first."""
    columns, docs, miles, wait = one.part.columns, one.docs, one.miles, one.wait
    by_score = -score if one.stated is None else -(score + _STATED * one.stated)
    keys: list[_Key] = [lambda at: by_score[at]]
    if miles is not None:
        keys.insert(0 if sort == "distance" else 1, lambda at: miles[at])
    if sort == "time" and wait is not None:
        keys.insert(0, lambda at: wait[at])
    if sort == "name":
        keys = [lambda at: columns.name_rank[docs[at]]]
    return [*keys, lambda at: columns.tie[docs[at]]]


def _smallest(keys: Sequence[_Key], size: int, count: int) -> np.ndarray:
    """Return the places of the `count` smallest of `size` by the keys, in order."""
    places = np.arange(size)
    if size > 4 * count:
        kept, missing = [], count
        for key in keys:
            here = key(places)
            places, here = _fewer(places, here, missing)
            edge = np.partition(here, missing - 1)[missing - 1]
            kept.append(places[here < edge])
            missing -= len(kept[-1])
            places = places[here == edge]
            if len(places) <= missing:
                break
        places = np.concatenate([*kept, places])
    order = np.lexsort([key(places) for key in reversed(keys)])
    return np.asarray(places[order[:count]])


def _fewer(places: np.ndarray, values: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Leave out most of what cannot be among the `count` smallest, judged by a sample; never any that is."""
    if len(places) > _MANY:
        sample = values[::_EVERY]
        edge = np.partition(sample, 2 * count)[2 * count] if len(sample) > 2 * count else None
        if edge is not None:
            kept = np.flatnonzero(values <= edge)
            if len(kept) >= count:
                return places[kept], values[kept]
    return places, values
