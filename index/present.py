"""A listing as the answer to a search shows it (ARCHITECTURE.md, "The search answer")."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pydantic_core import to_json

from data import taxonomy
from data.cleaning.phone import display_phone
from data.model import Address, Document, Listing, Phone, Provenance, Schedule
from data.schedules import describe, next_start, rrule_of, with_beginnings
from index.understood import Understood
from index.whoosh_store import tokens_of_word

_SUMMARY = 240
# Schedules that are kept in words: many listings have the same.
_KEPT_SCHEDULES = 8_192
# What kind of reason it is, and its value, if it has one.
Reason = tuple[str, str | None]
_FACET_OF = {"audience": "audiences", "mode": "modes"}


def card_of(listing: Listing, rules: list[Document]) -> dict[str, Any]:
    """Return what an answer shows of a listing whatever was asked; `result` adds the rest.

    Fields a source did not state are null or empty, never guessed. `rules` are its schedules as JSON has them without
    what is empty; they stay in the card as `_rules`.
    """
    return {
        "id": listing.id,
        "name": listing.name,
        "organization": listing.organization.name,
        "needs": listing.needs,
        "summary": _summary(listing.description),
        "cost": list(listing.cost),
        "modes": list(listing.modes),
        "languages": listing.languages,
        "audiences": listing.audiences,
        "faith": listing.faith,
        "led_by": listing.led_by,
        **_where(listing),
        "phones": [_phone(phone) for phone in listing.phones],
        "url": listing.url,
        "email": listing.email,
        "attendance": listing.attendance.model_dump() if listing.attendance else None,
        "schedules": [_schedule(to_json(rule)) for rule in rules],
        "status": listing.status,
        "alert": listing.alert,
        "seen": listing.seen.isoformat(),
        "not_seen_since": listing.not_seen_since.isoformat() if listing.not_seen_since else None,
        "confirmed": listing.confirmed.isoformat() if listing.confirmed else None,
        "sources": [_source(source) for source in listing.sources],
        "_rules": rules,
    }


def result(
    card: dict[str, Any], group: str, score: float, miles: float | None, wanted: Understood, asked: datetime | None
) -> dict[str, Any]:
    """Return the result object of a card: group, distance (`miles`, None without), next beginning, why it was found.

    The next beginning is counted from `asked` where given (naive:
    local where the help is), else from now; what never closes has none.
    """
    kept = card.pop("_rules")
    rules = [Schedule.model_validate(one) for one in kept]
    since = asked or datetime.now(UTC)
    upcoming = next_start(with_beginnings(rules, since.date()), since) if card["status"] == "active" else None
    reasons = reasons_for(card, wanted, miles)
    found = {
        "group": group,
        "schedules": [shown | rule for shown, rule in zip(card["schedules"], kept, strict=True)],
        "distance_miles": None if miles is None else round(miles, 2),
        "next": upcoming.isoformat() if upcoming else None,
        "reasons": [{"kind": kind, "value": value} for kind, value in reasons],
        "why": why(reasons, miles, card["precision"]),
        "score": round(score, 4),
    }
    return card | found


def _where(listing: Listing) -> dict[str, Any]:
    location = listing.location
    placed = listing.has_public_point
    return {
        "address": one_line(location.address) if location.location_type != "virtual" else None,
        "location_name": location.name,
        "precision": location.precision,
        "visibility": location.visibility,
        "accessibility": location.accessibility,
        "lat": location.latitude if placed else None,
        "lon": location.longitude if placed else None,
    }


@lru_cache(maxsize=_KEPT_SCHEDULES)
def _schedule(rule: bytes) -> dict[str, Any]:
    schedule = Schedule.model_validate_json(rule)
    return {
        "rrule": rrule_of(schedule),
        "byday": schedule.byday,
        "opens_at": schedule.opens_at,
        "closes_at": schedule.closes_at,
        "timezone": schedule.timezone,
        "text": describe(schedule),
    }


def _source(source: Provenance) -> dict[str, Any]:
    return {
        "source": source.source,
        "name": source.source_name,
        "record": source.record,
        "url": source.url,
        "seen": source.seen.isoformat(),
        "licence": source.licence,
        "attribution": source.attribution,
    }


def reasons_for(card: Mapping[str, Any], wanted: Understood, miles: float | None) -> list[Reason]:
    """Return why a result was found, the strongest reason first, as `(kind, value)`.

    Kinds are `need`, `cost`, `audience`, `language`, `mode`, `faith`, `led_by` and `accessibility` with an id;
    `cost_unknown` and `open` (at the time asked for) with nothing; `name` (has the words in its name) with
    nothing; `distance` with the label of the place.
    """
    costs = [*wanted.cost, *wanted.soft_cost]
    reasons: list[Reason] = [("need", one) for one in wanted.needs if one in card["needs"]]
    reasons += [("cost", value) for value in card["cost"] if value in costs]
    if costs and not card["cost"]:
        reasons.append(("cost_unknown", None))
    reasons += [("audience", value) for value in wanted.audiences if value in card["audiences"]]
    reasons += [("language", tag) for tag in wanted.languages if tag in card["languages"]]
    reasons += [("mode", value) for value in wanted.modes if value in card["modes"]]
    reasons += [("faith", value) for value in wanted.faith if value == card["faith"]]
    reasons += [("led_by", value) for value in wanted.led_by if value == card["led_by"]]
    access = taxonomy.accessibility_of(card["accessibility"]) if wanted.accessibility else []
    reasons += [("accessibility", value) for value in wanted.accessibility if value in access]
    if wanted.open_at is not None:
        reasons.append(("open", None))
    if wanted.named and _has_all(card, wanted.named):
        reasons.append(("name", None))
    if miles is not None and wanted.near is not None:
        reasons.append(("distance", wanted.near.place.label))
    return list(dict.fromkeys(reasons))


def why(reasons: Iterable[Reason], miles: float | None, precision: str | None) -> list[str]:
    """Return the reasons in English words."""
    fixed = {"cost_unknown": "Cost not stated: ask", "open": "Open at that time", "name": "Has your words in its name"}
    words = []
    for kind, value in reasons:
        if value is None:
            words.append(fixed[kind])
        elif kind == "need":
            words.append(taxonomy.needs()[value].label())
        elif kind == "language":
            words.append(taxonomy.languages()[value]["en"])
        elif kind == "distance":
            words.append(f"{distance_in_words(miles, precision)} from {value}")
        else:
            words.append(taxonomy.facet_label(_FACET_OF.get(kind, kind), value))
    return words


def _has_all(card: Mapping[str, Any], words: Iterable[str]) -> bool:
    named = set(tokens_of_word(f"{card['name']} {card['organization']}"))
    return all(token in named for word in words for token in tokens_of_word(word))


def distance_in_words(miles: float | None, precision: str | None) -> str | None:
    """Return `2.3 miles`, or `about 2 miles` when the point stands for an area and not for a door."""
    if miles is None:
        return None
    if precision in ("point", "address"):
        return f"{miles:.1f} miles"
    whole = max(1, round(miles))
    return f"about {whole} mile{'' if whole == 1 else 's'}"


def one_line(address: Address | None) -> str | None:
    """Return an address on one line, or None when nothing of it is known."""
    if address is None:
        return None
    street = ", ".join(part for part in (address.address_1, address.address_2) if part)
    end = " ".join(part for part in (address.state_province, address.postal_code) if part)
    return ", ".join(part for part in (street, address.city, end) if part) or None


def _phone(phone: Phone) -> dict[str, Any]:
    return {
        "number": phone.number,
        "display": display_phone(phone.number, phone.extension),
        "type": phone.type,
        "description": phone.description,
    }


def _summary(text: str | None) -> str | None:
    if text is None:
        return None
    line = " ".join(text.split())
    return line if len(line) <= _SUMMARY else line[:_SUMMARY].rsplit(" ", 1)[0] + "…"
