"""Numbers, distances, dates and times as the current language writes them (Unicode CLDR, through Babel).

Distances are statute miles everywhere; times are local wall time where the help is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache, reduce
from typing import Literal

from babel.dates import format_date, format_skeleton, format_time, format_timedelta, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_decimal

from webapp.languages import BY_TAG, current, gettext, ngettext, pgettext

_Y_BEFORE_I = re.compile(r"(?<= )y(?= h?[ií](?![aeo]))", re.IGNORECASE)
_O_BEFORE_O = re.compile(r"(?<= )o(?= h?[oó])", re.IGNORECASE)


def _plain(text: str) -> str:
    # Narrow and non-breaking blanks are boxes in the fonts of old phones.
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def number_words(number: float) -> str:
    """Return "1,234", or "2.3" with one decimal at most."""
    return _decimal(number, current().tag)


# A page of results has a hundred numbers and fifty times of day, mostly the same ones.
@lru_cache(maxsize=4_096)
def _decimal(number: float, tag: str) -> str:
    return _plain(str(format_decimal(number, format="#,##0.#", locale=BY_TAG[tag].locale)))


def one_way(text: str) -> str:
    """Return a telephone number so that its parts keep their order within words that run from right to left."""
    return f"\u2066{text}\u2069" if current().direction == "rtl" else text


def miles(distance: float, about: bool = False) -> str:
    """Return "2.3 miles", "23 miles"; "about 2 miles" where the point is only an area."""
    if about:
        return gettext("about %(distance)s", distance=_miles(max(1, round(distance))))
    if distance < 0.1:
        return gettext("less than %(distance)s", distance=_miles(0.1))
    return _miles(round(distance, 1) if distance < 10 else round(distance))


def _miles(distance: float) -> str:
    # CLDR gives a fraction the form "other" in all of our languages, which is that of 100.
    form = int(distance) if distance == int(distance) else 100
    return ngettext("%(num)s mile", "%(num)s miles", form, num=number_words(distance))


def date_words(moment: date | datetime | str | None) -> str:
    """Return "Nov 12, 2026"; a text that is no ISO date stands for itself."""
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            return str(moment)
    return _day("yMMMd", moment, current().tag) if moment else ""


def day_and_date(day: date) -> str:
    """Return "Tuesday, Nov 24"."""
    month = _day("MMMd", day, current().tag)
    return gettext("%(weekday)s, %(date)s", weekday=weekday(day.weekday()), date=month)


def _day(skeleton: str, moment: date, tag: str) -> str:
    return _day_of(skeleton, moment.year, moment.month, moment.day, tag)


@lru_cache(maxsize=4_096)
def _day_of(skeleton: str, year: int, month: int, day: int, tag: str) -> str:
    at_midnight = datetime(year, month, day)  # noqa: DTZ001 - a day of the calendar, in no zone
    return _plain(format_skeleton(skeleton, at_midnight, locale=BY_TAG[tag].locale))


def long_date(day: date) -> str:
    """Return "Tuesday, November 24, 2026"."""
    return _plain(format_date(day, "full", locale=current().locale))


def weekday(day: int) -> str:
    """Return "Tuesday" for 1: weekdays count from Monday, 0."""
    return str(current().locale.days["stand-alone"]["wide"][day])


def clock_words(value: time | datetime | str, zone: str | None = None) -> str:
    """Return "7:00 PM", "noon" or "midnight"; of a text, `HH:MM` up to `24:00`; with `zone`, its words after it."""
    if zone:
        return gettext("%(time)s %(zone)s", time=clock_words(value), zone=zone)
    if isinstance(value, str):
        value = time(int(value[:2]) % 24, int(value[3:5]))
    if (value.hour, value.minute) in ((0, 0), (12, 0)):
        return pgettext("time of day", "noon") if value.hour else pgettext("time of day", "midnight")
    return _clock(value.hour, value.minute, current().tag)


@lru_cache(maxsize=4_096)
def _clock(hour: int, minute: int, tag: str) -> str:
    locale = BY_TAG[tag].locale
    # Without its zone: a time is said as the clock on the wall there shows it.
    # The halves of the day in full, since Korean has the short ones in English.
    pattern = locale.time_formats["short"].pattern.replace("a", "aaaa")
    return _plain(format_time(time(hour, minute), pattern, locale=locale))


def next_words(starts: datetime, asked: datetime, zone: str | None = None) -> str:
    """Return when something starts, seen from `asked`: "tonight 7:00 PM, in 3 hours", "Thursday 7:00 PM".

    With `zone`, words for the zone of `starts`, the time is said to be in it.
    """
    today = asked.date() if asked.tzinfo is None else asked.astimezone(starts.tzinfo).date()
    away = (starts.date() - today) // timedelta(days=1)
    clock = clock_words(starts, zone)
    if away == 0:
        words = gettext("tonight %(time)s", time=clock) if starts.hour >= 17 else gettext("today %(time)s", time=clock)
        return _with_wait(words, starts, asked)
    if away == 1:
        return _with_wait(gettext("tomorrow %(time)s", time=clock), starts, asked)
    if 1 < away < 7:
        return gettext("%(weekday)s %(time)s", weekday=weekday(starts.weekday()), time=clock)
    skeleton = "MMMEd" if starts.year == today.year else "yMMMEd"
    return gettext("%(date)s, %(time)s", date=_day(skeleton, starts, current().tag), time=clock)


def _with_wait(words: str, starts: datetime, asked: datetime) -> str:
    """Add "in 3 hours" where that says more than the time alone."""
    wait = starts.astimezone(asked.tzinfo) - asked if asked.tzinfo else starts.replace(tzinfo=None) - asked
    if not timedelta(minutes=1) <= wait < timedelta(hours=12):
        return words
    rough = timedelta(minutes=round(wait / timedelta(minutes=1))) if wait < timedelta(hours=1) else wait
    said = _plain(format_timedelta(rough, threshold=1, add_direction=True, locale=current().locale))
    return gettext("%(when)s, %(wait)s", when=words, wait=said)


def joined(words: Iterable[str], style: Literal["standard", "or", "unit"] = "standard") -> str:
    """Return "A, B, and C"; "A, B, or C" with `or`; with `unit` no word between the last two."""
    return _joined((*words,), style, current().tag)


@lru_cache(maxsize=4_096)
def _joined(words: tuple[str, ...], style: Literal["standard", "or", "unit"], tag: str) -> str:
    locale = BY_TAG[tag].locale
    if style == "unit":
        # Babel has this style of Spanish by half only; between the first ones all styles have the same.
        return reduce(locale.list_patterns["standard"]["middle"].format, words or ("",))
    text = str(format_list([*words], style=style, locale=locale))
    return _in_ear(text) if tag == "es" else text


def _in_ear(text: str) -> str:
    """Spanish "y" and "o" as they are said before their own sound: "francés e inglés"."""
    return _O_BEFORE_O.sub("u", _Y_BEFORE_I.sub("e", text))


def zone_words(zone: str) -> str:
    """Return "Eastern Time" for `America/New_York`."""
    return _zone(zone, current().tag)


@lru_cache(maxsize=4_096)
def _zone(zone: str, tag: str) -> str:
    return str(get_timezone_name(zone, width="long", zone_variant="generic", locale=BY_TAG[tag].locale))
