"""What a question was understood to mean: made by `index.understand`, searched by `index.search`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from data.places import FoundPlace
from index.whoosh_store import tokens_of_word


@dataclass(frozen=True)
class Understood:
    """What was understood of a request. Tuples hold ids, any of which will do; the kinds add up.

    `soft_cost` came from the sentence: a listing that does not state its cost may still follow. Cost
    given as a filter must be stated. `terms` are the words left for text search, each with its equals after `|`;
    those of them that no list knew are `unexplained`;
    `soft_terms`, words that were understood, rank what is found and leave nothing out. `named` are the words that may
    be somebody's name: who has all of them in it is found whatever else they were taken for.

    Time is local where the help is. `days` are `MO`..`SU`, `nth` which of the month (1..5, -1 the last;
    empty: any), `dates` the days that "tonight" or "this weekend" mean, `opens_from` and `opens_until`
    bounds `HH:MM` of when it begins (both or neither), `open_at` the moment at which it must be open, as wall time
    without a zone: that of `near`, or of the middle of the country where no place was given.

    `unknown_place` is what stands where a place should and is none we know; it is searched as text. Of part of a
    town ("downtown LA") `near` is the town, and the part is a soft term.
    """

    text: str
    needs: tuple[str, ...] = ()
    cost: tuple[str, ...] = ()
    soft_cost: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    faith: tuple[str, ...] = ()
    led_by: tuple[str, ...] = ()
    accessibility: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    nth: tuple[int, ...] = ()
    dates: tuple[date, ...] = ()
    opens_from: str | None = None
    opens_until: str | None = None
    open_at: datetime | None = None
    terms: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()
    soft_terms: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    timed_name: tuple[str, ...] = ()
    near: FoundPlace | None = None
    unknown_place: str | None = None

    @cached_property
    def named_tokens(self) -> frozenset[str]:
        """The tokens of `named`."""
        return frozenset(token for word in self.named for token in tokens_of_word(word))
