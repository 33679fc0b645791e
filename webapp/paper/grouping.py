"""The order of entries on paper: as their maker put them, by need, or by day; then in person and online apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from data import taxonomy
from data.model import Listing
from webapp import labels, numbers, schedules
from webapp.languages import gettext
from webapp.paper.content import Entry, Part, Section
from webapp.paper.entries import Place, Side, entry
from webapp.paper.times import MOST_DAYS, days_of

Group = Literal["none", "need", "day"]
# What sorts after every time of day.
_LATEST = "99:99"


@dataclass(frozen=True)
class Item:
    """One listing of a list, with what its maker wrote beside it and how many lines are left for handwriting.

    `changed` says what is otherwise now than when it was put on the list.
    """

    listing: Listing
    note: str | None = None
    blanks: int = 0
    changed: tuple[str, ...] = ()


@dataclass
class Pages:
    """Makes entries with keys of their own; `wanted` are the ids of the needs that were asked for."""

    wanted: Sequence[str] = ()
    _count: Counter[str] = field(default_factory=Counter)

    def entry(self, item: Item, side: Side, number: int | None = None, at: str | None = None) -> Entry:
        """Return the next entry of an item."""
        listing = item.listing
        self._count[listing.id] += 1
        key = f"{listing.id}-{self._count[listing.id]}"
        made = entry(listing, Place(key, side, number, at), item.note, item.blanks)
        return replace(made, warnings=(*item.changed, *made.warnings))


def parts(items: Sequence[Item], group: Group, wanted: Sequence[str] = ()) -> tuple[Part, ...]:
    """Return the parts of a paper; those in person come first, and a hybrid meeting stands in both.

    By need, a listing with several stands under the first that was `wanted`, else under its first.
    """
    pages = Pages(wanted)
    if group == "none":
        entries = tuple(pages.entry(item, "both", number) for number, item in enumerate(items, 1))
        return (Part("", (Section("", entries),)),) if entries else ()
    here = [item for item in items if "in_person" in item.listing.modes or not item.listing.modes]
    far = [item for item in items if {"online", "phone"} & set(item.listing.modes)]
    sections = _by_need if group == "need" else _by_day
    found = [
        Part(gettext("In person"), tuple(sections(here, "in_person", pages))),
        Part(gettext("Online or by phone"), tuple(sections(far, "remote", pages))),
    ]
    return tuple(part for part in found if part.sections)


def _by_need(items: Sequence[Item], side: Side, pages: Pages) -> Iterable[Section]:
    order = {need: place for place, need in enumerate(taxonomy.needs())}

    def rank(need: str) -> tuple[bool, int]:
        is_wanted = any(need == one or need.startswith(f"{one}/") for one in pages.wanted)
        return not is_wanted, order.get(need, len(order))

    groups: dict[str, list[Item]] = {}
    for item in items:
        needs = labels.leaf_needs(item.listing.needs) or ["other"]
        groups.setdefault(min(needs, key=rank), []).append(item)
    for need in sorted(groups, key=lambda one: order.get(one, len(order))):
        title = labels.full_need(need) if need in order else gettext("Other help")
        yield Section(title, tuple(pages.entry(item, side) for item in sorted(groups[need], key=_by_name)))


def _by_name(item: Item) -> tuple[str, str]:
    return item.listing.name.casefold(), item.listing.id


@dataclass(frozen=True)
class _Meeting:
    """An item on one day: `order` sorts by its time, `at` says it."""

    order: str
    at: str | None
    item: Item


def _by_day(items: Sequence[Item], side: Side, pages: Pages) -> Iterable[Section]:
    titles = {day: labels.day(day).capitalize() for day in labels.DAYS} | {
        "most": gettext("Open on most days"),
        "none": gettext("Ask when"),
    }
    found: dict[str, list[_Meeting]] = {}
    for item in items:
        for day, meeting in _days(item).items():
            found.setdefault(day, []).append(meeting)
    for day, title in titles.items():
        meetings = sorted(found.get(day, ()), key=lambda one: (one.order, *_by_name(one.item)))
        if meetings:
            yield Section(title, tuple(pages.entry(one.item, side, at=one.at) for one in meetings))


def _days(item: Item) -> Mapping[str, _Meeting]:
    """Return the sections an item stands in: each of a few days, else "most" or "none"."""
    found: dict[str, list[tuple[str, str]]] = {}
    for schedule in item.listing.schedules:
        for day in days_of(schedule):
            times = schedules.times_words(schedule, item.listing.modes)
            found.setdefault(day, []).append((schedule.opens_at or _LATEST, times))
    if not found or len(found) > MOST_DAYS:
        return {"most" if found else "none": _Meeting(_LATEST, None, item)}
    return {
        day: _Meeting(min(times)[0], numbers.joined(dict.fromkeys(at for _, at in sorted(times) if at)) or None, item)
        for day, times in found.items()
    }
