"""Words from strangers: tags, entities, control characters and placeholders removed, meaning kept."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

import nh3

LONGEST_TEXT = 10_000
LONGEST_NAME = 200

# What sources write when they mean "nothing".
_NOTHING = {"", "-", "--", "n/a", "na", "none", "null", "nil", "unknown", "tbd", "not applicable", "undefined"}
# Bidirectional overrides can make a phone number or a name read as another; zero-width characters hide words.
# The joiners U+200C and U+200D stay: Persian, Arabic and Indic spelling needs them.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BREAKS = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^>]{0,200}>", re.IGNORECASE)
_LITERAL_NEWLINE = re.compile(r"\\r\\n|\\n|\\r")
_MARKER = re.compile(r"#{2,}[A-Z_ ]{1,20}#{2,}")
_NEEDS_WORK = re.compile(r"[<&\\#\x00-\x1f\x7f-\uffff\U00010000-\U0010ffff]|\s\s")


# Feeds repeat the same words in every row (terms, towns, notes), so most calls are answered from memory.
@lru_cache(maxsize=16_384)
def clean_text(value: str | None, limit: int = LONGEST_TEXT) -> str | None:
    """Return plain text with single blanks and line feeds kept, at most `limit` characters, or None.

    HTML is reduced to its text (scripts and styles lose their content), entities are resolved,
    Unicode is composed (NFC), characters that cannot be seen are dropped.
    """
    if value is None:
        return None
    text = value.strip()
    if _NEEDS_WORK.search(text):
        text = _plain(text[: limit * 4])
    if text.casefold() in _NOTHING:
        return None
    if len(text) > limit:
        text = text[: limit - 1].rstrip() + "…"
    return text


def clean_name(value: str | None) -> str | None:
    """Return one line of at most 200 characters for a name or a short label, or None."""
    text = clean_text(value, LONGEST_TEXT)
    if text is None:
        return None
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1].rstrip() + "…"


def title_case_if_shouted(value: str | None) -> str | None:
    """Return text that is all upper case in title case ("LOS ANGELES" reads "Los Angeles")."""
    if value is None or not value.isupper() or len(value) < 4:
        return value
    words = [_title_word(word, at) for at, word in enumerate(value.split(" "))]
    return " ".join(words)


_SMALL = {"of", "the", "and", "for", "at", "in", "on", "to", "de", "la", "del", "y"}
_UPPER = {"NE", "NW", "SE", "SW", "US", "USA", "PO", "II", "III", "IV", "YMCA", "YWCA", "AA", "NA", "CEL"}
_MC = re.compile(r"^(Mc|O'|D')([a-z])")


def _title_word(word: str, position: int) -> str:
    bare = word.strip("().,#")
    if bare in _UPPER or (any(c.isdigit() for c in bare) and not bare.endswith(("ST", "ND", "RD", "TH"))):
        return word
    if position and bare.lower() in _SMALL:
        return word.lower()
    parts = [part[:1] + part[1:].lower() for part in re.split(r"(?<=[-/(\"])", word)]
    return _MC.sub(lambda found: found[1] + found[2].upper(), "".join(parts))


def _plain(text: str) -> str:
    # Twice: feeds are often escaped once by the editor and once by the export.
    for _ in range(2):
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        text = _BREAKS.sub("\n", text)
        text = html.unescape(nh3.clean(text, tags=set(), clean_content_tags={"script", "style"}))
    if "\\" in text:
        text = _LITERAL_NEWLINE.sub("\n", text)
    if "#" in text:
        text = _MARKER.sub(" ", text)
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text)).replace("\u00a0", " ").replace("\t", " ")
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
