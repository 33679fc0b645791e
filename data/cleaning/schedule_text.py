"""Opening hours and meeting times in words as schedules: "1st & 3rd Tue 7-8:30pm", "lunes a viernes de 9 a 5".

Nothing is guessed. A text becomes rules only when every word of it is understood and the rules do not contradict
each other; "by appointment", seasons, dates and names of programs are words nobody here understands, so such a text
stays a text. Rules: RFC 5545 section 3.3.10.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Any

from data.cleaning.schedule_parts import WEEK, Days, NotUnderstoodError, Part, Reader
from data.cleaning.schedule_times import WHOLE_DAY, Span
from data.cleaning.schedule_tokens import tokens
from data.model import Schedule

_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NO_TIMES: list[Span | None] = [None]
_Rules = list[tuple[Days, list[Span]]]


@lru_cache(maxsize=8192)
def read_schedules(text: str, meeting: bool = False) -> tuple[Schedule, ...]:
    """Return the rules a text states wholly and plainly, or none.

    Of a `meeting` nothing is usual: "Tue 9-5" is not read. Where the text says something harmless that rules cannot
    hold, such as holidays, the first carries it as its `description`. The schedules are shared: do not change them.
    """
    found = tokens(text)
    if not found:
        return ()
    try:
        reader = Reader(found, usual=not meeting)
        rules = _paired(reader.parts())
        _check(rules, reader.closed)
    except NotUnderstoodError:
        return ()
    return _schedules(rules, text if reader.noted else None)


def _paired(parts: list[Part]) -> _Rules:
    """Give every run of days its times, whichever stands first: line by line where each line has both."""
    lines: list[list[Part]] = [[]]
    for part in parts:
        if part.days or part.times:
            lines[-1].append(part)
        else:
            lines.append([])
    lines = [line for line in lines if line]
    if all(any(part.days for part in line) and any(part.times for part in line) for line in lines):
        return [rule for line in lines for rule in _of_line(line)]
    return _of_line([part for line in lines for part in line])


def _of_line(parts: list[Part]) -> _Rules:
    if len(parts) == 1 and parts[0].days:
        return [(parts[0].days, [])]
    if len(parts) == 1 and parts[0].times == [WHOLE_DAY]:
        return [(Days(weekly=set(WEEK)), [WHOLE_DAY])]
    rules: _Rules = []
    days_first = bool(parts and parts[0].days)
    for part in parts if days_first else reversed(parts):
        if part.days:
            rules.append((part.days, []))
        elif rules and part.times:
            at = len(rules[-1][1]) if days_first else 0
            rules[-1][1][at:at] = part.times
        else:
            raise NotUnderstoodError
    if not all(times for _, times in rules):
        raise NotUnderstoodError
    return rules if days_first else rules[::-1]


def _check(rules: _Rules, closed: list[Days]) -> None:
    """Raise when two rules hold at the same time, or one on a day said to be closed."""
    if not rules:
        raise NotUnderstoodError
    for at, (days, times) in enumerate(rules):
        if any(days.touches(shut) for shut in closed):
            raise NotUnderstoodError
        for other, others in rules[:at]:
            clash = not times or not others or any(one.overlaps(two) for one in times for two in others)
            if clash and days.touches(other):
                raise NotUnderstoodError
        if any(one.overlaps(two) or two.begins < one.begins for one, two in pairwise(times)):
            raise NotUnderstoodError


def _schedules(rules: _Rules, description: str | None) -> tuple[Schedule, ...]:
    """The rules as schedules; those of the same times on several days of the week become one."""
    weekly: dict[tuple[int, Span | None], set[int]] = {}
    monthly: list[Schedule] = []
    for days, times in rules:
        for one in times or _NO_TIMES:
            if days.weekly:
                weekly.setdefault((days.every, one), set()).update(days.weekly)
            else:
                byday = [f"{number}{_CODES[day]}" for number, day in days.monthly]
                monthly.append(Schedule(freq="MONTHLY", byday=byday, bymonthday=days.dates, **_clocks(one)))
    found = [_weekly(every, wanted, one) for (every, one), wanted in weekly.items()] + monthly
    if description:
        found[0] = found[0].model_copy(update={"description": description})
    return tuple(found)


def _weekly(every: int, wanted: set[int], one: Span | None) -> Schedule:
    if wanted == WEEK and every == 1:
        return Schedule(freq="DAILY", **_clocks(one))
    byday = [_CODES[day] for day in sorted(wanted)]
    return Schedule(freq="WEEKLY", interval=every if every > 1 else None, byday=byday, **_clocks(one))


def _clocks(one: Span | None) -> dict[str, Any]:
    if one is None:
        return {}
    ends = None if one.ends is None else f"{one.ends // 60:02d}:{one.ends % 60:02d}"
    return {"opens_at": f"{one.begins // 60:02d}:{one.begins % 60:02d}", "closes_at": ends}
