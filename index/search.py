"""Answers a request over the columns: filter, measure, rank, group, count, and relax when nothing is found."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from data.gazetteer import Place
from index import areas, geo
from index.columns import Columns
from index.crisis import is_crisis
from index.evaluate import evaluate, text_query
from index.facets import FACETS, WEEKDAYS
from index.present import present, why
from index.request import DEFAULT_RADIUS_MILES, LONGEST_TEXT, SearchRequest
from index.spelling import corrected
from index.understand import understand
from index.understood import Understood
from index.whoosh_store import tokens

GROUPS = ("near", "area", "remote")
OTHERS_SHOWN = 5
# A listing at the reader's door counts 1, one far away 0.4: words matter, but so does the way there.
_FAR_SHARE = 0.4
_LONGEST_SCALE_MILES = 10.0
# A listing that carries a notice (its place is closed for now) follows those without.
_ALERT_SHARE = 0.5
_ABROAD_SHARE = 0.2
# What the lines that answer anyone in danger call themselves: they stand before lines for one concern, unless the
# reader's own words name that concern.
_CRISIS_FIRST = ("suicide", "crisis", "lifeline")


@dataclass(frozen=True)
class Wanted:
    """What is searched for: the understood request, its radius, whether all words must occur."""

    understood: Understood
    radius: float
    every_word: bool = True
    all_day: bool = False


@dataclass(frozen=True)
class Found:
    """Documents of each group in the order they are shown, and what ranked them."""

    groups: dict[str, np.ndarray]
    matches: np.ndarray
    miles: np.ndarray
    scores: np.ndarray

    @property
    def total(self) -> int:
        """How many listings were found in all groups."""
        return sum(len(docs) for docs in self.groups.values())


def search(columns: Columns, request: SearchRequest) -> dict[str, Any]:
    """Return the search answer (ARCHITECTURE.md). Raises PlaceError for a place nobody knows."""
    began = time.perf_counter()
    understood = understand(request)
    better = corrected(understood.text, understood.terms, columns.knows)
    if better is not None:
        understood = understand(replace(request, text=better))
    wanted = Wanted(understood, DEFAULT_RADIUS_MILES if request.radius_miles is None else request.radius_miles)
    found, relaxed = find(columns, wanted, request.sort), None
    if found.total == 0:
        for looser, dropped, text in _ladder(wanted):
            found = find(columns, looser, request.sort)
            if found.total:
                wanted, relaxed = looser, {"dropped": dropped, "text": text}
                break
    results = [_result(columns, wanted, request, found, group, doc) for group, doc in _page(found, request)]
    return {
        "query": _query(wanted, request) | {"corrected": better},
        "crisis": is_crisis(request.text),
        "total": found.total,
        "took_ms": round((time.perf_counter() - began) * 1000, 3),
        "relaxed": relaxed,
        "groups": {group: len(found.groups[group]) for group in GROUPS},
        "results": results,
        "facets": _facets(columns, found.matches),
    }


def find(columns: Columns, wanted: Wanted, sort: str) -> Found:
    """Return the documents that are wanted, by group, ranked."""
    understood = wanted.understood
    words = [tokens(term) for term in understood.terms]
    matches, scores = evaluate(text_query(words, wanted.every_word), columns)
    if "crisis" in understood.needs and not understood.terms:
        scores = scores + _scores_of(columns, _CRISIS_FIRST) + 3 * _scores_of(columns, understood.soft_terms)
    matches = matches & ~columns.flag("status", "temporarily closed")
    for facet in FACETS:
        values = getattr(understood, facet)
        if values and not (facet == "days" and understood.opens_from):
            matches &= _any_flag(columns, facet, values)
    if understood.opens_from and not wanted.all_day:
        matches &= _at_time(columns, understood)
    stated = np.ones(len(columns), bool)
    if understood.soft_cost:
        stated = _any_flag(columns, "cost", understood.soft_cost)
        matches &= stated | ~_any_flag(columns, "cost", ("free", "donation", "sliding_scale", "insurance", "fee"))
    masks, miles = _groups(columns, wanted)
    top = float(scores.max()) if len(scores) else 0.0
    ranked = (1.0 + (scores / top if top > 0 else scores)) * _closeness(miles, wanted.radius)
    ranked = np.where(columns.flag("alert", "yes"), ranked * _ALERT_SHARE, ranked)
    if understood.near is None:
        ranked = np.where(_only_abroad(columns), ranked * _ABROAD_SHARE, ranked)
    groups: dict[str, np.ndarray] = {}
    taken = np.zeros(len(columns), bool)
    for group in GROUPS:
        docs = np.flatnonzero(matches & masks[group] & ~taken)
        taken[docs] = True
        groups[group] = _ordered(columns, docs, sort, stated, ranked, miles)
    return Found(groups, matches & taken, miles, ranked)


def _ordered(
    columns: Columns, docs: np.ndarray, sort: str, stated: np.ndarray, ranked: np.ndarray, miles: np.ndarray
) -> np.ndarray:
    """Documents in order: what states the wanted cost first, then by rank (or distance), ties by distance and row."""
    distance = np.nan_to_num(miles[docs], nan=np.inf)
    if sort == "distance":
        return docs[np.lexsort((docs, distance))]
    if sort == "name":
        return docs[np.argsort(columns.name_rank[docs])]
    return docs[np.lexsort((docs, distance, -ranked[docs], ~stated[docs]))]


def _scores_of(columns: Columns, words: tuple[str, ...]) -> np.ndarray:
    return evaluate(text_query([tokens(word) for word in words], every=False), columns)[1]


def _any_flag(columns: Columns, facet: str, values: tuple[str, ...]) -> np.ndarray:
    mask: np.ndarray = np.logical_or.reduce([columns.flag(facet, value) for value in values])
    return mask


def _at_time(columns: Columns, understood: Understood) -> np.ndarray:
    """Listings that begin within the wanted hours on a wanted day (any day when none was named)."""
    rows = columns.times
    days = [WEEKDAYS.index(day) for day in understood.days or WEEKDAYS]
    first, last = _minutes(understood.opens_from or "00:00"), _minutes(understood.opens_until or "24:00")
    fits = np.isin(rows[:, 1], days) & (rows[:, 2] >= first) & (rows[:, 2] < last)
    matches = np.zeros(len(columns), bool)
    matches[rows[fits, 0]] = True
    return matches


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _groups(columns: Columns, wanted: Wanted) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """A mask of each group, and miles from the place (NaN where there is no distance)."""
    size = len(columns)
    miles = np.full(size, np.nan)
    found = wanted.understood.near
    if found is None:
        near = ~np.isnan(columns.lat)
        far = _serving(columns, [name for name in columns.areas if name.startswith(areas.FAR)])
        return {"near": near, "area": ~near & ~far, "remote": far}, miles
    near, place = np.zeros(size, bool), found.place
    for start, end in geo.cover(columns.band, columns.lon, (place.lat, place.lon), wanted.radius):
        part = slice(start, end)
        miles[part] = geo.miles_from((place.lat, place.lon), columns.lat[part], columns.lon[part])
        near[part] = miles[part] <= wanted.radius
    around = areas.around(place)
    close = _serving(columns, [name for name in around if not name.startswith(areas.FAR)])
    far = _serving(columns, [name for name in around if name.startswith(areas.FAR)])
    modes = wanted.understood.modes
    if modes and "in_person" not in modes:
        # Who asks for help online finds a meeting held both ways among the online ones.
        near &= ~far
    return {"near": near, "area": close, "remote": far}, miles


def _serving(columns: Columns, names: list[str]) -> np.ndarray:
    mask = np.zeros(len(columns), bool)
    for name in names:
        mask[columns.in_area(name)] = True
    return mask


def _only_abroad(columns: Columns) -> np.ndarray:
    abroad = [name for name in columns.areas if name.startswith("country:") and name != areas.HOME_COUNTRY]
    mask: np.ndarray = _serving(columns, abroad) & ~_serving(columns, [areas.HOME_COUNTRY, "world"])
    return mask


def _closeness(miles: np.ndarray, radius: float) -> np.ndarray:
    scale = max(0.5, min(radius / 2.5, _LONGEST_SCALE_MILES))
    return np.where(np.isnan(miles), 1.0, _FAR_SHARE + (1 - _FAR_SHARE) * np.exp(-np.nan_to_num(miles) / scale))


def _ladder(wanted: Wanted) -> Iterator[tuple[Wanted, str, str]]:
    """Looser and looser requests, each with the condition that was dropped and a sentence that says so."""
    if len(wanted.understood.terms) > 1:
        wanted = replace(wanted, every_word=False)
        yield wanted, "every word", "Nothing has all of your words. These have some of them."
    understood = wanted.understood
    for fields, dropped, text in (
        (("opens_from", "opens_until"), "time", "Nothing at that time of day. These are at other times."),
        (("days",), "day", "Nothing on that day. These are on other days."),
        (("soft_cost", "cost"), "cost", "Nothing with that cost. These may cost something: ask."),
        (("audiences",), "audience", "Nothing only for that group of people. These are open to others too."),
        (("languages",), "language", "Nothing in that language. These are in other languages."),
        (("terms",), "words", "Nothing has your words. This is what is there without them."),
    ):
        if fields == ("terms",) and not (understood.needs or understood.modes):
            # Without a need, leaving out the words would show everything there is.
            continue
        if any(getattr(understood, field) for field in fields):
            understood = replace(understood, **{field: _empty(field) for field in fields})
            wanted = replace(wanted, understood=understood)
            yield wanted, dropped, text
    if understood.near is not None:
        for radius in (50.0, 200.0, 1000.0):
            if radius > wanted.radius:
                yield (
                    replace(wanted, radius=radius),
                    "distance",
                    f"Nothing within {wanted.radius:g} miles. These are up to {radius:g} miles away.",
                )


def _empty(field: str) -> Any:
    return None if field.startswith("opens") else ()


def _page(found: Found, request: SearchRequest) -> list[tuple[str, int]]:
    page = slice(request.offset, request.offset + request.limit)
    if request.group:
        return [(request.group, int(doc)) for doc in found.groups[request.group][page]]
    shown = [("near", int(doc)) for doc in found.groups["near"][page]]
    for group in GROUPS[1:]:
        shown += [(group, int(doc)) for doc in found.groups[group][:OTHERS_SHOWN]]
    return shown


def _result(
    columns: Columns, wanted: Wanted, request: SearchRequest, found: Found, group: str, doc: int
) -> dict[str, Any]:
    listing = columns.listing(doc)
    place = wanted.understood.near
    miles = None
    if (
        place is not None
        and listing.location.latitude is not None
        and listing.location.longitude is not None
        and group == "near"
    ):
        miles = geo.geodesic_miles(
            (place.place.lat, place.place.lon), (listing.location.latitude, listing.location.longitude)
        )
    result = present(listing, group, miles, float(found.scores[doc]), request.at)
    return result | {"why": why(listing, wanted.understood, miles)}


def _query(wanted: Wanted, request: SearchRequest) -> dict[str, Any]:
    understood = wanted.understood
    when = None
    if understood.days or understood.dates or understood.opens_from or understood.open_at:
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
        "terms": list(understood.terms),
    }


def _near(place: Place, alternatives: tuple[str, ...]) -> dict[str, Any]:
    return {
        "label": place.label, "lat": place.lat, "lon": place.lon,
        "precision": place.precision, "alternatives": list(alternatives),
    }  # fmt: skip


def _facets(columns: Columns, matches: np.ndarray) -> dict[str, list[list[Any]]]:
    """Exact counts of every facet value among the matches, the most frequent first."""
    packed = np.packbits(matches)
    counts = np.bitwise_count(columns.flags & packed).sum(axis=1) if len(columns.flags) else np.zeros(0)
    found: dict[str, list[list[Any]]] = {facet: [] for facet in FACETS}
    for (facet, value), at in columns.facets.items():
        if facet in found and counts[at]:
            found[facet].append([value, int(counts[at])])
    for values in found.values():
        values.sort(key=lambda one: (-one[1], one[0]))
    return found
