"""A listing as the answer to a search shows it (ARCHITECTURE.md, "The search answer")."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from data import taxonomy
from data.cleaning.phone import display_phone
from data.model import Address, Listing, Phone, Provenance, Schedule
from data.schedules import describe, next_start, rrule_of
from index.understood import Understood

_SUMMARY = 240


def present(listing: Listing, group: str, miles: float | None, score: float, at: datetime | None) -> dict[str, Any]:
    """Return the result object without `why`. Fields a source did not state are null or empty, never guessed."""
    upcoming = next_start(listing.schedules, at or datetime.now(UTC)) if listing.status == "active" else None
    return {
        "id": listing.id,
        "group": group,
        "name": listing.name,
        "organization": listing.organization.name,
        "needs": listing.needs,
        "summary": _summary(listing.description),
        "cost": list(listing.cost),
        "modes": list(listing.modes),
        "languages": listing.languages,
        "audiences": listing.audiences,
        **_where(listing),
        "distance_miles": None if miles is None else round(miles, 2),
        "phones": [_phone(phone) for phone in listing.phones],
        "url": listing.url,
        "email": listing.email,
        "attendance": listing.attendance.model_dump() if listing.attendance else None,
        "schedules": [_schedule(schedule) for schedule in listing.schedules],
        "next": upcoming.isoformat() if upcoming else None,
        "status": listing.status,
        "alert": listing.alert,
        "seen": listing.seen.isoformat(),
        "not_seen_since": listing.not_seen_since.isoformat() if listing.not_seen_since else None,
        "confirmed": listing.confirmed.isoformat() if listing.confirmed else None,
        "why": [],
        "score": round(score, 4),
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


def _schedule(schedule: Schedule) -> dict[str, Any]:
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


def why(listing: Listing, wanted: Understood, miles: float | None) -> list[str]:
    """Return short reasons for a result, the strongest first."""
    labels = taxonomy.facet_labels()
    reasons = [taxonomy.needs()[need].label() for need in wanted.needs if need in listing.needs]
    costs = [*wanted.cost, *wanted.soft_cost]
    stated = [value for value in listing.cost if value in costs]
    reasons += [labels["cost"][value]["en"] for value in stated]
    if costs and not listing.cost:
        reasons.append("Cost not stated: ask")
    reasons += [labels["audiences"][value]["en"] for value in wanted.audiences if value in listing.audiences]
    reasons += [taxonomy.languages()[tag]["en"] for tag in wanted.languages if tag in listing.languages]
    reasons += [labels["modes"][value]["en"] for value in wanted.modes if value in listing.modes]
    if miles is not None and wanted.near is not None:
        distance = distance_in_words(miles, listing.location.precision)
        reasons.append(f"{distance} from {wanted.near.place.label}")
    return list(dict.fromkeys(reasons))


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
