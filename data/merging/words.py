"""Names and streets as they are compared: without case, accents, little words and the ways to write a thing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import permutations
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

_WORD = re.compile(r"[^\W_]+")
_LITTLE = frozenset({
    "a", "an", "and", "at", "for", "in", "of", "on", "the", "to", "de", "del", "la", "el", "los", "las", "y",
    "inc", "incorporated", "llc", "pllc", "plc", "lp", "corp", "corporation", "co", "ltd",
})  # fmt: skip
# One spelling for what is written in several ways. Numbers are written in digits.
_SAME = {
    "st": "saint", "ste": "sainte", "ft": "fort", "mt": "mount", "ctr": "center", "centre": "center", "cntr": "center",
    "svc": "service", "svcs": "service", "assn": "association", "assoc": "association", "dept": "department",
    "lib": "library", "br": "branch", "mem": "memorial", "meml": "memorial", "hosp": "hospital", "univ": "university",
    "cnty": "county", "twp": "township", "comm": "community", "ch": "church", "natl": "national",
    "intl": "international",
    "mgmt": "management", "rehab": "rehabilitation", "dr": "doctor", "elem": "elementary", "mens": "men",
    "womens": "women", "woman": "women", "prog": "program", "reg": "regional", "pub": "public",
    "trt": "treatment", "tx": "treatment", "alc": "alcohol", "serv": "service", "behav": "behavioral", "hlth": "health",
    "csl": "counseling", "med": "medical", "recov": "recovery", "subst": "substance", "comp": "comprehensive",
    "resid": "residential", "chem": "chemical", "prg": "program", "yth": "youth", "acad": "academy", "cen": "center",
    "twsp": "township", "dist": "district", "jnt": "joint",
    "adol": "adolescent", "fam": "family", "coun": "counseling",
    "wmn": "women", "op": "outpatient", "ip": "inpatient", "educ": "education", "mom": "mother",
    "one": "1", "first": "1", "two": "2", "second": "2", "three": "3", "third": "3", "four": "4", "fourth": "4",
    "five": "5", "fifth": "5", "six": "6", "sixth": "6", "seven": "7", "seventh": "7", "eight": "8", "eighth": "8",
    "nine": "9", "ninth": "9", "ten": "10", "tenth": "10", "eleven": "11", "eleventh": "11", "twelve": "12",
    "twelfth": "12", "ii": "2", "iii": "3", "iv": "4",
}  # fmt: skip
# Initials that stand in names for several words.
_INITIALS = {
    "mh": ("mental", "health"), "bh": ("behavioral", "health"), "sud": ("substance", "use", "disorder"),
    "suds": ("substance", "use", "disorder"), "suts": ("substance", "use", "treatment", "services"),
    "su": ("substance", "use"), "aod": ("alcohol", "other", "drug"), "cd": ("chemical", "dependency"),
    "mhc": ("mental", "health", "center"), "cmhc": ("community", "mental", "health", "center"),
    "bhc": ("behavioral", "health", "center"), "sda": ("7", "day", "adventist"),
    "ame": ("african", "methodist", "episcopal"), "umc": ("united", "methodist", "church"),
}  # fmt: skip
_ORDINAL = re.compile(r"0*(\d+)(?:st|nd|rd|th)?")
_WOMEN = frozenset({"women", "female", "lady", "ladie", "girl", "mujere", "damas"})
_MEN = frozenset({"men", "male", "boy", "hombre", "gentlemen"})

_STREET_WORDS = {
    "street": "st", "avenue": "ave", "av": "ave", "boulevard": "blvd", "road": "rd", "drive": "dr", "lane": "ln",
    "court": "ct", "place": "pl", "parkway": "pkwy", "highway": "hwy", "square": "sq", "terrace": "ter",
    "circle": "cir", "trail": "trl", "turnpike": "tpke", "expressway": "expy", "route": "rte", "plaza": "plz",
    "north": "n", "south": "s", "east": "e", "west": "w", "northeast": "ne", "northwest": "nw", "southeast": "se",
    "southwest": "sw", "saint": "st", "mount": "mt", "fort": "ft",
}  # fmt: skip
_DIRECTIONS = ("north", "south", "east", "west")
# Parts of streets' names that stand for several words, or for none that everybody writes.
_IN_FULL = {"mlk": ("martin", "luther", "king"), "jfk": ("john", "f", "kennedy"), "jr": ()}
_ENDS = frozenset(
    ends
    for pair in ("n s", "e w", "ne sw", "nw se", "ne se", "nw sw", "ne nw", "se sw")
    for ends in permutations(pair.split())
)
_KINDS = frozenset({
    "st", "ave", "blvd", "rd", "dr", "ln", "ct", "pl", "pkwy", "hwy", "sq", "ter", "cir", "trl", "tpke", "expy",
    "rte", "plz", "way", "n", "s", "e", "w", "ne", "nw", "se", "sw",
})  # fmt: skip
# A unit, or several: "Suites 1A, 1B & 2", "Suites E, F, and G". Only short ones may follow, or a town would be one.
_UNIT = re.compile(
    r"(?:\b(?:suites?|ste|units?|apt|apartment|rooms?|rm|floor|fl|bldgs?|buildings?|space|spc|lot|trailer)\b\.?\s*#?\s*"
    r"|#\s*)"
    r"([a-z0-9][\w-]*(?:(?:\s*(?:,|&|\band\b))+\s*#?(?:\d{1,4}[a-z]?(?:-\d{1,4})?|[a-z]\d{0,3})(?![\w'-]))*)",
    re.IGNORECASE,
)
_FLOOR = re.compile(r"\b(\d+)(?:st|nd|rd|th)\s+(?:floor|fl)\b", re.IGNORECASE)
_LISTED = re.compile(r"[,&\s#]+(?:and\s+)?")
# A house number, with the letter of its door: 12B, 12-B, 12 (B). What follows a blank is a direction or a street.
_NUMBERED = re.compile(
    r"(?:^|[\s,(])(\d+)(?:(?:\s*-\s*|\s*\()?([a-z])\b\)?)?(?:\s*[-–&]\s*\d+)?\s+(?=\S)", re.IGNORECASE
)
# The letter of a door after a blank: 154 A Capp Street. In "154 A Street" it is the street, in "154 N Elm" a direction.
_LETTERED = re.compile(r"([a-df-mo-rt-vx-z])\.?\s+(?=([a-z]{2,}))")
_DOORS = re.compile(r"([a-z]?)(\d+)-([a-z]?)(\d+)")
_LETTERS = re.compile(r"([a-z])-([a-z])")
_MOST_DOORS = 50
_PARTS = re.compile(r"[a-z]+|\d+")
_FEWEST_DIGITS = 4
_FEWEST_INITIALS = 3
_FEWEST_LETTERS = 6
_VOWELS = frozenset("aeiou")
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
_FULL_HOUR = re.compile(r"\b(\d{1,2}):00\b")
_BOX = re.compile(r"\bp\.?\s*o\.?\s*box\b", re.IGNORECASE)


class Street(NamedTuple):
    """A street address as it is compared: house number, the words of the street's name, all its words, unit, floor.

    `core` leaves out directions and kinds of street, unless there is nothing else ("South Avenue"). `unit` may be
    several, with commas; it and `floor` are empty where none is named.
    """

    number: str
    core: frozenset[str]
    words: frozenset[str]
    unit: str
    floor: str


def fold(text: str) -> str:
    """Return text in lower case without accents and apostrophes."""
    if not text.isascii():
        text = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return text.casefold().replace("'", "").replace("’", "")


@lru_cache(maxsize=16_384)
def town(text: str) -> str:
    """Return the name of a town as it is compared: "St. Louis" and "Saint Louis" are one."""
    return " ".join(_SAME.get(word, word) for word in _WORD.findall(fold(text)))


@lru_cache(maxsize=65_536)
def name_words(text: str) -> tuple[str, ...]:
    """Return the words of a name that count, in order: "St. Mary's 2nd Pantry, Inc." is saint mary 2 pantry."""
    folded = _FULL_HOUR.sub(r"\1", fold(text))
    said = _WORD.findall(_DOTTED.sub(lambda found: found[0].replace(".", "") + " ", folded).replace("&", " "))
    words = [_plain(part) for word in said for part in _INITIALS.get(word, (word,))]
    # "Group A": at its end a letter is which one, not an article.
    kept = [word for word in words[:-1] if word not in _LITTLE] + [
        word for word in words[-1:] if word not in _LITTLE or (len(word) == 1 and len(words) > 1)
    ]
    return tuple(kept) or tuple(words)


def _plain(word: str) -> str:
    number = _ORDINAL.fullmatch(word)
    if number:
        return number[1]
    word = _SAME.get(word, word)
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-3] + "y" if word.endswith("ies") else word[:-1]
    return _SAME.get(word, word)


def without_group(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name without "Group" at its end, which a feed adds on one day and leaves out on another."""
    return words[:-1] if len(words) > 1 and words[-1] == "group" else words


@lru_cache(maxsize=65_536)
def numbers(words: tuple[str, ...]) -> frozenset[str]:
    """Return the numbers among the words of a name, and the letter at its end that tells which one it is."""
    letter = {words[-1]} if len(words) > 1 and len(words[-1]) == 1 else set()
    return frozenset(word for word in words if any(char.isdigit() for char in word)) | letter


def gender(words: tuple[str, ...], audiences: list[str]) -> str:
    """Return `women`, `men`, or nothing where a name and its audiences say neither or both."""
    women = bool(_WOMEN.intersection(words)) or "women" in audiences
    men = bool(_MEN.intersection(words)) or "men" in audiences
    return ("women" if women else "men") if women != men else ""


@lru_cache(maxsize=65_536)
def street(line: str, second: str = "") -> Street | None:
    """Return a street address in parts, or None where there is no house number (or only a post-office box)."""
    if _BOX.search(line):
        return None
    text = fold(line)
    below = _FLOOR.sub(" ", fold(second))
    found = _UNIT.search(_FLOOR.sub(" ", text)) or _UNIT.search(below)
    floor = _FLOOR.search(f"{text} {fold(second)}")
    bare = _FLOOR.sub(" ", _UNIT.sub(" ", text))
    number = _NUMBERED.search(bare)
    if number is None:
        return None
    rest = re.split(r"[,\n(]", bare[number.end() :])[0]
    door = number[2] or ""
    lettered = None if door or found else _LETTERED.match(rest)
    if lettered and _street_word(lettered[2]) not in _KINDS:
        door, rest = lettered[1], rest[lettered.end() :]
    words = frozenset(_street_word(part) for word in _WORD.findall(rest) for part in _IN_FULL.get(word, (word,)))
    if not words:
        return None
    unit = ",".join(_LISTED.split(found[1])) if found else door
    return Street(
        number[1].lstrip("0") or "0", words - _KINDS or words, words, unit.lstrip("0"), floor[1] if floor else ""
    )


def _street_word(word: str) -> str:
    number = _ORDINAL.fullmatch(word)
    if number:
        return number[1]
    word = _STREET_WORDS.get(word, word)
    return _SAME[word] if word in _SAME and _SAME[word].isdigit() else word


@lru_cache(maxsize=65_536)
def doors(unit: str) -> frozenset[str]:
    """Return the units that one entry of a unit names: `4-5` is 4 and 5, `b1-b3` b1 to b3, `b-1` is b1, `e,f` both."""
    if "," in unit:
        return frozenset().union(*map(doors, unit.split(",")))
    letters, numbered = _LETTERS.fullmatch(unit), _DOORS.fullmatch(unit)
    if letters:
        return frozenset(map(chr, range(ord(letters[1]), ord(letters[2]) + 1)))
    if numbered and numbered[3] in ("", numbered[1]) and 0 <= int(numbered[4]) - int(numbered[2]) <= _MOST_DOORS:
        return frozenset(f"{numbered[1]}{at}" for at in range(int(numbered[2]), int(numbered[4]) + 1))
    return frozenset({unit.replace("-", "")})


def same_unit(one: str, other: str) -> bool:
    """Whether two entries of a unit name a door in common."""
    return not doors(one).isdisjoint(doors(other))


@lru_cache(maxsize=65_536)
def identifier(key: str) -> tuple[str, ...]:
    """Return a register's id in parts, such as `ky 55 3` of "KY0055-003" and of "KY0055 3".

    Nothing where a key is words or a short number, which other registers give to other things.
    """
    digits = sum(char.isdigit() for char in key)
    if digits < _FEWEST_DIGITS or digits * 2 < len(key):
        return ()
    return tuple(part.lstrip("0") or "0" for part in _PARTS.findall(key.casefold()))


def own_name(name: tuple[str, ...], organization: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a name says after its organization's or its initials: "Ford Street Project: (FSP)/Ukiah Center".

    "County of Elm" stands before "Elm County Clinic" too.
    """
    said = len(organization)
    if not 0 < said < len(name) or sorted(name[:said]) != sorted(organization):
        return name[1:] if len(name) > 1 and is_initials(name[0], organization) else name
    if is_initials(name[said], organization):
        said += 1
    return name[said:] or organization


def is_initials(word: str, of: tuple[str, ...]) -> bool:
    """Whether a word is, or ends with, the initials of at least three words: `fsp` of "Ford Street Project"."""
    initials = "".join(one[0] for one in of)
    return len(of) >= _FEWEST_INITIALS and (
        word.endswith(initials) or (len(word) >= _FEWEST_INITIALS and initials.startswith(word))
    )


@lru_cache(maxsize=65_536)
def initials(name: tuple[str, ...]) -> str:
    """Return the first letters of the words of a name."""
    return "".join(word[0] for word in name)


def within_initials(word: str, of: tuple[str, ...]) -> bool:
    """Whether a word is the initials of some words that follow one another: `mdc` of "Miami-Dade County Library"."""
    return len(word) > 1 and word in initials(of)


def abbreviates(short: str, long: str) -> bool:
    """Whether a word is another one cut short ("dep", "comp") or without its vowels ("trt", "msr")."""
    if not 3 <= len(short) <= len(long) - 2 or short[0] != long[0] or not short.isalpha():
        return False
    if long.startswith(short):
        return True
    letters = iter(long)
    return _VOWELS.isdisjoint(short) and all(letter in letters for letter in short)


def other_units(one: Street, other: Street) -> bool:
    """Whether two addresses of a house name different units, or different floors where only floors are named.

    A number is not another unit than the same number with a letter ("Suite 113", "Suite 113A").
    """
    if one.unit and other.unit:
        return not same_unit(one.unit, other.unit) and not _but_for_a_letter(one.unit, other.unit)
    return bool(not one.unit and not other.unit and one.floor and other.floor and one.floor != other.floor)


def _but_for_a_letter(one: str, other: str) -> bool:
    short, long = sorted((one.replace("-", ""), other.replace("-", "")), key=len)
    return short.isdigit() and long.startswith(short) and long[len(short) :].isalpha()


def opposite(one: Street, other: Street) -> bool:
    """Whether two addresses of one street lie at its two ends ("North Main", "South Main")."""
    return any((here in one.words and there in other.words) for here, there in _ENDS)


def same_street(one: Street, other: Street) -> bool:
    """Whether two addresses are one house: same number, and the words of one street hold the other's name.

    One word of the street may have a letter too many, too few or wrong ("Harison Street"), and two may be written as
    one ("Camino Deceleste", "Camino de Celeste"; "Southgate", "South Gate").
    """
    if one.number != other.number:
        return False
    held = one.core <= other.words or other.core <= one.words
    return held or _misspelt(one.core, other.core) or in_one_word(one, other)


def in_one_word(one: Street, other: Street) -> bool:
    """Whether two streets differ in one word, which one writes with the direction before it: "Southgate"."""
    left, right = one.core - other.core, other.core - one.core
    if len(left) != 1 or len(right) != 1:
        return False
    [mine], [theirs] = left, right
    return any(
        (mine == said + theirs and _STREET_WORDS[said] in other.words)
        or (theirs == said + mine and _STREET_WORDS[said] in one.words)
        for said in _DIRECTIONS
    )


def _misspelt(one: frozenset[str], other: frozenset[str]) -> bool:
    left, right = sorted((one - other, other - one), key=len)
    if len(left) == 1 and len(right) == 2:
        return next(iter(left)) in ("".join(right), "".join(reversed([*right])))
    if len(left) != 1 or len(right) != 1:
        return False
    [mine], [theirs] = left, right
    if not mine.isalpha() or not theirs.isalpha():
        return False
    if min(len(mine), len(theirs)) >= _FEWEST_DIGITS and (mine == theirs + "s" or theirs == mine + "s"):
        return True
    return max(len(mine), len(theirs)) >= _FEWEST_LETTERS and Levenshtein.distance(mine, theirs) < 2
