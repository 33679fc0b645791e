"""A schedule as a plain sentence in the current language: "Tuesdays 7:00 PM to 8:30 PM"."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from data.model import Schedule
from data.schedules import is_all_day, open_until, with_beginnings
from webapp import labels, numbers
from webapp.languages import gettext, ngettext, pgettext

_ORDER = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def sentence(schedule: Schedule, modes: Collection[str] = (), here: str | None = None) -> str:
    """Return when something takes place: days, then times; the source's own words where it gives no more.

    With `modes` the zone is named where a reader in the zone `here` may not share it (`zone_of`).
    """
    return with_zone(_sentence(schedule), schedule, modes, here)


def with_zone(words: str, schedule: Schedule, modes: Collection[str], here: str | None = None) -> str:
    """Return the words for a schedule with its zone, where a reader in the zone `here` may not share it."""
    zone = zone_of(schedule, modes, here)
    return gettext("%(times)s, %(zone)s", times=words, zone=zone) if zone and words else words


def zone_of(schedule: Schedule, modes: Collection[str], here: str | None = None) -> str | None:
    """Return the zone of a schedule in words, for what is not only in person and not in the zone `here`.

    What is open at every hour, or states no time, needs none.
    """
    zone = schedule.timezone
    if not zone or zone == here or not schedule.opens_at or not {"online", "phone"} & set(modes):
        return None
    return None if _is_always(schedule) else numbers.zone_words(zone)


def on_now(
    rules: Iterable[Schedule], now: datetime, modes: Collection[str] = (), here: str | None = None
) -> str | None:
    """Return what is to be said while it takes place, None while it does not; `modes` and `here` as for `sentence`."""
    given = list(rules)
    found = [(one, end) for one in given if (end := open_until(one, now))]
    # What never closes is open in any zone, also when none is stated.
    if len(with_beginnings(given, now.date())) < len(given) or any(is_all_day(one) for one, _ in found):
        return gettext("Open now")
    for one, end in found:
        return gettext("Now, until %(time)s", time=numbers.clock_words(end, zone_of(one, modes, here)))
    return None


def _is_always(schedule: Schedule) -> bool:
    """Whether it is open at every hour of every week, as long as it holds."""
    return not with_beginnings([schedule], schedule.valid_to or date.max)


def _sentence(schedule: Schedule) -> str:
    days, times = _days(schedule), times_words(schedule)
    if days and times and schedule.freq == "MONTHLY":
        return labels.begun(pgettext("schedule", "%(days)s, %(times)s", days=days, times=times))
    if days and times:
        return labels.begun(pgettext("schedule", "%(days)s %(times)s", days=days, times=times))
    return labels.begun(days or times) or (schedule.description or "")


def times_words(schedule: Schedule, modes: Collection[str] = ()) -> str:
    """Return "7:00 PM to 8:30 PM", "24 hours", or the beginning alone; nothing where no time is known.

    With `modes` the zone is named as `sentence` does.
    """
    words, zone = _times(schedule), zone_of(schedule, modes)
    return gettext("%(times)s, %(zone)s", times=words, zone=zone) if zone and words else words


def _times(schedule: Schedule) -> str:
    opens, closes = schedule.opens_at, schedule.closes_at
    if is_all_day(schedule):
        return gettext("24 hours")
    if opens and closes:
        return gettext("%(opens)s to %(closes)s", opens=numbers.clock_words(opens), closes=numbers.clock_words(closes))
    return numbers.clock_words(opens) if opens else ""


def _days(schedule: Schedule) -> str:
    every = schedule.interval or 1
    if schedule.freq == "MONTHLY":
        return _monthly(schedule, every)
    named = {day[-2:] for day in schedule.byday}
    if not named and schedule.freq == "WEEKLY" and schedule.dtstart:
        named = {_ORDER[schedule.dtstart.weekday()]}
    if (schedule.freq == "DAILY" and not named) or len(named) == len(_ORDER):
        return gettext("Every day") if every == 1 else ngettext("Every %(num)s day", "Every %(num)s days", every)
    if named:
        days = _run(sorted(_ORDER.index(day) for day in named))
        if every == 1:
            return days
        return ngettext("Every %(num)s week on %(days)s", "Every %(num)s weeks on %(days)s", every, days=days)
    return numbers.long_date(schedule.dtstart) if schedule.dtstart and schedule.freq is None else ""


def _run(days: list[int]) -> str:
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return gettext("%(first)s to %(last)s", first=numbers.weekday(days[0]), last=numbers.weekday(days[-1]))
    return numbers.joined(map(_each, days))


def _each(day: int) -> str:
    """A weekday that comes again every week."""
    return (
        pgettext("every week", "Mondays"), pgettext("every week", "Tuesdays"), pgettext("every week", "Wednesdays"),
        pgettext("every week", "Thursdays"), pgettext("every week", "Fridays"), pgettext("every week", "Saturdays"),
        pgettext("every week", "Sundays"),
    )[day]  # fmt: skip


def nth_weekday(number: int, day: str) -> str:
    """Return "second Tuesday" for 2 and `TU`, "last Friday" for -1 and `FR`, "every Monday" for 0."""
    patterns = {
        1: gettext("first %(weekday)s"), 2: gettext("second %(weekday)s"), 3: gettext("third %(weekday)s"),
        4: gettext("fourth %(weekday)s"), 5: gettext("fifth %(weekday)s"), -1: gettext("last %(weekday)s"),
        -2: gettext("second to last %(weekday)s"), -3: gettext("third to last %(weekday)s"),
        -4: gettext("fourth to last %(weekday)s"), -5: gettext("fifth to last %(weekday)s"),
    }  # fmt: skip
    return patterns.get(number, gettext("every %(weekday)s")) % {"weekday": numbers.weekday(_ORDER.index(day))}


def _monthly(schedule: Schedule, every: int) -> str:
    named = [nth_weekday(int(day[:-2] or 0), day[-2:]) for day in schedule.byday]
    numbered = schedule.bymonthday or ([schedule.dtstart.day] if schedule.dtstart and not named else [])
    named += [gettext("last day") if day == -1 else gettext("day %(number)s", number=day) for day in numbered]
    if not named:
        if every == 1:
            return gettext("once a month")
        return ngettext("once every %(num)s month", "once every %(num)s months", every)
    days = numbers.joined(named)
    if every == 1:
        return gettext("%(days)s of the month", days=days)
    return ngettext("%(days)s of every %(num)s month", "%(days)s of every %(num)s months", every, days=days)
