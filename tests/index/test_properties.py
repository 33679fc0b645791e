"""What must hold of every answer whatever the listings: checked against counting and measuring one by one."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from geopy.distance import geodesic

from data.model import Listing
from index import generations
from index.directory import Directory
from index.facets import facet_values
from index.find import GROUPS
from index.request import LARGEST_RADIUS_MILES, SearchRequest, Sort
from index.whoosh_engine import WhooshEngine, WhooshGeneration
from tests.conftest import Build
from tests.support.scattered import CENTRES, WORDS, scattered

SEEDS = (1, 2)
SOAK_SEEDS = range(10, 60)
RADII = (0.0, 0.5, 5.0, 25.0, 140.0, 1_000.0, 6_200.0, 12_430.0, LARGEST_RADIUS_MILES)
NOON = datetime(2026, 11, 24, 12)  # noqa: DTZ001  (local wall time, as listings keep it)
_SAID = (*WORDS, "tuesday", "free", "online", "zebrafish")
PLACES = [f"{lat},{lon}" for lat, lon in CENTRES]


def seeds(test: Any) -> Any:
    """A few random corpora by default, many under --soak."""
    more = [pytest.param(seed, marks=pytest.mark.soak) for seed in SOAK_SEEDS]
    return pytest.mark.parametrize("seed", [*SEEDS, *more])(test)


class Corpus:
    """Random listings, indexed whole."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.chance = random.Random(seed)
        self.listings = scattered(self.chance.choice((1, 40, 300)) if seed % 2 else 160, self.chance)
        self.of = {one.id: one for one in self.listings}
        self.folder = folder / "whole"
        self.whole = built(self.listings, self.folder)


def built(listings: Iterable[Listing], folder: Path) -> WhooshGeneration:
    folder.mkdir()
    facts = WhooshEngine(through_whoosh=False).build(listings, {}, folder)
    return opened(folder, facts)


def opened(folder: Path, facts: dict[str, Any]) -> WhooshGeneration:
    (folder / "meta.json").write_text(json.dumps({"format": generations.FORMAT, "built": "now", **facts, "files": {}}))
    return WhooshEngine().open(folder)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made: dict[int, Corpus] = {}

    def of(seed: int) -> Corpus:
        if seed not in made:
            made.clear()
            made[seed] = Corpus(seed, tmp_path_factory.mktemp("corpus"))
        return made[seed]

    return of


def pages(generation: WhooshGeneration, asked: SearchRequest, group: str, size: int = 200) -> list[dict[str, Any]]:
    """All results of a group, page by page."""
    found: list[dict[str, Any]] = []
    while True:
        answer = generation.search(replace(asked, group=group, limit=size, offset=len(found)))  # type: ignore[arg-type]
        if not answer["results"]:
            return found
        found += answer["results"]


def everything(generation: WhooshGeneration, asked: SearchRequest) -> dict[str, list[dict[str, Any]]]:
    return {group: pages(generation, asked, group) for group in GROUPS}


def ids(results: Iterable[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in results]


def questions(chance: random.Random, count: int) -> list[SearchRequest]:
    return [
        SearchRequest(
            text=" ".join(chance.sample(_SAID, chance.choice((0, 1, 1, 2)))),
            at=NOON,
            near=chance.choice([None, "62701", *PLACES]),
            radius_miles=chance.choice((None, *RADII)),
            languages=chance.choice(((), (), ("es",), ("es", "vi"))),
            cost=chance.choice(((), (), ("free",))),
            days=chance.choice(((), (), ("TU",))),
            sort=chance.choice(get_args(Sort)),
        )
        for _ in range(count)
    ]


@seeds
def test_near_is_what_is_within_the_geodesic_distance(corpus: Any, seed: int) -> None:
    one = corpus(seed)
    placed = [it for it in one.listings if it.status == "active" and it.has_public_point]
    for place in PLACES:
        at = tuple(map(float, place.split(",")))
        at = (round(at[0], 2), round(at[1], 2))
        away = {it.id: geodesic(at, (it.location.latitude, it.location.longitude)).miles for it in placed}
        before: set[str] = set()
        # The far end of the circle lies on the edge of a radius of its own.
        for radius in sorted([*RADII, *one.chance.sample(sorted(away.values()), min(4, len(away)))]):
            asked = SearchRequest(near=place, radius_miles=min(radius, LARGEST_RADIUS_MILES))
            answer = one.whole.search(replace(asked, limit=1))
            found = set(ids(pages(one.whole, asked, "near"))) if not answer["relaxed"] else set()
            expected = {it for it, miles in away.items() if miles <= asked.radius_miles}
            assert found == expected, (place, radius)
            assert found >= before
            before = found
        assert before == set(away)


@seeds
def test_distances_shown_are_geodesic(corpus: Any, seed: int) -> None:
    one = corpus(seed)
    for place in PLACES:
        found = one.whole.search(SearchRequest(near=place, radius_miles=LARGEST_RADIUS_MILES, limit=200))
        near, at = found["query"]["near"], found["query"]["near"]
        for it in found["results"]:
            if it["group"] == "near":
                exact = geodesic((near["lat"], at["lon"]), (it["lat"], it["lon"])).miles
                assert it["distance_miles"] == pytest.approx(exact, abs=0.00501)


@seeds
def test_facets_and_groups_are_those_of_all_results(corpus: Any, seed: int) -> None:
    one = corpus(seed)
    for asked in questions(one.chance, 25):
        answer, found = one.whole.search(asked), everything(one.whole, asked)
        every = [it for results in found.values() for it in results]
        assert answer["groups"] == {group: len(results) for group, results in found.items()}
        assert answer["total"] == len(every) == len(set(ids(every)))
        counted = Counter(
            (facet, value)
            for listing_id in ids(every)
            for facet, values in facet_values(one.of[listing_id]).items()
            for value in values
        )
        assert {(facet, value): number for facet, rows in answer["facets"].items() for value, number in rows} == counted
        assert all(one.of[listing_id].status == "active" for listing_id in ids(every))


@seeds
def test_pages_of_any_size_are_the_same_results_in_the_same_order(corpus: Any, seed: int) -> None:
    one = corpus(seed)
    for asked in questions(one.chance, 8):
        for sort in get_args(Sort):
            for group in GROUPS:
                whole = pages(one.whole, replace(asked, sort=sort), group)
                for size in (7, 64):
                    assert ids(pages(one.whole, replace(asked, sort=sort), group, size)) == ids(whole)
                if sort == "name":
                    assert [it["name"].casefold() for it in whole] == sorted(it["name"].casefold() for it in whole)
                if sort == "distance" and whole and whole[0]["distance_miles"] is not None:
                    miles = [it["distance_miles"] for it in whole]
                    # By the sphere, which is within 0.6 %.
                    assert all(more >= less * 0.988 - 0.01 for less, more in zip(miles, miles[1:], strict=False))


@seeds
def test_the_order_listings_come_in_changes_nothing(corpus: Any, seed: int, tmp_path: Path) -> None:
    one = corpus(seed)
    shuffled = one.chance.sample(one.listings, len(one.listings))
    other = built(shuffled, tmp_path / "other")
    here, there = (
        {path.name: path.read_bytes() for path in (one_folder / "base").iterdir()}
        for one_folder in (one.folder, tmp_path / "other")
    )
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []
    for asked in questions(one.chance, 6):
        assert without_clock(one.whole.search(asked)) == without_clock(other.search(asked))


def without_clock(answer: dict[str, Any]) -> dict[str, Any]:
    return answer | {"took_ms": None}


@seeds
def test_a_base_with_changes_finds_what_a_whole_build_finds(corpus: Any, seed: int, tmp_path: Path) -> None:
    one, root = corpus(seed), tmp_path
    count = len(one.listings)
    changed = scattered(max(1, count // 10), one.chance, first=count - count // 20)
    ended = [it.id for it in one.chance.sample(one.listings, count // 12)]
    after = {key: it for key, it in one.of.items() if key not in ended} | {it.id: it for it in changed}
    (root / "changed").mkdir()
    engine = WhooshEngine(through_whoosh=False)
    ended = [key for key in ended if key not in {it.id for it in changed}]
    facts = engine.update(one.folder, changed, ended, {}, root / "changed")
    both, whole = opened(root / "changed", facts), built(after.values(), root / "after")
    assert facts["listings"] == len(after)
    for asked in questions(one.chance, 25):
        first, second = both.search(asked), whole.search(asked)
        for field in ("total", "groups", "facets", "relaxed", "query"):
            assert first[field] == second[field], (asked, field)
        ours, theirs = everything(both, asked), everything(whole, asked)
        for group in GROUPS:
            assert sorted(ids(ours[group])) == sorted(ids(theirs[group])), asked
            if asked.sort == "name":
                assert ids(ours[group]) == ids(theirs[group])
            assert ids(pages(both, asked, group, 9)) == ids(ours[group])
    assert {key for key in one.of | after if both.listing(key)} == after.keys()


def test_threads_share_a_directory_without_mixing_answers(build: Build, soak: bool) -> None:
    """Eight threads, many questions each, all through one directory: what each would be answered alone."""
    chance = random.Random(21)
    directory: Directory = build(*scattered(400, chance))
    asked = questions(chance, 200 if soak else 50)
    alone = [without_clock(directory.search(one)) for one in asked]
    orders = [chance.sample(range(len(asked)), len(asked)) for _ in range(8)]
    start = threading.Barrier(8)
    wrong: list[object] = []

    def ask(order: list[int]) -> None:
        start.wait()
        for at in order:
            try:
                if without_clock(directory.search(asked[at])) != alone[at]:
                    wrong.append(at)
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=ask, args=(order,)) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
