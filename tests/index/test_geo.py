"""Circles over latitude bands, against geopy."""

from __future__ import annotations

import random

import numpy as np
import pytest
from geopy.distance import geodesic

from index import geo
from index.present import distance_in_words

PLACES = {
    "Springfield": (39.8, -89.65),
    "Suva, by the antimeridian": (-18.14, 178.44),
    "on the antimeridian": (10.0, 180.0),
    "North Pole": (90.0, 0.0),
    "near the South Pole": (-89.9, 45.0),
    "the empty point": (0.0, 0.0),
}


def scattered(around: tuple[float, float], count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Points near a place and all over the world, some exactly at poles and the antimeridian."""
    chance = random.Random(seed)
    points = [(90.0, 10.0), (-90.0, 10.0), (around[0], 180.0), (around[0], -180.0), around]
    for _ in range(count):
        points.append((chance.uniform(-90, 90), chance.uniform(-180, 180)))
        lat = max(-90.0, min(90.0, around[0] + chance.gauss(0, 0.5)))
        points.append((lat, (around[1] + chance.gauss(0, 0.7) + 180) % 360 - 180))
    lat, lon = np.array([point[0] for point in points]), np.array([point[1] for point in points])
    order = np.lexsort((lon, geo.bands(lat)))
    return lat[order], lon[order]


def points(lat: np.ndarray, lon: np.ndarray) -> geo.Points:
    return geo.Points(lat, lon, geo.vectors(lat, lon))


def _miles(at: tuple[float, float], lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    return points(lat, lon).miles_from(at, np.arange(len(lat)))


@pytest.mark.parametrize("radius", [1.0, 140.0, 170.0, 2_000.0])
@pytest.mark.parametrize("name", PLACES)
def test_straight_lines_tell_the_way_over_the_ellipsoid(name: str, radius: float) -> None:
    at, chance = PLACES[name], random.Random(radius)
    ends = [geodesic(miles=radius * chance.random()).destination(at, chance.uniform(0, 360)) for _ in range(150)]
    lat, lon = np.array([end.latitude for end in ends]), np.array([end.longitude for end in ends])
    exact = np.array([geodesic(at, end).miles for end in ends])
    doubt = [geo._doubt(miles) for miles in exact.tolist()]
    assert (np.abs(_miles(at, lat, lon) - exact) <= doubt).all()
    assert max(doubt) <= 1.1e-6 + 1e-10 * radius**3, "more would be measured twice"


@pytest.mark.parametrize("name", PLACES)
def test_what_is_shown_is_rounded_as_geodesics_are(name: str) -> None:
    at, chance = PLACES[name], random.Random(11)
    away = [chance.choice((1, 20, 300, 9_000)) * chance.random() for _ in range(200)]
    # At the very places where rounding turns, too.
    away += [round(miles, 2) + 0.005 + chance.uniform(-1, 1) * 1e-7 for miles in away[:100]]
    away += [round(miles, 1) + 0.05 + chance.uniform(-1, 1) * 1e-7 for miles in away[:100]]
    ends = [geodesic(miles=miles).destination(at, chance.uniform(0, 360)) for miles in away]
    lat, lon = np.array([end.latitude for end in ends]), np.array([end.longitude for end in ends])
    shown = points(lat, lon).shown_miles(at, np.arange(len(ends))).tolist()
    exact = geo.geodesic_miles(at, lat, lon).tolist()
    assert [(f"{one:.2f}", f"{one:.1f}", round(one)) for one in shown] == [
        (f"{one:.2f}", f"{one:.1f}", round(one)) for one in exact
    ]


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("miles", [0.0, 0.5, 25.0, 300.0, 5_000.0, 12_500.0])
def test_cover_leaves_out_nothing_within_the_circle(name: str, miles: float) -> None:
    at = PLACES[name]
    lat, lon = scattered(at, 400, seed=7)
    inside = np.zeros(len(lat), bool)
    edges = geo.Bands(geo.place_keys(lat, lon)).cover(at, miles)
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        assert not inside[start:end].any(), "ranges overlap"
        inside[start:end] = True
    near = _miles(at, lat, lon) <= miles
    assert not (near & ~inside).any()


def test_cover_is_tight_where_it_matters() -> None:
    lat, lon = scattered(PLACES["Springfield"], 3_000, seed=3)
    edges = geo.Bands(geo.place_keys(lat, lon)).cover(PLACES["Springfield"], 10.0)
    taken = sum(edges[1::2]) - sum(edges[::2])
    near = int((_miles(PLACES["Springfield"], lat, lon) <= 10.0).sum())
    assert near <= taken <= 2 * near + 20


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("miles", [0.0, 0.5, 25.0, 300.0, 12_500.0])
def test_what_is_within_is_decided_on_the_ellipsoid(name: str, miles: float) -> None:
    at = PLACES[name]
    lat, lon = scattered(at, 150, seed=23)
    exact = np.array([geodesic(at, point).miles for point in zip(lat, lon, strict=True)])
    # Circles that end just before, at and just behind a point.
    for edge in (miles, *(exact[np.argsort(np.abs(exact - miles))[:3]] + [0.001, 0, -0.001])):
        if edge >= 0:
            found = points(lat, lon).within(at, np.arange(len(lat)), _miles(at, lat, lon), float(edge))
            assert (found == (exact <= edge)).all()


@pytest.mark.parametrize("name", PLACES)
def test_sphere_stays_within_six_tenths_of_a_percent_of_the_ellipsoid(name: str) -> None:
    at = PLACES[name]
    lat, lon = scattered(at, 100, seed=11)
    measured = _miles(at, lat, lon)
    for index, miles in enumerate(measured):
        exact = geodesic(at, (lat[index], lon[index])).miles
        assert miles == pytest.approx(exact, rel=0.006, abs=0.001)
    measured = geo.geodesic_miles(at, lat, lon)
    assert measured == pytest.approx([geodesic(at, point).miles for point in zip(lat, lon, strict=True)], abs=1e-6)


@pytest.mark.parametrize(
    ("miles", "precision", "words"),
    [
        (0.41, "point", "0.4 miles"),
        (0.41, "zip", "about 1 mile"),
        (0.41, "approximate", "about 1 mile"),
        (4.6, "city", "about 5 miles"),
        (None, "point", None),
    ],
)
def test_a_distance_to_an_area_is_not_told_in_tenths(miles, precision, words):
    assert distance_in_words(miles, precision) == words
