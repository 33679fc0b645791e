"""A listing as the answer to a search shows it (ARCHITECTURE.md, "The search answer")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from functools import cache
from typing import Any

from data import taxonomy
from index.cards import KeptSchedule, first_start
from index.understood import Understood
from index.whoosh_store import tokens_of_word

# What kind of reason it is, and its value, if it has one.
Reason = tuple[str, str | None]
_LISTED = (("audience", "audiences"), ("language", "languages"), ("mode", "modes"))
_FIXED = {"cost_unknown": "Cost not stated: ask", "open": "Open at that time", "name": "Has your words in its name"}
_FACET_OF = {"audience": "audiences", "mode": "modes"}


def result(
    card: dict[str, Any], group: str, score: float, miles: float | None, wanted: Understood, since: datetime
) -> dict[str, Any]:
    """Make a card the result object: group, distance (`miles`, None without), next beginning, why it was found.

    The next beginning is counted from `since` (naive: local where the help is); what never closes has none.
    """
    schedules: list[KeptSchedule] = card["schedules"]
    upcoming = first_start(schedules, since) if schedules and card["status"] == "active" else None
    reasons = reasons_for(card, wanted, miles)
    card["group"] = group
    card["schedules"] = [one.shown.copy() for one in schedules]
    card["distance_miles"] = None if miles is None else round(miles, 2)
    card["next"] = upcoming.isoformat() if upcoming else None
    card["reasons"] = [{"kind": kind, "value": value} for kind, value in reasons]
    card["why"] = why(reasons, miles, card["precision"])
    card["score"] = round(score, 4)
    return card


def reasons_for(card: Mapping[str, Any], wanted: Understood, miles: float | None) -> list[Reason]:
    """Return why a result was found, the strongest reason first, as `(kind, value)`.

    Kinds are `need`, `cost`, `audience`, `language`, `mode`, `faith`, `led_by` and `accessibility` with an id;
    `cost_unknown` and `open` (at the time asked for) with nothing; `name` (has the words in its name) with
    nothing; `distance` with the label of the place.
    """
    reasons: list[Reason] = [("need", one) for one in wanted.needs if one in card["needs"]]
    if wanted.cost or wanted.soft_cost:
        costs = (*wanted.cost, *wanted.soft_cost)
        reasons += [("cost", value) for value in card["cost"] if value in costs]
        if not card["cost"]:
            reasons.append(("cost_unknown", None))
    if wanted.audiences or wanted.languages or wanted.modes:
        for kind, field in _LISTED:
            reasons += [(kind, value) for value in getattr(wanted, field) if value in card[field]]
    if wanted.faith or wanted.led_by or wanted.accessibility:
        reasons += _of_who_and_where(card, wanted)
    if wanted.open_at is not None:
        reasons.append(("open", None))
    if wanted.named and _has_all(card, wanted.named_tokens):
        reasons.append(("name", None))
    if miles is not None and wanted.near is not None:
        reasons.append(("distance", wanted.near.place.label))
    return list(dict.fromkeys(reasons)) if len(reasons) > 1 else reasons


def _of_who_and_where(card: Mapping[str, Any], wanted: Understood) -> list[Reason]:
    reasons: list[Reason] = [("faith", value) for value in wanted.faith if value == card["faith"]]
    reasons += [("led_by", value) for value in wanted.led_by if value == card["led_by"]]
    access = taxonomy.accessibility_of(card["accessibility"]) if wanted.accessibility else []
    return reasons + [("accessibility", value) for value in wanted.accessibility if value in access]


def why(reasons: Iterable[Reason], miles: float | None, precision: str | None) -> list[str]:
    """Return the reasons in English words."""
    words = []
    for kind, value in reasons:
        if value is None:
            words.append(_FIXED[kind])
        elif kind == "distance":
            words.append(f"{distance_in_words(miles, precision)} from {value}")
        else:
            words.append(_label(kind, value))
    return words


@cache
def _label(kind: str, value: str) -> str:
    """What an id of our own lists is called."""
    if kind == "need":
        return taxonomy.needs()[value].label()
    if kind == "language":
        return taxonomy.languages()[value]["en"]
    return taxonomy.facet_label(_FACET_OF.get(kind, kind), value)


def _has_all(card: Mapping[str, Any], wanted: frozenset[str]) -> bool:
    firsts = {token[0] for token in wanted}
    # Word by word: names share their words, and tokens of words are remembered.
    named = f"{card['name']} {card['organization']}".split()
    return wanted.issubset(token for one in named if _may_begin(one, firsts) for token in tokens_of_word(one))


def _may_begin(word: str, firsts: Set[str]) -> bool:
    """Whether a token of the word may begin so: stemming, which is slow, leaves the first letter of a plain word."""
    return word[0].lower() in firsts or not (word.isascii() and word.isalnum())


def distance_in_words(miles: float | None, precision: str | None) -> str | None:
    """Return `2.3 miles`, or `about 2 miles` when the point stands for an area and not for a door."""
    if miles is None:
        return None
    if precision in ("point", "address"):
        return f"{miles:.1f} miles"
    whole = max(1, round(miles))
    return f"about {whole} mile{'' if whole == 1 else 's'}"
