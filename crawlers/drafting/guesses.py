"""What a feed suggests about needs and place. Every answer is a guess that a person checks."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib import resources

from crawlers.drafting.rows import Column, words
from data import gazetteer
from data.model import Record

# A column with more different values than this is no list of kinds.
_MOST_KINDS = 60
# A need is guessed for a whole feed when its words stand in this share of the names.
_SHARE = 0.3
# A place is guessed for a whole feed when this share of the records lies there.
_AGREEING = 0.8
_POINTS = 200


def needs_in(text: str) -> list[str]:
    """Return the needs that words of a text suggest, in the order of `needs.toml`, without repeats."""
    padded = f" {words(text)} "
    return list(dict.fromkeys(need for word, need in _table().items() if f" {word} " in padded))


def needs_of(title: str, names: Iterable[str]) -> list[str]:
    """Return the needs that a feed's title and address suggest, else those that many of its names suggest."""
    found = needs_in(title)
    if found:
        return found
    listed = list(names)
    counts = Counter(need for name in listed for need in needs_in(name))
    return [need for need, count in counts.most_common(3) if count >= _SHARE * len(listed)]


def kinds_of(column: Column) -> dict[str, list[str]]:
    """Return `{value: needs it suggests}` of a column of kinds, most frequent first; empty when it has too many."""
    kinds = column.kinds
    if len(kinds) > _MOST_KINDS:
        return {}
    return {kind: needs_in(kind) for kind in kinds}


def state_of(records: Iterable[Record]) -> str | None:
    """Return the state nearly all records lie in by their words or else their points, or None."""
    listed = list(records)
    stated = [one.location.address.state_province for one in listed if one.location.address]
    return _agreed(stated) or _agreed(place.state for place in _places(listed))


def zone_of(records: Iterable[Record]) -> str | None:
    """Return the IANA time zone of nearly all points, or None."""
    return _agreed(place.timezone for place in _places(records))


def source_id(name: str) -> str:
    """Return an id for a source: its name in lower-case words with hyphens, 60 characters at most."""
    text = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")
    return text if len(text) > 1 else "new-source"


def _places(records: Iterable[Record]) -> list[gazetteer.Place]:
    """The postal areas of the first points."""
    points = [(one.location.latitude, one.location.longitude) for one in records]
    return [gazetteer.nearest_zip(lat, lon) for lat, lon in points[:_POINTS] if lat and lon]


def _agreed(found: Iterable[str | None]) -> str | None:
    counts = Counter(one for one in found if one)
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] >= _AGREEING * counts.total() else None


@cache
def _table() -> dict[str, str]:
    return tomllib.loads(resources.files(__package__).joinpath("needs.toml").read_text("utf-8"))
