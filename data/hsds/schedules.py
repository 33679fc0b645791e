"""Schedules as HSDS has them.

HSDS knows weeks and months only: every day is a week with all its days. A rule that it cannot hold stands beside the
words as a fact. `timezone` is a fixed offset there, which would be wrong half of the year: the named zone is a fact,
and times are wall times. The end of a day is 23:59, as the standard's guidance has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from data.hsds.terms import attribute
from data.ids import part_id
from data.model import Document, Schedule
from data.schedules import describe, rrule_of

_WEEK = "MO,TU,WE,TH,FR,SA,SU"
# What a schedule says in the order in which its id is made of it: everything, and nothing of how it is stored.
_SAID = ("freq", "interval", "byday", "bymonthday", "dtstart", "valid_from", "valid_to", "opens_at", "closes_at",
         "timezone", "description")  # fmt: skip
_LISTS = ("byday", "bymonthday")
# Most schedules are those of many listings.
_KEPT = 20_000


def schedules_of(owner: str, schedules: Iterable[Document]) -> list[Document]:
    """Return the HSDS schedules of the object with the id `owner`; equal ones are told apart by their number.

    `schedules` are `data.model.Schedule` as they are stored.
    """
    taken: dict[str, int] = {}
    found = []
    for one in schedules:
        said = tuple(",".join(map(str, one.get(name, ()))) if name in _LISTS else one.get(name) for name in _SAID)
        content = "\n".join("" if part is None else str(part) for part in said)
        taken[content] = taken.get(content, 0) + 1
        repeat = [str(taken[content])] if taken[content] > 1 else []
        found.append(_schedule(part_id(owner, "schedule", content, *repeat), said))
    return found


def _schedule(schedule_id: str, said: tuple[str | int | None, ...]) -> Document:
    rule, facts = _rule(said)
    found: Document = {"id": schedule_id} | rule
    if facts:
        found["attributes"] = [attribute(schedule_id, "schedule", "facts", name, value) for name, value in facts]
    return found


@lru_cache(maxsize=_KEPT)
def _rule(said: tuple[str | int | None, ...]) -> tuple[Document, list[tuple[str, str]]]:
    """Return what HSDS has properties for, and the facts beside it; shared objects that must not be changed."""
    given = dict[str, object]((name, value) for name, value in zip(_SAID, said, strict=True) if value not in (None, ""))
    one = Schedule.model_validate(given | {name: str(given[name]).split(",") for name in _LISTS if name in given})
    freq, byday = one.freq, ",".join(one.byday)
    facts = [("timezone", one.timezone)] if one.timezone else []
    if freq == "DAILY":
        if one.interval in (None, 1) and not one.bymonthday:
            freq, byday = "WEEKLY", byday or _WEEK
        else:
            facts.append(("recurrence", rrule_of(one) or ""))
            freq = None
    rule = {
        "valid_from": one.valid_from and one.valid_from.isoformat(),
        "valid_to": one.valid_to and one.valid_to.isoformat(),
        "dtstart": one.dtstart and one.dtstart.isoformat(),
        "freq": freq,
        "interval": one.interval if freq else None,
        "byday": byday,
        "bymonthday": ",".join(map(str, one.bymonthday)),
        "description": one.description or describe(one),
        "opens_at": one.opens_at,
        "closes_at": "23:59" if one.closes_at == "24:00" else one.closes_at,
    }
    return {name: value for name, value in rule.items() if value}, facts
