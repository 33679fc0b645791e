"""Which units have a house to themselves: the only one its source lists there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data.merging.features import Features
from data.merging.words import doors, same_street, same_unit

# Source, number, street, state, and the door where one is named; no door for the house as a whole.
House = tuple[str, str, str, str, str]


def count_houses(units: Sequence[Features]) -> Counter[House]:
    """Return how many units each source lists in each house and behind each door of it."""
    counted: Counter[House] = Counter()
    for one in units:
        if house := _house(one):
            counted[house] += 1
            if one.street and one.street.unit:
                counted.update(_doors(one))
    return counted


def alone(one: Features, other: Features, houses: Counter[House]) -> bool:
    """Whether two units are the only ones of their two sources in one house and no kind of help tells them apart.

    Where both name the same doors of the house, it is enough to be alone behind those.
    """
    if not one.street or not other.street or one.source == other.source:
        return False
    if not one.families or not other.families:
        # What does not say its kind of help may be a guest, unless it answers the same telephone.
        if one.phones and other.phones and one.phones.isdisjoint(other.phones):
            return False
    elif one.families.isdisjoint(other.families):
        return False
    if not same_street(one.street, other.street):
        return False
    if all(houses[house] == 1 for house in map(_house, (one, other)) if house):
        return True
    both = one.street.unit and other.street.unit and same_unit(one.street.unit, other.street.unit)
    return bool(both) and all(houses[door] == 1 for door in (*_doors(one), *_doors(other)))


def _house(one: Features) -> House | None:
    """A house as one source writes it. It may stand for several, as ZIP codes are written wrong: then none is alone."""
    if not one.street:
        return None
    return one.source, one.street.number, max(one.street.core, key=lambda word: (len(word), word)), one.state, ""


def _doors(one: Features) -> list[House]:
    house = _house(one) if one.street and one.street.unit else None
    return [(*house[:4], door) for door in doors(one.street.unit)] if house and one.street else []
