"""What the reader asked, kept as it was asked, so that every link on the page can keep it too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from data.errors import QueryError
from index.request import LONGEST_PLACE, LONGEST_TEXT
from webapp.filters import printable

# Parameters of a search, in the order they stand in an address.
NAMES = ("q", "near", "radius", "at", "need", "otherwise", "cost", "mode", "language", "audience", "faith",
         "led_by", "accessibility", "day", "without", "sort", "group", "map", "limit", "offset",
         "list")  # fmt: skip
_PLACES = {name: place for place, name in enumerate(NAMES)}
# What a listing is asked to be; several values of one mean any of them.
FILTERS = ("need", "cost", "mode", "language", "audience", "faith", "led_by", "accessibility", "day")
LISTS = frozenset({*FILTERS, "otherwise", "without"})
# What says how to show the results, not what to look for.
SHOWING = frozenset({"without", "sort", "group", "map", "limit", "offset", "radius", "at", "list"})
# One character more than is searched for, so that the answer can say that the text was cut.
_LONGEST = {"q": LONGEST_TEXT + 1, "near": LONGEST_PLACE, "list": 100 * 22}
_LONGEST_OTHER = 100


@dataclass(frozen=True)
class Parameters:
    """The parameters of one search, cleaned of characters no page can show; empty ones are left out."""

    pairs: tuple[tuple[str, str], ...] = ()

    def values(self, name: str) -> tuple[str, ...]:
        """Return all values given for a name."""
        return tuple(value for key, value in self.pairs if key == name)

    def first(self, name: str) -> str:
        """Return the first value given for a name, or an empty text."""
        return next(iter(self.values(name)), "")

    def given(self) -> dict[str, tuple[str, ...]]:
        """Return `{name: values}` for `index.request.from_parameters`."""
        found: dict[str, tuple[str, ...]] = dict.fromkeys(NAMES, ())
        for name, value in self.pairs:
            found[name] += (value,)
        return found

    def with_value(self, name: str, value: object) -> Parameters:
        """Return the parameters with this as the only value of the name, from the first page on."""
        kept = [pair for pair in self.pairs if pair[0] not in (name, "offset")]
        return _in_order([*kept, (name, str(value))])

    def on_this_page(self, name: str, value: str | None) -> Parameters:
        """Return the parameters with this value of a name, or without it, on the same page of results."""
        kept = [pair for pair in self.pairs if pair[0] != name]
        return _in_order([*kept, (name, value)] if value else kept)

    def with_also(self, name: str, value: str) -> Parameters:
        """Return the parameters with one more value of a list, from the first page on."""
        kept = [pair for pair in self.pairs if pair[0] != "offset" and pair != (name, value)]
        return _in_order([*kept, (name, value)])

    def without(self, name: str, value: str | None = None) -> Parameters:
        """Return the parameters without a name, or without one of its values, from the first page on."""
        return _in_order(
            [(key, one) for key, one in self.pairs if key != "offset" and not (key == name and value in (None, one))]
        )

    @property
    def asks_something(self) -> bool:
        """Whether there is anything to look for."""
        return any(name not in SHOWING for name, _ in self.pairs)

    @property
    def query_string(self) -> str:
        """The parameters as they stand in an address."""
        return "&".join([_written(pair) for pair in self.pairs])


# A page of results links to a hundred other searches, which differ in one pair.
@lru_cache(maxsize=256)
def _written(pair: tuple[str, str]) -> str:
    return urlencode((pair,))


def _in_order(pairs: Sequence[tuple[str, str]]) -> Parameters:
    return Parameters(tuple(sorted(pairs, key=_place_of)))


def _place_of(pair: tuple[str, str]) -> int:
    return _PLACES[pair[0]]


def read(given: Mapping[str, Sequence[Any]]) -> Parameters:
    """Return the parameters of a request; unknown names and repeats are left out, long values cut."""
    pairs: dict[tuple[str, str], None] = {}
    for name in NAMES:
        values = given.get(name) or ()
        for value in values if name in LISTS else values[:1]:
            text = " ".join(printable(str(value)).split())[: _LONGEST.get(name, _LONGEST_OTHER)].strip()
            if text:
                pairs[name, text] = None
    return Parameters(tuple(pairs))


def read_json(body: object) -> Parameters:
    """Return the parameters of a JSON object: values may be texts, numbers or lists of them.

    Raises QueryError naming the parameter that holds something else.
    """
    if not isinstance(body, dict):
        raise QueryError("the body must be a JSON object", code="bad-json")
    given: dict[str, list[Any]] = {}
    for name in NAMES:
        value = body.get(name)
        values = value if isinstance(value, list) else [] if value is None else [value]
        if any(isinstance(one, bool) or not isinstance(one, (str, int, float)) for one in values):
            raise QueryError("must be a text, a number or a list of them", code="bad-json", field=name)
        given[name] = values
    return read(given)
