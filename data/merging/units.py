"""Records that are one thing before anything is compared: exact duplicates, and the days of one group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import pandas as pd

from data.merging.features import Features
from data.merging.words import without_group

Pair = frozenset[tuple[str, str]]
# A group begins at weekends at most so many minutes earlier or later than on other days; at most so many where
# others of its name meet in the house.
_MOST_APART, _AMONG_OTHERS = 90, 60
# So many minutes apart, two hours are nearly one.
_NEARLY = 15


def make_units(marks: pd.DataFrame, apart: Iterable[Pair]) -> list[list[int]]:
    """Return the units as lists of row positions of `marks` (`source`, `key`, `fingerprint`, `series`).

    Rows of one fingerprint are one unit, so are rows of one series mark (None is never shared). Two records a
    steward put apart are never in one unit. Units and their rows come by source and key, whatever the order of rows.
    """
    frame = marks.reset_index(drop=True)
    joined = _joined(frame)
    rows = frame.sort_values(["source", "key"]).index
    groups: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        groups[joined[row]].append(row)
    parted = set(apart)
    if not parted:
        return list(groups.values())
    ids = list(zip(frame["source"], frame["key"], strict=True))
    held = {one for pair in parted for one in pair}
    return [part for unit in groups.values() for part in _parts(unit, ids, parted, held)]


def part_series(marks: Sequence[str | None], records: Sequence[Features]) -> list[str | None]:
    """Return the series marks, parted where another source keeps days of the same group apart.

    What one source says of all days another says of each ("speaker" on Thursdays): day must meet day. Days the
    other source does not know stay together.
    """
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row, (mark, one) in enumerate(zip(marks, records, strict=True)):
        if mark is not None and one.slots and (one.street or one.link):
            place = (one.street.number, one.street.core) if one.street else one.link
            groups[without_group(one.name), one.state, place].append(row)
    parted = list(marks)
    for rows in groups.values():
        sources = sorted({records[row].source for row in rows})
        for source in sources if len(sources) > 1 else ():
            own = [row for row in rows if records[row].source == source]
            for other in sources:
                if other != source:
                    theirs = [row for row in rows if records[row].source == other]
                    _part(own, theirs, marks, records, parted)
    return parted


def part_hours(marks: Sequence[str | None], records: Sequence[Features]) -> list[str | None]:
    """Return the series marks, parted where meetings of one mark are too unlike in their hours to be one group.

    A group keeps its hour, or nearly, or has another one at weekends, not far from it ("Mondays to Fridays at 7,
    Saturdays at 8"). Many a house has a "Discussion" at noon and another in the evening: those are two.
    """
    days: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for mark, one in zip(marks, records, strict=True):
        if mark is not None and one.meeting:
            for slot in one.slots:
                days[mark][_minutes(slot)].add(slot.split(" ")[0])
    meetings = {mark: _meetings(hours) for mark, hours in days.items() if len(hours) > 1}
    apart = {mark for mark, found in meetings.items() if len(set(found.values())) > 1}
    if not apart:
        return list(marks)
    return [
        f"{mark} {sorted({meetings[mark][_minutes(slot)] for slot in one.slots})}" if mark in apart else mark
        for mark, one in zip(marks, records, strict=True)
    ]


def part_names(marks: Sequence[str | None], records: Sequence[Features]) -> list[str | None]:
    """Return the series marks, parted by name unless days of two names begin at one hour, and never on one day.

    "How It Works" on Tuesdays and "How It Works Group" on Sundays are one group if both begin at half past five.
    """
    named: dict[str, dict[tuple[str, ...], set[str]]] = defaultdict(lambda: defaultdict(set))
    for mark, one in zip(marks, records, strict=True):
        if mark is not None:
            named[mark][one.name] |= one.slots
    apart = {mark for mark, slots in named.items() if len(slots) > 1 and not _one_hour([*slots.values()])}
    return [f"{mark} {' '.join(one.name)}" if mark in apart else mark for mark, one in zip(marks, records, strict=True)]


def _one_hour(days: list[set[str]]) -> bool:
    """Whether sets of slots share no slot, and all lie at the same hours."""
    once = len(set().union(*days)) == sum(map(len, days))
    return once and len({frozenset(map(_minutes, slots)) for slots in days}) == 1


def _meetings(hours: dict[int, set[str]]) -> dict[int, int]:
    """Each hour and that of the meeting it is a variation of: the one hour that it can be; none has two on a day."""
    found: dict[int, list[int]] = {}
    most = _MOST_APART if len(hours) == 2 else _AMONG_OTHERS
    weekends = {hour for hour, days in hours.items() if all(map(_at_weekend, days))}
    for hour in sorted(hours, key=lambda one: (one in weekends, -len(hours[one]), one)):
        fits = [main for main, others in found.items() if all(_varies(hour, one, hours, most) for one in others)]
        if len(fits) == 1:
            found[fits[0]].append(hour)
        else:
            found[hour] = [hour]
    return {hour: main for main, others in found.items() for hour in others}


def _varies(one: int, other: int, hours: dict[int, set[str]], most: int) -> bool:
    """Whether two hours may be one group's: never on one day, and near, or one of them at weekends and not far."""
    if -1 in (one, other) or not hours[one].isdisjoint(hours[other]):
        return False
    mine, theirs = ({_at_weekend(day) for day in hours[hour]} for hour in (one, other))
    return abs(one - other) <= (most if mine.isdisjoint(theirs) else _NEARLY)


def _at_weekend(day: str) -> bool:
    return day[-2:] in ("SA", "SU")


def _minutes(slot: str) -> int:
    """The beginning of a slot in minutes of the day, -1 where none is stated."""
    hour, _, minute = slot.split(" ")[1].partition(":")
    return int(hour) * 60 + int(minute) if hour and minute else -1


def _part(
    own: list[int],
    theirs: list[int],
    marks: Sequence[str | None],
    records: Sequence[Features],
    parted: list[str | None],
) -> None:
    """Add to the marks of a source's days which days of another source they are."""
    said: dict[str, str] = {}
    named: dict[tuple[str, str], str] = {}
    for row in theirs:
        for slot in records[row].slots:
            said[slot] = min(str(marks[row]), said.get(slot, str(marks[row])))
            named[records[row].key, slot] = str(marks[row])
    if len({*said.values(), *named.values()}) < 2:
        return
    for row in own:
        slots = records[row].slots
        # Where two sources give one day the same id, that is the day; else the hour tells.
        same = [named[records[row].key, slot] for slot in slots if (records[row].key, slot) in named]
        found = min(same or [said[slot] for slot in slots if slot in said], default="")
        parted[row] = f"{parted[row]} {found}"


def _joined(frame: pd.DataFrame) -> list[int]:
    """A number for each row, equal for rows that share a fingerprint or a series mark, directly or by others."""
    parent = list(range(len(frame)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for column in ("fingerprint", "series"):
        shared = frame.loc[frame[column].notna() & frame.duplicated(column, keep=False), column]
        first: dict[str, int] = {}
        for row, mark in zip(shared.index.tolist(), shared.tolist(), strict=True):
            parent[root(row)] = root(first.setdefault(mark, row))
    return [root(at) for at in range(len(frame))]


def _parts(
    unit: list[int], ids: Sequence[tuple[str, str]], parted: set[Pair], held: set[tuple[str, str]]
) -> list[list[int]]:
    if len(unit) < 2 or not held.intersection(ids[row] for row in unit):
        return [unit]
    parts: list[list[int]] = []
    for row in unit:
        fits = (part for part in parts if not any(frozenset((ids[row], ids[other])) in parted for other in part))
        place = next(fits, None)
        if place is None:
            parts.append([row])
        else:
            place.append(row)
    return parts


def unit_features(members: Sequence[Features]) -> Features:
    """Return the features of a unit: those of its first record, with the beginnings of all its days."""
    if len(members) == 1:
        return members[0]
    return members[0]._replace(slots=frozenset().union(*(one.slots for one in members)))
