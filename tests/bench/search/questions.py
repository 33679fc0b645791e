"""Seeded questions: words, filters and a circle around a ZIP code, drawn from listings that are there."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from data import gazetteer
from data.gazetteer import Place
from data.model import Listing
from index.facets import WEEKDAYS, facet_values
from index.schema import texts_of
from index.whoosh_store import tokens
from tests.bench.search.corpus import SEED
from tests.bench.search.rows import PARTS, plain, slot

TERMS = {0: 10, 1: 25, 2: 30, 3: 20, 4: 10, 5: 5}
ANY_WORD = 0.35
NATIONWIDE = 0.2
RADII = {5.0: 15, 10.0: 25, 25.0: 40, 50.0: 20}
FILTERS = {"needs": 0.35, "cost": 0.25, "languages": 0.12, "audiences": 0.15, "modes": 0.08}
ON_A_DAY, AT_A_TIME = 0.2, 0.6
# How often a value is taken of the listing that the question is about, and not of another.
OWN = 0.7


@dataclass(frozen=True)
class Question:
    """One question. `tokens` are its `words` analysed; `filters` facet and values, of which any will do.

    `days` and `part` (of `rows.PARTS`) say when it begins; no days mean any. Without a `place` all places will do.
    """

    number: int
    words: tuple[str, ...]
    tokens: tuple[str, ...]
    every: bool
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    days: tuple[str, ...]
    part: int | None
    place: Place | None
    radius: float

    @property
    def slots(self) -> int:
        """The bits of the wanted days and part of the day, 0 when no time is asked for."""
        if self.part is None:
            return 0
        return sum(slot(WEEKDAYS.index(day), self.part) for day in self.days or WEEKDAYS)


def draw(listings: list[Listing], count: int) -> list[Question]:
    """Return `count` questions about listings of the corpus, always the same for the same listings."""
    chance = random.Random(SEED)
    found: list[Question] = []
    while len(found) < count:
        about, other = chance.choice(listings), chance.choice(listings)
        place = _place(about, chance)
        words = _words(about, other, chance)
        filters = _filters(about, other, chance)
        days, part = _time(chance)
        if days and part is None:
            filters = (*filters, ("days", days))
        if not words and not filters and place is None:
            continue
        found.append(
            Question(
                number=len(found),
                words=tuple(words),
                tokens=tuple(plain(tokens(word)[0]) for word in words),
                every=len(words) < 3 or chance.random() >= ANY_WORD,
                filters=filters,
                days=days,
                part=part,
                place=place,
                radius=_weighted(RADII, chance),
            )  # fmt: skip
        )
    return found


def _weighted(weights: dict[Any, int], chance: random.Random) -> Any:
    return chance.choices(list(weights), list(weights.values()))[0]


def _place(about: Listing, chance: random.Random) -> Place | None:
    if chance.random() < NATIONWIDE:
        return None
    address = about.location.address
    return gazetteer.find_zip(address.postal_code) if address and address.postal_code else None


def _words(about: Listing, other: Listing, chance: random.Random) -> list[str]:
    """Words as they stand in a listing, each a token of its own; one in five of another listing."""
    wanted, found = _weighted(TERMS, chance), {}
    texts, others = texts_of(about), texts_of(other)
    for _ in range(wanted * 4):
        source = texts if chance.random() < 0.8 else others
        field = chance.choices(("description", "name", "needs"), (60, 25, 15))[0]
        word = chance.choice(source[field].split() or [""]).strip('.,;:()!?"').lower()
        analysed = tokens(word)
        if len(analysed) == 1 and len(found) < wanted:
            found.setdefault(analysed[0], word)
    return list(found.values())


def _filters(about: Listing, other: Listing, chance: random.Random) -> tuple[tuple[str, tuple[str, ...]], ...]:
    own, others = facet_values(about), facet_values(other)
    found = []
    for facet, share in FILTERS.items():
        if chance.random() >= share:
            continue
        values = own[facet] if chance.random() < OWN else others[facet]
        # What a mode or need asks for is said in one word, the most exact.
        values = values[-1:] if facet in ("needs", "modes") else values[:2]
        if values and values != ["en"] and "crisis" not in values:
            found.append((facet, tuple(values)))
    return tuple(found)


def _time(chance: random.Random) -> tuple[tuple[str, ...], int | None]:
    if chance.random() >= ON_A_DAY:
        return (), None
    days = tuple(chance.sample(WEEKDAYS, chance.choice((0, 1, 2))))
    part = chance.randrange(len(PARTS)) if chance.random() < AT_A_TIME or not days else None
    return days, part
