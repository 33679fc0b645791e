"""Words in the current language for ids: needs, facet values, languages, countries. Unknown ids stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from data import gazetteer, sources, taxonomy
from webapp import numbers
from webapp.languages import current, gettext

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def status(value: str) -> str | None:
    """Return what a listing's status means for the reader; nothing for an active one."""
    if value == "active":
        return None
    words = {
        "inactive": gettext("Not running now"),
        "defunct": gettext("No longer exists"),
        "temporarily closed": gettext("Temporarily closed"),
    }
    return words.get(value)


def need(need_id: str) -> str:
    """Return the name of a need alone: "Grief and loss"."""
    found = taxonomy.needs().get(need_id)
    return found.label(current().tag) if found else need_id


def full_need(need_id: str) -> str:
    """Return the name of a need with its parent's: "Support groups: Grief and loss"."""
    found = taxonomy.needs().get(need_id)
    if not found or not found.parent:
        return need(need_id)
    return gettext("%(parent)s: %(need)s", parent=need(found.parent), need=need(need_id))


def leaf_needs(need_ids: Sequence[str]) -> list[str]:
    """Return the ids without those that are the parent of another one among them."""
    parents = {one.split("/")[0] for one in need_ids if "/" in one}
    return [one for one in need_ids if one not in parents]


def facet(name: str, value: str) -> str:
    """Return the label of a value of `cost`, `modes`, `audiences`, `faith`, `led_by` or `accessibility`."""
    return taxonomy.facet_label(name, value, current().tag)


def language(tag: str) -> str:
    """Return the name of a BCP 47 tag, by its first part when the whole is not known."""
    row = taxonomy.languages().get(tag) or taxonomy.languages().get(tag.split("-")[0]) or {}
    return row.get(current().tag) or current().locale.languages.get(tag) or row.get("en") or tag


def day(code: str) -> str:
    """Return "Tuesday" for `TU`."""
    return begun(numbers.weekday(DAYS.index(code))) if code in DAYS else code


def country(code: str) -> str:
    """Return the name of an ISO 3166-1 alpha-2 code."""
    return str(current().locale.territories.get(code, code))


@cache
def source(source_id: str) -> str:
    """Return the name of a registered source, or its id."""
    found = sources.find(source_id)
    return found.name if found else source_id


def begun(words: str) -> str:
    """Return words as they stand at the beginning of a line: the first letter is great where there is such."""
    return words[:1].upper() + words[1:]


def lowered(words: Iterable[str]) -> list[str]:
    """Return labels as they stand inside a sentence: all but the first begin small."""
    return [word if place == 0 else word[:1].lower() + word[1:] for place, word in enumerate(words)]


def area(kind: str | None, extent: str | None) -> str:
    """Return a service area in words: "Sangamon County, IL", "All of Illinois", "Anywhere in the world"."""
    if kind == "world" or not extent:
        return gettext("Anywhere in the world")
    if kind == "country":
        return gettext("All of %(area)s", area=country(extent))
    if kind == "state":
        return gettext("All of %(area)s", area=gazetteer.state_names().get(extent, extent))
    if kind == "county" and "county" not in extent.casefold():
        # The name of the place as it stands on signs there, in no other language.
        name, comma, state = extent.partition(",")
        return f"{name} County{comma}{state}"
    return gettext("ZIP %(code)s", code=extent) if kind == "zip" else extent


def is_sample(*words: str | None) -> bool:
    """Whether a source says of itself that its listings are invented."""
    return any("sample" in word.casefold() for word in words if word)
