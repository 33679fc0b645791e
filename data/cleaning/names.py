"""Names of services, organizations and places: upper case put right, codes and remarks of the publisher taken off."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from data.cleaning.text import clean_name
from data.model import Status

_SMALL = {"of", "and", "for", "at", "in", "on", "to", "y", "by", "with", "or", "dba"}
# Small too, but not where a street's name begins: "Vista del Mar", "100 La Brea Ave", "938 The Alameda".
_ARTICLES = {"the", "de", "la", "del", "los", "las"}
_LISTS = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
_UPPER = frozenset(_LISTS["initials"])
# Words without a vowel that are no initials. Every other one is: "DPL", "JWCH", "CMHC".
_ABBREVIATIONS = frozenset(_LISTS["abbreviations"])
_VOWEL = re.compile(r"[AEIOUYÀ-ÖØ-Ý]")
_ROMAN = re.compile(r"(?=[IVX]{2,})X{0,3}(?:IX|IV|V?I{0,3})")
_NUMBERED = re.compile(r"\d")
_ORDINAL = re.compile(r"\d(?:ST|ND|RD|TH)(?:'?S)?$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_MC = re.compile(r"(?<![^\W\d_])(Mc|[ODL]['’])([a-z])(?=[a-z]{2})")
_MAC = re.compile(
    r"\bMac(arthur|donald|dougall|dowell|gregor|kenzie|kinnon|lean|leod|millan|murray|namara|neil|pherson|queen)\b"
)
_POSSESSIVE = re.compile(r"(['’])S$")
_PARTS = re.compile(r"(?<=[-/(\"&+])")

# "(#1234)", "[ID 77]", "- 00123": the publisher's own number. One without sign or zeros may be a lodge's or a post's.
_CODE = re.compile(
    r"\s*(?:[(\[]\s*(?:#|id\b[ :#]*|no\.? ?)\s*\d{2,}\s*[)\]]|\s[-–]\s*(?:#\s*)?0\d{2,})\s*$", re.IGNORECASE
)
_RETIRED = (
    r"inactive|defunct|permanently closed|no longer (?:operating|in operation|available)|do not (?:use|refer|list)"
)
_MARKS: tuple[tuple[re.Pattern[str], Status], ...] = (
    (re.compile(r"^\W*zzz+\W*(?:(?:inactive|closed|old|duplicate|delete[d]?)\b\W*)?", re.IGNORECASE), "inactive"),
    (re.compile(rf"^[\W_]*(?:{_RETIRED})\s*(?:[-–:*)\]]+\s*|$)", re.IGNORECASE), "inactive"),
    (re.compile(rf"\s*(?:[-–:*(\[]+)\s*(?:{_RETIRED})[\W_]*$", re.IGNORECASE), "inactive"),
    (re.compile(r"^[\W_]*temporarily closed\s*(?:[-–:*)\]]+\s*|$)", re.IGNORECASE), "temporarily closed"),
    (re.compile(r"\s*(?:[-–:*(\[]+)\s*temporarily closed[\W_]*$", re.IGNORECASE), "temporarily closed"),
)
_MARKED = re.compile(r"zzz|inactive|defunct|closed|no longer|do not", re.IGNORECASE)


@lru_cache(maxsize=16_384)
def clean_title(value: str | None) -> tuple[str | None, Status | None]:
    """Return the name of a service or an organization, and the status its publisher wrote into it, if any.

    `ZZZ Inactive - Harbor House (#1234)` is `Harbor House` and `inactive`. "Closed" alone says nothing: a closed
    meeting is one for members.
    """
    name = clean_name(value)
    if name is None:
        return None, None
    status: Status | None = None
    if _MARKED.search(name):
        for pattern, said in _MARKS:
            bare, found = pattern.subn("", name)
            if found and re.search(r"\w", bare):
                name, status = bare.strip(), said
    bare = _CODE.sub("", name)
    return name_case(bare if re.search(r"[^\W\d]", bare) else name), status


@lru_cache(maxsize=16_384)
def name_case(value: str | None) -> str | None:
    """Return a shouted name in title case; words without a vowel stay as they are ("JWCH" is initials)."""
    return _title_case(value, True)


@lru_cache(maxsize=16_384)
def title_case_if_shouted(value: str | None) -> str | None:
    """Return text that is all upper case in title case ("100 N LOS ANGELES ST" reads "100 N Los Angeles St")."""
    return _title_case(value, False)


def _title_case(value: str | None, initials: bool) -> str | None:
    if value is None or not value.isupper() or len(value) < 4:
        return value
    words = value.split(" ")
    cased = [_title_word(word, before, initials) for before, word in zip(["", *words], words, strict=False)]
    # The last word is never small: "Library @ the Y".
    return " ".join([*cased[:-1], cased[-1][:1].upper() + cased[-1][1:]])


def _title_word(word: str, before: str, initials: bool) -> str:
    starts = not before or before[-1] in ":–—" or before == "-"
    return _cased(
        word, starts, starts or len(before) < 2 or before[-1] == "," or bool(_NUMBERED.search(before)), initials
    )


@lru_cache(maxsize=32_768)
def _cased(word: str, starts: bool, begins: bool, initials: bool) -> str:
    """A word in its case: `starts` a name or a part of one, `begins` the name of a street."""
    bare = word.strip("(),#.")
    small = bare.lower()
    if bare not in _UPPER and ((small in _SMALL and not starts) or (small in _ARTICLES and not begins)):
        return word.lower()
    if _INITIALS.fullmatch(word.strip("(),#")):
        return word
    if not initials and _NUMBERED.search(bare) and not _ORDINAL.search(bare):
        return word
    cased = "".join(_title_part(part, initials) for part in _PARTS.split(word))
    return _MAC.sub(lambda found: "Mac" + found[1].title(), _MC.sub(lambda found: found[1] + found[2].upper(), cased))


def _title_part(part: str, initials: bool) -> str:
    bare = part.strip("(),#.-/\"&+;:*!?'’")
    stem = _POSSESSIVE.sub("", bare)
    if stem in _UPPER or _ROMAN.fullmatch(bare) or (_NUMBERED.search(bare) and not _ORDINAL.search(bare)):
        return _POSSESSIVE.sub(r"\1s", part)
    if initials and len(bare) > 1 and bare.isalpha() and not _VOWEL.search(bare) and bare not in _ABBREVIATIONS:
        return part
    at = next((place for place, char in enumerate(part) if char.isalnum()), 0)
    return part[:at] + part[at : at + 1] + part[at + 1 :].lower()
