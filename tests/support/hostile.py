"""Questions nobody should ask: seeded parameters of a search, from plausible to hostile."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from functools import cache

from data import taxonomy
from index.request import DAYS, WITHOUT, WITHOUT_WHOLE
from index.words import LANGUAGES, read_words, word_tables

Parameters = dict[str, list[str]]

_PLACES = (
    "90012", "62701", "99501", "00000", "12534-0001", "Springfield, IL", "springfield", "Los Angeles", "Ohio",
    "Kings County, NY", "near me", "here", "Nowhere At All, ZZ", "0,0", "90,0", "-90,180", "89.99,-179.99",
    "39.8,-89.65", "34.05,-118.24", "91,181", "1e3,2", "-0,-0", "New York", "DC", "PR", "St. Louis, MO", "Guam",
    "١٢٣٤٥", "９００１２", ",", "-", "TX 75001",
)  # fmt: skip
_RADII = ("0", "0.0001", "0.5", "5", "25", "60", "400", "12000", "12500", "-1", "12501", "nan", "inf", "1e2", "x", "٣")
_MOMENTS = (
    "2026-11-24T19:00", "2026-11-24", "2026-11-24T19:00:00+14:00", "2026-11-24T19:00:00-12:00", "2026-03-08T02:30",
    "2026-11-01T01:30", "0001-01-01T00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59", "9999-12-25T12:00",
    "9999-12-31T23:59:59-12:00", "2024-02-29T24:00", "2023-02-29", "now", "19:00", "2026-W48-2", "1900-01-01",
    "1900-01-01T00:00:00+14:00", "2200-12-31T23:59:59-12:00",
)  # fmt: skip
_OPERATORS = (
    "AND", "OR", "NOT", "NEAR/3", "name:", "text:*", "*", "?", "~2", "^9", "[a TO z]", "{* TO *}", "(((", ")))", '"',
    "'", "\\", "--", ";", "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "${jndi:x}", "%00", "%s%n", "+a -b",
    "../../etc/passwd", "/.*a{9}/", "(a+)+$", "a AND (b OR", "!x", "&&", "||", 'field:"x y"~5', "\r\nX: y", "0x41",
    "1e309", "-1", "NULL", "a.b.c.d.e.f.g.h.i", "p.m.", "12:99pm", "99:99", "24/7", "''''''", "’‘`´", "____",
)  # fmt: skip
_SMALL_WORDS = (
    "near", "in", "around", "within", "downtown", "for", "the", "and", "or", "not", "after", "before", "between",
    "from", "to", "until", "first", "last", "every", "next", "this", "cerca",
    "de", "en", "el", "la", "por", "para", "a", "las",
    "martes", "tuesday", "tonight", "today", "tomorrow", "weekend", "now", "am", "pm", "5", "7pm", "6:30pm", "noon",
)  # fmt: skip
_SCRIPTS = (
    "שלום עזרה קבוצה", "مجموعة دعم قريبة", "互助小组 附近", "группа помощи", "支援グループ", "노숙자 쉼터", "โรงพยาบาล",
    "ગુજરાતી", "ﷺ ﷽", "İıŞşĞğ", "ßẞﬀﬃ", "Ǆǅǆ", "a\u0300\u0301\u0302\u0303", "½⅓²³", "①②", "ℵℶ", "𝔤𝔯𝔦𝔢𝔣", "ｇｒｉｅｆ",
    "\U0001f469\u200d\U0001f467\U0001f3f3\ufe0f\u200d\U0001f308\U0001f198", "\u202egrief\u202c", "\u200b\u200d\ufeff",
    "e\u0301" * 20, "\u0300" * 60,
)  # fmt: skip
_WHOLE = (
    "", " ", "\x00", "?" * 600, "a" * 5_000, "in " * 300, "7 " * 300, "a.a." * 100, "near near " * 60, "'" * 700,
    "first " * 90 + "tuesday", "a'" * 300, "5:" * 250, "-".join("a" * 250),
)  # fmt: skip
_PLAIN = "abcdefghijklmnopqrstuvwxyz"


@cache
def _vocabulary() -> tuple[str, ...]:
    found = {" ".join(phrase) for table in word_tables() for phrase in table.phrases}
    crisis = read_words("crisis")
    found |= {phrase for language in LANGUAGES for phrase in crisis[language]} | set(crisis["never"])
    return tuple(sorted(found))


def questions(seed: int) -> Iterator[Parameters]:
    """Yield parameters of searches without end, always the same for a seed."""
    chance = random.Random(seed)
    while True:
        yield question(chance)


def question(chance: random.Random) -> Parameters:
    """Return the parameters of one search: most of them well formed, so that most searches get far."""
    found: Parameters = {"q": [text(chance)]}
    labels = taxonomy.facet_labels()
    tables = {
        "need": list(taxonomy.needs()), "language": list(taxonomy.languages()), "day": list(DAYS),
        "cost": list(labels["cost"]), "mode": list(labels["modes"]), "audience": list(labels["audiences"]),
    }  # fmt: skip
    for name, values in tables.items():
        if chance.random() < 0.12:
            found[name] = chance.choices(values, k=chance.choice((1, 1, 2, 9)))
            if chance.random() < 0.05:
                found[name].append(text(chance))
    for name, values, share in (("near", _PLACES, 0.5), ("radius", _RADII, 0.3), ("at", _MOMENTS, 0.3)):
        if chance.random() < share:
            found[name] = [chance.choice(values) if chance.random() < 0.93 else text(chance)]
    for name, choices in (
        ("sort", ("relevance", "distance", "time", "name")),
        ("group", ("near", "area", "remote")),
        ("limit", ("1", "20", "100", "100", "101", "7.5")),
        ("offset", ("0", "1", "20", "9999", "10000")),
    ):
        if chance.random() < 0.3:
            found[name] = [
                chance.choice(choices)
                if chance.random() < 0.95
                else chance.choice(("", "-1", "1e9", "x", text(chance)))
            ]
    if chance.random() < 0.15:
        found["without"] = [_without(chance, tables) for _ in range(chance.choice((1, 2, 70)))]
    return found


def _without(chance: random.Random, tables: dict[str, list[str]]) -> str:
    kind = chance.choice((*WITHOUT, *WITHOUT_WHOLE))
    if kind in WITHOUT_WHOLE:
        return kind
    return f"{kind}:{chance.choice(tables.get(kind) or [text(chance)[:20] or 'x'])}"


def text(chance: random.Random) -> str:
    """Return a text somebody might type, paste or send to break something; up to some thousand characters."""
    if chance.random() < 0.03:
        return chance.choice(_WHOLE)
    return chance.choice((" ", " ", " ", ", ", "", "\n", "\u3000", "/", ". ")).join(
        _piece(chance) for _ in range(chance.choice((1, 1, 2, 3, 4, 6, 12, 60)))
    )


def _piece(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.4:
        return _spoilt(chance, chance.choice(_vocabulary()))
    if kind < 0.55:
        return chance.choice(_SMALL_WORDS)
    if kind < 0.65:
        return chance.choice(_PLACES + _MOMENTS)
    if kind < 0.72:
        return chance.choice(_OPERATORS)
    if kind < 0.80:
        return chance.choice(_SCRIPTS)
    if kind < 0.85:
        return "".join(chance.choices(_PLAIN, k=chance.choice((1, 3, 8, 30, 41, 300))))
    if kind < 0.90:
        return str(chance.choice((chance.randrange(10), chance.randrange(100_000), chance.getrandbits(200))))
    return "".join(chr(_code_point(chance)) for _ in range(chance.choice((1, 3, 12))))


def _code_point(chance: random.Random) -> int:
    """Controls, marks, anything of the basic plane with surrogates, or any character at all."""
    return chance.randrange(chance.choice((0x20, 0xA0, 0x370, 0xD7FF, 0xE000, sys.maxunicode + 1)))


def _spoilt(chance: random.Random, phrase: str) -> str:
    how = chance.random()
    if how < 0.5:
        return phrase
    if how < 0.6:
        return phrase.replace(" ", "")
    if how < 0.7:
        return phrase.upper()
    at = chance.randrange(len(phrase))
    if how < 0.8:
        return phrase[:at] + phrase[at + 1 :]
    if how < 0.9:
        return phrase[:at] + chance.choice(_PLAIN) + phrase[at:]
    return phrase[at:] + phrase[:at]
