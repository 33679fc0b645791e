"""Invented listings for measuring search: seeded, streamed, as `data.model.Listing` objects.

Places are US ZIP codes weighted by the population of their city; words are invented, Zipf-distributed. All are
marked samples: organizations begin with "Sample", telephone numbers are 555-01xx.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

import numpy as np

from data import gazetteer, taxonomy
from data.gazetteer import Place
from data.ids import listing_id
from data.model import Address, Listing, Location, Organization, Phone, Provenance, Schedule

SEED = 20261122
CHUNK = 5_000
SEEN = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
METRO_CENTER, METRO_MILES = (34.0537, -118.2427), 48.0
# Degrees a listing lies off the middle of its ZIP code at most: a metro keeps within 56 miles.
WIDEST_SHIFT = 0.08
FIRST, MIDDLE = "bcdfghklmnprstvw", "aeiou"
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LANGUAGES = ("es", "zh", "vi", "ko", "ar", "tl", "ru", "fr", "ht", "pt", "hi")
COSTS: tuple[list[Any], ...] = ([], ["free"], ["donation"], ["sliding_scale"], ["insurance"], ["fee"],
                                ["insurance", "sliding_scale"])  # fmt: skip
COST_SHARES = (0.25, 0.40, 0.08, 0.07, 0.06, 0.07, 0.07)
MODES: tuple[list[Any], ...] = (["in_person"], ["in_person", "online"], ["in_person", "phone"])
MODE_SHARES = (0.80, 0.14, 0.06)
LEAF_WORDS, COMMON_WORDS, TAIL_WORDS = 60, 400, 60_000
LEAF_SHARE, COMMON_SHARE = 0.4, 0.4
SHORTEST, LONGEST = 20, 80


@dataclass(frozen=True)
class Corpus:
    """A named set of invented listings. `remote` is the share that is online or by phone for the whole country."""

    name: str
    count: int
    metro: bool = False
    remote: float = 0.0

    def __iter__(self) -> Iterator[Listing]:
        """Yield the listings, always the same; no more than a chunk of them is held."""
        for start in range(0, self.count, CHUNK):
            yield from self._chunk(start, min(CHUNK, self.count - start))

    def _chunk(self, start: int, count: int) -> Iterator[Listing]:
        random = np.random.default_rng([SEED, start, self.metro])
        drawn = _Drawn(random, count, self._places, self._shares)
        for at in range(count):
            yield _listing(drawn, at, start + at, random.random() < self.remote)

    @cached_property
    def _places(self) -> list[Place]:
        places = [place for place in gazetteer.zip_codes() if place.state not in gazetteer.TERRITORIES]
        return [place for place in places if _in_metro(place.lat, place.lon)] if self.metro else places

    @cached_property
    def _shares(self) -> np.ndarray:
        codes_of: dict[tuple[str | None, str | None], int] = {}
        for place in self._places:
            codes_of[place.city, place.state] = codes_of.get((place.city, place.state), 0) + 1
        weights = [_people(place) / codes_of[place.city, place.state] for place in self._places]
        return np.array(weights) / sum(weights)


CORPORA = {
    "500": Corpus("500", 500, metro=True),
    "10k": Corpus("10k", 10_000),
    "metro": Corpus("metro", 30_000, metro=True),
    "100k": Corpus("100k", 100_000),
    "1m": Corpus("1m", 1_000_000),
    "whole-100k": Corpus("whole-100k", 100_000, remote=0.05),
}


def _in_metro(lat: float, lon: float) -> bool:
    return gazetteer.miles_between(*METRO_CENTER, lat, lon) <= METRO_MILES


def _people(place: Place) -> int:
    """Inhabitants of a ZIP code's city; GeoNames does not know small towns, whose number is of ZIP codes."""
    cities = gazetteer.find_cities(place.city or "", place.state)
    return max(cities[0].population, 1_000) if cities else 1_000


@dataclass(frozen=True)
class Vocabulary:
    """Invented words: `leaf` of one need each, `common` of all, and a long `tail`."""

    leaf: dict[str, list[str]]
    common: list[str]
    tail: list[str]


@cache
def vocabulary() -> Vocabulary:
    """Return the words of all corpora."""
    random = np.random.default_rng(SEED)
    leaves = leaf_needs()
    wanted = len(leaves) * LEAF_WORDS + COMMON_WORDS + TAIL_WORDS
    letters = random.integers(0, 1 << 16, (2 * wanted, 9)).tolist()
    words = list(dict.fromkeys(map(_word, letters)))
    assert len(words) >= wanted
    pool = iter(words[:wanted])
    leaf = {need: [next(pool) for _ in range(LEAF_WORDS)] for need in leaves}
    return Vocabulary(leaf, [next(pool) for _ in range(COMMON_WORDS)], list(pool))


def _word(letters: list[int]) -> str:
    """Two to four syllables and a last letter."""
    size = 2 + letters[8] % 3
    syllables = [FIRST[letters[2 * at] % 16] + MIDDLE[letters[2 * at + 1] % 5] for at in range(size)]
    return "".join(syllables) + "nrk"[size % 3]


def leaf_needs() -> list[str]:
    """Return the needs that have none below them; crisis help, which ranks by rules of its own, is left out."""
    parents = {need.parent for need in taxonomy.needs().values()}
    return [need for need in taxonomy.needs() if need not in parents and need != "crisis"]


@cache
def _zipf(count: int, exponent: float) -> np.ndarray:
    weights = 1.0 / np.arange(1, count + 1) ** exponent
    summed: np.ndarray = np.cumsum(weights / weights.sum())
    return summed


class _Drawn:
    """Everything random about a chunk of listings, drawn at once."""

    def __init__(self, random: np.random.Generator, count: int, places: list[Place], shares: np.ndarray) -> None:
        leaves = leaf_needs()
        self.places = [places[at] for at in random.choice(len(places), count, p=shares)]
        self.shift = random.normal(0.0, 0.03, (count, 2)).clip(-WIDEST_SHIFT, WIDEST_SHIFT).round(5)
        self.leaf = [leaves[at] for at in random.integers(0, len(leaves), count)]
        self.second = [leaves[at] for at in random.integers(0, len(leaves), count)]
        self.cost = random.choice(len(COSTS), count, p=COST_SHARES)
        self.mode = random.choice(len(MODES), count, p=MODE_SHARES)
        self.chance = random.random((count, 6))
        self.number = random.integers(0, 1 << 30, (count, 8))
        self.size = random.integers(SHORTEST, LONGEST + 1, count)
        self._kind = random.random((count, LONGEST + 4))
        which = random.random((count, LONGEST + 4))
        self._common = np.searchsorted(_zipf(COMMON_WORDS, 1.0), which)
        self._tail = np.searchsorted(_zipf(TAIL_WORDS, 1.0), which)
        self._leaf = np.searchsorted(_zipf(LEAF_WORDS, 0.7), which)

    def words(self, at: int) -> list[str]:
        """Words of a listing: three for its name, then its description."""
        known, leaf = vocabulary(), vocabulary().leaf[self.leaf[at]]
        size = self.size[at] + 3
        columns = (self._kind[at, :size], self._leaf[at, :size], self._common[at, :size], self._tail[at, :size])
        return [
            leaf[own] if kind < LEAF_SHARE
            else known.common[common] if kind < LEAF_SHARE + COMMON_SHARE
            else known.tail[tail]
            for kind, own, common, tail in zip(*(column.tolist() for column in columns), strict=True)
        ]  # fmt: skip


def _listing(drawn: _Drawn, at: int, number: int, remote: bool) -> Listing:
    words, chance = drawn.words(at), drawn.chance[at].tolist()
    key = str(number)
    needs = [drawn.leaf[at], drawn.second[at]] if chance[0] < 0.15 else [drawn.leaf[at]]
    return Listing(
        id=listing_id("sample-bench", key),
        name=f"{words[0]} {words[1]} {words[2]}".title(),
        organization=_organization(int(drawn.number[at, 0])),
        description=" ".join(words[3:]) + ".",
        needs=taxonomy.with_parents(needs),
        location=_location(drawn, at),
        modes=["online"] if remote else list(MODES[drawn.mode[at]]),
        phones=[Phone(number=f"+1213555{100 + int(drawn.number[at, 1]) % 100:04d}")],
        url=f"https://example.org/{key}",
        schedules=_schedules(drawn, at, chance[1]),
        cost=list(COSTS[drawn.cost[at]]),
        languages=_languages(int(drawn.number[at, 2]), chance[2]),
        audiences=_audiences(drawn, at, chance[3]),
        faith=("faith-based" if chance[4] < 0.1 else "secular") if chance[4] < 0.3 else None,
        led_by=("peer" if chance[5] < 0.3 else "professional") if chance[5] < 0.5 else None,
        sources=[
            Provenance(source="sample-bench", source_name="Invented samples", record=key, key=key, run="r1", seen=SEEN)
        ],
    )


def _organization(number: int) -> Organization:
    return _organizations()[number % len(_organizations())]


@cache
def _organizations() -> list[Organization]:
    random, tail = np.random.default_rng(SEED + 1), vocabulary().tail
    pairs = random.integers(0, len(tail), (20_000, 2)).tolist()
    return [Organization(name=f"Sample {tail[a]} {tail[b]} Center".title()) for a, b in pairs]


def _location(drawn: _Drawn, at: int) -> Location:
    place = drawn.places[at]
    lat, lon = round(place.lat + float(drawn.shift[at, 0]), 5), round(place.lon + float(drawn.shift[at, 1]), 5)
    address = Address(
        address_1=f"{int(drawn.number[at, 3]) % 9000 + 100} Sample Street",
        city=place.city, state_province=place.state, postal_code=place.label[-5:], country="US",
    )  # fmt: skip
    return Location(address=address, latitude=lat, longitude=lon, precision="point")


def _languages(number: int, chance: float) -> list[str]:
    return ["en", LANGUAGES[number % len(LANGUAGES)]] if chance < 0.25 else ["en"] if chance < 0.8 else []


def _audiences(drawn: _Drawn, at: int, chance: float) -> list[str]:
    known = list(taxonomy.facet_labels()["audiences"])
    if chance > 0.4:
        return []
    found = {known[int(drawn.number[at, 4 + n]) % len(known)] for n in range(1 if chance < 0.3 else 2)}
    return sorted(found)


def _schedules(drawn: _Drawn, at: int, chance: float) -> list[Schedule]:
    zone = drawn.places[at].timezone or "America/Chicago"
    count = 0 if chance < 0.3 else 1 if chance < 0.7 else 2
    return [_schedule(int(drawn.number[at, 6 + n]) % (7 * 28), zone) for n in range(count)]


@cache
def _schedule(number: int, zone: str) -> Schedule:
    """One of 7 days and 28 half hours from 7:00 on, an hour long."""
    day, half = divmod(number, 28)
    hour, minute = divmod(7 * 60 + 30 * half, 60)
    return Schedule(
        freq="WEEKLY", byday=[DAYS[day]], opens_at=f"{hour:02d}:{minute:02d}", closes_at=f"{hour + 1:02d}:{minute:02d}",
        timezone=zone,
    )  # fmt: skip
