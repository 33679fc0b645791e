"""The filters beside a search: what may be chosen, how many listings each choice has, what is chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from index.request import DEFAULT_RADIUS_MILES
from webapp import labels, numbers
from webapp.languages import gettext, marked
from webapp.parameters import Parameters

RADII = (1, 2, 5, 10, 25, 50, 100, 250)
# The longest lists end here; what is chosen is always in.
MOST_OPTIONS = 24


@dataclass(frozen=True)
class Option:
    """One choice. `count` is None where choosing it is not counted."""

    value: str
    label: str
    count: int | None = None
    chosen: bool = False


@dataclass(frozen=True)
class Choice:
    """One filter: `name` is the parameter. `several` means boxes to tick, else one list to choose from.

    `also` are further values of the parameter that a list with one choice cannot show.
    """

    name: str
    label: str
    options: tuple[Option, ...]
    several: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class FilterForm:
    """All filters, how many are in use, and the parameters the form must carry along."""

    choices: tuple[Choice, ...]
    in_use: int
    hidden: tuple[tuple[str, str], ...]


_KINDS: tuple[tuple[str, str, str, bool, Callable[[str], str]], ...] = (
    ("mode", "modes", marked("How"), True, lambda value: labels.facet("modes", value)),
    ("day", "days", marked("Day"), True, labels.day),
    ("cost", "cost", marked("Cost"), True, lambda value: labels.facet("cost", value)),
    ("need", "needs", marked("Kind of help"), False, labels.full_need),
    ("language", "languages", marked("Language"), False, labels.language),
    ("audience", "audiences", marked("Who it is for"), False, lambda value: labels.facet("audiences", value)),
    ("led_by", "led_by", marked("Who leads it"), False, lambda value: labels.facet("led_by", value)),
    ("faith", "faith", marked("Faith"), False, lambda value: labels.facet("faith", value)),
    ("accessibility", "accessibility", marked("Access"), False, lambda value: labels.facet("accessibility", value)),
)


def title(name: str) -> str:
    """Return what the form calls a parameter, where it does."""
    if name == "radius":
        return gettext("Distance")
    return next((gettext(label) for kind, _, label, *_ in _KINDS if kind == name), name)


def filter_form(answer: Mapping[str, Any], parameters: Parameters) -> FilterForm:
    """Return the filters for an answer."""
    facets = answer.get("facets") or {}
    choices = [_radius(answer, parameters)] if (answer["query"].get("near")) else []
    for name, facet, label, several, words in _KINDS:
        chosen = parameters.values(name)
        options = _options(facets.get(facet) or (), chosen, words, facet)
        if options:
            also = () if several else chosen[1:]
            choices.append(Choice(name, gettext(label), options, several, also))
    in_use = sum(len(parameters.values(name)) for name, *_ in _KINDS)
    hidden = tuple(
        pair for pair in parameters.pairs if pair[0] in ("sort", "limit", "at", "otherwise", "without", "map")
    )
    shown = {choice.name for choice in choices}
    lost = tuple(pair for pair in parameters.pairs if pair[0] in {"radius", *(n for n, *_ in _KINDS)} - shown)
    return FilterForm(tuple(choices), in_use, hidden + lost)


def _radius(answer: Mapping[str, Any], parameters: Parameters) -> Choice:
    used = float(answer["query"].get("radius_miles") or DEFAULT_RADIUS_MILES)
    if parameters.first("radius"):
        radii = sorted({*map(float, RADII), used})
        options = [Option(f"{one:g}", _miles(one), chosen=one == used) for one in radii]
    else:
        options = [Option("", gettext("%(distance)s (usual)", distance=_miles(used)), chosen=True)]
        options += [Option(f"{one:g}", _miles(one)) for one in RADII if one != used]
    return Choice("radius", title("radius"), tuple(options))


def _miles(radius: float) -> str:
    return gettext("Within %(distance)s", distance=numbers.miles(radius))


def _options(counts: Any, chosen: tuple[str, ...], words: Callable[[str], str], facet: str) -> tuple[Option, ...]:
    found = {str(value): int(count) for value, count in counts}
    for value in chosen:
        found.setdefault(value, 0)
    if facet == "days":
        order = [day for day in labels.DAYS if day in found]
    else:
        order = sorted(found, key=lambda value: (-found[value], words(value)))
        order = [value for place, value in enumerate(order) if place < MOST_OPTIONS or value in chosen]
    return tuple(Option(value, words(value), found[value], value in chosen) for value in order)
