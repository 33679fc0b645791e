"""Fonts of this computer: which families set a text, and which letters none of them has.

Fonts are never part of Kith. Those of the system are used, those of the folder `Settings.fonts` and, for Latin letters
alone, the one that the Typst wheel brings. What no font can show is said in words: never an empty box.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import typst
from fontTools.ttLib import TTFont, TTLibError

# The families that are looked for, the best first. One of each row is used.
_SANS = ("Noto Sans", "Source Sans 3", "Open Sans", "Liberation Sans", "Arimo", "Arial", "Helvetica", "DejaVu Sans")
_ARABIC = ("Noto Sans Arabic", "Noto Naskh Arabic", "Vazirmatn", "Amiri", "Geeza Pro", "DejaVu Sans", "Arial")
_HANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
         "PingFang SC", "Microsoft YaHei", "Droid Sans Fallback")  # fmt: skip
_KOREAN = ("Noto Sans CJK KR", "Noto Sans KR", "Source Han Sans KR", "NanumGothic", "Baekmuk Gulim", "UnDotum",
           "Apple SD Gothic Neo", "Malgun Gothic")  # fmt: skip
_OTHERS = (
    ("Noto Sans Hebrew", "DejaVu Sans"), ("Noto Sans Devanagari",), ("Noto Sans Bengali",), ("Noto Sans Thai",),
    ("Noto Sans Khmer",), ("Noto Sans Lao",), ("Noto Sans Armenian",), ("Noto Sans Ethiopic",), ("Noto Sans Symbols",),
    ("Noto Sans Symbols2",), ("DejaVu Sans",),
)  # fmt: skip
# What the wheel brings: a fine serif for titles, and for everything where there is no other.
SERIF = "Libertinus Serif"
_OF_THE_SERIF = frozenset({*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x1EA0, 0x1EFA),
                           0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x20AC})  # fmt: skip
_SCRIPTS = {"HANGUL": "ko", "CJK": "zh", "ARABIC": "ar", "HEBREW": "he", "CYRILLIC": "ru", "GREEK": "el",
            "DEVANAGARI": "hi", "THAI": "th", "HIRAGANA": "ja", "KATAKANA": "ja", "ETHIOPIC": "am",
            "KHMER": "km", "BENGALI": "bn"}  # fmt: skip


@dataclass
class Fonts:
    """The families that set one language's papers, the first that has a letter showing it."""

    families: tuple[str, ...]
    folder: Path | None
    _files: dict[str, list[tuple[str, int]]] = field(repr=False)
    _letters: dict[str, frozenset[int]] = field(default_factory=dict, repr=False)

    @property
    def titles(self) -> tuple[str, ...]:
        """The families of titles."""
        return (SERIF, *self.families)

    def missing(self, text: str) -> set[str]:
        """Return the characters that no family shows."""
        wanted = {ord(one) for one in set(text) if unicodedata.category(one) not in ("Cf", "Zs")}
        for family in self.families:
            if not wanted:
                break
            wanted -= self._of(family)
        return set(map(chr, wanted))

    def _of(self, family: str) -> frozenset[int]:
        if family not in self._letters:
            faces = [_letters(path, index) for path, index in self._files.get(family, ())]
            self._letters[family] = frozenset.intersection(*faces) if faces else _OF_THE_SERIF
        return self._letters[family]


def script_of(character: str) -> str | None:
    """Return a BCP 47 tag of a language that is written with this letter; None for what is no known letter."""
    if not unicodedata.category(character).startswith(("L", "M")):
        return None
    return _SCRIPTS.get(unicodedata.name(character, "?").split()[0], "mul")


@cache
def fonts_for(language: str, folder: Path | None = None) -> Fonts:
    """Return the fonts for papers in a language (BCP 47); `folder` holds more fonts than the system has."""
    files = _files(folder)
    han = {"ko": (_KOREAN, _HANS)}.get(language, (_HANS, _KOREAN))
    rows = (_ARABIC, _SANS, *han) if language == "ar" else (_SANS, *han, _ARABIC)
    chosen = [next((family for family in row if family in files), None) for row in (*rows, *_OTHERS)]
    return Fonts(tuple(dict.fromkeys([*filter(None, chosen), SERIF])), folder, files)


@cache
def _files(folder: Path | None) -> dict[str, list[tuple[str, int]]]:
    """Return `{family: [(file, number in it)]}` of the upright faces, the regular and the bold one."""
    found: dict[str, dict[int, tuple[str, int]]] = {}
    for face in known(folder).fonts():
        if face.style == "normal" and face.path and face.weight in (400, 700):
            found.setdefault(face.family, {})[face.weight] = (str(face.path), face.index)
    return {family: [*faces.values()] for family, faces in found.items() if 400 in faces}


@cache
def known(folder: Path | None) -> typst.Fonts:
    """Return the fonts that Typst finds in the system, in the folder and in its wheel; looking for them takes long."""
    return typst.Fonts(font_paths=[str(folder)] if folder else [])


@cache
def _letters(path: str, index: int) -> frozenset[int]:
    try:
        with TTFont(path, fontNumber=index, lazy=True) as font:
            return frozenset(font.getBestCmap() or ())
    except (OSError, TTLibError):
        return frozenset()
