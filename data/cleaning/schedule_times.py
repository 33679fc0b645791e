"""From a time to a time, as written beside each other; which half of the day is meant where it is not said.

Said beats shared ("7-8:30pm" is the evening), shared beats usual ("9-5" is the day). What usage leaves open is not
read: "7-8:30" may be a breakfast or a meeting.
"""

from __future__ import annotations

from typing import NamedTuple

from data.cleaning.schedule_tokens import Clock

_NOON, _DAY = 12 * 60, 24 * 60
# A place that opens before this hour and closes after noon is a slip of the pen ("3:30am-6:30pm").
_EARLIEST = 4 * 60
# A night begins in the afternoon and ends by noon: "4pm-8am", never "9pm-7pm".
_NIGHT_BEGINS = 15 * 60
# Between these a place that says no half of the day is open.
_DAWN, _LATEST = 6 * 60 + 30, 21 * 60


class Span(NamedTuple):
    """Minutes after midnight; `ends` is None where only a beginning is said, and below `begins` after midnight."""

    begins: int
    ends: int | None = None

    def overlaps(self, other: Span) -> bool:
        """Whether both hold at some minute of the same day; a lone beginning counts as one minute."""
        return self.begins < other._last() and other.begins < self._last()

    def _last(self) -> int:
        if self.ends is None:
            return self.begins + 1
        return self.ends if self.ends > self.begins else self.ends + _DAY


WHOLE_DAY = Span(0, _DAY)


def moment(clock: Clock) -> Span | None:
    """Return a lone beginning, or None when the half of the day is not said."""
    if not (clock.half or clock.sure) or clock.packed or clock.hour == 24:
        return None
    return Span(_minutes(clock))


def span(first: Clock, last: Clock, before: Span | None, *, usual: bool) -> Span | None:
    """Return the span between two times, or None when it could be two or cannot be.

    `before` is the span written just before, of the same day: "10-12, 1-3". `usual` allows what opening hours
    usually mean where no half of the day is said.
    """
    if first.half and last.half:
        return _plausible(_minutes(first), _minutes(last))
    if first.sure or last.sure:
        return _of_24_hours(first, last)
    if last.half:
        return _shared_end(first, last)
    if first.half:
        return _shared_start(first, last)
    return _usual(_minutes(first), _minutes(last), before) if usual else None


def _minutes(clock: Clock) -> int:
    """Minutes after midnight; of a time without a half, those of the morning."""
    hour = clock.hour if clock.sure else clock.hour % 12 + (12 if clock.half == "p" else 0)
    return hour * 60 + clock.minute


def _plausible(begins: int, ends: int) -> Span | None:
    if ends == begins:
        return None
    ends = ends or _DAY
    if ends > begins:
        slip = begins < _EARLIEST and _NOON <= ends < _DAY
        return None if slip else Span(begins, ends)
    return Span(begins, ends) if begins >= _NIGHT_BEGINS and ends <= _NOON else None


def _of_24_hours(first: Clock, last: Clock) -> Span | None:
    """At least one is of the 24-hour clock, so the other is too unless it says its half."""
    begins, ends = first.hour * 60 + first.minute, last.hour * 60 + last.minute
    if (begins, ends) in ((0, _DAY), (0, _DAY - 1)):
        return WHOLE_DAY
    # "01:00-03:00" may well be the afternoon, "2018-2019" is more likely two years.
    unlikely = 0 < begins < _EARLIEST or (first.packed and 0 <= ends - begins < 30)
    return None if first.half or last.half or unlikely else _plausible(begins, ends)


def _shared_end(first: Clock, last: Clock) -> Span | None:
    """Of "7-8:30pm", "9-5pm", "10-noon" the start shares the half where it can, else it has the one before."""
    ends = _minutes(last) or _DAY
    if ends == _DAY:
        # "8-midnight": the evening, if it is not the morning.
        return Span(_minutes(first) + _NOON, ends) if 4 <= first.hour <= 9 else None
    morning, evening = _minutes(first), _minutes(first) + _NOON
    if ends <= _NOON:
        return _plausible(morning, ends) if morning < ends else None
    begins = evening if evening < ends else morning
    return _plausible(begins, ends)


def _shared_start(first: Clock, last: Clock) -> Span | None:
    """Of "9am-5", "7pm-8:30" the end is the first such time that follows; "8am-9" may be an hour or a day."""
    begins, morning = _minutes(first), _minutes(last)
    if begins < _NOON and morning > begins:
        return None
    ends = morning + _NOON
    return _plausible(begins, ends) if ends > begins else None


def _usual(begins: int, ends: int, before: Span | None) -> Span | None:
    """Of "9-5", "8:30-12", "10-2", "1-4" the opening hours that can only be those of a day."""
    later = Span(begins + _NOON, ends + _NOON)
    if before and before.ends and begins < before.ends <= later.begins < ends + _NOON <= _LATEST:
        return later
    if begins < 5 * 60:
        # From noon to four o'clock on nobody means the night.
        return later if begins < ends <= 9 * 60 else None
    return Span(begins, ends + _NOON) if begins >= _DAWN and ends < begins else None
