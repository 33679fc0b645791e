"""What was understood, one chip each, with a link to the search without it; and what was taken away, to put back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data.schedules import clock_in_words
from webapp import labels
from webapp.parameters import Parameters
from webapp.view_models.common import Step, step


@dataclass(frozen=True)
class Chip:
    """One thing that was understood. `to` leads to the search without it, or (`is_out`) to the search with it again."""

    label: str
    to: Step
    is_out: bool = False


# Of `query`: what `SearchRequest.without` calls it, its field, and the words for a value.
_KINDS = (
    ("need", "needs", labels.full_need),
    ("cost", "cost", lambda value: labels.facet("cost", value)),
    ("mode", "modes", lambda value: labels.facet("modes", value)),
    ("language", "languages", labels.language),
    ("audience", "audiences", lambda value: labels.facet("audiences", value)),
    ("faith", "faith", lambda value: labels.facet("faith", value)),
    ("led_by", "led_by", lambda value: labels.facet("led_by", value)),
    ("accessibility", "accessibility", lambda value: labels.facet("accessibility", value)),
    ("day", "days", labels.day),
    ("word", "terms", lambda value: f"“{value}”"),
)
_WHOLE = {"place": "Place", "time": "Time", "correction": "Corrected spelling"}


def chips_of(query: Mapping[str, Any], parameters: Parameters) -> Iterable[Chip]:
    """Return the chips of an answer's `query`. One of a filter takes the filter away, and what the text says of it."""
    near, when = query.get("near"), query.get("when") or {}
    if near:
        radius = query.get("radius_miles")
        label = f"Within {radius:,g} miles of {near['label']}" if radius else f"Near {near['label']}"
        yield Chip(label, step(label, _left_out(parameters.without("near").without("radius"), "place")))
    shown = {"place"} if near else set()
    for name, field, words in _KINDS:
        values = (when if name == "day" else query).get(field) or ()
        given = parameters.values(name)
        # What a loosened search dropped is still asked for, and can still be taken away.
        for value in dict.fromkeys((*(labels.leaf_needs(values) if name == "need" else values), *given)):
            label = _nth(when, value) if name == "day" else words(value)
            shown.add(f"{name}:{value}")
            yield Chip(label, step(label, _left_out(parameters.without(name, value), f"{name}:{value}")))
    for label in _hours(when):
        shown.add("time")
        yield Chip(label, step(label, _left_out(parameters, "time")))
    for value in parameters.values("without"):
        if value not in shown:
            label = f"Not: {_words_of(value)}"
            yield Chip(label, step(label, parameters.without("without", value)), is_out=True)


def _left_out(parameters: Parameters, value: str) -> Parameters:
    return parameters.with_also("without", value) if parameters.first("q") else parameters


def _words_of(value: str) -> str:
    kind, _, what = value.partition(":")
    words = next((words for name, _, words in _KINDS if name == kind), None)
    return words(what) if words else _WHOLE.get(value, value)


def _nth(when: Mapping[str, Any], day: str) -> str:
    numbers = [labels.NTH[number] for number in when.get("nth") or ()]
    return f"{labels.joined(numbers)} {labels.day(day)} of the month" if numbers else labels.day(day)


def _hours(when: Mapping[str, Any]) -> Iterable[str]:
    if when.get("open_now"):
        yield "Open now"
    dates = [labels.date_in_words(one) for one in when.get("dates") or ()]
    if dates:
        yield dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    begins, ends = when.get("from"), when.get("until")
    if begins and ends and ends != "24:00":
        between = f"{clock_in_words(begins)} to {clock_in_words(ends)}"
        yield between if begins != "00:00" else f"Before {clock_in_words(ends)}"
    elif begins and begins != "00:00":
        yield f"After {clock_in_words(begins)}"
