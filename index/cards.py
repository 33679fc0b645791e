"""What a search answer shows of a listing whatever was asked, and how it is kept.

file           | type   | holds
cards          | blobs  | a JSON object: what is stated of a listing, its schedules as numbers
card_schedules | blobs  | every schedule once, however many listings share it, as an answer shows it
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import orjson
from pydantic_core import from_json, to_json

from data.cleaning.phone import display_phone
from data.model import Address, Document, Listing, Phone, Provenance, Schedule
from data.schedules import describe, is_all_day, next_start, rrule_of, with_beginnings
from index.storage import Blobs, Records, save_blobs

_SUMMARY = 240
# Schedules that are kept read: many listings share one.
_KEPT_SCHEDULES = 4096
# What a card has that is left out of its JSON where nothing is stated; in the order of an answer.
_NOTHING: dict[str, Any] = dict.fromkeys(
    (
        "id", "name", "organization", "needs", "summary", "cost", "modes", "languages", "audiences", "faith", "led_by",
        "address", "location_name", "precision", "visibility", "accessibility", "lat", "lon", "phones", "url", "email",
        "attendance", "schedules", "status", "alert", "seen", "not_seen_since", "confirmed", "sources",
    )
)  # fmt: skip


class KeptSchedule:
    """A schedule as an answer shows it (`shown`, not to be changed) and as the rule it is."""

    def __init__(self, shown: dict[str, Any]) -> None:
        self.shown = shown
        self.rule = Schedule.model_validate({name: shown[name] for name in Schedule.model_fields if name in shown})
        self.is_all_day = is_all_day(self.rule)
        self._counted: tuple[datetime, datetime] | None = None

    def next_start(self, after: datetime) -> datetime | None:
        """Return what `data.schedules.next_start` does, worked out anew only when the last one has passed."""
        # Local time is another moment in every zone: only points of time are comparable.
        is_moment, counted = after.tzinfo is not None, self._counted
        if is_moment and counted is not None and counted[0] <= after <= counted[1]:
            return counted[1]
        found = next_start([self.rule], after)
        if is_moment and found is not None:
            self._counted = after, found
        return found


def first_start(schedules: Sequence[KeptSchedule], after: datetime) -> datetime | None:
    """Return the next beginning of a listing at or after `after`; what never closes has none."""
    if len(schedules) == 1 and not schedules[0].is_all_day:
        return schedules[0].next_start(after)
    if any(one.is_all_day for one in schedules):
        return next_start(with_beginnings([one.rule for one in schedules], after.date()), after)
    starts = [start for one in schedules if (start := one.next_start(after)) is not None]
    return min(starts, key=lambda start: start.astimezone(UTC)) if len(starts) > 1 else starts[0] if starts else None


class CardWriter:
    """Turns listings into cards one by one; only their schedules are kept."""

    def __init__(self) -> None:
        self._rules: dict[bytes, int] = {}

    def add(self, listing: Listing, rules: list[Document]) -> bytes:
        """Return the card of a listing, for `write`; `rules`: its schedules as JSON has them, without what is empty."""
        schedules = [self._rules.setdefault(to_json(rule), len(self._rules)) for rule in rules]
        facts = {name: value for name, value in _facts(listing).items() if value is not None}
        return to_json(facts | {"schedules": schedules})

    def write(self, folder: Path, cards: Iterable[bytes]) -> int:
        """Write all cards, in the order of documents, and their schedules; return how many schedules."""
        rules = sorted(self._rules)
        # Numbers that are the same whatever order listings came in.
        rank = {self._rules[rule]: at for at, rule in enumerate(rules)}
        save_blobs(folder, "cards", (_renumbered(card, rank) for card in cards))
        save_blobs(folder, "card_schedules", (to_json(_shown(rule)) for rule in rules))
        return len(rules)


def _renumbered(card: bytes, rank: Mapping[int, int]) -> bytes:
    # The schedules of a card stand last.
    facts, key, numbers = card.rpartition(b'"schedules":')
    return facts + key + to_json([rank[at] for at in from_json(numbers[:-1])]) + b"}"


class Cards:
    """The cards of `documents`, and the `schedules` they share. Raises as `index.storage.load` does."""

    def __init__(self, folder: Path, documents: int, schedules: int) -> None:
        self._cards = Records(folder, "cards", documents)
        # What is kept knows nothing of the cards, so that their file goes with the last one who uses them.
        self._schedule = lru_cache(maxsize=_KEPT_SCHEDULES)(partial(_read, Blobs(folder, "card_schedules", schedules)))

    def some(self, rows: Sequence[int]) -> list[dict[str, Any]]:
        """Return what an answer shows of each row whatever was asked; `index.present.result` adds the rest.

        Fields a source did not state are null or empty, never guessed. `schedules` are `KeptSchedule`.
        """
        # Read as one text: to begin takes longer than a card.
        return list(map(self._whole, orjson.loads(b"[" + b",".join(self._cards.some(rows)) + b"]")))

    def _whole(self, stated: dict[str, Any]) -> dict[str, Any]:
        card = _NOTHING.copy()
        card.update(stated)
        card["schedules"] = list(map(self._schedule, card["schedules"]))
        return card


def _read(schedules: Blobs, number: int) -> KeptSchedule:
    return KeptSchedule(from_json(schedules[number]))


def _facts(listing: Listing) -> dict[str, Any]:
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
        "status": listing.status,
        "alert": listing.alert,
        "seen": listing.seen.isoformat(),
        "not_seen_since": listing.not_seen_since.isoformat() if listing.not_seen_since else None,
        "confirmed": listing.confirmed.isoformat() if listing.confirmed else None,
        "sources": [_source(source) for source in listing.sources],
    }


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


def _shown(rule: bytes) -> dict[str, Any]:
    schedule = Schedule.model_validate_json(rule)
    shown = {
        "rrule": rrule_of(schedule),
        "byday": schedule.byday,
        "opens_at": schedule.opens_at,
        "closes_at": schedule.closes_at,
        "timezone": schedule.timezone,
        "text": describe(schedule),
    }
    kept: dict[str, Any] = from_json(rule)
    return shown | kept


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


def one_line(address: Address | None) -> str | None:
    """Return an address on one line, or None when nothing of it is known."""
    if address is None:
        return None
    street = ", ".join(part for part in (address.address_1, address.address_2) if part)
    end = " ".join(part for part in (address.state_province, address.postal_code) if part)
    return ", ".join(part for part in (street, address.city, end) if part) or None
