"""Telephone numbers: E.164 where possible, short codes as they are dialled, one cell of a feed at a time."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

import phonenumbers

from data.cleaning.masked import is_masked_phone, is_placeholder
from data.model import Phone

PhoneType = Literal["voice", "text", "fax", "tty"]

LONGEST_LABEL = 80
# Nearly every number of a US feed; reading it here spares the library's slower, fuller reading.
_PLAIN_US = re.compile(r"\(?([2-9]\d\d)\)?[-. ]?([2-9]\d\d)[-. ]?(\d{4})", re.ASCII)
_NORTH_AMERICA = ("US", "CA", "PR", "GU", "VI", "AS", "MP")
# North America: neither an area code nor an exchange begins with 0 or 1.
_NANP = re.compile(r"\+1[2-9]\d\d[2-9]\d{6}")
_SHORT = re.compile(r"\d{3,6}")
_JOINED = re.compile(r"[\s.\-()]")
_EXTENSION = r"(?:\s*[,;(]?\s*(?:x|ext|extn|extension|#)\s*[.:]?\s*(?P<{0}>\d{{1,7}})(?!\d)\)?)?"
# What may be a number in a text, the surest first: with a country code, of North America, with letters for digits,
# a short code (of three digits only those that mean something), anything else that is long enough.
_CANDIDATE = re.compile(
    r"(?<![\w@+/])(?P<number>"
    r"\+\d[\d\s().-]{6,17}\d(?!\d)"
    r"|(?:1[-. ]?)?\(?\d{3}\)?\s*[-./ ]?\s*\d{3}\s*[-. ]?\s*\d{4}(?!\d)"
    r"|(?:1[-. ]*)?\(?[2-9]\d\d\)?[-. ]*(?=[\dA-Z.-]*[A-Z]{3})(?:[-.]?[\dA-Z]){7,12}(?![a-z])(?:\s*\([\d -]{3,9}\))?"
    r"|(?:1[-. ]*)?\(?8(?:00|33|44|55|66|77|88)\)?[-. ]+(?=[\d.-]*[A-Za-z]{4})(?:[-.]?[\dA-Za-z]){7,12}"
    r"(?:\s*\([\d -]{3,9}\))?"
    r"|(?:[2-8]-?1-?1|988)(?![\d-])"
    r"|(?<=to )\d{5,6}(?![\d-])|(?<=text )\d{5,6}(?![\d-])"
    r"|\(?\d[\d\s().-]{4,19}\d(?!\d)"
    r")" + _EXTENSION.format("extension") + r"(?:/(?P<last>\d{4})(?!\d))?",
)
_IN_BRACKETS = re.compile(r"\s*\(([^()]{1,80})\)")
_CUT = re.compile(r"[;|\n,/•]|\.\s|\s+(?:0r|or|and|y|&)\s+|\s-\s", re.IGNORECASE)
_AGAIN = re.compile(r"\s*\([\d -]+\)$")
_TYPES: tuple[tuple[PhoneType, re.Pattern[str]], ...] = (
    ("fax", re.compile(r"\bfax\b", re.IGNORECASE)),
    ("tty", re.compile(r"^(?!.*voice).*\b(?:tty|tdd|textphone)\b", re.IGNORECASE)),
    ("text", re.compile(r"\b(?:text|sms)\b", re.IGNORECASE)),
)
# Words that say no more than that it is a telephone of its type.
_EMPTY_LABEL = re.compile(
    r"(?:(?:tele)?phones?|tel|ph|p|t|f|call|voice|numbers?|no|or|0r|and|at|us|to|dial|fax|tty|tdd|text|sms|the|y|e|is)*"
)
# A publisher's remark for itself; such a number is not given out.
_PRIVATE = re.compile(
    r"\b(?:personal|private|unlisted|internal use|not for (?:the )?public|do not (?:publish|give out|share))\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]+")


class Found(NamedTuple):
    """The telephone numbers of one cell, and what in it looked like one and is none."""

    phones: list[Phone]
    refused: list[str]


def clean_phones(found: Phone, region: str = "US") -> Found:
    """Return the numbers in a cell with `number` in E.164 (or a short code of 3 to 6 digits).

    `region` (ISO 3166-1 alpha-2) is the country to read national numbers in. What is said of a number in the cell
    becomes its `type` and `description`. Reserved fictional numbers (213-555-01xx) pass; placeholders and numbers the
    numbering plan cannot have are refused.
    """
    cell = found.number.strip()
    whole = _parse(cell, region)
    if whole is None and not _SHORT.fullmatch(_JOINED.sub("", cell)):
        return _read_cell(found, cell, region)
    number, extension = whole or (_JOINED.sub("", cell), None)
    given = re.sub(r"\D", "", found.extension or "")
    return Found([found.model_copy(update={"number": number, "extension": given or extension})], [])


def _read_cell(found: Phone, cell: str, region: str) -> Found:
    phones: list[Phone] = []
    refused: list[str] = []
    hits = list(_CANDIDATE.finditer(cell))
    labels = _labels(cell, [hit.span() for hit in hits])
    for hit, label in zip(hits, labels, strict=True):
        for written in _both(hit):
            one = None if _PRIVATE.search(label) else _parse(written, region)
            if one is None:
                refused.append(written)
                continue
            number, extension = one
            given = re.sub(r"\D", "", found.extension or "") if len(hits) == 1 else ""
            about = _about(found, label)
            phones.append(
                found.model_copy(update=about | {"number": number, "extension": given or hit["extension"] or extension})
            )
    if not hits and any(char.isalnum() for char in cell):
        refused.append(cell)
    return Found(phones, refused)


def _both(hit: re.Match[str]) -> list[str]:
    """The number, and the second where only its last digits stand behind a stroke: `213-555-0100/0101`."""
    number = _AGAIN.sub("", hit["number"]) if re.search("[A-Za-z]", hit["number"]) else hit["number"]
    return [number, number[:-4] + hit["last"]] if hit["last"] else [number]


def _labels(cell: str, spans: list[tuple[int, int]]) -> list[str]:
    """The words that belong to each number: those before it, and behind it up to where the next one's begin."""
    before = [""] * len(spans)
    behind = [""] * len(spans)
    edges = [0, *(end for _, end in spans)]
    for at, (start, _) in enumerate(spans):
        gap = cell[edges[at] : start]
        bracket = _IN_BRACKETS.match(gap) if at else None
        if bracket:
            behind[at - 1], gap = bracket[1], gap[bracket.end() :]
        cuts = list(_CUT.finditer(gap))
        before[at] = gap[cuts[-1].end() :] if cuts else gap
        if at and cuts and not behind[at - 1]:
            behind[at - 1] = gap[: cuts[0].start()]
    if spans:
        tail = cell[edges[-1] :]
        bracket = _IN_BRACKETS.match(tail)
        behind[-1] = bracket[1] if bracket else _CUT.split(tail, maxsplit=1)[0]
    return [", ".join(filter(None, map(_tidy, both))) for both in zip(before, behind, strict=True)]


def _tidy(label: str) -> str:
    text = " ".join(label.split()).strip(" :,.;-–/|()[]*•&=")
    text = re.sub(r"\s+(?:to|at|is)$", "", text)
    says_nothing = all(_EMPTY_LABEL.fullmatch(word.lower()) for word in _WORDS.findall(text))
    # The words that name the type are looked at before they go.
    kept = not says_nothing or any(pattern.search(text) for _, pattern in _TYPES)
    return text if kept and len(text) <= LONGEST_LABEL else ""


def _about(found: Phone, label: str) -> dict[str, object]:
    kind = found.type
    if kind == "voice":
        kind = next((kind for kind, words in _TYPES if words.search(label)), kind)
    said = "" if all(_EMPTY_LABEL.fullmatch(word.lower()) for word in _WORDS.findall(label)) else label
    known = found.description or ""
    both = known if said.casefold() in known.casefold() else ", ".join(filter(None, (known, said)))
    return {"type": kind, "description": both or None}


# The lines of an organization stand in the rows of all its places.
@lru_cache(maxsize=16_384)
def _parse(value: str, region: str) -> tuple[str, str | None] | None:
    """Return the number and its extension, or None for what is no whole number."""
    raw = value.strip().removesuffix(".0")
    plain = _PLAIN_US.fullmatch(raw) if region in _NORTH_AMERICA else None
    if plain:
        digits = "".join(plain.groups())
        return None if is_placeholder(digits) else ("+1" + digits, None)
    if re.fullmatch(r"[2-8]-?1-?1|988|\d{5,6}", raw):
        return raw.replace("-", ""), None
    parsed = _parsed(raw, region)
    return None if parsed is None or is_masked_phone(parsed[0]) else parsed


def _parsed(raw: str, region: str) -> tuple[str, str | None] | None:
    if re.search("[A-Z]{3}", raw, re.IGNORECASE):
        raw = _spelled_out(raw)
    if not re.fullmatch(r"(?:tel:)?[\d\s().+/\-–]+(?:\s*[,;]?\s*(?:ext\.?|extension|x|#)[.:]?\s*\d{1,7})?", raw, re.I):
        return None
    try:
        parsed = phonenumbers.parse(raw, region)
    except phonenumbers.NumberParseException:
        return None
    # Without its area code a number cannot be dialled from elsewhere.
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    extension, parsed.extension = parsed.extension, None
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    if parsed.country_code == 1 and not _NANP.fullmatch(number):
        return None
    return number, extension or None


def _spelled_out(raw: str) -> str:
    """A number with words as digits; letters beyond the tenth digit are only there to end the word."""
    found = re.fullmatch(r"1?[-. ]*\(?(\d{3})\)?[-. ]*([\dA-Za-z.-]{7,16})", _AGAIN.sub("", raw))
    if not found or not (found[1].startswith("8") or found[2].isupper()):
        return raw
    digits = re.sub(r"\D", "", phonenumbers.convert_alpha_characters_in_number(found[2]))
    return found[1] + digits[:7]


# Most numbers by far: written the same way without looking up how each country does it.
_NORTH_AMERICAN = re.compile(r"\+1([2-9]\d\d)([2-9]\d\d)(\d{4})")


def display_phone(number: str, extension: str | None = None) -> str:
    """Return a number as people read it: `(213) 555-0100`, abroad `+44 116 123`, short codes unchanged."""
    if not number.startswith("+"):
        return number
    if plain := _NORTH_AMERICAN.fullmatch(number):
        shown = "({}) {}-{}".format(*plain.groups())
        return f"{shown} ext. {extension}" if extension else shown
    parsed = phonenumbers.parse(number)
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if parsed.country_code == 1
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    shown = phonenumbers.format_number(parsed, style)
    return f"{shown} ext. {extension}" if extension else shown
