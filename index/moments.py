"""Hours, ordinals and dates in a sentence: "after 6pm", "first and third Tuesday", "el próximo martes".

What has a name ("morning", "tonight") stands in the word lists; here is only what is counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from index.phrases import Word
from index.words import DAYS

_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
    "last": -1, "primer": 1, "primero": 1, "segundo": 2, "tercer": 3, "tercero": 3, "cuarto": 4, "quinto": 5,
    "ultimo": -1,
}  # fmt: skip
_WEEKDAYS = {
    "monday": "MO", "mon": "MO", "lunes": "MO", "tuesday": "TU", "tue": "TU", "tues": "TU", "martes": "TU",
    "wednesday": "WE", "wed": "WE", "miercoles": "WE", "thursday": "TH", "thu": "TH", "thurs": "TH", "jueves": "TH",
    "friday": "FR", "fri": "FR", "viernes": "FR", "saturday": "SA", "sat": "SA", "sabado": "SA", "sunday": "SU",
    "sun": "SU", "domingo": "SU",
}  # fmt: skip
_DAYS_ON = {"this": 0, "coming": 0, "este": 0, "next": 1, "proximo": 1}
_OF_THE_MONTH = (("of", "the", "month"), ("of", "each", "month"), ("of", "every", "month"), ("of", "month"),
                 ("in", "the", "month"), ("del", "mes"), ("de", "cada", "mes"))  # fmt: skip
_PHRASES_OF_BOUND = {
    "after": ("after", "later than", "starting at", "past", "despues de las", "despues de la", "despues del",
              "a partir de las"),
    "before": ("before", "until", "till", "earlier than", "by", "antes de las", "antes de la",
               "antes del", "hasta las"),
    "between": ("between", "from", "entre las", "de las", "de"),
    "at": ("at", "at around", "at about", "around", "about", "a las", "a la", "como a las", "sobre las"),
}  # fmt: skip
_BOUNDS = [(bound, tuple(one.split())) for bound, phrases in _PHRASES_OF_BOUND.items() for one in phrases]
_FIRST_OF_BOUND: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
for _one in _BOUNDS:
    _FIRST_OF_BOUND.setdefault(_one[1][0], []).append(_one)
_BETWEEN = (("to",), ("and",), ("until",), ("till",), ("y", "las"), ("a", "las"), ("y",), ("a",), ("hasta", "las"))
_NAMED_HOURS = {"noon": 720, "midday": 720, "mediodia": 720, "midnight": 1440, "medianoche": 1440}
_NUMBERS = {word: at for at, words in enumerate((
    ("one", "una"), ("two", "dos"), ("three", "tres"), ("four", "cuatro"), ("five", "cinco"), ("six", "seis"),
    ("seven", "siete"), ("eight", "ocho"), ("nine", "nueve"), ("ten", "diez"), ("eleven", "once"), ("twelve", "doce"),
), 1) for word in words}  # fmt: skip
# How far from the hour asked for a meeting may begin; "at noon" is said of the whole lunch break.
_LEEWAY = 30
_NOON, _LUNCH_ENDS = 12 * 60, 13 * 60 + 30
_DAY = 24 * 60
# Who asks without a place is somewhere in the country: its middle is wrong by the fewest hours.
_MIDDLE = "America/Chicago"


@dataclass(frozen=True)
class Hour:
    """A time of day in minutes; `sure` when the reader said which half of the day, `named` without a number."""

    minutes: int
    sure: bool = True
    named: bool = False


@dataclass(frozen=True)
class Moment:
    """What counted words say: days with `nth` of the month, the date of a day (`on` as in `_DAYS_ON`), or hours."""

    days: tuple[str, ...] = ()
    nth: tuple[int, ...] = ()
    on: int | None = None
    bound: str | None = None
    hours: tuple[Hour, ...] = ()


def read(words: list[Word], at: int) -> tuple[int, Moment | None]:
    """Return how many words from `at` tell a time, and what they tell; `(0, None)` when they tell none."""
    folded = words[at].folded
    if folded in _ORDINALS:
        return _ordinal(words, at)
    if folded in _DAYS_ON or _weekday(words, at):
        return _dated(words, at)
    if folded in _FIRST_OF_BOUND or folded in _NUMBERS or folded[:1].isdigit():
        return _hours(words, at)
    return 0, None


def _folded(words: list[Word], at: int) -> str:
    return words[at].folded if at < len(words) else ""


def _weekday(words: list[Word], at: int) -> str | None:
    folded = _folded(words, at)
    return _WEEKDAYS.get(folded) or _WEEKDAYS.get(folded.removesuffix("s"))


def _stands(words: list[Word], at: int, phrase: tuple[str, ...]) -> bool:
    if at + len(phrase) > len(words):
        return False
    for word in phrase:  # a loop, since this is asked of every word and `all` takes twice as long
        if words[at].folded != word:
            return False
        at += 1
    return True


def _ordinal(words: list[Word], at: int) -> tuple[int, Moment | None]:
    nth: list[int] = []
    place = at
    while len(nth) < 5 and (number := _ORDINALS.get(_folded(words, place))) is not None:
        nth.append(number)
        place += 1
        if _folded(words, place) in ("and", "or", "y", "o") and _folded(words, place + 1) in _ORDINALS:
            place += 1
    day = _weekday(words, place)
    if not nth or day is None:
        return 0, None
    place += 1
    tail = next((len(phrase) for phrase in _OF_THE_MONTH if _stands(words, place, phrase)), 0)
    return place + tail - at, Moment(days=(day,), nth=tuple(dict.fromkeys(nth)))


def _dated(words: list[Word], at: int) -> tuple[int, Moment | None]:
    """ "next Tuesday", "este martes", "martes que viene"."""
    first = _weekday(words, at)
    if first and (_stands(words, at + 1, ("que", "viene")) or _folded(words, at + 1) == "proximo"):
        return (3 if _folded(words, at + 1) == "que" else 2), Moment(days=(first,), on=1)
    on, day = _DAYS_ON.get(_folded(words, at)), _weekday(words, at + 1)
    return (2, Moment(days=(day,), on=on)) if on is not None and day else (0, None)


def _hours(words: list[Word], at: int) -> tuple[int, Moment | None]:
    for bound, phrase in _FIRST_OF_BOUND.get(words[at].folded, ()):
        if not _stands(words, at, phrase):
            continue
        place = at + len(phrase)
        size, hour = _hour(words, place)
        if hour is None:
            continue
        more, until = _until(words, place + size) if bound in ("between", "at") else (0, None)
        if until is not None:
            return place + size + more - at, Moment(bound="between", hours=(hour, until))
        if bound != "between" or phrase == ("from",):
            return place + size - at, Moment(bound="after" if bound == "between" else bound, hours=(hour,))
    folded = words[at].folded
    size, hour = _hour(words, at) if folded[:1].isdigit() or folded in _NUMBERS else (0, None)
    if hour is None:
        return 0, None
    more, until = _until(words, at + size)
    if until is not None and (hour.sure or until.sure):
        return size + more, Moment(bound="between", hours=(hour, until))
    return (size, Moment(bound="at", hours=(hour,))) if hour.sure or ":" in words[at].folded else (0, None)


def _until(words: list[Word], at: int) -> tuple[int, Hour | None]:
    """The second hour of a range; a hyphen is no word, so that "5-7pm" is two hours beside each other."""
    for phrase in _BETWEEN:
        if _stands(words, at, phrase):
            size, hour = _hour(words, at + len(phrase))
            return (len(phrase) + size, hour) if hour else (0, None)
    size, hour = _hour(words, at)
    return (size, hour) if hour is not None and hour.sure else (0, None)


def _hour(words: list[Word], at: int) -> tuple[int, Hour | None]:
    folded = _folded(words, at)
    if folded in _NAMED_HOURS:
        return 1, Hour(_NAMED_HOURS[folded], named=True)
    half = folded[-2:] if folded[-2:] in ("am", "pm") and folded[:1].isdigit() else ""
    number, _, minutes = folded.removesuffix(half).partition(":")
    if number in _NUMBERS:
        hour = _NUMBERS[number]
    elif number.isascii() and number.isdigit() and len(number) <= 2 and int(number) < 24:
        hour = int(number)
    else:
        return 0, None
    if minutes and (not minutes.isdigit() or int(minutes) > 59):
        return 0, None
    size = 1
    if not half and _folded(words, at + 1) in ("am", "pm"):
        half, size = _folded(words, at + 1), 2
    elif _folded(words, at + 1) in ("oclock", "hrs"):
        size = 2
    if half and not 1 <= hour <= 12:
        return 0, None
    total = (hour % 12 + 12 * (half == "pm") if half else hour) * 60 + int(minutes or 0)
    return size, Hour(total, bool(half) or hour > 12)


def hours_of(moment: Moment, part: tuple[str, str] | None) -> tuple[str, str]:
    """Return from when to when (`HH:MM`) something may begin. `part` of the day tells 7 pm from 7 am."""
    first = _resolved(moment.hours[0], moment.bound, part)
    if moment.bound == "after":
        return _clock(first), "24:00"
    if moment.bound == "before":
        return "00:00", _clock(first or _DAY)
    if moment.bound == "between":
        last = _resolved(moment.hours[1], None, part)
        if not moment.hours[0].sure and first >= 12 * 60 > last - 12 * 60 and first >= last:
            first -= 12 * 60
        elif not moment.hours[0].sure and moment.hours[1].sure and first < 12 * 60 <= last - 1 and first + 720 < last:
            first += 12 * 60
        return _clock(first), _clock(last if last > first else _DAY)
    last = _LUNCH_ENDS if moment.hours[0].named and first == _NOON else min(_DAY, first + _LEEWAY)
    return _clock(max(0, first - _LEEWAY)), _clock(last)


def _resolved(hour: Hour, bound: str | None, part: tuple[str, str] | None) -> int:
    if hour.sure or hour.minutes >= 13 * 60:
        return min(hour.minutes, _DAY)
    early = hour.minutes % (12 * 60)
    if hour.minutes >= 12 * 60:
        return hour.minutes
    if part is not None:
        return early + 12 * 60 if part[0] >= "12:00" or part[1] > "17:00" else early
    # Groups begin from eight in the morning to seven in the evening; "after 9" is said of evenings.
    latest = {"after": 9, "at": 7, None: 7, "before": 7}[bound if bound in ("after", "at", "before") else None]
    return early + 12 * 60 if early < (latest + 1) * 60 else early


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def local_now(at: datetime | None, timezone: str | None) -> datetime:
    """Return the moment asked for as wall time where the help is, without a zone: `at` if given, else now."""
    zone = ZoneInfo(timezone or _MIDDLE)
    if at is None or at.tzinfo is not None:
        return (at or datetime.now(UTC)).astimezone(zone).replace(tzinfo=None)
    return at


def dates_of(when: str, now: datetime) -> tuple[date, ...]:
    """Return the dates of `today`, `tonight`, `tomorrow`, `weekend`, `next-weekend`, `week` or `next-week`."""
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    first, last = {
        "today": (today, today), "tonight": (today, today),
        "tomorrow": (today + timedelta(days=1), today + timedelta(days=1)),
        "weekend": (max(today, monday + timedelta(days=5)), monday + timedelta(days=6)),
        "next-weekend": (monday + timedelta(days=12), monday + timedelta(days=13)),
        "week": (today, today + timedelta(days=6)),
        "next-week": (monday + timedelta(days=7), monday + timedelta(days=13)),
    }[when]  # fmt: skip
    return tuple(first + timedelta(days=more) for more in range((last - first).days + 1))


def date_of(moment: Moment, now: datetime) -> date:
    """Return the date of "this Tuesday" (today, when it is Tuesday) or "next Tuesday" (never today)."""
    ahead = (DAYS.index(moment.days[0]) - now.weekday()) % 7
    return now.date() + timedelta(days=ahead or (7 if moment.on else 0))
