"""The words of opening hours, one kind of token each. A text with any other word in it gives no tokens at all.

English as written in the United States, and Spanish. Nothing here decides what a sentence means: see `schedule_text`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

LONGEST = 600


@dataclass(frozen=True)
class Clock:
    """A time as written: `half` is `a` or `p` where it is said; `sure` where the 24-hour clock is meant.

    `packed` is four digits without a colon (`0800`), which may also be a year.
    """

    hour: int
    minute: int = 0
    half: str = ""
    sure: bool = False
    packed: bool = False


class Token(NamedTuple):
    """`value` is a weekday (0 is Monday) or a tuple of them, an ordinal, a Clock, the word of a dash or an "and"."""

    kind: str
    value: object = None


_HOLIDAYS = r"(?:the\s)?(?:(?:all|most|major|some|federal|legal|public|national|county|city|state|bank)\s)*holidays"
_WEEK = r"(?:7|seven|siete)\s?(?:days|dias)\b(?:\s?(?:a|per|each|/|(?:a|de) la)?\s?(?:week|wk|semana)\b)?"
# `always h24 all week end` and days, ordinals, times carry meaning, `every other month closed` change it, `note` is
# harmless and worth keeping, `dash and comma colon semi` part, `fill` is dropped. The first pattern that fits counts.
_FIRST = (
    ("blank", r"[ \t]+"),
    ("always", r"24\s?/\s?7(?:\s?/\s?365)?\b"
               r"|24\s?-?(?:hours?|hrs?|horas)\b\.?\s?(?:(?:a|per|each|al|/)?\s?(?:day|dia)\b)?\s?[,;/&]?\s?(?:los\s)?"
               + _WEEK),
    ("h24", r"24\s?-?(?:hours?|hrs?|horas)\b\.?(?:\s?(?:(?:a|per|each|al)\s|/\s?)?(?:day|dia)\b)?"),
    ("all", rf"daily\b|every\s?day\b|(?:los\s)?{_WEEK}|todos\slos\sdias\b|diario\b"),
)  # fmt: skip
_NEXT = (
    ("week", r"(?:every\s)?week\s?days?\b|(?:entre|dias\sde)\ssemana\b"),
    ("end", r"(?:every\s)?week\s?ends?\b|(?:los\s)?fin(?:es)?\sde\ssemana\b"),
    ("other", r"every\sother\b|alternat(?:e|ing)\b|every\s(?:2|two)\sweeks(?:\son)?\b"),
    ("note", rf"(?:closed|except|excluding)(?:\s(?:for|on|during))*\s{_HOLIDAYS}\b"
             r"|(?:cerrado|excepto)(?:\sen)?\s(?:dias\s)?festivos\b|including\sholidays\b|year[\s-]round\b"),
    ("month", r"(?:of|in|de|del)\s(?:(?:the|each|every|cada)\s)?(?:month|mes)\b"
              r"|(?:each|every|per|cada|al)\s(?:month|mes)\b|monthly\b"),
    ("closed", r"closed\b|cerrad[oa]\b"),
    ("every", r"every\b|each\b|cada\b"),
)  # fmt: skip
_LAST = (
    ("fill", r"(?:(?:regular|normal|business|office|operating|opening|service)\s)?hours(?:\sof\soperation)?\b"
             r"|hrs\b\.?|open(?:s|ing)?\b|from\b|at\b|@|on\b|the\b|is\b|are\b|only\b|weekly\b|meets?\b|held\b|days?\b"
             r"|abiert[oa]\b|horario\b|desde\b|de\b|los\b|las\b|el\b|la\b|todos\b"),
    ("dash", r"-|to\b|thru\b|through\b|until\b|till?\b|al?\b|hasta\b"),
    ("and", r"[&+/]|and\b|y\b"),
    ("comma", r"[,()]"),
    ("colon", r":"),
    ("semi", r"[;\n|.•]"),
)  # fmt: skip
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1, "primer": 1, "primero": 1, "primera": 1,
    "segundo": 2, "segunda": 2, "tercer": 3, "tercero": 3, "tercera": 3, "cuarto": 4, "cuarta": 4, "ultimo": -1,
    "ultima": -1,
}  # fmt: skip
_DAY_WORDS = (
    r"mon(?:day)?s?|lunes",
    r"tue(?:s(?:day)?)?s?|martes",
    r"wed(?:s|nesdays?)?|miercoles",
    r"thu(?:r(?:s(?:day)?)?)?s?|jueves",
    r"fri(?:day)?s?|viernes",
    r"sat(?:urday)?s?|sabados?",
    r"sun(?:day)?s?|domingos?",
)
_LETTERS = {"M": 0, "MO": 0, "T": 1, "TU": 1, "W": 2, "WE": 2, "TH": 3, "F": 4, "FR": 4, "SA": 5, "SU": 6}
_ONE_OF_RUN = re.compile(r"TU|Tu|TH|Th|SA|Sa|SU|Su|[MTWF]")
# "MF" may be two days or five; "MT" is also a time zone.
_UNCLEAR_RUNS = {"MF", "MT"}
_CLOCKS = (
    r"(?P<noon>(?i:(?:12(?::00)?\s?)?noon\b|12\s?n\b|mediodia\b))",
    r"(?P<midnight>(?i:(?:12(?::00)?\s?)?midnight\b|medianoche\b))",
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))?(?::00)?(?:\s?(?P<half>(?i:[ap]))(?i:\.?\s?m\b\.?)|(?P<short>(?i:[ap]))\b)",
    r"(?P<hour3>\d{1,2})(?P<minute3>[0-5]\d)\s?(?P<half3>(?i:[ap]))(?i:\.?\s?m\b\.?)",
    r"(?P<hour24>[01]\d|2[0-4])(?P<minute24>[0-5]\d)(?![\d:])",
    r"(?P<hourb>\d{1,2})(?::(?P<minuteb>[0-5]\d)(?::00)?)?(?![\d:])",
)
_ORDINAL = r"(?P<nth>\d{1,2})\s?(?i:st|nd|rd|th)\b|(?P<word>(?i:" + "|".join(sorted(_ORDINALS, reverse=True)) + r"))\b"
_SHORT_DAY = (
    r"(?P<letters>(?:Mo|MO|Tu|TU|Th|TH|Fr|FR|Sa|SA|Su|SU|WE|We(?=\s?(?:[-,:&/\d]|$))|[MWF]|(?<!-)(?<!- )T)\b"
    r"|(?:m|mo|t|tu|w|we|th|f|fr|sa|su)(?=\s?:))"
)
_LONG_DAYS = [rf"(?P<d{number}>(?i:{words})(?i:'s)?\b\.?)" for number, words in enumerate(_DAY_WORDS)]


def _named(words: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"(?P<_{kind}>(?i:{pattern}))" for kind, pattern in words]


_TOKEN = re.compile(
    "|".join(
        [
            *_named(_FIRST),
            f"(?P<_ord>{_ORDINAL})",
            *_named(_NEXT),
            f"(?P<_day>{'|'.join(_LONG_DAYS)}|{_SHORT_DAY})",
            r"(?P<_run>(?:M|TU|Tu|TH|Th|T|W|F|SA|Sa|SU|Su){2,}\b)",
            f"(?P<_time>{'|'.join(_CLOCKS)})",
            *_named(_LAST),
        ]
    )
)
_DASHES = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-" * 7)


def tokens(text: str) -> list[Token]:
    """Return the tokens of a text; none when it is longer than 600 characters or says anything not known here."""
    if len(text) > LONGEST:
        return []
    plain = _plain(text)
    found: list[Token] = []
    at = 0
    while at < len(plain):
        match = _TOKEN.match(plain, at)
        if not match or match.end() == at:
            return []
        token = _token(match)
        if token is None:
            return []
        if token.kind not in ("blank", "fill"):
            found.append(token)
        at = match.end()
    return found


def _plain(text: str) -> str:
    """Without accents, with one kind of dash and blank."""
    if text.isascii():
        return text
    bare = unicodedata.normalize("NFKD", text.translate(_DASHES))
    return "".join(char for char in bare if not unicodedata.combining(char))


def _token(match: re.Match[str]) -> Token | None:
    # The group that closes last is the outermost one.
    kind = str(match.lastgroup)[1:]
    if kind == "time":
        clock = _clock(match)
        return Token("time", clock) if clock else None
    if kind == "ord":
        return Token("ord", int(match["nth"]) if match["nth"] else _ORDINALS[match["word"].lower()])
    if kind == "day":
        return Token("day", _day(match))
    if kind == "run":
        return _run(match["_run"])
    if kind in _SETS:
        return Token("days", _SETS[kind])
    return Token(kind, match[0].lower() if kind in ("dash", "and") else None)


_SETS = {"all": tuple(range(7)), "week": tuple(range(5)), "end": (5, 6)}


def _day(match: re.Match[str]) -> int:
    if match["letters"]:
        return _LETTERS[match["letters"].upper()]
    return next(number for number in range(7) if match[f"d{number}"])


def _run(letters: str) -> Token | None:
    """Days written without anything between them: `MWF`, `TTh`, `MTWThF`."""
    days = tuple(_LETTERS[one.upper()] for one in _ONE_OF_RUN.findall(letters))
    if letters in _UNCLEAR_RUNS or list(days) != sorted(set(days)):
        return None
    return Token("days", days)


def _clock(match: re.Match[str]) -> Clock | None:
    if match["noon"]:
        return Clock(12, 0, "p")
    if match["midnight"]:
        return Clock(12, 0, "a")
    if match["hour24"]:
        hour, minute = int(match["hour24"]), int(match["minute24"])
        return Clock(hour, minute, sure=True, packed=True) if hour < 24 or not minute else None
    half = (match["half"] or match["short"] or match["half3"] or "").lower()
    digits = match["hour"] or match["hour3"] or match["hourb"]
    hour, minute = int(digits), int(match["minute"] or match["minute3"] or match["minuteb"] or 0)
    if half:
        return Clock(hour, minute, half) if 1 <= hour <= 12 else None
    sure = bool(match["minuteb"]) and (hour > 12 or digits[0] == "0")
    if hour > 24 or (hour == 24 and minute) or ((hour > 12 or hour == 0) and not sure):
        return None
    return Clock(hour, minute, sure=sure)
