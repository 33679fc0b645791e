"""Listings as every engine but Kith's own gets them: analysed once, so that all index the same tokens.

`rows.jsonl` holds one JSON array a listing in the order of `Row`; `facets.json` names the numbers of facet values.
Kith's own builds read the listings back from there too: making them up is no part of a build.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from data.model import Listing, Schedule
from index.facets import WEEKDAYS, facet_values
from index.schema import BOOSTS, texts_of
from index.whoosh_store import tokens

FIELDS = tuple(BOOSTS)
# Parts of a day, in minutes from midnight: a listing is in one when a meeting begins in it.
PARTS = ((6 * 60, 12 * 60), (12 * 60, 17 * 60), (17 * 60, 22 * 60))
_PLAIN = re.compile(r"[a-z0-9]+")


class Row(NamedTuple):
    """One listing: `texts` a field each (tokens joined by blanks), `facets` numbers of values, `slots` a bit a part."""

    id: str
    lat: float
    lon: float
    texts: list[str]
    facets: list[int]
    slots: int
    stored: str


def is_measured(listing: Listing) -> bool:
    """Whether a listing is one all engines answer for: a public point, open, found by no area."""
    return listing.has_public_point and listing.status != "temporarily closed"


def slot(day: int, part: int) -> int:
    """Return the bit of a weekday (0 Monday) and a part of the day."""
    return 1 << (day * len(PARTS) + part)


def plain(token: str) -> str:
    """Return a token that no engine's own reading changes: letters and digits of ASCII."""
    return token if _PLAIN.fullmatch(token) else "xu" + token.encode("utf-8").hex()


class _Known(dict[str, str]):
    """Tokens of every word seen."""

    def __missing__(self, word: str) -> str:
        self[word] = found = " ".join(plain(token) for token in tokens(word))
        return found


_known = _Known()


def analysed(text: str) -> str:
    """Return the tokens of a text joined by blanks; the analyzer never looks across a blank (a test says so)."""
    return " ".join(filter(None, map(_known.__getitem__, text.split())))


def write(listings: Iterable[Listing], folder: Path) -> int:
    """Analyse listings into `folder`; return how many."""
    numbers: dict[tuple[str, str], int] = {}
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with (folder / "rows.jsonl").open("w", encoding="utf-8") as out:
        for listing in listings:
            out.write(json.dumps(_row(listing, numbers), ensure_ascii=False) + "\n")
            count += 1
    (folder / "facets.json").write_text(json.dumps(list(numbers)), "utf-8")
    return count


def _row(listing: Listing, numbers: dict[tuple[str, str], int]) -> Row:
    facets = [
        numbers.setdefault((facet, value), len(numbers))
        for facet, values in facet_values(listing).items()
        for value in dict.fromkeys(values)
    ]
    texts = texts_of(listing)
    place = listing.location
    assert place.latitude is not None
    assert place.longitude is not None
    return Row(
        listing.id, place.latitude, place.longitude, [analysed(texts[name]) for name in FIELDS], facets,
        _slots(listing.schedules), listing.model_dump_json(exclude_defaults=True),
    )  # fmt: skip


def _slots(schedules: list[Schedule]) -> int:
    found = 0
    for one in schedules:
        if not one.opens_at:
            continue
        opens = int(one.opens_at[:2]) * 60 + int(one.opens_at[3:])
        days = WEEKDAYS if one.freq == "DAILY" else tuple(day[-2:] for day in one.byday)
        for part, (first, last) in enumerate(PARTS):
            if first <= opens < last:
                for day in days:
                    found |= slot(WEEKDAYS.index(day), part)
    return found


class Rows:
    """The analysed listings of a folder, streamed."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "rows.jsonl"
        self.facets = [(facet, value) for facet, value in json.loads((folder / "facets.json").read_text("utf-8"))]

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows in order."""
        with self._path.open("rb") as lines:
            for line in lines:
                yield Row(*json.loads(line))


class Listings:
    """The same listings as objects, streamed."""

    def __init__(self, folder: Path, every: int = 1) -> None:
        self._path, self._every = folder / "rows.jsonl", every

    def __iter__(self) -> Iterator[Listing]:
        """Yield the listings in order, or of `every` so many the first."""
        with self._path.open("rb") as lines:
            for line in itertools.islice(lines, 0, None, self._every):
                yield Listing.model_validate_json(json.loads(line)[-1])


def is_there(folder: Path) -> bool:
    """Whether `write` has ended in `folder`."""
    return (folder / "facets.json").exists()


def sample(folder: Path, count: int) -> list[Listing]:
    """Return about `count` listings from all over the file."""
    with (folder / "rows.jsonl").open("rb") as lines:
        size = sum(1 for _ in lines)
    return list(Listings(folder, max(1, size // count)))
