"""Rules that the notes of a weekly meeting state because its feed has no field for them: "2nd and 4th Fridays only".

Most ordinals in notes are about something else ("last Friday: chips", "business meeting 1st Monday"), so only a
sentence that says *only* of the meeting itself, on its own weekday, counts; or that the group meets every other week.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_ORDINALS = {"1st": 1, "first": 1, "2nd": 2, "second": 2, "3rd": 3, "third": 3, "4th": 4, "fourth": 4, "5th": 5,
             "fifth": 5, "last": -1}  # fmt: skip
_NTH = rf"(?:{'|'.join(_ORDINALS)})"
_LIST = rf"(?P<nth>{_NTH}(?:(?: ?[,&/] ?| and |, and ){_NTH})*)"
_DAY = r"(?P<day>sun|mon|tue|wed|thu|fri|sat)[a-z]*\.?"
_OF_MONTH = r"(?: (?:of|in) (?:the|each|every) month| (?:each|every) month| monthly)"
_MONTHLY = (
    re.compile(rf"\bonly (?:on )?(?:the )?{_LIST} {_DAY}{_OF_MONTH}?(?![\w ]*\b(?:is|are|has)\b)"),
    re.compile(rf"\b{_LIST} {_DAY}{_OF_MONTH}? only\b(?! [a-z])"),
)
_EVERY_OTHER = re.compile(rf"(?:^|\b(?:we|group|meeting|it) )meets? (?:only )?every other {_DAY}")
_SHORT_DAY = re.compile(r"\b(sun|mon|tues?|wed|thurs?|fri|sat)\.")
_SENTENCES = re.compile(r"[\n.;!*]")
# What else happens on some day of the month. The sentence is then not about the meeting.
_ABOUT_ELSE = re.compile(
    r"\b(?:business|chips?|birthdays?|speakers?|newcomers?|beginners?|babysitting|childcare|parking|traditions?|steps?"
    r"|in[- ]person|hybrid|zoom|online|potluck|dinner|study|open|closed|discussion|not|except|no)\b"
)


@lru_cache(maxsize=4096)
def _stated(notes: str, weekday: str) -> tuple[str, ...]:
    found: list[tuple[str, ...]] = []
    for sentence in _SENTENCES.split(_SHORT_DAY.sub(r"\1", notes.casefold())):
        text = " ".join(sentence.split())
        for pattern in (*_MONTHLY, _EVERY_OTHER):
            rule = pattern.search(text)
            if rule and rule["day"][:2].upper() == weekday and not _ABOUT_ELSE.search(text):
                every_other = pattern is _EVERY_OTHER
                found.append(("2",) if every_other else tuple(re.findall(_NTH, rule["nth"])))
                break
    return found[0] if len(set(found)) == 1 else ()


def rule_in_notes(notes: str | None, weekday: str) -> dict[str, Any]:
    """Return `freq`, `interval`, `byday` of a meeting on a weekday (`SU`..`SA`): weekly unless the notes say other."""
    stated = _stated(notes[:4000], weekday) if notes else ()
    if stated == ("2",):
        return {"freq": "WEEKLY", "interval": 2, "byday": [weekday]}
    if stated:
        numbers = dict.fromkeys(_ORDINALS[word] for word in stated)
        return {"freq": "MONTHLY", "byday": [f"{number}{weekday}" for number in numbers]}
    return {"freq": "WEEKLY", "byday": [weekday]}
