"""A listing as an entry of a paper: who, when, where, how to join, what it costs; words, never codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from data.model import Listing, Phone, Provenance
from webapp import filters, labels, numbers
from webapp.languages import gettext
from webapp.paper.content import Entry, Fact
from webapp.paper.plain import one_way
from webapp.paper.times import when
from webapp.view_models.cards import cost_words, fees_words, language_words, mode_words
from webapp.view_models.listing_place import address_lines

Side = Literal["both", "in_person", "remote"]
_REMOTE = ("online", "phone")


@dataclass(frozen=True)
class Place:
    """Where in the paper an entry stands: its `key`, its part, and its number or time there."""

    key: str
    side: Side = "both"
    number: int | None = None
    at: str | None = None


def entry(listing: Listing, place: Place, note: str | None = None, blanks: int = 0) -> Entry:
    """Return the entry of a listing whose visibility has been applied, in the current language."""
    organization = listing.organization.name
    return Entry(
        key=place.key,
        listing=listing.id,
        name=listing.name,
        organization=organization if organization != listing.name else None,
        facts=tuple(_said_once(fact) for fact in _facts(listing, place.side) if fact.lines),
        number=place.number,
        at=place.at,
        warnings=tuple(_warnings(listing)),
        note=note,
        blanks=blanks,
        seen=" · ".join(_seen(listing)),
        credits=tuple(dict.fromkeys(map(credit, listing.sources))),
    )


def credit(source: Provenance) -> str:
    """Return a source as its licence wants it named."""
    licence = source.licence or gettext("not stated")
    text = gettext("%(source)s. Licence: %(licence)s.", source=source.source_name, licence=licence)
    return f"{text} {source.attribution}" if source.attribution else text


def _facts(listing: Listing, side: Side) -> Iterable[Fact]:
    yield Fact(gettext("When"), when(listing.schedules, listing.modes), strong=True)
    if side != "remote" and "in_person" in listing.modes:
        yield Fact(gettext("Where"), tuple(_where(listing)))
    if side != "in_person":
        yield from _joining(listing)
    calls = [one for one in listing.phones if one.type != "fax"]
    yield Fact(gettext("Phone"), tuple(map(_phone, calls)), strong=True)
    if side != "both":
        yield Fact(gettext("Also"), tuple(_other_side(listing, side)))
    yield Fact(gettext("Cost"), (cost_words(listing.cost), *_texts(fees_words(listing))))
    yield Fact(gettext("Languages"), _texts(language_words(listing.languages)))
    yield Fact(gettext("Who it is for"), tuple(_for_whom(listing)), short=False)
    yield Fact(gettext("Access"), tuple(listing.location.accessibility), short=False)
    yield Fact(gettext("How to begin"), _texts(listing.application_process), short=False)
    yield Fact(gettext("What to bring"), tuple(listing.required_documents), short=False)
    yield Fact(gettext("Email"), _texts(listing.email), short=False, ltr=True)
    yield Fact(gettext("Website"), _texts(_web(listing.url)), short=False, ltr=True)


def _said_once(fact: Fact) -> Fact:
    lines: dict[str, str] = {}
    for line in fact.lines:
        lines.setdefault(line.casefold().strip(" ."), line)
    return replace(fact, lines=tuple(lines.values()))


def _texts(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _web(url: str | None) -> str | None:
    """An address as it is typed from paper: whole, because a shortened one leads nowhere."""
    link = filters.web_link(url)
    return link.split("://", 1)[1].removeprefix("www.").rstrip("/") if link else None


def _where(listing: Listing) -> Iterable[str]:
    location = listing.location
    if location.name and location.visibility != "hidden":
        yield location.name
    yield from address_lines(location)
    if location.visibility != "full":
        yield gettext("The street is told when you call.")
    elif location.address is None and not location.name:
        yield gettext("Address not stated: call first.")
    else:
        yield from (text for text in (location.description, location.transportation) if text)


def _joining(listing: Listing) -> Iterable[Fact]:
    attendance = listing.attendance
    if attendance is not None:
        yield Fact(gettext("Online"), _texts(_web(attendance.url)), ltr=True)
        dial = filters.phone_words(attendance.phone) if attendance.phone else None
        yield Fact(gettext("Dial in"), _texts(dial), ltr=True, strong=True)
        yield Fact(gettext("How to join"), _texts(attendance.notes))
    elif modes := _modes(listing):
        yield Fact(gettext("How"), (modes,))


def _modes(listing: Listing) -> str:
    return mode_words(mode for mode in _REMOTE if mode in listing.modes)


def _other_side(listing: Listing, side: Side) -> Iterable[str]:
    if side == "in_person":
        yield from _texts(_modes(listing))
    elif "in_person" in listing.modes:
        place = ", ".join(address_lines(listing.location))
        words = labels.facet("modes", "in_person")
        yield gettext("%(mode)s: %(place)s", mode=words, place=one_way(place)) if place else words


def _phone(phone: Phone) -> str:
    number = one_way(filters.phone_words(phone.number, phone.extension))
    if phone.type == "text":
        number = gettext("Text %(number)s", number=number)
    elif phone.type == "tty":
        number = gettext("TTY %(number)s", number=number)
    told = ", ".join(part for part in (phone.description, *map(labels.language, phone.languages)) if part)
    return f"{number} ({told})" if told else number


def _for_whom(listing: Listing) -> Iterable[str]:
    if listing.audiences:
        yield numbers.joined((labels.facet("audiences", one) for one in listing.audiences), "unit")
    youngest, oldest = listing.minimum_age, listing.maximum_age
    if youngest is not None and oldest is not None:
        yield gettext("%(youngest)s to %(oldest)s years", youngest=f"{youngest:g}", oldest=f"{oldest:g}")
    elif youngest is not None:
        yield gettext("%(age)s years and older", age=f"{youngest:g}")
    elif oldest is not None:
        yield gettext("Up to %(age)s years", age=f"{oldest:g}")
    yield from _texts(listing.eligibility_description)


def _warnings(listing: Listing) -> Iterable[str]:
    if any(labels.is_sample(one.source, one.source_name, one.licence) for one in listing.sources):
        yield gettext("This listing is invented, to try the directory with.")
    yield from _texts(labels.status(listing.status))
    yield from _texts(listing.alert)
    if listing.not_seen_since:
        yield from _texts(filters.not_seen_words(listing.not_seen_since))
    if listing.conflicts:
        yield gettext("Call first: its sources disagree.")


def _seen(listing: Listing) -> Iterable[str]:
    yield gettext("Last seen %(date)s", date=numbers.date_words(listing.seen))
    if listing.confirmed:
        yield gettext("Confirmed with the provider on %(date)s.", date=numbers.date_words(listing.confirmed))
