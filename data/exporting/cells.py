"""Texts as cells of a table that a spreadsheet opens without taking any of them for a formula.

A cell that would begin a formula (`=`, `+`, `-`, `@`, a tab, a return, or their wide forms) gets an apostrophe before
it; so does one that begins with apostrophes and then one of these. Reading takes one apostrophe away in just these
cases, so that every text comes back as it was. Plain numbers stay as they are.
"""

from __future__ import annotations

import json
import re

_BEGINS = "[=+\\-@\t\r\n＝＋－＠]"
_DANGEROUS = re.compile(rf"'*{_BEGINS}")
_GUARDED = re.compile(rf"'+{_BEGINS}")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?", re.ASCII | re.IGNORECASE)
_BETWEEN = "; "


def guarded(text: str) -> str:
    """Return a text as a cell."""
    return f"'{text}" if _DANGEROUS.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """Return the text of a cell."""
    return cell[1:] if _GUARDED.match(cell) else cell


def joined(values: list[str]) -> str:
    """Return texts as one: with semicolons between, or as a JSON list where one of them holds one itself."""
    plain = not any(";" in one or one != one.strip() or not one for one in values) and values[0][:1] != "["
    return _BETWEEN.join(values) if plain else json.dumps(values, ensure_ascii=False)


def parted(text: str) -> list[str]:
    """Return the texts that `joined` made one. Raises ValueError for a list that is not JSON, or not of texts."""
    if not text.startswith("["):
        return [part.strip() for part in text.split(";") if part.strip()]
    found = json.loads(text)
    if not all(isinstance(one, str) for one in found):
        raise ValueError("not a list of texts")
    return [str(one) for one in found]
