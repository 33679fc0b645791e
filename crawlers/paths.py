"""Values inside nested rows: dotted paths into objects and lists, and what was found as plain text."""

from __future__ import annotations

import ast
import json
import math
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

# Lists in lists and objects in objects below this depth are not read as text.
_DEEPEST = 3
_LARGEST_EXACT = 2**53
# Longer texts are read as JSON or not at all: Python's own reader is slow and deep.
_LONGEST_LITERAL = 5_000
# A cell that holds an object is looked into for one field after another: as many as one row may have.
_CELLS = 16


def at(value: Any, path: str) -> list[Any]:
    """Return what stands at a dotted path, or an empty list.

    `hours.mon` is a key of an object, `loc.coordinates.1` an item of a list counted from 0, `services.name` the
    name of every object of a list. A key that has dots in it is found by its whole name. A text that holds JSON,
    or a dictionary or list as Python writes them, is looked into as if it were that.
    """
    if isinstance(value, dict):
        if path in value:
            return [value[path]]
        return next((at(value[head], rest) for head, rest in _splits(path) if head in value), [])
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        value = _unpacked(value)
        if isinstance(value, dict):
            return at(value, path)
    if not isinstance(value, list):
        return []
    head, _, rest = path.partition(".")
    if head.isascii() and head.isdigit():
        items = value[int(head) : int(head) + 1]
        return [found for item in items for found in (at(item, rest) if rest else [item])]
    return [found for item in value if not isinstance(item, list) for found in at(item, path)]


@lru_cache(maxsize=1024)
def _splits(path: str) -> tuple[tuple[str, str], ...]:
    """What stands before and behind each dot of a path. A table has few of them, and asks for each in every row."""
    return tuple((path[:end], path[end + 1 :]) for end, char in enumerate(path) if char == ".")


def texts(value: Any) -> list[str]:
    """Return a value as texts without blanks around them: each item of a list, `key: text` for each key of an object.

    Truth values are `true` and `false`; a number without a fraction has no decimal point (a ZIP code read as 90012.0).
    """
    if isinstance(value, (list, dict)):
        return list(_texts(value, _DEEPEST))
    text = _text(value)
    return [text] if text else []


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, list):
        for item in value if depth else ():
            yield from _texts(item, depth - 1)
    elif isinstance(value, dict):
        for key, item in value.items() if depth else ():
            found = ", ".join(_texts(item, depth - 1))
            if found:
                yield f"{key}: {found}"
    elif text := _text(value):
        yield text


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < _LARGEST_EXACT else repr(value)
    if isinstance(value, int) and abs(value) > _LARGEST_EXACT**4:
        # Python refuses to write out numbers of many thousand digits.
        return ""
    return str(value).strip()


@lru_cache(maxsize=_CELLS)
def _unpacked(text: str) -> Any:
    """What a text holds, or None. It is shared: nobody may change it."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    if len(text) > _LONGEST_LITERAL:
        return None
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return None
