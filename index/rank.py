"""Orders what was found, and takes a page of it without sorting all."""

from __future__ import annotations

import heapq
import itertools
from bisect import bisect_left
from collections.abc import Callable, Sequence
from weakref import WeakKeyDictionary

import numpy as np

from index.columns import Columns
from index.find import Found, Matches, Part, Wanted
from index.request import Sort
from index.scope import Sums

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
_ROUNDED = 1e-5
_NONE = np.zeros(0, np.float32)
# How many of those that come first whatever is asked are known of each part.
_FIRST = 16_384
# Documents that are looked at together for that: it must not need memory for all.
_AT_ONCE = 1 << 16
_first: WeakKeyDictionary[Columns, np.ndarray] = WeakKeyDictionary()
# The values at some places, or at all.
_Key = Callable[[np.ndarray | None], np.ndarray]


def scores(found: Found, wanted: Wanted) -> dict[str, list[np.ndarray]]:
    """Return the scores (float32) of all matches, from 0 to 2.25, shaped as `found`."""
    top, top_hint = _tops(found)
    return {group: [_score(one, top, top_hint, wanted) for one in parts] for group, parts in found.items()}


def hopeful(found: Found, wanted: Wanted, end: int) -> Found:
    """Leave out matches that cannot be among the first `end` of their group, where there are very many.

    Words give at most so much; nothing else raises a score. Scores and order of those that are kept stay as they were.
    """
    if wanted.sort != "relevance" or not any(one.count > _MANY for parts in found.values() for one in parts):
        return found
    tops = _tops(found)
    best = _hopeful_of_words if tops[0] > 0 else _hopeful_of_all
    return {group: [best(one, tops, wanted, end) for one in parts] for group, parts in found.items()}


def _hopeful_of_all(one: Matches, tops: tuple[float, float], wanted: Wanted, end: int) -> Matches:
    """Without words and places what a listing counts by itself decides, which is the same whatever is asked."""
    if one.count <= _MANY or wanted.understood.near is not None or not isinstance(one.found, Sums) or not one.is_bare:
        return one
    first = _first_of_all(one.part.columns)
    kept = np.sort(first[one.found.marks[first]][:end])
    return one if len(kept) < end else Matches(one.part, (kept, np.zeros(end, np.float32)))


def _first_of_all(columns: Columns) -> np.ndarray:
    """The documents that come first where all are wanted by somebody who does not say where, in order."""
    found = _first.get(columns)
    if found is None:
        found = _first[columns] = _counted_first(columns)
    return found


def _counted_first(columns: Columns) -> np.ndarray:
    first = np.zeros(0, np.int64)
    for start in range(0, columns.shown, _AT_ONCE):
        docs = np.concatenate((np.sort(first), np.arange(start, min(start + _AT_ONCE, columns.shown))))
        score = columns.weight[docs]
        score[columns.abroad.places_in(docs)] *= _ABROAD_SHARE
        first = docs[_smallest([_plain(-score), _of(columns.tie, docs)], len(docs), _FIRST)]
    return first


def _hopeful_of_words(one: Matches, tops: tuple[float, float], wanted: Wanted, end: int) -> Matches:
    sample = one.scores[::_EVERY] if one.count > _MANY and one.stated is None else ()
    if len(sample) <= 4 * end:
        return one
    top, top_hint = tops
    enough = float(np.partition(sample, -2 * end)[-2 * end])
    likely = one.at_least(enough) if enough > 0 else one
    if likely.count * 4 > one.count:
        return one
    reached = float(np.partition(_score(likely, top, top_hint, wanted), -end)[-end])
    hint = _HINT_SHARE if top_hint > 0 and one.hint is not None else 0.0
    # A hair lower, because sums of floats are rounded.
    least = (reached - 1 - hint) * top * (1 - _ROUNDED) - _ROUNDED
    if least <= 0:
        return one
    if one.hint is None:
        # Whoever has the best words of all stays, because scores are counted from them.
        return (likely if least >= enough else one).at_least(least)
    best = [int(one.text.argmax()), int(one.hint.argmax())]
    return one.only(np.union1d(np.flatnonzero(one.text >= least), best))


def _tops(found: Found) -> tuple[float, float]:
    """The highest scores of words that must occur, and of those that only rank."""
    matches = [one for parts in found.values() for one in parts if one.count]
    top = max((one.best for one in matches), default=0.0)
    return top, max((float(one.hint.max()) for one in matches if one.hint is not None), default=0.0)


def _score(one: Matches, top: float, top_hint: float, wanted: Wanted) -> np.ndarray:
    if not one.count:
        return _NONE
    columns = one.part.columns
    score: np.ndarray = columns.weight[one.docs]
    if top > 0:
        words = one.text * np.float32(1 / top)
        words += np.float32(1)
        if top_hint > 0 and one.hint is not None:
            words += one.hint * np.float32(_HINT_SHARE / top_hint)
        score *= words
    elif top_hint > 0 and one.hint is not None:
        score *= one.hint * np.float32(_HINT_SHARE / top_hint) + np.float32(1)
    if one.miles is not None:
        scale = max(0.5, min(wanted.radius / 2.5, _LONGEST_SCALE_MILES))
        way = np.exp((one.miles * (-1 / scale)).astype(np.float32))
        way *= np.float32(1 - _FAR_SHARE)
        way += np.float32(_FAR_SHARE)
        score *= way
    if one.wait is not None:
        score *= 1 - (1 - _LATER_SHARE) * np.minimum(1, one.wait / np.float32(_WEEK_MINUTES))
    if wanted.understood.near is None:
        score[columns.abroad.places_in(one.docs)] *= _ABROAD_SHARE
    return score


def page(
    found: Sequence[Matches], score: Sequence[np.ndarray], sort: Sort, start: int, end: int
) -> list[tuple[Part, int, float]]:
    """Return part, row and score of those from `start` to `end` of a group, in order."""
    held = [at for at, one in enumerate(found) if one.count]
    if not held:
        return []
    if sort == "name" and len(held) == 2:
        return _page_by_name([found[at] for at in held], [score[at] for at in held], start, end)
    keys = [_keys(found[at], score[at], sort) for at in held]
    places = [_smallest(of, found[at].count, end) for at, of in zip(held, keys, strict=True)]
    if len(held) == 1:
        one, own, kept = found[held[0]], score[held[0]], places[0][start:end]
        return [(one.part, doc, value) for doc, value in zip(one.docs[kept].tolist(), own[kept].tolist(), strict=True)]
    values = [
        np.concatenate([key(at) for key, at in zip(same, places, strict=True)]) for same in zip(*keys, strict=True)
    ]
    owner = np.repeat(held, [len(one) for one in places])
    place = np.concatenate(places)
    return [
        (found[at].part, int(found[at].docs[here]), float(score[at][here]))
        for one in np.lexsort(values[::-1])[start:end].tolist()
        for at, here in [(int(owner[one]), int(place[one]))]
    ]


def _page_by_name(
    found: Sequence[Matches], score: Sequence[np.ndarray], start: int, end: int
) -> list[tuple[Part, int, float]]:
    """The page of two parts: places in the alphabet of each cannot be compared, names can, and few are read."""
    ours, theirs = (
        _smallest(_keys(one, of, "name"), len(one.docs), end).tolist() for one, of in zip(found, score, strict=True)
    )

    def key(at: int, place: int) -> tuple[str, int]:
        columns, doc = found[at].part.columns, int(found[at].docs[place])
        return columns.card(doc)["name"].casefold(), int(columns.tie[doc])

    start = min(start, len(ours) + len(theirs))
    taken = range(max(0, start - len(theirs)), min(start, len(ours)))
    # How many of ours stand before `start`: of that many and one fewer of theirs, the next of ours is not smaller.
    skipped = taken.start + bisect_left(
        taken, True, key=lambda at: not key(0, ours[at]) < key(1, theirs[start - at - 1])
    )
    rest = heapq.merge(
        ((key(0, place), 0, place) for place in ours[skipped:]),
        ((key(1, place), 1, place) for place in theirs[start - skipped :]),
    )
    return [
        (found[at].part, int(found[at].docs[place]), float(score[at][place]))
        for _, at, place in itertools.islice(rest, end - start)
    ]


def _keys(one: Matches, score: np.ndarray, sort: Sort) -> list[_Key]:
    """What orders the matches of one part, each key looked at only among equals of those before; small comes first."""
    columns, docs = one.part.columns, one.docs
    if sort == "name":
        return [_of(columns.name_rank, docs), _of(columns.tie, docs)]
    keys = [_plain(-score if one.stated is None else -(score + _STATED * one.stated))]
    if one.miles is not None:
        keys.insert(0 if sort == "distance" else 1, _plain(one.miles))
    if sort == "time" and one.wait is not None:
        keys.insert(0, _plain(one.wait))
    return [*keys, _of(columns.tie, docs)]


def _plain(values: np.ndarray) -> _Key:
    return lambda at: values if at is None else values[at]


def _of(column: np.ndarray, docs: np.ndarray) -> _Key:
    return lambda at: column[docs if at is None else docs[at]]


def _smallest(keys: Sequence[_Key], size: int, count: int) -> np.ndarray:
    """Return the places of the `count` smallest of `size` by the keys, in order."""
    if size == 1:
        return np.zeros(min(1, count), np.intp)
    places = None
    if size > 4 * count:
        kept, missing = [], count
        for key in keys:
            here = key(places)
            places, here = _fewer(places, here, missing)
            edge = np.partition(here, missing - 1)[missing - 1]
            before, equal = np.flatnonzero(here < edge), np.flatnonzero(here == edge)
            kept.append(before if places is None else places[before])
            missing -= len(before)
            places = equal if places is None else places[equal]
            if len(places) <= missing:
                break
        assert places is not None
        places = np.concatenate([*kept, places])
    order = np.lexsort([key(places) for key in reversed(keys)])
    return np.asarray((order if places is None else places[order])[:count])


def _fewer(places: np.ndarray | None, values: np.ndarray, count: int) -> tuple[np.ndarray | None, np.ndarray]:
    """Leave out most of what cannot be among the `count` smallest, judged by a sample; never any that is."""
    if len(values) > _MANY:
        sample = values[::_EVERY]
        edge = np.partition(sample, 2 * count)[2 * count] if len(sample) > 2 * count else None
        if edge is not None:
            kept = np.flatnonzero(values <= edge)
            if count <= len(kept) < len(values) // 2:
                return kept if places is None else places[kept], values[kept]
    return places, values
