"""Two units compared: evidence in points, each with its reason in words, and vetoes no evidence can outweigh.

Points are roughly log-odds to the base of two: what is shared by few weighs more than what many share. Measured on
the labelled pairs of tests/bench/matching.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from data import ids
from data.merging.candidates import Corpus, one_address
from data.merging.features import Features
from data.merging.housing import Housing, answered, apart, holds, housing, one_switchboard, told_by_place
from data.merging.naming import (
    KINDS_OF_HOUSE,
    MERGING_NAMES,
    Evidence,
    called,
    compare_names,
    same_but_for_the_help,
    share_what_tells,
)
from data.merging.programs import DIRECTIONS, never_the_house, only_one_says, other_numbers, other_words
from data.merging.words import Street, gender, identifier, in_one_word, other_units, same_street, same_unit

MERGE, ASK, NOTED = 7.5, 5.0, 3.0
_METRES_A_DEGREE = 111_195.0
# A name at least so much alike is the same, written in another way.
_SAME_NAME = 0.95
# A name so much alike is the same where an organization has a house to itself.
_NEARLY_THE_NAME = 0.75
# Doors of one building have numbers so far apart at most.
_NEXT_NUMBERS = 10
# Longer keys are nobody's licence numbers, but made from what a record says.
_LONGEST_LICENCE = 16


class Comparison(NamedTuple):
    """What two units have in common. `band` is `merge`, `ask` or `leave`; a veto always leaves."""

    score: float
    band: str
    reasons: tuple[Evidence, ...]
    vetoes: tuple[str, ...]

    def words(self) -> list[str]:
        """Return the reasons for people, the weightiest first, vetoes before all."""
        weighed = sorted(self.reasons, key=lambda one: -abs(one.points))
        return [f"never: {veto}" for veto in self.vetoes] + [f"{one.points:+.1f} {one.text}" for one in weighed]


def compare(one: Features, other: Features, corpus: Corpus) -> Comparison:
    """Return the comparison of two units; the order of the two does not matter."""
    if (other.source, other.key) < (one.source, one.key):
        one, other = other, one
    one, other = called(one, other, corpus)
    alike, named = compare_names(one, other, corpus)
    rare = _rare_number(one, other, corpus)
    sure = one.name == other.name and rare
    shared = housing(one, other, corpus, rare)
    place, near = _places(one, other, shared)
    vetoes = tuple(_vetoes(one, other, sure, shared))
    near = near or (sure and all(reason.points > -2 for reason in place))
    if shared.sure and shared.organization:
        named = named._replace(points=max(named.points, 0.0))
    reasons = [named, *place, *_contacts(one, other, corpus, shared)]
    reasons += [*_schedules(one, other), *_programs(one, other, shared)]
    if one.source == other.source:
        reasons.append(Evidence(-2.0, f"{one.source} lists both, under two ids"))
    elif alike >= MERGING_NAMES and identifier(one.key) and identifier(one.key) == identifier(other.key):
        code = any(part.isalpha() for part in identifier(one.key))
        near = near or code
        reasons.append(Evidence(4.0 if code else 1.5, f"the same id in both registers ({one.key})"))
    score = sum(reason.points for reason in reasons)
    band = "leave" if vetoes else _band(score, one, other, alike, near, shared, corpus)
    return Comparison(round(score, 2), band, tuple(reasons), vetoes)


def _band(
    score: float, one: Features, other: Features, alike: float, near: bool, shared: Housing, corpus: Corpus
) -> str:
    """By score; but a merge needs names that agree and a place or a link that is shared, else a steward is asked."""
    if score < ASK:
        return "leave"
    if score < MERGE or alike < shared.least or not near or _doubtful(one, other, alike, shared, corpus):
        return "ask"
    return "merge"


def _doubtful(one: Features, other: Features, alike: float, shared: Housing, corpus: Corpus) -> bool:
    """What a person should look at: one-sided numbers or gender, units of one house, a mode only one has."""
    housed = shared.housed
    return (
        (bool(other_numbers(one, other)) and not shared.sure)
        or (_for_one_gender(one, other) and alike < _SAME_NAME and not _whoever(one, other, alike, shared))
        or (_other_units(one, other) and not shared.moved)
        or (one.meeting and other.meeting and one.modes.isdisjoint(other.modes))
        or _other_program(one, other, shared)
        or (bool(_beside(one, other)) and not (shared.sure and shared.housed and one.kinds & other.kinds))
        or (bool(one.families) != bool(other.families) and not housed and not _one_voice(one, other, alike))
        or (
            _other_people(one, other) and not shared.organization and not _own_people(one, other, alike, shared, corpus)
        )
        or (one.source == other.source and (_two_licences(one, other) or not _said_twice(one, other)))
    )


def _for_one_gender(one: Features, other: Features) -> bool:
    """Whether one is for women or men only and the other does not say so."""
    return one.gender != other.gender and (one.gendered if one.gender else other.gendered)


def _whoever(one: Features, other: Features, alike: float, shared: Housing) -> bool:
    """Whether it tells nothing that only one is for women or men: the house and its organization leave no other."""
    if shared.sure and _nameless(one, other, alike):
        return True
    return shared.alone and shared.organization and alike >= _NEARLY_THE_NAME and not never_the_house(one, other)


def _nameless(one: Features, other: Features, alike: float) -> bool:
    """Whether names agree, and none of them says for whom it is: then only one source tells it, beside the name."""
    agree = alike >= MERGING_NAMES or holds({*one.name}, {*other.name})
    return agree and not gender(one.name, []) and not gender(other.name, [])


def _other_program(one: Features, other: Features, shared: Housing) -> bool:
    """Whether only one name has a word for a program. Where each is alone in a house, it tells nothing."""
    if shared.sure or _alone_with_one_help(one, other, shared):
        return False
    mine, theirs = only_one_says(one, other)
    return bool((mine | theirs) - DIRECTIONS if shared.housed else mine | theirs)


def _alone_with_one_help(one: Features, other: Features, shared: Housing) -> bool:
    """Whether each is alone in a house with a stated kind of help, and no word of a name contradicts the other."""
    return shared.alone and bool(one.families and other.families) and not apart(*only_one_says(one, other))


def _beside(one: Features, other: Features) -> frozenset[str]:
    """Words for what one is a part of, unknown to the other: the tax help in a library has the library's name."""
    if not one.part_of and not other.part_of:
        return frozenset()
    mine = one.part_of.difference(other.part_of, other.name, other.organization)
    return mine | other.part_of.difference(one.part_of, one.name, one.organization)


def _one_voice(one: Features, other: Features, alike: float) -> bool:
    """Whether names agree and no contact differs: what only one says of its help is then no contradiction."""
    mine, theirs = {*one.organization}, {*other.organization}
    if one.name == one.organization and other.name == other.organization and holds({*one.name}, {*other.name}):
        alike = _SAME_NAME if alike >= MERGING_NAMES and answered(one, other) else alike
    return alike >= _SAME_NAME and (answered(one, other) or holds(mine, theirs))


def _other_units(one: Features, other: Features) -> bool:
    here, there = one.street, other.street
    return bool(here and there and other_units(here, there))


def _other_people(one: Features, other: Features) -> bool:
    """Whether neither a telephone number nor a word of the organization is shared: a guest in another's house."""
    if not one.phones or not other.phones or one.phones & other.phones:
        return False
    if one.name == other.name and one.families & other.families:
        return False
    return {*one.organization}.isdisjoint({*other.organization})


def _own_people(one: Features, other: Features, alike: float, shared: Housing, corpus: Corpus) -> bool:
    """Whether neither of two that are alone in a house is a guest there: names agree, or share a word that tells."""
    if not shared.alone or alike >= MERGING_NAMES:
        return shared.alone
    return not _other_door(one, other) and (
        share_what_tells(one, other, corpus) or same_but_for_the_help(one, other, corpus)
    )


def _other_door(one: Features, other: Features) -> bool:
    """Whether not both name one door of the house, or none."""
    here, there = one.street, other.street
    if not here or not there or here.core != there.core:
        return True
    return bool(here.unit or there.unit) and not (here.unit and there.unit and same_unit(here.unit, there.unit))


def _two_licences(one: Features, other: Features) -> bool:
    """Whether a register gave the two ids with letters and digits, which it gives to two things only."""
    if max(len(one.key), len(other.key)) > _LONGEST_LICENCE:
        return False
    mine, theirs = identifier(one.key), identifier(other.key)
    return mine != theirs and all(any(part.isalpha() for part in key) for key in (mine, theirs))


def _said_twice(one: Features, other: Features) -> bool:
    """Whether one source says one thing under two ids. It mostly means two things, so all that it says must agree.

    Where a description is said twice word by word, times and needs that only one states are no disagreement.
    """
    word_by_word = one.text == other.text != 0
    return (
        one.name == other.name
        and one.organization == other.organization
        and (one.terms == other.terms or (word_by_word and not (one.terms and other.terms)))
        and (one.slots == other.slots or (word_by_word and not (one.slots and other.slots)))
        and one.modes == other.modes
        and (one.text == other.text or 0 in (one.text, other.text))
        and (one.phones == other.phones or not one.phones or not other.phones)
        and (one.link == other.link or not one.link or not other.link)
    )


def _vetoes(one: Features, other: Features, sure: bool, shared: Housing) -> list[str]:
    found = []
    if one.source == other.source and ids.carried_id(one.key) and ids.carried_id(other.key):
        found.append(f"the directory behind {one.source} keeps them apart")
    if one.numbers - other.numbers and other.numbers - one.numbers:
        found.append(f"different numbers in the names ({_list(one.numbers)}; {_list(other.numbers)})")
    if one.gender and other.gender and one.gender != other.gender and one.gendered and other.gendered:
        found.append("one is for women, the other for men")
    if one.fellowship and other.fellowship and one.fellowship != other.fellowship:
        found.append(f"different fellowships ({one.fellowship}, {other.fellowship})")
    if one.groups and other.groups and one.groups.isdisjoint(other.groups):
        found.append(f"different kinds of group ({_list(one.groups)}; {_list(other.groups)})")
    elif one.families and other.families and one.families.isdisjoint(other.families):
        found.append(f"different kinds of help ({_list(one.families)}; {_list(other.families)})")
    if one.meeting and other.meeting and one.slots.isdisjoint(other.slots):
        found.append("they meet at different times")
    return found + _elsewhere(one, other, sure, shared)


def _elsewhere(one: Features, other: Features, sure: bool, shared: Housing) -> list[str]:
    """Why the two cannot be at one place. Two ways to write a street stop no pair that is sure by name and number."""
    if one.state and other.state and one.state != other.state:
        return [f"different states ({one.state}, {other.state})"]
    metres = _metres(one, other)
    here, there = one.street, other.street
    if metres is not None and metres > 1_000 and not _one_door(one, other):
        return [f"{metres / 1609.344:.1f} miles apart"]
    if here and there:
        if here.number != there.number and (metres is None or metres > 150):
            return [f"different house numbers ({here.number}, {there.number})"]
        far = metres is None or metres > 300
        if far and not sure and not (here.core & there.words or there.core & here.words or in_one_word(here, there)):
            return [f"different streets ({' '.join(sorted(here.core))}; {' '.join(sorted(there.core))})"]
        if _other_units(one, other) and one.name != other.name and not shared.moved:
            return [f"different units of one house ({here.unit}, {there.unit})"]
    if one.city and other.city and one.city != other.city and not _one_town(one, other, metres, sure):
        return [f"different towns ({one.city}, {other.city})"]
    return []


def _one_door(one: Features, other: Features) -> bool:
    """Whether one name and address in one town leave no doubt, so that one of two points far apart must be wrong."""
    return one_address(one, other) and _told(one) == _told(other)


def _told(one: Features) -> frozenset[str]:
    """The words of a name but for the kind of house."""
    return frozenset(one.name) - KINDS_OF_HOUSE or frozenset(one.name)


def _one_town(one: Features, other: Features, metres: float | None, sure: bool) -> bool:
    same_house = bool(one.street and other.street and same_street(one.street, other.street))
    same_code = one.postal_code == other.postal_code != ""
    no_code = not one.postal_code or not other.postal_code
    return (metres is not None and metres < 500) or (same_house and (same_code or (sure and no_code)))


def _places(one: Features, other: Features, shared: Housing) -> tuple[list[Evidence], bool]:
    """Evidence of the place, and whether the two share a house, a door's point or a link."""
    found, near = _streets(one.street, other.street, shared) if one.street and other.street else ([], False)
    metres = _metres(one, other)
    if found and not near and metres is not None and metres <= 100 and _next_door(one, other):
        found = [Evidence(1.0, "the same name at a neighbouring house number")]
    if metres is not None and metres <= 100:
        found.append(Evidence(1.5 if found else 3.0, f"{metres:.0f} metres apart"))
        near = True
    elif metres is not None and metres > 400:
        found.append(Evidence(-1.0 if near else -2.0, f"{metres:.0f} metres apart"))
    if one.link and one.link == other.link:
        found.append(Evidence(3.5, "the same way to join online"))
        near = True
    elif one.link and other.link and not near:
        found.append(Evidence(-2.0, "different ways to join online"))
    if one.postal_code and one.postal_code == other.postal_code:
        found.append(Evidence(0.5, f"the same ZIP code ({one.postal_code})"))
    return found, near


def _next_door(one: Features, other: Features) -> bool:
    """Whether one name and kind of help is listed at two doors of one building, and these are not two licences."""
    here, there = one.street, other.street
    if not here or not there or one.source == other.source or _two_licences(one, other):
        return False
    if here.core != there.core or abs(int(here.number) - int(there.number)) > _NEXT_NUMBERS:
        return False
    return _told(one) == _told(other) and not one.kinds.isdisjoint(other.kinds) and not one.meeting


def _streets(one: Street, other: Street, shared: Housing) -> tuple[list[Evidence], bool]:
    if not same_street(one, other):
        if one.number == other.number:
            return [Evidence(-1.0, "the same house number, another street")], False
        return [Evidence(-3.0, "different street addresses")], False
    found = [Evidence(3.5, f"the same street address ({one.number} {_list(one.core)})")]
    if one.unit and other.unit and same_unit(one.unit, other.unit):
        found.append(Evidence(1.0, f"the same unit ({one.unit})"))
    elif not one.unit and not other.unit and one.floor and one.floor == other.floor:
        found.append(Evidence(1.0, f"the same floor ({one.floor})"))
    elif one.unit != other.unit and not (shared.sure and shared.organization and not (one.unit and other.unit)):
        found.append(Evidence(-0.5, "only one names a unit, or another"))
    return found, True


def _contacts(one: Features, other: Features, corpus: Corpus, shared: Housing) -> list[Evidence]:
    found = []
    numbers = one.phones & other.phones
    if numbers:
        number = min(numbers, key=lambda phone: (corpus.phones[phone], phone))
        count = corpus.phones[number]
        found.append(Evidence(round(max(0.3, 3.5 - 0.8 * math.log2(max(count, 2) / 2)), 2),
                              f"the same telephone number ({number}, said by {count})"))  # fmt: skip
    elif one.phones and other.phones and not one_switchboard(one, other):
        found.append(Evidence(-0.7, "different telephone numbers"))
        if shared.alone and not _other_door(one, other) and same_but_for_the_help(one, other, corpus):
            found.append(Evidence(1.0, "names differ only in words for the help"))
    elif one.phones and other.phones:
        found.append(Evidence(1.0, "neighbouring telephone numbers"))
    if one.page and one.page == other.page:
        found.append(Evidence(2.5 if corpus.pages[one.page] <= 3 else 0.5, f"the same page ({one.page})"))
    elif one.host and one.host == other.host:
        found.append(Evidence(1.5 if corpus.hosts[one.host] <= 3 else 0.3, f"the same website ({one.host})"))
    if one.email and one.email == other.email:
        found.append(Evidence(2.0 if corpus.emails[one.email] <= 3 else 0.5, f"the same e-mail address ({one.email})"))
    if one.organization == other.organization != one.name or (shared.organization and one.name != other.name):
        found.append(Evidence(1.0, f"the same organization ({' '.join(one.organization)})"))
    return found


def _rare_number(one: Features, other: Features, corpus: Corpus) -> bool:
    return any(corpus.phones[number] <= 4 for number in one.phones & other.phones)


def _schedules(one: Features, other: Features) -> list[Evidence]:
    if not one.slots or not other.slots:
        return []
    shared = len(one.slots & other.slots)
    if one.slots == other.slots:
        return [Evidence(2.5 if one.meeting else 1.0, f"the same times ({_list(one.slots)})")]
    if shared:
        return [Evidence(1.0, f"{shared} of their times are the same")]
    return []


def _programs(one: Features, other: Features, shared: Housing) -> list[Evidence]:
    """Words that tell one program of a house from another, where only one of two names has them."""
    only = other_words(one, other)
    told = bool(only) and not shared.sure and not _alone_with_one_help(one, other, shared)
    found = [Evidence(-1.5, f"only one name says {_list(only)}")] if told else []
    if shared.alone:
        where = "with that number" if shared.numbered else "in the house"
        found.append(Evidence(3.5 if shared.sure else 2.0, f"each the only one its source lists {where}"))
    if shared.behind:
        found.append(Evidence(0.0, "one organization alone behind one door, with one kind of help"))
    elif shared.alone and shared.organization and (place := told_by_place(one, other)):
        found.append(Evidence(0.0, f"only one name says {_list(place)}, but that tells no more than where it is"))
    if shared.moved and _other_units(one, other):
        found.append(Evidence(0.0, "another suite, but no other thing is there by that name"))
    if _beside(one, other):
        found.append(Evidence(-1.5, f"only one is part of something ({_list(_beside(one, other))})"))
    numbers = other_numbers(one, other)
    if numbers:
        found.append(Evidence(-1.0, f"only one name has the number {_list(numbers)}"))
    if _for_one_gender(one, other) and one.name != other.name:
        found.append(Evidence(-1.5, f"only one is for {one.gender or other.gender}"))
    return found


def _metres(one: Features, other: Features) -> float | None:
    if one.point is None or other.point is None:
        return None
    up = (one.point[0] - other.point[0]) * _METRES_A_DEGREE
    across = (one.point[1] - other.point[1]) * _METRES_A_DEGREE * math.cos(math.radians(one.point[0]))
    return math.hypot(up, across)


def _list(values: frozenset[str]) -> str:
    return ", ".join(sorted(values))
