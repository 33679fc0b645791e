"""When a listing takes place: its times in sentences, the next dates, and what a calendar is offered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from flask import url_for

from data import ids
from data.model import Listing, Schedule
from data.schedules import upcoming, with_beginnings
from webapp import numbers, schedules
from webapp.languages import gettext

MOST_DATES = 3
_MOST_LEFT_OUT = 4
# Of the United States, from east to west: where most of who joins an online group from elsewhere is.
_ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")


@dataclass(frozen=True)
class Upcoming:
    """One date to come: `iso` is its beginning with offset, `calendar` the address of a file of this date alone."""

    words: str
    iso: str
    calendar: str


@dataclass(frozen=True)
class Times:
    """All that is known of when. `elsewhere`: what time the next date is in other zones, for who joins from afar."""

    sentences: tuple[str, ...] = ()
    zone: str | None = None
    on_now: str | None = None
    next: str | None = None
    dates: tuple[Upcoming, ...] = ()
    elsewhere: str | None = None
    calendar: str | None = None
    neutral_calendar: str | None = None


def times_of(listing: Listing, now: datetime) -> Times:
    """Return the times of a listing; one that is closed has no next date."""
    sentences = tuple(sentences_of(listing.schedules, now.date()))
    zone = zone_words(listing.schedules)
    rules = with_beginnings(listing.schedules, now.date())
    coming = list(islice(upcoming(rules, now), MOST_DATES)) if listing.status == "active" else []
    now_words = schedules.on_now(listing.schedules, now) if listing.status == "active" else None
    if not coming:
        return Times(sentences, zone, on_now=now_words)
    starts = coming[0][0]
    is_remote = "online" in listing.modes or "phone" in listing.modes
    return Times(
        sentences,
        zone,
        on_now=now_words,
        next=numbers.next_words(starts, now),
        dates=tuple(Upcoming(_date(*one, now), one[0].isoformat(), _calendar(listing, one[0])) for one in coming),
        elsewhere=_elsewhere(starts) if is_remote else None,
        calendar=_calendar(listing),
        neutral_calendar=_calendar(listing, neutral=True),
    )


def zone_words(rules: Iterable[Schedule]) -> str | None:
    """Return the time zone of the schedules in words, when they have one and the same."""
    zones = {one.timezone for one in rules if one.timezone}
    return numbers.zone_words(zones.pop()) if len(zones) == 1 else None


def sentences_of(rules: list[Schedule], today: date) -> Iterable[str]:
    """Yield schedules in sentences, as they stand on a day."""
    for one in rules:
        words = schedules.sentence(one)
        if one.description and one.description != words:
            words = gettext("%(times)s (%(note)s)", times=words, note=one.description)
        if one.valid_from or one.valid_to:
            words = gettext("%(times)s, %(validity)s", times=words, validity=_validity(one))
        left_out = [day for day in one.exdate if day >= today][:_MOST_LEFT_OUT]
        if left_out:
            days = numbers.joined(map(numbers.date_words, left_out))
            words = gettext("%(times)s, but not on %(days)s", times=words, days=days)
        if words:
            yield words


def _validity(schedule: Schedule) -> str:
    begins, ends = numbers.date_words(schedule.valid_from), numbers.date_words(schedule.valid_to)
    if begins and ends:
        return gettext("from %(first)s until %(last)s", first=begins, last=ends)
    return gettext("from %(date)s", date=begins) if begins else gettext("until %(date)s", date=ends)


def _date(start: datetime, schedule: Schedule, now: datetime) -> str:
    day = numbers.day_and_date(start) if start.year == now.year else numbers.long_date(start)
    return gettext("%(date)s, %(time)s", date=day, time=schedules.times_words(schedule))


def _elsewhere(start: datetime) -> str | None:
    own = getattr(start.tzinfo, "key", None)
    moved = {zone: start.astimezone(ZoneInfo(zone)) for zone in _ZONES}
    if own is None or start.utcoffset() not in {one.utcoffset() for one in moved.values()}:
        return None
    others = [
        gettext("%(time)s %(zone)s", time=numbers.clock_words(one), zone=numbers.zone_words(zone))
        for zone, one in moved.items()
        if one.utcoffset() != start.utcoffset()
    ]
    return numbers.joined(others, "unit")


def _calendar(listing: Listing, start: datetime | None = None, neutral: bool = False) -> str:
    on = f"{start:%Y-%m-%dT%H:%M}" if start else None
    slug = ids.slug(listing.name)
    return url_for("calendar.show", listing_id=listing.id, slug=slug, on=on, neutral=1 if neutral else None)
