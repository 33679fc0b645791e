"""What was understood, one chip each, with a link to the search without it; and what was taken away, to put back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from webapp import labels, numbers, schedules
from webapp.languages import gettext
from webapp.parameters import Parameters
from webapp.view_models.cards import place_words
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


def chips_of(query: Mapping[str, Any], parameters: Parameters) -> Iterable[Chip]:
    """Return the chips of an answer's `query`. One of a filter takes the filter away, and what the text says of it."""
    near, when = query.get("near"), query.get("when") or {}
    if near:
        radius = query.get("radius_miles")
        label = _around(place_words(near["label"]), radius)
        yield Chip(label, step(label, _left_out(parameters.without("near").without("radius"), "place")))
    shown = {"place"} if near else set()
    for name, field, words in _KINDS:
        values = (when if name == "day" else query).get(field) or ()
        given = parameters.values(name)
        # What a loosened search dropped is still asked for, and can still be taken away.
        for value in dict.fromkeys((*(labels.leaf_needs(values) if name == "need" else values), *given)):
            label = _nth(when, value) if name == "day" else words(value)
            shown.add(f"{name}:{value}")
            kept = parameters.without(name, value)
            kept = kept.without("otherwise", value) if name == "need" else kept
            yield Chip(label, step(label, _left_out(kept, f"{name}:{value}")))
    for label in _hours(when):
        shown.add("time")
        yield Chip(label, step(label, _left_out(parameters, "time")))
    for value in parameters.values("without"):
        if value not in shown:
            label = gettext("Not: %(what)s", what=_words_of(value))
            yield Chip(label, step(label, parameters.without("without", value)), is_out=True)


def _left_out(parameters: Parameters, value: str) -> Parameters:
    return parameters.with_also("without", value) if parameters.first("q") else parameters


def _words_of(value: str) -> str:
    kind, _, what = value.partition(":")
    words = next((words for name, _, words in _KINDS if name == kind), None)
    whole = {"place": gettext("Place"), "time": gettext("Time"), "correction": gettext("Corrected spelling")}
    return words(what) if words else whole.get(value, value)


def _around(place: str, radius: float | None) -> str:
    if not radius:
        return gettext("Near %(place)s", place=place)
    return gettext("Within %(distance)s of %(place)s", distance=numbers.miles(radius), place=place)


def _nth(when: Mapping[str, Any], day: str) -> str:
    named = [schedules.nth_weekday(number, day) for number in when.get("nth") or ()]
    return gettext("%(days)s of the month", days=numbers.joined(named)) if named else labels.day(day)


def _hours(when: Mapping[str, Any]) -> Iterable[str]:
    if when.get("open_now"):
        yield gettext("Open now")
    dates = [numbers.day_and_date(date.fromisoformat(one)) for one in when.get("dates") or ()]
    if dates:
        yield dates[0] if len(dates) == 1 else gettext("%(first)s to %(last)s", first=dates[0], last=dates[-1])
    begins, ends = when.get("from"), when.get("until")
    if begins and ends and ends != "24:00":
        opens, closes = numbers.clock_words(begins), numbers.clock_words(ends)
        between = gettext("%(opens)s to %(closes)s", opens=opens, closes=closes)
        yield between if begins != "00:00" else gettext("Before %(time)s", time=closes)
    elif begins and begins != "00:00":
        yield gettext("After %(time)s", time=numbers.clock_words(begins))
