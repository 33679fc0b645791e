"""Answers a request over the parts of a generation: understand, find, relax when nothing is there, rank, show."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from data.gazetteer import Place
from index import geo, rank
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
        miles = _distances(page, wanted) if group == "near" else [None] * len(page)
        for (part, row, score), distance in zip(page, miles, strict=True):
            shown.append(result(part.columns.card(row), group, score, distance, wanted.understood, since))
    return shown


def _distances(page: Sequence[tuple[Part, int, float]], wanted: Wanted) -> Sequence[float | None]:
    """Geodesic miles from the reader's place to each row; None without a place."""
    if wanted.understood.near is None:
        return [None] * len(page)
    place = wanted.understood.near.place
    points = np.array([(part.columns.lat[row], part.columns.lon[row]) for part, row, _ in page]).reshape(-1, 2)
    miles: list[float | None] = geo.geodesic_miles((place.lat, place.lon), points[:, 0], points[:, 1]).tolist()
    return miles


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
    counted: list[tuple[list[tuple[str, str]], list[int]]] = []
    for at, part in enumerate(parts):
        held = [found[group][at] for group in GROUPS if found[group][at].count]
        if not held:
            continue
        if len(held) == 1 and isinstance(held[0].found, Sums):
            numbers = part.columns.count_marked(held[0].found.marks, held[0].count)
        else:
            numbers = part.columns.count_facets(np.concatenate([one.docs for one in held]))
        # Values stand in the order of the alphabet.
        rows = (-numbers).argsort(kind="stable")[: np.count_nonzero(numbers)]
        counted.append((list(map(part.columns.facets.__getitem__, rows.tolist())), numbers[rows].tolist()))
    shown: dict[str, list[list[Any]]] = {facet: [] for facet in FACETS}
    names, totals = counted[0] if len(counted) == 1 else _together(counted)
    for (facet, value), number in zip(names, totals, strict=True):
        shown[facet].append([value, number])
    return shown


def _together(counted: Iterable[tuple[list[tuple[str, str]], list[int]]]) -> tuple[list[tuple[str, str]], list[int]]:
    """Return the counts of several parts as one, in the same order."""
    counts: Counter[tuple[str, str]] = Counter()
    for names, numbers in counted:
        counts.update(dict(zip(names, numbers, strict=True)))
    names = sorted(counts, key=lambda name: (-counts[name], name[1]))
    return names, list(map(counts.__getitem__, names))
