"""When nothing is found: looser and looser requests, one condition at a time, each saying what it left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from index.find import Wanted
from index.understood import Understood

_WIDER_MILES = (50.0, 200.0, 1000.0)
_WITHOUT_WORDS = "Nothing has your words. This is what is there without them."
# So many words that no list knows are a story, not a search.
_STORY = 3
_IN_PASSING = ("days", "dates", "nth", "opens_from", "opens_until", "open_at")
# Fields of what was understood, the name of the condition, and what is said to the reader.
_STEPS = (
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
    (("terms",), "words", _WITHOUT_WORDS),
)
_NOTHING: dict[str, Any] = {"opens_from": None, "opens_until": None, "open_at": None}


def _without_words(understood: Understood, words: tuple[str, ...], fields: tuple[str, ...] = ()) -> Understood:
    """The request without some words, which go on to rank, and without some fields."""
    return replace(
        understood,
        terms=tuple(term for term in understood.terms if term not in words),
        unexplained=(),
        soft_terms=(*understood.soft_terms, *words),
        **{name: _NOTHING.get(name, ()) for name in fields},
    )


def looser(wanted: Wanted) -> Iterator[tuple[Wanted, str, str]]:
    """Yield looser requests, each with the condition that was dropped last and a sentence that says so."""
    understood = wanted.understood
    names_help = bool(understood.needs or understood.modes)
    if len(understood.unexplained) >= _STORY and names_help:
        # Who tells so much names a day or an hour in passing: what helps counts, the rest only ranks.
        understood = _without_words(understood, understood.terms, _IN_PASSING)
        wanted = replace(wanted, understood=understood)
        yield wanted, "details", "Nothing fits all you wrote. This is for what you need."
    elif len(understood.terms) > 1:
        wanted = replace(wanted, every_word=False)
        yield wanted, "every word", "Nothing has all of your words. These have some of them."
    if understood.unexplained and names_help:
        understood = _without_words(understood, understood.unexplained)
        wanted = replace(wanted, understood=understood, every_word=True)
        yield wanted, "words", _WITHOUT_WORDS
    for fields, dropped, text in _STEPS:
        if fields == ("terms",) and not names_help:
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
