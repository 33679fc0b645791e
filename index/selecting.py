"""Which rows of a catalog are wanted, in which order: the filters of the HSDS API, all of which must hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data import areas
from data.gazetteer import Place
from index.catalog import Catalog, everything
from index.evaluate import evaluate, text_query
from index.suggesting import words_of
from index.whoosh_store import tokens_of_word

METRES_PER_MILE = 1_609.344
# How far from the middle of a postal code help may be that does not say which area it is for.
_NEARBY_MILES = 25.0


@dataclass(frozen=True)
class Wanted:
    """What is asked of a list. `None` asks nothing.

    `terms` are names (`vocabulary:value`), any of which is enough; `modified_after` milliseconds since 1970 (UTC);
    `organization` its number, -1 for one that is not there; `area` the place whose people are to be served; `metres`
    the largest distance from `point` (WGS84 degrees).
    """

    text: str | None = None
    terms: tuple[str, ...] | None = None
    of_taxonomy: tuple[str, ...] | None = None
    organization: int | None = None
    modified_after: int | None = None
    area: Place | None = None
    point: tuple[float, float] | None = None
    metres: float | None = None


def select(catalog: Catalog, wanted: Wanted) -> np.ndarray:
    """Return the rows (int64) that may be passed on.

    The nearest come first where a point is asked for, else the best for words, else they are in the order of ids.
    """
    found = catalog.shared.copy()
    scores = _search(catalog, wanted.text, found) if wanted.text is not None else None
    for names in (wanted.terms, wanted.of_taxonomy):
        if names is not None:
            found &= catalog.with_term(names)
    if wanted.organization is not None:
        found &= catalog.organization == wanted.organization
    if wanted.modified_after is not None:
        found &= catalog.modified >= wanted.modified_after
    if wanted.area is not None:
        _serving(catalog, wanted, found)
    miles = _near(catalog, wanted.point, wanted.metres, found) if wanted.point is not None else None
    rows = np.flatnonzero(found)
    if miles is not None:
        return rows[np.argsort(miles[rows], kind="stable")]
    return rows if scores is None else rows[np.argsort(-scores[rows], kind="stable")]


def select_organizations(catalog: Catalog, wanted: Wanted) -> np.ndarray:
    """Return the numbers (ascending) of the organizations named so, with a service that has the terms."""
    named = np.flatnonzero(catalog.shared_organizations)
    if wanted.text is not None:
        words = words_of(wanted.text)
        named = catalog.organizations_called(words) if words else named[:0]
    for names in (wanted.terms, wanted.of_taxonomy):
        if names is not None:
            named = np.intersect1d(named, catalog.organization[catalog.with_term(names) & catalog.shared])
    return named


def latest(catalog: Catalog, needs: Sequence[str], place: Place | None, miles: float, most: int) -> np.ndarray:
    """Return at most so many rows (int64), what changed last first: of any of the needs, near or serving a place."""
    found = catalog.with_term([f"needs:{need}" for need in needs]) if needs else np.ones(len(catalog), bool)
    found &= catalog.shared
    if place is not None:
        near = np.ones(len(catalog), bool)
        _near(catalog, (place.lat, place.lon), miles * METRES_PER_MILE, near)
        for number, shelf in enumerate(catalog.shelves):
            catalog.marks(number, shelf.part.columns.in_areas(tuple(areas.around(place))).all(), near)
        found &= near
    rows = np.flatnonzero(found)
    return rows[np.argsort(-catalog.modified[rows], kind="stable")][:most]


def _search(catalog: Catalog, text: str, found: np.ndarray) -> np.ndarray:
    """Leave in `found` what has all the words; return scores (f4 [rows])."""
    scores = np.zeros(len(catalog), np.float32)
    words = [word for word in text.replace("|", " ").split() if tokens_of_word(word)]
    matches = np.zeros(len(catalog), bool)
    for number, shelf in enumerate(catalog.shelves if words else ()):
        docs, score = evaluate(text_query(words, every=True), shelf.part.columns, everything(shelf.part))
        rows = catalog.rows_in_shelf(number, docs)
        held = rows >= 0
        matches[rows[held]] = True
        scores[rows[held]] = score[held]
    found &= matches
    return scores


def _serving(catalog: Catalog, wanted: Wanted, found: np.ndarray) -> None:
    """Leave what serves the area; what does not say which it serves must be near, or where `metres` are asked for."""
    place = wanted.area
    assert place is not None
    serves, silent = np.zeros(len(catalog), bool), np.ones(len(catalog), bool)
    for number, shelf in enumerate(catalog.shelves):
        around = shelf.part.columns.in_areas(tuple(areas.around(place)))
        catalog.marks(number, around.all(), serves)
        silent[_rows(catalog, number, shelf.area_docs)] = False
    if wanted.metres is None:
        _near(catalog, (place.lat, place.lon), _NEARBY_MILES * METRES_PER_MILE, silent)
    found &= serves | silent


def _rows(catalog: Catalog, number: int, docs: np.ndarray) -> np.ndarray:
    rows = catalog.rows_in_shelf(number, docs)
    kept: np.ndarray = rows[rows >= 0]
    return kept


def _near(catalog: Catalog, point: tuple[float, float], metres: float | None, found: np.ndarray) -> np.ndarray:
    """Leave in `found` what has a public point, not further than `metres`; return miles (f8 [rows])."""
    miles = np.full(len(catalog), np.inf)
    near = np.zeros(len(catalog), bool)
    for number, shelf in enumerate(catalog.shelves):
        columns = shelf.part.columns
        placed = np.arange(columns.placed)
        away = columns.points.miles_from(point, placed)
        inside = np.ones(len(away), bool)
        if metres is not None:
            inside = columns.points.within(point, placed, away, metres / METRES_PER_MILE)
        rows = catalog.rows_in_shelf(number, np.flatnonzero(inside))
        held = rows >= 0
        near[rows[held]] = True
        miles[rows[held]] = away[inside][held]
    found &= near
    return miles
