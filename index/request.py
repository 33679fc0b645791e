"""What is asked of the directory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from data import taxonomy
from data.errors import QueryError

Group = Literal["near", "area", "remote"]
Sort = Literal["relevance", "distance", "time", "name"]

DEFAULT_RADIUS_MILES = 25.0
LARGEST_RADIUS_MILES = 12_500.0
DEFAULT_LIMIT = 20
LARGEST_LIMIT = 100
LARGEST_OFFSET = 10_000
# Longer text is cut, and the answer says so: nobody types more, and nothing slow may be asked for.
LONGEST_TEXT = 500
LONGEST_PLACE = 120
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


@dataclass(frozen=True)
class SearchRequest:
    """One question. `radius_miles` None means the default; `at` is local time where the help is.

    The tuples hold ids of `data.taxonomy`; several of one kind mean any of them, kinds add up. `otherwise` are the
    needs that hold where the text names none, nor words to search for. `without` is what the reader took away of what
    the text says: `need:ID` (or another kind of `WITHOUT`), `word:WORD`, `place`, `time`; `correction` searches words
    as they are spelt.
    """

    text: str = ""
    near: str | None = None
    radius_miles: float | None = None
    at: datetime | None = None
    needs: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    cost: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    faith: tuple[str, ...] = ()
    led_by: tuple[str, ...] = ()
    accessibility: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    group: Group | None = None
    sort: Sort = "relevance"
    limit: int = DEFAULT_LIMIT
    offset: int = 0

    def __post_init__(self) -> None:
        """Raise QueryError for a time so far away that calendars end."""
        if self.at is not None and not EARLIEST_YEAR <= self.at.year <= LATEST_YEAR:
            raise QueryError(f"must be from {EARLIEST_YEAR} to {LATEST_YEAR}", code="out-of-range", field="at")


_LISTS = {"need": "needs", "otherwise": "otherwise", "cost": "cost", "mode": "modes", "language": "languages",
          "audience": "audiences", "faith": "faith", "led_by": "led_by", "accessibility": "accessibility",
          "day": "days"}  # fmt: skip
# What `without` may name: kinds that have a value after a colon, and whole ones.
WITHOUT = ("need", "cost", "mode", "language", "audience", "faith", "led_by", "accessibility", "day", "word")
WITHOUT_WHOLE = ("place", "time", "correction")
MOST_WITHOUT = 60
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def from_parameters(given: Mapping[str, Sequence[Any]]) -> SearchRequest:
    """Return the request of HTTP parameters `{name: [values]}` (design: `/api/search`).

    `without` repeats, as the other lists do (`SearchRequest.without`). Raises QueryError naming the parameter when a
    value cannot be used. Unknown names are ignored.
    """
    fields: dict[str, Any] = {}
    for name, field in _LISTS.items():
        values = tuple(dict.fromkeys(str(value) for value in given.get(name, ()) if str(value)))
        fields[field] = _checked(name, values) if values else ()
    fields["without"] = _without(given.get("without", ()))
    return SearchRequest(
        text=_one(given, "q"),
        near=_one(given, "near")[:LONGEST_PLACE] or None,
        radius_miles=_number(given, "radius", 0, LARGEST_RADIUS_MILES),
        at=_moment(given),
        group=_choice(given, "group", get_args(Group)),
        sort=_choice(given, "sort", get_args(Sort)) or "relevance",
        limit=int(_number(given, "limit", 1, LARGEST_LIMIT) or DEFAULT_LIMIT),
        offset=int(_number(given, "offset", 0, LARGEST_OFFSET) or 0),
        **fields,
    )


def _without(given: Sequence[Any]) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(str(value).casefold() for value in given if str(value)))[:MOST_WITHOUT]
    for value in values:
        kind, _, what = value.partition(":")
        if value not in WITHOUT_WHOLE and not (kind in WITHOUT and what):
            named = f"{', '.join(WITHOUT_WHOLE)}, or {', '.join(f'{one}:…' for one in WITHOUT)}"
            raise QueryError(f"“{value[:60]}” is none of {named}", code="unknown-value", field="without")
    # The codes of days are written large.
    return tuple(value.upper().replace("DAY:", "day:") if value.startswith("day:") else value for value in values)


def _one(given: Mapping[str, Sequence[Any]], name: str) -> str:
    values = given.get(name) or [""]
    return str(values[0]).strip()


def _number(given: Mapping[str, Sequence[Any]], name: str, least: float, most: float) -> float | None:
    text = _one(given, name)
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise QueryError(f"“{text[:40]}” is not a number", code="bad-number", field=name) from None
    if not least <= value <= most:
        raise QueryError(f"must be from {least:g} to {most:g}", code="out-of-range", field=name)
    return value


def _moment(given: Mapping[str, Sequence[Any]]) -> datetime | None:
    text = _one(given, "at")
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise QueryError(f"“{text[:40]}” is not an ISO 8601 time", code="bad-time", field="at") from None


def _choice(given: Mapping[str, Sequence[Any]], name: str, allowed: Sequence[str]) -> Any:
    text = _one(given, name)
    if text and text not in allowed:
        raise QueryError(f"must be one of {', '.join(allowed)}", code="unknown-value", field=name)
    return text or None


def _checked(name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    others: dict[str, Any] = {
        "need": taxonomy.needs(),
        "otherwise": taxonomy.needs(),
        "language": taxonomy.languages(),
        "day": DAYS,
    }
    known = others.get(name) or taxonomy.facet_labels()[_LISTS[name]]
    for value in values:
        if value not in known:
            raise QueryError(f"unknown value “{value[:60]}”", code="unknown-value", field=name)
    return values
