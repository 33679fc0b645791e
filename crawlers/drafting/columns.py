"""Which column of an unknown table is which of our fields: by its name, and by what its values look like."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache
from importlib import resources

from crawlers.drafting.rows import Column
from data import gazetteer

# This share of a column's values must look like the field.
_ENOUGH = 0.6
_LONGEST_NAME = 150
# Of these fields only the whole name of a column counts: `approved_date` is no date of an event.
_WHOLE = {"id", "location_name", "dtstart", "opens_at", "closes_at", "schedule", "needs", "status"}
# Names that tell an id only where every row has a value.
_WEAK_IDS = {"ref", "reference", "number", "no", "code", "record"}


def propose(columns: dict[str, Column]) -> dict[str, str]:
    """Return `{HSDS field: column path}` for the columns that can be told; each column serves one field.

    A field is filled by the column whose name is highest in the field's list of `columns.toml` and whose values look
    right. What is returned is a guess; a person checks it.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    most = max((len(column.values) for column in columns.values()), default=0)
    for field, names in _names().items():
        fits = [
            (rank, column.path)
            for column in columns.values()
            if column.path not in taken
            and (rank := _rank(column.words, names, field in _WHOLE)) is not None
            and _looks_right(field, column)
            and not (field == "id" and column.words in _WEAK_IDS and len(column.values) < most)
        ]
        if fits:
            found[field] = min(fits)[1]
            taken.add(found[field])
    return _with_point(found, columns)


@cache
def _names() -> dict[str, list[str]]:
    table = tomllib.loads(resources.files(__package__).joinpath("columns.toml").read_text("utf-8"))
    return {field: list(names) for field, names in table.items()}


def _rank(words: str, names: list[str], whole: bool) -> int | None:
    """How good a column's name is for a field, 0 the best; the end of a longer path counts after all whole names."""
    if words in names:
        return names.index(words)
    if whole:
        return None
    ends = [len(names) + number for number, name in enumerate(names) if words.endswith(f" {name}")]
    return min(ends, default=None)


def _looks_right(field: str, column: Column) -> bool:
    if not column.values:
        return False
    if field == "id":
        return len(set(column.values)) == len(column.values)
    check = _CHECKS.get(field)
    return check is None or sum(map(check, column.values)) >= _ENOUGH * len(column.values)


def _number_within(limit: float) -> Callable[[str], bool]:
    def check(value: str) -> bool:
        try:
            return -limit <= float(value) <= limit
        except ValueError:
            return False

    return check


def _is_state(value: str) -> bool:
    return gazetteer.fold(value) in gazetteer.states()


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda value: bool(compiled.search(value))


_CHECKS: dict[str, Callable[[str], bool]] = {
    "name": lambda value: 1 < len(value) <= _LONGEST_NAME and not _matches(r"^(?:https?://|[\d.,\s-]+$)")(value),
    "organization": lambda value: not _matches(r"^[\d.,\s-]+$")(value),
    "url": _matches(r"^(?:https?://|www\.)|^[\w.-]+\.[a-z]{2,6}(?:/|$)"),
    "email": _matches(r"@"),
    "phone": lambda value: len(re.findall(r"\d", value)) >= 7,
    "address_1": _matches(r"[a-z]"),
    "city": _matches(r"^[^\d]+$"),
    "state_province": _is_state,
    "postal_code": _matches(r"^\d{4,5}(?:-?\d{4})?$|^[a-z]\d[a-z]"),
    "latitude": _number_within(90),
    "longitude": _number_within(180),
    "byday": _matches(r"^(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mi[eé]|jue|vie|s[aá]b|dom)"),
    "opens_at": _matches(r"^\d{1,2}(?::?\d\d)?(?:\s*[ap]\.?m?|$|:)"),
    "closes_at": _matches(r"^\d{1,2}(?::?\d\d)?(?:\s*[ap]\.?m?|$|:)"),
    "dtstart": _matches(r"^\d{4}-\d\d-\d\d$"),
    "schedule": _matches(r"\d|daily|appointment"),
    "needs": _matches(r"[a-z]{3}"),
    "status": _matches(r"[a-z]"),
}


def _with_point(found: dict[str, str], columns: dict[str, Column]) -> dict[str, str]:
    """Add the point of a GeoJSON-like pair, which is longitude first (RFC 7946, 3.1.1); half a point is none."""
    if not {"latitude", "longitude"} <= found.keys():
        found = {field: path for field, path in found.items() if field not in ("latitude", "longitude")}
        pair = next((path[:-2] for path in columns if path.endswith("coordinates.0")), None)
        if pair:
            found |= {"latitude": f"{pair}.1", "longitude": f"{pair}.0"}
    return found
