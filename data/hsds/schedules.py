"""Schedules as HSDS has them.

HSDS knows weeks and months only: every day is a week with all its days. A rule that it cannot hold stands beside the
words as a fact. `timezone` is a fixed offset there, which would be wrong half of the year: the named zone is a fact,
and times are wall times. The end of a day is 23:59, as the standard's guidance has it.
"""

from __future__ import annotations

from data.hsds.parts import Document
from data.hsds.terms import attribute
from data.ids import part_id
from data.model import Schedule
from data.schedules import describe, rrule_of

_WEEK = "MO,TU,WE,TH,FR,SA,SU"


def schedules_of(owner: str, schedules: list[Schedule]) -> list[Document]:
    """Return the HSDS schedules of the object with the id `owner`; equal ones are told apart by their number."""
    taken: dict[str, int] = {}
    found = []
    for one in schedules:
        content = _content(one)
        taken[content] = taken.get(content, 0) + 1
        repeat = [str(taken[content])] if taken[content] > 1 else []
        found.append(_schedule(part_id(owner, "schedule", content, *repeat), one))
    return found


def _content(one: Schedule) -> str:
    """What a schedule's id is made of: everything it says, and nothing of how it is stored."""
    said = (one.freq, one.interval, ",".join(one.byday), ",".join(map(str, one.bymonthday)), one.dtstart,
            one.valid_from, one.valid_to, one.opens_at, one.closes_at, one.timezone, one.description)  # fmt: skip
    return "\n".join("" if part is None else str(part) for part in said)


def _schedule(schedule_id: str, one: Schedule) -> Document:
    freq, byday = one.freq, ",".join(one.byday)
    facts = [attribute(schedule_id, "schedule", "facts", "timezone", one.timezone)] if one.timezone else []
    if freq == "DAILY":
        if one.interval in (None, 1) and not one.bymonthday:
            freq, byday = "WEEKLY", byday or _WEEK
        else:
            facts.append(attribute(schedule_id, "schedule", "facts", "recurrence", rrule_of(one)))
            freq = None
    found = {
        "id": schedule_id,
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
        "attributes": facts,
    }
    return {name: value for name, value in found.items() if value}
