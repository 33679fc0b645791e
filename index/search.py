"""Answers a request over the parts of a generation: understand, find, relax when nothing is there, rank, show."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import numpy as np

from data.gazetteer import Place
from index import rank
from index.columns import Columns
from index.crisis import is_crisis
from index.facets import FACETS
from index.find import GROUPS, Found, Part, Wanted, count, find
from index.ladder import looser
from index.moments import local_now
from index.present import result
from index.request import DEFAULT_RADIUS_MILES, LONGEST_TEXT, SearchRequest
from index.scope import Sums
from index.spelling import corrected
from index.understand import first_of, understand
from index.understood import Understood

OTHERS_SHOWN = 5
# Part, row and score of each listing (`rank.page`).
Page = Sequence[tuple[Part, int, float]]
T = TypeVar("T")


def search(
    parts: Sequence[Part], request: SearchRequest, closest: Callable[[str], str | None] = lambda word: None
) -> dict[str, Any]:
    """Return the search answer (ARCHITECTURE.md). Raises PlaceError for a place nobody knows.

    `closest` gives the word of a listing that is close to a misspelt one.
    """
    began = time.perf_counter()
    understood = understand(request)
    better = _corrected(parts, request, understood, closest)
    if better is not None:
        understood = understand(replace(request, text=better))
    radius = DEFAULT_RADIUS_MILES if request.radius_miles is None else request.radius_miles
    zone = understood.near.place.timezone if understood.near else None
    wanted = Wanted(understood, radius, local_now(request.at, zone), request.sort)
    asked, found, relaxed = wanted, find(parts, wanted), None
    counts = count(found)
    if not any(counts.values()):
        for wanted_less, dropped, text in looser(wanted):
            found = find(parts, wanted_less)
            counts = count(found)
            if any(counts.values()):
                wanted, relaxed = wanted_less, {"dropped": dropped, "text": text, "miles": wanted_less.radius}
                break
    return {
        "query": _query(asked, request) | {"corrected": better},
        "crisis": is_crisis(request.text),
        "total": sum(counts.values()),
        "took_ms": round((time.perf_counter() - began) * 1000, 3),
        "relaxed": relaxed,
        "groups": counts,
        "results": _results(found, wanted, request),
        "facets": facets(parts, found),
    }


def _corrected(
    parts: Sequence[Part], request: SearchRequest, understood: Understood, closest: Callable[[str], str | None]
) -> str | None:
    if "correction" in request.without:
        return None
    return corrected(
        understood.text,
        tuple(map(first_of, understood.terms)),
        lambda word: any(part.columns.knows(word) for part in parts),
        closest,
    )


def _results(found: Found, wanted: Wanted, request: SearchRequest) -> list[dict[str, Any]]:
    """The page: of the group asked for, else of the near group followed by the first few of the others."""
    found = rank.hopeful(found, wanted, max(OTHERS_SHOWN, request.offset + request.limit))
    scores = rank.scores(found, wanted)
    shown, since = [], request.at or datetime.now(UTC)
    for group in GROUPS if request.group is None else (request.group,):
        paged = group == (request.group or "near")
        start, end = (request.offset, request.offset + request.limit) if paged else (0, OTHERS_SHOWN)
        page = rank.page(found[group], scores[group], wanted.sort, start, end)
        miles = _distances(page, wanted) if group == "near" else itertools.repeat(None, len(page))
        for card, (_, _, score), distance in zip(cards(page), page, miles, strict=True):
            shown.append(result(card, group, score, distance, wanted.understood, since))
    return shown


def cards(page: Page) -> list[dict[str, Any]]:
    """Return the card of each row of a page (`rank.page`)."""
    return list(_by_part(page, lambda columns, rows: columns.cards(rows)))


def _by_part(page: Page, ask: Callable[[Columns, Sequence[int]], Iterable[T]]) -> Iterator[T]:
    """Yield what the columns say of each row of a page, asked for all rows of a part at once."""
    parts = {id(part): part for part, _, _ in page}
    said = {key: iter(ask(part.columns, [row for own, row, _ in page if own is part])) for key, part in parts.items()}
    return (next(said[id(part)]) for part, _, _ in page)


def _distances(page: Page, wanted: Wanted) -> Iterator[float | None]:
    """Miles from the reader's place to each row, as they are shown; None without a place."""
    if wanted.understood.near is None:
        return itertools.repeat(None, len(page))
    place = wanted.understood.near.place
    at = place.lat, place.lon
    return _by_part(page, lambda columns, rows: columns.points.shown_miles(at, np.array(rows)).tolist())


def _query(wanted: Wanted, request: SearchRequest) -> dict[str, Any]:
    understood = wanted.understood
    when = None
    if wanted.asks_time:
        when = {
            "days": list(understood.days),
            "nth": list(understood.nth),
            "dates": [date.isoformat() for date in understood.dates],
            "from": understood.opens_from,
            "until": understood.opens_until,
            "open_now": understood.open_at is not None,
        }
    return {
        "text": request.text[:LONGEST_TEXT],
        "needs": list(understood.needs),
        "cost": [*understood.cost, *understood.soft_cost],
        "modes": list(understood.modes),
        "languages": list(understood.languages),
        "audiences": list(understood.audiences),
        "faith": list(understood.faith),
        "led_by": list(understood.led_by),
        "accessibility": list(understood.accessibility),
        "when": when,
        "near": _near(understood.near.place, understood.near.alternatives) if understood.near else None,
        "unknown_place": understood.unknown_place,
        "radius_miles": wanted.radius,
        "terms": [first_of(term) for term in understood.terms],
    }


def _near(place: Place, alternatives: tuple[str, ...]) -> dict[str, Any]:
    return {
        "label": place.label, "lat": place.lat, "lon": place.lon,
        "precision": place.precision, "timezone": place.timezone, "alternatives": list(alternatives),
    }  # fmt: skip


def facets(parts: Sequence[Part], found: Found) -> dict[str, list[list[Any]]]:
    """Return exact counts of every facet value among all that was found, the most frequent first."""
    counted = []
    for at, part in enumerate(parts):
        held = [found[group][at] for group in GROUPS if found[group][at].count]
        if not held:
            continue
        if len(held) == 1 and isinstance(held[0].found, Sums):
            numbers = part.columns.count_marked(held[0].found.marks, held[0].count)
        else:
            docs = held[0].docs if len(held) == 1 else np.concatenate([one.docs for one in held])
            numbers = part.columns.count_facets(docs)
        # Values stand in the order of the alphabet.
        some = numbers.nonzero()[0]
        rows = some[(-numbers[some]).argsort(kind="stable")]
        names = part.columns.facets
        counted.append(
            [(names[row], number) for row, number in zip(rows.tolist(), numbers[rows].tolist(), strict=True)]
        )
    shown: dict[str, list[list[Any]]] = {facet: [] for facet in FACETS}
    for (facet, value), number in _added(counted):
        shown[facet].append([value, number])
    return shown


def _added(counted: Sequence[list[tuple[tuple[str, str], int]]]) -> Sequence[tuple[tuple[str, str], int]]:
    """What the parts counted as one, in order."""
    if len(counted) < 2:
        return counted[0] if counted else ()
    numbers: dict[tuple[str, str], int] = {}
    for part in counted:
        for name, number in part:
            numbers[name] = numbers.get(name, 0) + number
    return sorted(numbers.items(), key=_by_number)


def _by_number(counted: tuple[tuple[str, str], int]) -> tuple[int, str]:
    return -counted[1], counted[0][1]
