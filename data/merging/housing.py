"""What two units share of a house, and what that leaves to their names."""

from __future__ import annotations

from typing import NamedTuple

from data.merging.candidates import Corpus
from data.merging.features import Features
from data.merging.houses import alone
from data.merging.naming import MERGING_NAMES, PLACES, both_tell
from data.merging.organizations import related
from data.merging.programs import NEVER_THE_HOUSE, PROGRAM_WORDS, never_the_house, only_one_says, other_ages
from data.merging.words import same_street, same_unit

# Enough where house and a telephone number of few are shared ("Genesis House" and "Genesis House I").
_NAMES_OF_ONE_HOUSE = 0.55
# Enough where one organization is alone in a house.
_NAMES_OF_ONE_OFFICE = 0.5
# Enough where one organization is alone behind one door of a house: names that agree in part.
_NAMES_BEHIND_ONE_DOOR = 1 / 3
# So many words of a name leave no doubt which one is meant.
_LONG_NAME = 4
# Words for any house.
_HOUSES = frozenset({"home", "house"})


class Housing(NamedTuple):
    """What two units share of a house.

    `housed` is one house and a number of few, or one door and a number; `alone` that each is the only one its source
    lists there, with the same kind of help, `numbered` that it is so only among what has their telephone number;
    `organization` that both are of one; `sure` that the house and the help leave no other that could be meant,
    whatever the names; `moved` that another suite is the same thing, written down before it moved or wrongly; `behind`
    that one organization is alone behind one door. `least` is how alike names must be for a merge.
    """

    housed: bool
    alone: bool
    numbered: bool
    organization: bool
    sure: bool
    moved: bool
    behind: bool
    least: float


def housing(one: Features, other: Features, corpus: Corpus, rare: bool) -> Housing:
    """Return what two units share of a house; `rare` is whether they share a telephone number of few."""
    if not one.street or not other.street or not same_street(one.street, other.street):
        return Housing(False, False, False, False, False, False, False, MERGING_NAMES)
    door = bool(one.street.unit and other.street.unit) and same_unit(one.street.unit, other.street.unit)
    housed = rare or (door and bool(one.phones & other.phones))
    organization = related(one, other, corpus)
    in_house = alone(one, other, corpus.houses)
    of_two = _number_of_two(one, other, corpus)
    if one.meeting or other.meeting or not (in_house or of_two):
        said_by = organization and answered(one, other) and _holds_name(one, other)
        least = _NAMES_OF_ONE_HOUSE if housed or said_by else MERGING_NAMES
        return Housing(housed, False, False, organization, False, False, False, least)
    parted = apart(*only_one_says(one, other)) or (
        not (door and organization) and not answered(one, other) and never_the_house(one, other)
    )
    common = PROGRAM_WORDS | told_by_place(one, other) if organization else PROGRAM_WORDS
    one_program = not parted and ((in_house and of_two) or not both_tell(one, other, corpus, common, organization))
    office = organization and _answered_by_one(one, other)
    library = "libraries" in one.kinds & other.kinds and not parted
    one_kind = one_program and _kind_agrees(one, other, office)
    sure = library or (one_kind and (rare or office))
    least = 0.0 if sure else _least(one, other, housed, organization, one_program)
    if not in_house and not library:
        least = _NAMES_OF_ONE_OFFICE
    behind = one_kind and door and organization and not sure and not other_ages(one, other)
    if behind:
        sure, least = True, _NAMES_BEHIND_ONE_DOOR
    moved = in_house and ((organization or rare) if one.name == other.name else (organization and rare and sure))
    return Housing(housed, True, not in_house, organization, sure, moved, behind, least)


def _number_of_two(one: Features, other: Features, corpus: Corpus) -> bool:
    """Whether they share a telephone number that no source says twice, and state one kind of help."""
    if one.source == other.source or one.kinds.isdisjoint(other.kinds):
        return False
    return any(corpus.phones[number] <= 2 for number in one.phones & other.phones)


def answered(one: Features, other: Features) -> bool:
    """Whether one telephone number may answer for both: one is shared, or not both have any."""
    return not one.phones or not other.phones or bool(one.phones & other.phones)


def one_switchboard(one: Features, other: Features) -> bool:
    """Whether two numbers differ in their last two digits only: a company's extensions."""
    return not {number[:-2] for number in one.phones}.isdisjoint(number[:-2] for number in other.phones)


def holds(one: set[str], other: set[str]) -> bool:
    """Whether one name, of two words at least, is wholly in the other."""
    return min(len(one), len(other)) > 1 and (one <= other or other <= one)


def _holds_name(one: Features, other: Features) -> bool:
    """Whether one kind of help is called by a long name, and elsewhere by that and more."""
    long = min(len({*one.name}), len({*other.name})) >= _LONG_NAME
    return long and not one.kinds.isdisjoint(other.kinds) and holds({*one.name}, {*other.name})


def _least(one: Features, other: Features, housed: bool, organization: bool, one_program: bool) -> float:
    one_number = answered(one, other) or one_switchboard(one, other)
    if organization and one_program and (one_number or _share_own_words(one, other)):
        return _NAMES_OF_ONE_OFFICE
    said_by = answered(one, other) and holds({*one.name}, {*other.name})
    return _NAMES_OF_ONE_HOUSE if housed or said_by or (one_program and not organization) else MERGING_NAMES


def _share_own_words(one: Features, other: Features) -> bool:
    """Whether names agree in more than in their organization's, or one of them says no more than that."""
    known = {*one.organization, *other.organization} | told_by_place(one, other)
    mine, theirs = ({*of.own_name} - known for of in (one, other))
    return not mine or not theirs or not mine.isdisjoint(theirs)


def told_by_place(one: Features, other: Features) -> frozenset[str]:
    """Return words of only one name that tell no more than where it is: street, town, "Headquarters", "House"."""
    found: frozenset[str] = frozenset()
    for of in (one, other):
        street = of.street.core if of.street else frozenset()
        found |= street.union(of.city.split(), PLACES, _HOUSES).intersection(of.own_name)
    return found.difference({*one.name} & {*other.name})


def _kind_agrees(one: Features, other: Features, office: bool) -> bool:
    """Whether both state the same kind of help; of one office it is enough that one does."""
    return not one.kinds.isdisjoint(other.kinds) or (office and not (one.kinds and other.kinds))


def _answered_by_one(one: Features, other: Features) -> bool:
    """Whether a number answers for both, or one of the two is called no more than their organization."""
    return bool(one.phones & other.phones) or any(
        {*of.organization}.issuperset(named.name) for of in (one, other) for named in (one, other)
    )


def apart(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Whether each of two names has a word for a program that the other lacks, or one is never the house itself."""
    return bool((mine and theirs) or (mine | theirs) & NEVER_THE_HOUSE)
