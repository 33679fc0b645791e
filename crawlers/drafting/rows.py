"""What the columns of a table hold: nested rows as dotted paths, with their values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from crawlers.paths import texts

_DEEPEST = 3
_MOST_COLUMNS = 400
_MOST_ITEMS = 3


@dataclass
class Column:
    """One column: its dotted `path` as `crawlers.paths.at` reads it, its values in row order, empty ones left out."""

    path: str
    values: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The path in lower-case words: `properties.Site_Name` and `siteName` are `site name`."""
        return words(re.sub(r"(?:^|\.)(?:properties|attributes|acf|fields)\.", "", self.path))

    @property
    def kinds(self) -> list[str]:
        """The different values, most frequent first."""
        counts: dict[str, int] = {}
        for value in self.values:
            counts[value] = counts.get(value, 0) + 1
        return sorted(counts, key=lambda value: (-counts[value], value))


def words(text: str) -> str:
    """Return a name in lower-case words with single blanks; a hump or a sign parts two words."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return " ".join(re.findall(r"[a-z0-9]+", parted.lower()))


def columns_of(rows: Iterable[Any]) -> dict[str, Column]:
    """Return the columns of rows by path, in the order they are first met; rows that are no objects are passed over."""
    found: dict[str, Column] = {}
    for row in rows:
        if isinstance(row, dict):
            for path, value in _cells(row, "", _DEEPEST):
                if path not in found and len(found) >= _MOST_COLUMNS:
                    continue
                column = found.setdefault(path, Column(path))
                column.values += [text for text in texts(value)[:_MOST_ITEMS] if text]
    return found


def _cells(value: Any, path: str, depth: int) -> Iterable[tuple[str, Any]]:
    if isinstance(value, dict) and depth:
        for key, inner in value.items():
            if isinstance(key, str) and key and "\n" not in key:
                yield from _cells(inner, f"{path}.{key}" if path else key, depth - 1)
    elif _is_pair(value):
        yield f"{path}.0", value[0]
        yield f"{path}.1", value[1]
    elif isinstance(value, list) and value and isinstance(value[0], dict) and depth:
        yield from _cells(value[0], path, depth - 1)
    else:
        yield path, value


def _is_pair(value: Any) -> bool:
    """Whether a list is a point: two or three numbers."""
    return (
        isinstance(value, list)
        and len(value) in (2, 3)
        and all(isinstance(one, (int, float)) and not isinstance(one, bool) for one in value)
    )
