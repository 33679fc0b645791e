"""How far a listing can be trusted: its sources, its two dates, where sources disagree, when to call first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from data.model import Conflict, Listing, Provenance
from webapp import filters, labels, numbers
from webapp.languages import gettext

# Neither seen nor confirmed for so long: what it says may well have changed.
OLD = timedelta(days=180)


@dataclass(frozen=True)
class Source:
    """One source of the listing, as it must be named wherever the listing is shown."""

    name: str
    url: str | None
    record: str
    seen: datetime
    licence: str | None
    licence_url: str | None
    attribution: str | None


@dataclass(frozen=True)
class Disagreement:
    """A field that sources do not agree about, and what each of them says, as `(source, words)`."""

    field: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Trust:
    """What to know before relying on it. `call_first` are reasons to call, none where there is none.

    `seen` (on a source) and `confirmed` (with the provider) are two dates, and neither stands for the other.
    """

    call_first: tuple[str, ...]
    disagreements: tuple[Disagreement, ...]
    sources: tuple[Source, ...]
    seen: str
    confirmed: str | None
    changed: str | None


def trust_of(listing: Listing, now: datetime) -> Trust:
    """Return how far a listing can be trusted at a moment."""
    names = {one.source: one.source_name for one in listing.sources}
    found = (_disagreement(one, names) for one in listing.conflicts)
    disagreements = tuple(one for one in found if one is not None)
    return Trust(
        call_first=tuple(_call_first(listing, disagreements, now)),
        disagreements=disagreements,
        sources=tuple(source_of(one) for one in listing.sources),
        seen=numbers.date_words(listing.seen),
        confirmed=numbers.date_words(listing.confirmed) or None,
        changed=numbers.date_words(listing.last_modified) or None,
    )


def is_old(listing: Listing, now: datetime) -> bool:
    """Whether nobody has seen or confirmed the listing for long."""
    confirmed = listing.confirmed or date.min
    return (now.astimezone(UTC).date() - max(listing.seen.date(), confirmed)) > OLD


def _call_first(listing: Listing, disagreements: tuple[Disagreement, ...], now: datetime) -> Iterable[str]:
    gone = filters.not_seen_words(listing.not_seen_since)
    if gone:
        yield gone
    elif is_old(listing, now):
        yield gettext("Nobody has checked this for more than six months. Call before you go.")
    if disagreements:
        fields = numbers.joined(one.field for one in disagreements)
        yield gettext("Its sources do not agree. Ask about: %(fields)s.", fields=fields)


def _disagreement(conflict: Conflict, names: dict[str, str]) -> Disagreement | None:
    """What sources say in words; None for a field that readers are not told of."""
    kind = _FIELDS.get(conflict.field)
    if kind is None:
        return None
    name, words = kind
    said = tuple((names.get(source, labels.source(source)), words(value)) for source, value in conflict.values.items())
    return Disagreement(name(), said)


def _each(words: Callable[[str], str]) -> Callable[[str], str]:
    """Values in a row (`data.merging.listing`), each in words."""
    return lambda value: numbers.joined((words(one) for one in value.split(", ")), "unit")


def _time(value: str) -> str:
    """Return "Tuesday 7:00 PM" for `TU 19:00`; of a monthly day (`2TU 19:00`) which it is stays away."""
    day, _, clock = value.partition(" ")
    return gettext("%(weekday)s %(time)s", weekday=labels.day(day[-2:]), time=numbers.clock_words(clock))


def _status(value: str) -> str:
    return labels.status(value) or gettext("Open as usual")


_FIELDS: dict[str, tuple[Callable[[], str], Callable[[str], str]]] = {
    "phones": (lambda: gettext("phone"), _each(filters.phone_words)),
    "address": (lambda: gettext("address"), str),
    "cost": (lambda: gettext("cost"), _each(lambda one: labels.facet("cost", one))),
    "modes": (lambda: gettext("in person or not"), _each(lambda one: labels.facet("modes", one))),
    "audiences": (lambda: gettext("who it is for"), _each(lambda one: labels.facet("audiences", one))),
    "status": (lambda: gettext("whether it takes place"), _status),
    "schedules": (lambda: gettext("times"), _each(_time)),
}


def source_of(source: Provenance) -> Source:
    """Return a source as it must be named wherever the listing is shown."""
    return Source(
        name=source.source_name,
        url=filters.web_link(source.url),
        record=source.record,
        seen=source.seen,
        licence=source.licence,
        licence_url=filters.web_link(source.licence),
        attribution=source.attribution,
    )
