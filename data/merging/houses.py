"""Which units have a house to themselves: the only one its source lists there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data.merging.features import Features
from data.merging.words import same_street

House = tuple[str, str, str, str]


def count_houses(units: Sequence[Features]) -> Counter[House]:
    """Return how many units each source lists in each house."""
    return Counter(house for one in units if (house := _house(one)))


def alone(one: Features, other: Features, houses: Counter[House]) -> bool:
    """Whether two units are the only ones of their two sources in one house and no kind of help tells them apart."""
    if not one.street or not other.street or one.source == other.source:
        return False
    if not one.families or not other.families:
        # What does not say its kind of help may be a guest, unless it answers the same telephone.
        if one.phones and other.phones and one.phones.isdisjoint(other.phones):
            return False
    elif one.families.isdisjoint(other.families):
        return False
    return same_street(one.street, other.street) and all(
        houses[house] == 1 for house in map(_house, (one, other)) if house
    )


def _house(one: Features) -> House | None:
    """A house as one source writes it. It may stand for several, as ZIP codes are written wrong: then none is alone."""
    if not one.street:
        return None
    return one.source, one.street.number, max(one.street.core, key=lambda word: (len(word), word)), one.state
