"""Dates of a listing as a calendar file: iCalendar (RFC 5545), written by the icalendar library.

A neutral file says "Appointment" and when, and nothing else: a calendar is often shared with the whole family.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, vRecur

from data import ids
from data.model import Listing, Schedule
from data.schedules import end_of, rrule_of, upcoming
from webapp import filters
from webapp.languages import gettext
from webapp.view_models.listing_place import address_lines

_PRODUCT, _NEUTRAL_PRODUCT = "-//Kith//Kith//EN", "-//Calendar//Calendar//EN"


def series(listing: Listing, url: str, now: datetime, neutral: bool = False) -> bytes | None:
    """Return all dates of a listing from `now` on as one file, an event for each schedule; None if there are none.

    `url` is the listing's address. A series keeps its UID for as long as the listing has one schedule, or this one.
    """
    return _file(_series(listing, url, now, neutral), neutral)


def several(listings: Iterable[tuple[Listing, str]], now: datetime) -> bytes | None:
    """Return all dates of several listings, each with its address, as one file; None if there are none."""
    found = [event for listing, url in listings for event in _series(listing, url, now, neutral=False)]
    return _file(found, neutral=False)


def _series(listing: Listing, url: str, now: datetime, neutral: bool) -> list[Event]:
    alone = len(listing.schedules) == 1
    coming = [(one, next(upcoming([one], now), None)) for one in listing.schedules]
    events = []
    for schedule, first in coming:
        if first is not None:
            event = _event(listing, first[0], schedule, url, neutral, "" if alone else _mark(schedule))
            _repeat(event, first[0], schedule)
            events.append(event)
    return events


def single(listing: Listing, url: str, on: datetime, neutral: bool = False) -> bytes | None:
    """Return the one date that begins at `on` (wall time where the listing is) as a file; None if none does."""
    day_before = datetime.combine(on.date(), time.min) - timedelta(days=1)
    for start, schedule in upcoming(listing.schedules, day_before):
        wall = start.replace(tzinfo=None)
        if wall == on:
            return _file([_event(listing, start, schedule, url, neutral, f"{on:%Y%m%dT%H%M}")], neutral)
        if wall.date() > on.date() + timedelta(days=1):
            break
    return None


def _mark(schedule: Schedule) -> str:
    """What tells one schedule of a listing from its others."""
    said = schedule.model_dump_json(exclude={"description", "exdate", "valid_from", "valid_to"}, exclude_defaults=True)
    return hashlib.blake2b(said.encode(), digest_size=4).hexdigest()


def _file(events: Iterable[Event], neutral: bool) -> bytes | None:
    calendar = Calendar()
    calendar.add("prodid", _NEUTRAL_PRODUCT if neutral else _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    years = []
    for event in events:
        calendar.add_component(event)
        years.append(event["DTSTART"].dt.year)
    if not years:
        return None
    calendar.add_missing_timezones(first_date=date(min(years), 1, 1))
    return calendar.to_ical()


def _event(listing: Listing, start: datetime, schedule: Schedule, url: str, neutral: bool, tail: str) -> Event:
    event = Event()
    name = f"{listing.id}-{tail}" if tail else listing.id
    # The id of a listing can be looked up: a neutral event has another, made from it.
    event.add("uid", ids.listing_id("appointment", name) if neutral else name)
    event.add("dtstamp", listing.seen.astimezone(UTC))
    event.add("dtstart", start)
    end = end_of(start, schedule)
    if end is not None and end > start:
        event.add("dtend", end)
    if neutral:
        event.add("summary", gettext("Appointment"))
        event.add("class", "PRIVATE")
        return event
    event.add("summary", filters.printable(listing.name))
    event.add("description", filters.printable("\n".join(_lines(listing, url))))
    event.add("url", url)
    where = _where(listing)
    if where:
        event.add("location", filters.printable(where))
    return event


def _repeat(event: Event, start: datetime, schedule: Schedule) -> None:
    rule = rrule_of(schedule)
    if rule is None:
        return
    parts = vRecur.from_ical(";".join(part for part in rule.split(";") if not part.startswith("UNTIL=")))
    if schedule.valid_to:
        # With a zone UNTIL must be in UTC (RFC 5545 section 3.3.10): the end of the last day there.
        parts["UNTIL"] = [datetime.combine(schedule.valid_to, time(23, 59, 59), start.tzinfo).astimezone(UTC)]
    event.add("rrule", parts)
    left_out = [datetime.combine(day, start.time(), start.tzinfo) for day in schedule.exdate if day >= start.date()]
    if left_out:
        event.add("exdate", left_out)


def _lines(listing: Listing, url: str) -> Iterable[str]:
    """What somebody looks up on the way: whom to call, how to join, where to see whether it still holds."""
    numbers = [filters.phone_words(one.number, one.extension) for one in listing.phones if one.type == "voice"]
    if numbers:
        yield gettext("Call first: %(phone)s", phone=numbers[0])
    else:
        yield gettext("Times and places change: ask before you go.")
    if listing.organization.name != listing.name:
        yield listing.organization.name
    link = filters.web_link(listing.attendance.url) if listing.attendance else None
    if link:
        yield gettext("Join online: %(link)s", link=link)
    yield url


def _where(listing: Listing) -> str | None:
    if listing.location.visibility != "full" or "in_person" not in listing.modes:
        return None
    return ", ".join(part for part in (listing.location.name, *address_lines(listing.location)) if part) or None
