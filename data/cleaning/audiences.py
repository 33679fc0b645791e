"""Whom a text says a service is for: known audiences and an age in years, where every word of it is understood.

"Women and children", "Veterans and their families", "Ages 12-17", "Adults 60 and over". A sentence with a word that is
not known here ("under 18 with a parent", "low-income seniors") gives nothing: half of a condition is a wrong one.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_OLDEST = 120


class Eligible(NamedTuple):
    """Ids of `data/taxonomy/facets.toml`, and the youngest and oldest age in years, each with its own year included."""

    audiences: tuple[str, ...] = ()
    minimum_age: int | None = None
    maximum_age: int | None = None


# Longer phrases stand before the shorter ones in them.
_AUDIENCES = (
    ("lgbtq", r"lgb(?:t(?:q(?:i?a?2?s?\+?)?)?)?\+?|(?:lesbian|gay|bisexual)s?|queer"),
    ("transgender", r"transgender(?:ed)?|trans|non-?binary"),
    ("native-american", r"native americans?|american indians?|alaskan? natives?|indigenous"),
    ("people-of-color", r"(?:people|persons) of color|bipoc"),
    ("young-adults", r"young adults?|young people|transition(?:al)?[- ]age(?:d)?(?: youth)?|j[oó]venes"),
    ("seniors", r"seniors?(?: citizens?)?|older adults?|elderly|elders|adultos mayores|personas mayores"),
    ("pregnant", r"pregnant(?: women)?|expectant mothers?|new mothers?|embarazadas"),
    ("caregivers", r"(?:family )?care ?givers?|cuidadores"),
    ("families", r"families|family members|familias"),
    ("parents", r"parents|mothers|fathers|single parents|padres"),
    ("teens", r"teens?|teen-?agers?|adolescents?|youths?|adolescentes"),
    ("children", r"children|kids|ni[nñ]os"),
    ("women", r"women(?:'s)?|females?|mujeres"),
    ("men", r"men(?:'s)?|males?|hombres"),
    ("adults", r"adults?|adultos"),
    ("veterans", r"(?:military )?veterans?|vets|veteranos"),
    ("military", r"active[- ]duty(?: military)?|military(?: personnel| families)?|service members?"),
    ("immigrants", r"immigrants?|refugees?|asylees?|asylum seekers?|migrants?|inmigrantes"),
    ("deaf", r"deaf|hard[- ]of[- ]hearing|hearing[- ]impaired"),
    ("disabled", r"disabled|(?:people|persons|adults|individuals) with disabilities|disabilities"),
    ("hiv", r"(?:(?:people|persons|individuals) )?(?:living )?with hiv(?:/aids)?"),
    ("justice-involved", r"(?:formerly )?incarcerated|ex-?offenders?|justice[- ]involved|on (?:probation|parole)"),
    ("survivors", r"(?:(?:survivors|victims) of )?(?:domestic violence|sexual assault|(?:sexual )?abuse|trafficking)"
                  r"(?: survivors| victims)?|survivors"),
    ("unhoused", r"(?:experiencing )?homeless(?:ness)?|unhoused|unsheltered"),
    ("newcomers", r"newcomers?|beginners?"),
)  # fmt: skip
_NOBODY = r"(?:every|any)(?:one|body)|all(?: ages)?|(?:general )?public|open(?: to)?|no (?:restrictions|age limit)"
_GLUE = (
    r"[&/,;+-]|(?:and|or|for|to|the|of|who are|are|is|their|only|people|persons?|individuals|clients|serves|with|y|para"
    r"|solo)(?!\w)"
)
_YEARS = r"(?:years?(?: old| of age)?|yrs?\.?(?: old)?|y/?o|a[nñ]os)"
_AGED = r"(?:(?:who are |must be )?(?:ages?|aged|edades|between|from|de) ?:? ?)"
_OVER = r"(?:or|and|&|y) ?(?:over|older|up|above|m[aá]s|mayores)"
_UNDER = r"(?:or|and|&) ?(?:under|younger|below)"
_AGES = re.compile(
    rf"(?P<aged>{_AGED})?(?P<low>\d{{1,3}}) ?(?:-|to|through|and|a) ?(?P<high>\d{{1,3}})(?P<unit> ?{_YEARS})?"
    rf"|{_AGED}?(?P<least>\d{{1,3}}) ?(?:{_YEARS} ?)?(?:\+|{_OVER})(?: ?{_YEARS})?"
    rf"|{_AGED}?(?P<most>\d{{1,3}}) ?(?:{_YEARS} ?)?{_UNDER}(?: ?{_YEARS})?"
    rf"|{_AGED}?(?:over|at least|minimum(?: age)?|must be|mayores de) ?(?P<over>\d{{1,3}})(?: ?{_YEARS})?"
    rf"|{_AGED}?(?:under|younger than|menores de) ?(?P<under>\d{{1,3}})(?: ?{_YEARS})?"
    rf"|{_AGED}?up to(?: age)? ?(?P<upto>\d{{1,3}})(?: ?{_YEARS})?"
)
_WORD = re.compile(
    "|".join(f"(?P<a{at}>(?:{words})(?!\\w))" for at, (_, words) in enumerate(_AUDIENCES))
    + rf"|(?P<nobody>(?:{_NOBODY})(?!\w))|(?P<glue>{_GLUE})|(?P<blank>[\s().]+)"
)


@lru_cache(maxsize=4096)
def eligible(text: str) -> Eligible | None:
    """Return whom a text names, or None when a word of it is not known or two ages stand in it."""
    plain = " ".join(text.casefold().replace("\u2013", "-").replace("\u2019", "'").split())
    if not plain or len(plain) > 200:
        return None
    audiences: list[str] = []
    ages: list[tuple[int | None, int | None]] = []
    known, at = False, 0
    while at < len(plain):
        age = _AGES.match(plain, at) if plain[at - 1 : at] in ("", " ", "(") else None
        if age and (bounds := _bounds(age)):
            ages.append(bounds)
            at = age.end()
            continue
        word = _WORD.match(plain, at)
        if not word:
            return None
        kind = str(word.lastgroup)
        known = known or kind == "nobody"
        if kind[1:].isdigit():
            audiences.append(_AUDIENCES[int(kind[1:])][0])
        at = word.end()
    if len(ages) > 1 or not (audiences or ages or known):
        return None
    return Eligible(tuple(dict.fromkeys(audiences)), *(ages[0] if ages else ()))


def _bounds(found: re.Match[str]) -> tuple[int | None, int | None] | None:
    """The youngest and the oldest age of an expression; None for numbers that are no ages."""
    low = found["low"] or found["least"] or found["over"]
    high = found["high"] or found["most"] or found["upto"]
    if found["low"] and not (found["aged"] or found["unit"]):
        return None
    youngest = int(low) if low else None
    oldest = int(high) if high else int(found["under"]) - 1 if found["under"] else None
    fits = (youngest or 0) <= (_OLDEST if oldest is None else oldest) <= _OLDEST
    return (youngest, oldest) if fits else None
