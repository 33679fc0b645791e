"""Words from strangers: tags, entities, control characters and placeholders removed, meaning kept."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

import nh3

from data.cleaning.masked import without_masked

LONGEST_TEXT = 10_000
LONGEST_NAME = 200

# What sources write when they mean "nothing".
_NOTHING = {"", "-", "--", "n/a", "na", "none", "null", "nil", "unknown", "tbd", "not applicable", "undefined"}
# Bidirectional overrides can make a phone number or a name read as another; zero-width characters hide words.
# The joiners U+200C and U+200D stay: Persian, Arabic and Indic spelling needs them.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]")
# Quotation marks and dashes of Windows-1252 that were read as Latin-1.
_WINDOWS = {code: bytes([code]).decode("cp1252") for code in range(0x91, 0x98)}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BREAKS = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^>]{0,200}>", re.IGNORECASE)
# A line feed that was written out, also the half of one where an export cut the text.
_LITERAL_NEWLINE = re.compile(r"\\r\\n|\\n|\\r|\\\Z")
_MARKER = re.compile(r"#{2,}[A-Z_ ]{1,20}#{2,}")
# One picture says it as well as thirty; three are left of a run, with what joins and colours them.
_EMOJI = "[\u2600-\u27bf\u2b50\u2b55\U0001f000-\U0001faff][\ufe0f\u200d\U0001f3fb-\U0001f3ff]*"
_EMOJI_RUN = re.compile(f"((?:{_EMOJI} ?){{3}})(?:{_EMOJI} ?)+")
_LAST_WORDS = 200
_NEEDS_WORK = re.compile(r"[<&\\#\x00-\x1f\x7f-\uffff\U00010000-\U0010ffff]|\s\s")
# Feeds are often escaped once by the editor and once by the export, and a tag may come to light only then.
_MOST_ROUNDS = 8


# Feeds repeat the same words in every row (terms, towns, notes), so most calls are answered from memory.
@lru_cache(maxsize=16_384)
def clean_text(value: str | None, limit: int = LONGEST_TEXT) -> str | None:
    """Return plain text with single blanks and line feeds kept, at most `limit` characters, or None.

    HTML is reduced to its text (scripts and styles lose their content), entities are resolved,
    Unicode is composed (NFC), characters that cannot be seen are dropped.
    """
    if value is None:
        return None
    text = without_masked(value.strip())
    if _NEEDS_WORK.search(text):
        text = _plain(text[: limit * 4])
    if text.casefold() in _NOTHING:
        return None
    return text if len(text) <= limit else _cut(text, limit)


def _cut(text: str, limit: int) -> str:
    """The text up to the last whole word that fits; a cut is seen by its ellipsis."""
    short = text[: limit - 1]
    if not text[limit - 1].isspace():
        blank = max(short.rfind(" "), short.rfind("\n"))
        short = short[:blank] if blank > len(short) - _LAST_WORDS else short
    return short.rstrip(" \n,;:-") + "…"


def without_invisible(text: str) -> str:
    """Return text without the characters that hide or turn round what is written."""
    return _INVISIBLE.sub("", text)


# The same names and towns come again in every source.
@lru_cache(maxsize=16_384)
def clean_name(value: str | None) -> str | None:
    """Return one line of at most 200 characters for a name or a short label, or None."""
    text = clean_text(value, LONGEST_TEXT)
    if text is None:
        return None
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_NAME else _cut(text, LONGEST_NAME)


def _plain(text: str) -> str:
    # Half a surrogate pair, which JSON can carry and UTF-8 cannot, becomes a question mark.
    text = text.encode("utf-8", "replace").decode("utf-8")
    for _ in range(_MOST_ROUNDS):
        before, text = text, _plainer(text)
        if text == before:
            break
    return text


def _plainer(text: str) -> str:
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
    if not text.isascii():
        text = text.translate(_WINDOWS)
    text = _CONTROL.sub(" ", without_invisible(text)).replace("\u00a0", " ").replace("\t", " ")
    if not text.isascii():
        text = _EMOJI_RUN.sub(_three, text)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _three(run: re.Match[str]) -> str:
    return run[1].rstrip() + (" " if run[0].endswith(" ") else "")
