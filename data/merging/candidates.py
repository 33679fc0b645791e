"""Which pairs are worth comparing: those that share a telephone, a place, a rare name, a page or an address.

Never all pairs: every unit gets a few keys, units of one key are paired, and a key that too many share is
narrowed by the rarest words of the names before it is used.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.merging.features import Features
from data.merging.houses import House, count_houses
from data.merging.words import opposite, same_street

# A key of more units than this says little by itself.
LARGEST_BLOCK = 40
# Words for the kind of house, which one source adds and another leaves out: they never weigh much.
_HOUSES = frozenset({
    "branch", "library", "center", "neighborhood", "community", "public", "program", "service", "house", "group",
    "meeting",
})  # fmt: skip
_HOUSE_WEIGHS = 1.5
# In a store of a few records no word is common, and yet a name in it is worth as much as in a large one.
_SMALLEST_CORPUS = 5_000
# So many words of a name at least tell it from all others with one house number and street.
_FEWEST_WORDS = 3
# Degrees; two grids, shifted by half a cell, so that neighbours across a border meet in the other.
_CELL = 0.003


@dataclass(frozen=True)
class Corpus:
    """How common things are among the units compared, for what they weigh as evidence.

    `rarity` maps a word of names to its information in nats (0 is said by all); `names`, `phones`, `hosts`, `emails`
    and `pages` count the units that have one, `houses` those a source lists in one house.
    """

    rarity: dict[str, float]
    unseen: float
    names: Counter[tuple[str, ...]]
    phones: Counter[str]
    hosts: Counter[str]
    pages: Counter[str]
    emails: Counter[str]
    houses: Counter[House]

    def of(self, word: str) -> float:
        """Return the rarity of a word."""
        return self.rarity.get(word, self.unseen)


def measure(units: Sequence[Features]) -> Corpus:
    """Count the units' words and contacts."""
    words = Counter(word for one in units for word in set(one.name))
    size = max(len(units), _SMALLEST_CORPUS)
    return Corpus(
        rarity={
            word: min(math.log(size / count), _HOUSE_WEIGHS if word in _HOUSES else math.inf)
            for word, count in words.items()
        },
        unseen=math.log(size),
        names=Counter(one.name for one in units),
        phones=_said_by(units),
        hosts=Counter(one.host for one in units if one.host),
        pages=Counter(one.page for one in units if one.page),
        emails=Counter(one.email for one in units if one.email),
        houses=count_houses(units),
    )


def _said_by(units: Sequence[Features]) -> Counter[str]:
    """How many units say a telephone number; what several sources repeat counts for no more than two of them."""
    each = Counter((phone, one.source) for one in units for phone in one.phones)
    total: Counter[str] = Counter()
    most: Counter[str] = Counter()
    for (phone, _), count in each.items():
        total[phone] += count
        most[phone] = max(most[phone], count)
    return Counter({phone: min(count, 2 * most[phone]) for phone, count in total.items()})


def candidate_pairs(units: Sequence[Features], corpus: Corpus) -> np.ndarray:
    """Return pairs of positions in `units` as an array of shape (n, 2), first below second, sorted, none twice."""
    rows = [(at, key) for at, one in enumerate(units) for key in _keys(one, corpus)]
    blocks = pd.DataFrame(rows, columns=["unit", "key"]).drop_duplicates()
    blocks["key"] = pd.util.hash_array(blocks["key"].to_numpy(dtype=object), categorize=False)
    kept, large = _split(blocks)
    if len(large):
        kept = pd.concat([kept, _narrowed(large, units, corpus)], ignore_index=True)
    joined = kept.merge(kept, on="key", suffixes=("", "_other"))
    pairs = joined.loc[joined["unit"] < joined["unit_other"], ["unit", "unit_other"]].drop_duplicates()
    found: np.ndarray = pairs.sort_values(["unit", "unit_other"]).to_numpy(dtype=np.int64).reshape(-1, 2)
    return found[_possible(units, found)] if len(found) else found


def one_address(one: Features, other: Features) -> bool:
    """Whether two units have one street address in one town, or in one ZIP code.

    Where only one names the town, a name of several words that is the same speaks for it.
    """
    here, there = one.street, other.street
    if not here or not there or not same_street(here, there) or opposite(here, there):
        return False
    if one.city and other.city or one.postal_code and other.postal_code:
        return one.city == other.city != "" or one.postal_code == other.postal_code != ""
    return one.name == other.name and len(one.name) >= _FEWEST_WORDS


def _split(blocks: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Blocks of two to `LARGEST_BLOCK` units, and those that are larger."""
    size = blocks.groupby("key")["unit"].transform("size")
    return blocks[(size > 1) & (size <= LARGEST_BLOCK)], blocks[size > LARGEST_BLOCK]


def _narrowed(large: pd.DataFrame, units: Sequence[Features], corpus: Corpus) -> pd.DataFrame:
    """Large blocks cut by each of the two rarest words of a name; what is still too large, by the whole name."""
    rows = [
        (unit, f"{key} {word}", f"{key} {' '.join(sorted(units[unit].name))} {_where(units[unit])}")
        for unit, key in zip(large["unit"].tolist(), large["key"].tolist(), strict=True)
        for word in _rarest(units[unit], corpus)
    ]
    frame = pd.DataFrame(rows, columns=["unit", "key", "whole"])
    for column in ("key", "whole"):
        frame[column] = pd.util.hash_array(frame[column].to_numpy(dtype=object), categorize=False)
    kept, still = _split(frame[["unit", "key"]])
    whole = frame.loc[still.index, ["unit", "whole"]].rename(columns={"whole": "key"}).drop_duplicates()
    return pd.concat([kept, _split(whole)[0]], ignore_index=True)


def _rarest(one: Features, corpus: Corpus, count: int = 2) -> list[str]:
    return sorted(set(one.name), key=lambda word: (-corpus.of(word), word))[:count]


def _where(one: Features) -> str:
    return f"{one.street.number} {min(one.street.core)}" if one.street else one.city or one.postal_code


def _keys(one: Features, corpus: Corpus) -> Iterator[str]:
    for phone in one.phones:
        yield f"phone {phone}"
    if one.street:
        for word in one.street.core:
            yield f"street {one.street.number} {word} {one.state}"
    if one.point:
        for shift in (0.0, _CELL / 2):
            row, column = (math.floor((degrees + shift) / _CELL) for degrees in one.point)
            yield f"cell {shift} {row} {column}"
    rare = _rarest(one, corpus)
    yield f"name {' '.join(sorted(rare))} {one.state}"
    yield f"whole {' '.join(one.name)}"
    for value in (one.page, one.email, one.link, one.host if corpus.hosts[one.host] <= LARGEST_BLOCK else ""):
        if value:
            yield f"web {value}"


def _possible(units: Sequence[Features], pairs: np.ndarray) -> np.ndarray:
    """A mask of the pairs that are not plainly elsewhere: another state, or doors more than two miles apart.

    Where street and town are the same, one of two points far apart is wrong.
    """
    states = pd.factorize(np.array([one.state for one in units], dtype=object))[0]
    empty = np.array([not one.state for one in units])
    points = np.array([one.point or (np.nan, np.nan) for one in units], dtype=float)
    left, right = pairs[:, 0], pairs[:, 1]
    other_state = (states[left] != states[right]) & ~empty[left] & ~empty[right]
    apart = np.abs(points[left] - points[right])
    with np.errstate(invalid="ignore"):
        far = (apart[:, 0] > 0.03) | (apart[:, 1] > 0.06)
    for at in np.flatnonzero(far):
        far[at] = not one_address(units[left[at]], units[right[at]])
    mask: np.ndarray = ~(other_state | far)
    return mask
