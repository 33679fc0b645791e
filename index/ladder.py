"""When nothing is found: looser and looser requests, one condition at a time, each saying what it left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from index.find import Wanted

_WIDER_MILES = (50.0, 200.0, 1000.0)
# Fields of what was understood, the name of the condition, and what is said to the reader.
_STEPS = (
    (("terms",), "words", "Nothing has your words. This is what is there without them."),
    (("open_at",), "open now", "Nothing is known to be open now. These are open at other times."),
    (("opens_from", "opens_until"), "time", "Nothing at that time of day. These are at other times."),
    (("nth",), "week", "Nothing in that week of the month. These are in other weeks."),
    (("days", "dates"), "day", "Nothing on that day. These are on other days."),
    (("accessibility",), "access", "Nothing says it has that access. Ask these before you go."),
    (("led_by",), "led by", "Nothing says it is led that way. These may be led by others."),
    (("faith",), "faith", "Nothing says so about faith. These may be otherwise."),
    (("soft_cost", "cost"), "cost", "Nothing with that cost. These may cost something: ask."),
    (("audiences",), "audience", "Nothing only for that group of people. These are open to others too."),
    (("languages",), "language", "Nothing in that language. These are in other languages."),
)
_NOTHING: dict[str, Any] = {"opens_from": None, "opens_until": None, "open_at": None}


def looser(wanted: Wanted) -> Iterator[tuple[Wanted, str, str]]:
    """Yield looser requests, each with the condition that was dropped last and a sentence that says so."""
    if len(wanted.understood.terms) > 1:
        wanted = replace(wanted, every_word=False)
        yield wanted, "every word", "Nothing has all of your words. These have some of them."
    understood = wanted.understood
    for fields, dropped, text in _STEPS:
        if fields == ("terms",) and not (understood.needs or understood.modes):
            # Without a need, leaving out the words would show everything there is.
            continue
        if any(getattr(understood, field) for field in fields):
            understood = replace(understood, **{field: _NOTHING.get(field, ()) for field in fields})
            wanted = replace(wanted, understood=understood)
            yield wanted, dropped, text
    if understood.near is not None:
        for radius in _WIDER_MILES:
            if radius > wanted.radius:
                words = f"Nothing within {wanted.radius:g} miles. These are up to {radius:g} miles away."
                yield replace(wanted, radius=radius), "distance", words
