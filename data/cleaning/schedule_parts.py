"""Days and times out of tokens: "1st & 3rd Tue", "Mon-Fri", "10-12, 1-3", "closed Sunday"."""

from __future__ import annotations

from dataclasses import dataclass, field

from data.cleaning.schedule_times import WHOLE_DAY, Span, moment, span
from data.cleaning.schedule_tokens import Clock, Token

WEEK = frozenset(range(7))
_SOFT_WORDS = ("-", "a", "&", "and", "y")


class NotUnderstoodError(Exception):
    """The text says something this grammar has no rule for."""


@dataclass
class Days:
    """Which days: of every week (`weekly`), of every other one, by number in the month, or by date."""

    weekly: set[int] = field(default_factory=set)
    monthly: list[tuple[int, int]] = field(default_factory=list)
    dates: list[int] = field(default_factory=list)
    every: int = 1

    def check(self) -> None:
        """Raise for days of several kinds side by side: nobody can say to which of them a word belongs."""
        if sum(map(bool, (self.weekly, self.monthly, self.dates))) != 1:
            raise NotUnderstoodError

    def touches(self, other: Days) -> bool:
        """Whether both can fall on one day."""
        if self.dates or other.dates:
            return True
        if self.monthly and other.monthly:
            return not set(self.monthly).isdisjoint(other.monthly)
        return not self._weekdays().isdisjoint(other._weekdays())

    def _weekdays(self) -> set[int]:
        return self.weekly or {day for _, day in self.monthly}


@dataclass
class Part:
    """A run of the text: days, or times, or the end of a line."""

    days: Days | None = None
    times: list[Span] | None = None


class Reader:
    """Reads tokens from left to right into parts; `closed` and `noted` say what was met beside them."""

    def __init__(self, found: list[Token], *, usual: bool) -> None:
        self.found = [*found, Token("end")]
        self.usual = usual
        self.at = 0
        self.closed: list[Days] = []
        self.noted = False

    def parts(self) -> list[Part]:
        """Return days and times in the order of the text, an empty part where a line or a sentence ends."""
        parts: list[Part] = []
        while self._kind() != "end":
            kind = self._kind()
            if kind in ("day", "days", "ord", "every", "other"):
                parts.append(Part(days=self._days()))
            elif kind in ("time", "h24"):
                parts.append(Part(times=self._times()))
            elif kind == "always":
                self._take()
                parts += [Part(days=Days(weekly=set(WEEK))), Part(times=[WHOLE_DAY]), Part()]
            elif kind == "closed":
                self._closing(parts)
            elif kind == "month":
                self._stray_month(parts)
            else:
                self._mark(parts)
        return parts

    def _kind(self, ahead: int = 0) -> str:
        return self.found[min(self.at + ahead, len(self.found) - 1)].kind

    def _take(self) -> Token:
        self.at += 1
        return self.found[self.at - 1]

    def _mark(self, parts: list[Part]) -> None:
        """What stands between days and times."""
        kind, word = self._take()
        if kind == "note":
            self.noted = True
        elif kind == "semi":
            parts.append(Part())
        elif kind in ("dash", "and") and not self._leads(parts, word):
            raise NotUnderstoodError

    def _leads(self, parts: list[Part], word: object) -> bool:
        """Whether a mark joins two parts: "Mon - 9am", "martes a las 7"; not "Mon until 9am", not "Mon 10:00 +"."""
        return bool(parts) and word in _SOFT_WORDS and self._kind() not in ("dash", "and", "semi", "end")

    def _stray_month(self, parts: list[Part]) -> None:
        """Read "monthly" before the days it belongs to, "of each month" behind the times."""
        self._take()
        last = next((part.days for part in reversed(parts) if part.days), None)
        while self._kind() in ("comma", "colon", "dash"):
            self._take()
        if not (last and last.monthly) and self._kind() not in ("ord",):
            raise NotUnderstoodError

    def _closing(self, parts: list[Part]) -> None:
        """Remember "Sunday: closed" and "closed Sunday", to be checked against the rules."""
        before = self.found[self.at - 1].kind if self.at else ""
        self._take()
        if parts and parts[-1].days and before in ("day", "days", "colon", "dash"):
            days = parts.pop().days
            assert days
            self.closed.append(days)
            return
        while self._kind() in ("colon", "comma", "dash"):
            self._take()
        if self._kind() not in ("day", "days"):
            raise NotUnderstoodError
        self.closed.append(self._days())
        if self._kind() == "time":
            raise NotUnderstoodError

    def _days(self) -> Days:
        """One or more days with commas and "and" between them."""
        days = Days()
        while True:
            self._one_day(days)
            step = self._between(("day", "days", "ord", "every", "other"))
            if step is None:
                break
            self.at += step
        days.check()
        return days

    def _between(self, kinds: tuple[str, ...]) -> int | None:
        """How many marks ("," "and" ", and") stand before another of these kinds, or None."""
        step = 0
        while self._kind(step) in ("comma", "and") and step < 2:
            step += 1
        return step if step and self._kind(step) in kinds else None

    def _one_day(self, days: Days) -> None:
        every = self._kind() == "every"
        if every:
            self._take()
        if self._kind() == "other":
            if every or days.weekly:
                raise NotUnderstoodError
            self._take()
            days.every = 2
        if self._kind() == "ord":
            self._numbered(days, every)
            return
        token = self._take()
        if token.kind == "days" and isinstance(token.value, tuple):
            days.weekly |= set(token.value)
        elif token.kind == "day" and isinstance(token.value, int):
            days.weekly |= self._range_of_days(token.value)
        else:
            raise NotUnderstoodError

    def _range_of_days(self, first: int) -> set[int]:
        if self._kind() != "dash" or self._kind(1) != "day":
            return {first}
        self._take()
        last = self._take().value
        assert isinstance(last, int)
        if first == last:
            raise NotUnderstoodError
        return {(first + step) % 7 for step in range((last - first) % 7 + 1)}

    def _numbered(self, days: Days, every: bool) -> None:
        """Read "1st, 2nd and 4th Saturdays of the month", "the 1st and 15th of each month"."""
        numbers = [self._take().value]
        while (step := self._between(("ord",))) is not None:
            self.at += step
            numbers.append(self._take().value)
        weekday = self._take().value if self._kind() == "day" else None
        of_month = self._kind() == "month"
        if of_month:
            self._take()
        ordinals = [number for number in numbers if isinstance(number, int)]
        if isinstance(weekday, int):
            # "Every second Tuesday" may be every other one.
            unclear = every and not of_month and len(ordinals) == 1 and ordinals[0] not in (1, -1)
            if unclear or days.every > 1 or not all(number in (1, 2, 3, 4, 5, -1) for number in ordinals):
                raise NotUnderstoodError
            days.monthly += [(number, weekday) for number in ordinals if (number, weekday) not in days.monthly]
        elif of_month and all(1 <= number <= 31 for number in ordinals):
            days.dates += ordinals
        else:
            raise NotUnderstoodError

    def _times(self) -> list[Span]:
        """One or more times or spans of a day, in their order."""
        spans: list[Span] = []
        while True:
            spans.append(self._one_time(spans[-1] if spans else None))
            step = self._between(("time",))
            if step is None:
                break
            # "9am/5pm" may be two times or from the one to the other.
            if spans[-1].ends is None and self.found[self.at].value == "/":
                raise NotUnderstoodError
            self.at += step
        return spans

    def _one_time(self, before: Span | None) -> Span:
        token = self._take()
        if token.kind == "h24":
            return WHOLE_DAY
        first = token.value
        assert isinstance(first, Clock)
        if self._kind() == "dash" and self._kind(1) == "time":
            self._take()
            last = self._take().value
            assert isinstance(last, Clock)
            found = span(first, last, before, usual=self.usual)
        else:
            found = moment(first)
        if found is None or self._kind() == "time":
            raise NotUnderstoodError
        return found
