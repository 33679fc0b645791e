"""From a sentence to what is wanted: place, needs, cost, mode, language, audience, days and time; the rest is text.

The longest phrase of the word lists wins, from left to right. What no list knows stays as text and is
searched; nothing is dropped silently.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from data.errors import PlaceError
from data.places import FoundPlace, find_place
from index import moments
from index.crisis import is_crisis
from index.moments import Moment
from index.phrases import PhraseTable, Word, split
from index.request import LONGEST_TEXT, SearchRequest
from index.understood import Understood
from index.whereabouts import Whereabouts, whereabouts
from index.whoosh_store import LONGEST_TOKEN, STOP_WORDS
from index.words import DAYS, Means, word_tables

# What of a phrase is a list of ids, and what `SearchRequest.without` calls each.
KINDS = {"needs": "need", "cost": "cost", "modes": "mode", "languages": "language", "audiences": "audience",
         "faith": "faith", "led_by": "led_by", "accessibility": "accessibility", "days": "day"}  # fmt: skip
# Nobody says when after more words than this; a text of five hundred digits should not take long.
_TIMED_WORDS = 90
_TONIGHT = ("17:00", "24:00")
# What a phrase means that may also be part of a name: "Senior Center", "Women's Recovery House".
_NAMES_A_THING = ("needs", "audiences", "faith", "otherwise")
_FEWEST_OF_A_NAME, _MOST_OF_A_NAME = 2, 5
# Who offers help is asked for what to do, whoever it is for: "volunteer with homeless people".
_OFFERS = "volunteering"


@dataclass
class _Said:
    """What the phrases of one sentence said, gathered from left to right."""

    without: frozenset[str]
    now: datetime
    ids: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in KINDS})
    otherwise: list[str] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    unknown: int = 0
    taken_away: set[str] = field(default_factory=set)
    nth: list[int] = field(default_factory=list)
    dates: list[date] = field(default_factory=list)
    parts: list[tuple[str, str]] = field(default_factory=list)
    clock: Moment | None = None
    open_at: datetime | None = None
    terms: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    idle: list[str] = field(default_factory=list)
    timed: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)

    def keeps(self, kind: str, value: str = "") -> bool:
        """Whether the reader did not take this away."""
        return not self.without or (f"{kind}:{value}" if value else kind) not in self.without

    def add(self, name: str, values: tuple[str, ...]) -> bool:
        """Take over ids; return whether all of them were wanted."""
        if not values:
            return True
        kept = [value for value in values if self.keeps(KINDS[name], value)]
        self.ids[name] += [value for value in kept if value not in self.ids[name]]
        return len(kept) == len(values)


def understand(request: SearchRequest) -> Understood:
    """Return what a request means. Raises PlaceError when its place is unknown or must be asked for."""
    text = " ".join(request.text[:LONGEST_TEXT].split())
    words = everything = split(text)
    found_at: dict[int, tuple[int, Means | None]] = {}

    def phrase_at(at: int) -> int:
        if at not in found_at:
            found_at[at] = _phrase(everything, at)
        return found_at[at][0]

    where = whereabouts(words, phrase_at)
    near = _place(where, request)
    said = _Said(frozenset(request.without), moments.local_now(request.at, near.place.timezone if near else None))
    unknown: list[Word] = []
    if where is not None:
        unknown = words[where.start : where.end] if where.found is None and where.unknown else []
        words = words[: where.start] + words[where.end :]
        found_at = {}
    _gather(words, found_at, said)
    taken = "place" in request.without
    said.terms += [word.text.casefold() for word in unknown if not taken and said.keeps("word", word.text.casefold())]
    found = _result(text, said, near, _unknown_place(where, request))
    if found.unknown_place and not unknown:
        found = replace(found, soft_terms=(*found.soft_terms, found.unknown_place.split()[0].casefold()))
    if is_crisis(text) and not (found.needs or request.needs) and said.keeps("need", "crisis"):
        # Somebody in danger is looking for someone to talk to, not for their own words in a description.
        found = replace(
            found, needs=("crisis",), terms=(), unexplained=(), soft_terms=found.terms, named=(), timed_name=()
        )
    if "crisis" in found.needs and not found.terms:
        # "Domestic violence" is understood; the line that is about it should still come before the others.
        heard = (word.text.casefold() for word in everything)
        soft = dict.fromkeys(word for word in heard if _is_searched(word) and word not in said.taken_away)
        found = replace(found, soft_terms=tuple(soft))
    if request.otherwise and not (found.needs or found.terms):
        found = replace(found, needs=tuple(need for need in request.otherwise if said.keeps("need", need)))
    return _with_filters(found, request) if any(getattr(request, name) for name in KINDS) else found


def _with_filters(found: Understood, request: SearchRequest) -> Understood:
    """What was given as a filter wins over the sentence."""
    return replace(
        found,
        needs=request.needs or found.needs,
        cost=request.cost,
        soft_cost=() if request.cost else found.soft_cost,
        modes=request.modes or found.modes,
        languages=request.languages or found.languages,
        audiences=request.audiences or found.audiences,
        faith=request.faith or found.faith,
        led_by=request.led_by or found.led_by,
        accessibility=request.accessibility or found.accessibility,
        days=request.days or found.days,
        # A name finds whatever its words were taken for, but never past a filter somebody set.
        named=() if request.needs or request.audiences or request.faith else found.named,
        timed_name=() if request.needs or request.audiences or request.faith or request.days else found.timed_name,
    )


def _place(where: Whereabouts | None, request: SearchRequest) -> FoundPlace | None:
    """The place of a request. One given apart wins over the sentence's, which may be none we know then."""
    if request.near:
        return find_place(request.near)
    if where is None or "place" in request.without:
        return None
    if where.asks:
        raise PlaceError("where are you? Give a ZIP code or a city", code="ask-place", field="near")
    if where.demanded and where.found is None:
        return find_place(where.unknown or "")
    return where.found


def _unknown_place(where: Whereabouts | None, request: SearchRequest) -> str | None:
    """What is none we know; a part of a town is told only where that town is searched around."""
    if where is None or "place" in request.without or (where.found and request.near):
        return None
    return where.unknown


def _phrase(words: list[Word], at: int) -> tuple[int, Means | None]:
    """How many words the longest phrase at a word takes in any language, and its meaning."""
    best: tuple[int, Means | None] = (0, None)
    for table in _tables_with(words[at].folded):
        found = table.longest(words, at)
        if found[0] > best[0]:
            best = found
    return best


@lru_cache(maxsize=8_192)
def _tables_with(folded: str) -> tuple[PhraseTable[Means], ...]:
    """The tables that have a phrase beginning with a word."""
    return tuple(table for table in word_tables() if table.begins(folded))


@lru_cache(maxsize=8_192)
def _is_inside(word: Word) -> bool:
    return any(table.says_nothing(word) for table in word_tables())


def _gather(words: list[Word], found_at: dict[int, tuple[int, Means | None]], said: _Said) -> None:
    """Take over what the words say; `found_at` are phrases looked up before."""
    at = 0
    while at < len(words):
        counted, moment = moments.read(words, at) if at < _TIMED_WORDS else (0, None)
        size, means = found_at.get(at) or _phrase(words, at)
        if moment is not None and counted >= size:
            _take_moment(moment, said)
            said.timed += [word.text.replace("’", "'").casefold() for word in words[at : at + counted]]
            at += counted
        elif means is not None:
            _take(means, [word.text for word in words[at : at + size]], said)
            at += size
        else:
            word = words[at]
            if not _is_inside(word):
                _take_word(word.text.replace("’", "'").casefold(), said)
            at += 1


def _take_word(word: str, said: _Said) -> None:
    if said.keeps("word", word):
        said.terms.append(word)
        said.unexplained.append(word)
        said.named.append(word)
        said.unknown += _is_searched(word)
    else:
        said.taken_away.add(word)


def first_of(term: str) -> str:
    """Return a term as it is shown: without its equals."""
    return term.partition("|")[0]


def _take(means: Means, words: list[str], said: _Said) -> None:
    plain = [word.replace("’", "'").casefold() for word in words]
    if means.nothing:
        said.idle += plain
        said.hints += means.hint
        return
    whole = sum(said.add(name, getattr(means, name)) for name in KINDS) == len(KINDS)
    said.otherwise += [need for need in means.otherwise if said.keeps("need", need)]
    if means.kind is not None:
        said.kinds.add(means.kind)
    if means.when is not None and said.keeps("time"):
        if means.when == "now":
            said.open_at = said.now
        else:
            said.dates += moments.dates_of(means.when, said.now)
        if means.when == "tonight":
            said.parts.append(_TONIGHT)
    if means.begin is not None and means.end is not None and said.keeps("time"):
        said.parts.append((means.begin, means.end))
    said.timed += plain if means.days or means.when is not None or means.begin is not None else []
    if whole:
        if any(getattr(means, name) for name in _NAMES_A_THING):
            said.hints += plain
            said.about += plain if means.kind is None and (means.needs or means.audiences) else []
            said.named += plain
        said.hints += means.hint
        said.terms += [word for word in means.text if said.keeps("word", first_of(word))]
    else:
        said.taken_away.update(plain)


def _take_moment(moment: Moment, said: _Said) -> None:
    if moment.on is not None:
        if said.keeps("time"):
            said.dates.append(moments.date_of(moment, said.now))
    elif moment.days:
        if said.add("days", moment.days) and said.keeps("time"):
            said.nth += moment.nth
    elif said.keeps("time"):
        said.clock = moment


def _result(text: str, said: _Said, near: FoundPlace | None, unknown_place: str | None) -> Understood:
    needs = _narrowest(_of_kinds(said))
    if needs and _OFFERS in said.kinds and needs[0].startswith(_OFFERS):
        _ask_for_offers(said)
    # Stop words are not searched, so they are not among the words the reader is shown either.
    terms = tuple(term for term in dict.fromkeys(said.terms) if _is_searched(first_of(term)))
    hints = tuple(term for term in dict.fromkeys(said.hints) if _is_searched(term) and term not in terms)
    begins, ends = _hours(said)
    ids: dict[str, Any] = {name: tuple(said.ids[name]) for name in KINDS if name not in ("needs", "cost", "days")}
    return Understood(
        text=text,
        needs=needs or (() if said.unknown else tuple(said.otherwise[:1])),
        soft_cost=tuple(said.ids["cost"]),
        days=tuple(day for day in DAYS if day in said.ids["days"]),
        nth=tuple(dict.fromkeys(said.nth)),
        dates=tuple(sorted(set(said.dates))),
        opens_from=begins,
        opens_until=ends,
        open_at=said.open_at,
        terms=terms,
        unexplained=tuple(term for term in terms if term in said.unexplained),
        soft_terms=hints,
        named=_named(said),
        timed_name=_timed_name(text, said),
        near=near,
        unknown_place=unknown_place,
        **ids,
    )


def _ask_for_offers(said: _Said) -> None:
    """Whom or what to help is no need of the reader; one of the words that said it must occur."""
    said.ids["audiences"] = []
    about = [word for word in dict.fromkeys(said.about) if _is_searched(word) and not _says_nothing(word)]
    said.terms += ["|".join(about)] if about else []


def _says_nothing(word: str) -> bool:
    means = _phrase(split(word), 0)[1]
    return means is not None and means.nothing


def _named(said: _Said) -> tuple[str, ...]:
    """The words that may be a name; in a short text those that say nothing may belong to it: "A New Place"."""
    words = tuple(word for word in dict.fromkeys(said.named) if _is_searched(word))
    idle = tuple(word for word in dict.fromkeys(said.idle) if _is_searched(word))
    if len(words) + len(idle) <= _MOST_OF_A_NAME:
        words += idle
    return words if len(words) >= _FEWEST_OF_A_NAME else ()


def _timed_name(text: str, said: _Said) -> tuple[str, ...]:
    """All words of a short text of which some said a time; none when the reader took the time away."""
    words = tuple(dict.fromkeys(word.text.replace("’", "'").casefold() for word in split(text)))
    is_name = said.timed and said.keeps("time") and not said.taken_away and len(words) <= _MOST_OF_A_NAME
    searched = tuple(word for word in words if _is_searched(word))
    return searched if is_name and len(searched) >= _FEWEST_OF_A_NAME else ()


def _of_kinds(said: _Said) -> list[str]:
    """The needs of the kinds asked for, where any is: "treatment for a drinking problem" is no support group."""
    needs = said.ids["needs"]
    return [need for need in needs if need.partition("/")[0] in said.kinds] or needs


def _is_searched(term: str) -> bool:
    return len(term) <= LONGEST_TOKEN and term not in STOP_WORDS


def _hours(said: _Said) -> tuple[str | None, str | None]:
    """From when to when it may begin: the hours said, else what the parts of the day have in common."""
    part = None
    if said.parts:
        begins, ends = max(one[0] for one in said.parts), min(one[1] for one in said.parts)
        if begins >= ends:
            begins, ends = min(one[0] for one in said.parts), max(one[1] for one in said.parts)
        part = begins, ends
    if said.clock is not None:
        return moments.hours_of(said.clock, part)
    return part or (None, None)


@lru_cache(maxsize=4_096)
def needs_of_name(name: str) -> tuple[str, ...]:
    """Return the needs that the words of a name stand for; none where a phrase could mean several."""
    words, needs, at = split(name), [], 0
    while at < len(words):
        size, means = _phrase(words, at)
        if means is not None and len(means.needs) == 1:
            needs += [need for need in means.needs if need not in needs]
        at += max(1, size)
    return _narrowest(needs)


def _narrowest(needs: list[str]) -> tuple[str, ...]:
    """Without a need whose own child was named too: "grief support group" means grief."""
    return tuple(need for need in needs if not any(other.startswith(f"{need}/") for other in needs))
