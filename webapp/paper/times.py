"""Days and times on paper: a schedule in words, and the weekdays a listing is found under."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from data.model import Schedule
from webapp import labels, numbers, schedules
from webapp.languages import gettext

# Who meets on more days than these stands once, under a heading of its own, and not under each.
MOST_DAYS = 3


def when(given: Iterable[Schedule], modes: Collection[str] = ()) -> tuple[str, ...]:
    """Return each schedule in words, with what its source wrote beside it, and its zone if not only in person."""
    return tuple(dict.fromkeys(text for one in given if (text := _when(one, modes))))


def _when(schedule: Schedule, modes: Collection[str]) -> str:
    text = schedules.sentence(schedule, modes)
    if schedule.description and schedule.description != text and not _is_always(schedule):
        text = f"{text} ({schedule.description})"
    if schedule.valid_from:
        text = gettext("%(when)s, from %(date)s", when=text, date=numbers.date_words(schedule.valid_from))
    if schedule.valid_to:
        text = gettext("%(when)s, until %(date)s", when=text, date=numbers.date_words(schedule.valid_to))
    return text[:1].upper() + text[1:]


def _is_always(schedule: Schedule) -> bool:
    return schedule.freq == "DAILY" and schedule.opens_at == "00:00" and schedule.closes_at in ("24:00", "23:59")


def days_of(schedule: Schedule) -> tuple[str, ...]:
    """Return the weekdays of a schedule, Monday first; none where they cannot be told."""
    named = {day[-2:] for day in schedule.byday}
    if not named and schedule.freq == "DAILY":
        return labels.DAYS
    if not named and schedule.dtstart and schedule.freq != "MONTHLY":
        named = {labels.DAYS[schedule.dtstart.weekday()]}
    return tuple(day for day in labels.DAYS if day in named)
