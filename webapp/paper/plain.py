"""Stored and crawled text as paper can show it: no controls, no tricks of direction, nothing a font lacks."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby

from webapp import labels
from webapp.languages import current, gettext
from webapp.paper.fonts import Fonts, script_of

# Controls; overrides and embeddings of direction; what PDF/UA forbids; surrogates, private use, noncharacters.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2067\u2068\u206a-\u206f\ufdd0-\ufdef\ufff9-\uffff\ufeff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
# A time stays on one line.
_CLOCK = re.compile(r"(?<=\d) (?=[AaPp]\.?[Mm]\b)")
_ISOLATES = re.compile("[\u2066\u2069]")
# A word longer than this may break anywhere; an address on the web breaks after its slashes.
_LONG_WORD = re.compile(r"\S{18,}")
_BREAKS = re.compile(r"([/?&=@._-]+)(?=\w)")
_ANYWHERE = re.compile(r"(\S{30})")
_ZERO_WIDTH_SPACE = "\u200b"


def plain(text: str) -> str:
    """Return text of a listing without characters that could harm the page, its lines joined."""
    text = " ".join(_REFUSED.sub("", text).split())
    if text.count("\u2066") != text.count("\u2069"):
        text = _ISOLATES.sub("", text)
    return _LONG_WORD.sub(_breakable, _CLOCK.sub("\u00a0", text))


def one_way(text: str) -> str:
    """Return a number or an address so that its parts keep their order among words that run from right to left."""
    return f"\u2066{text}\u2069" if current().direction == "rtl" else text


def _breakable(found: re.Match[str]) -> str:
    parts = _BREAKS.sub(rf"\1{_ZERO_WIDTH_SPACE}", found[0]).split(_ZERO_WIDTH_SPACE)
    return _ZERO_WIDTH_SPACE.join(_ANYWHERE.sub(rf"\1{_ZERO_WIDTH_SPACE}", part) for part in parts)


def shown_by(fonts: Fonts, missing: set[str]) -> Callable[[str], str]:
    """Return a function that makes text printable with the fonts.

    Letters that no font has, all of which are in `missing`, are named in brackets; symbols are left out.
    """

    def shown(text: str) -> str:
        if missing.isdisjoint(text):
            return text
        runs = groupby(text, lambda one: script_of(one) if one in missing else "")
        return "".join(_run("".join(run), script) for script, run in runs).strip()

    return shown


def _run(text: str, script: str | None) -> str:
    if script == "":
        return text
    return f"[{letters_of(script)}]" if script else ""


def letters_of(script: str) -> str:
    """Return what letters are called that cannot be printed: "Korean letters"."""
    if script == "mul":
        return gettext("other letters")
    return gettext("letters of %(language)s", language=labels.language(script))
