"""Pairs become listings: the surest first, and no chain past what any two members contradict."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from data.merging.compare import ASK, Comparison
from data.merging.features import Features
from data.merging.words import same_street

Edge = tuple[int, int]
# A match must beat its rival of the same source by so much, or a steward is asked about both.
_CLEARLY = 1.0
# By so much where nothing but the words of its name tells which of two organizations is meant.
_CLEARLY_BY_NAME = 4.0


@dataclass
class Clusters:
    """`of` maps a unit to its cluster, the least unit in it.

    `blocked` says why a pair of the merge band was not joined.
    """

    of: list[int]
    blocked: dict[Edge, str] = field(default_factory=dict)


def cluster(
    units: Sequence[Features],
    compared: Mapping[Edge, Comparison],
    compare: Callable[[int, int], Comparison],
    together: set[Edge],
    apart: set[Edge],
) -> Clusters:
    """Join units along pairs of the merge band, the highest score first; ties by source and key.

    Two clusters become one only when every pair across them holds: no veto, at least a question's score, and a
    merge's where one source gave both its own ids. A unit that fits two of a source equally well joins neither.
    What a steward put `together` is joined before all and may break vetoes, but not what was put `apart`.
    """
    found = Clusters(list(range(len(units))))
    members: dict[int, list[int]] = {at: [at] for at in range(len(units))}
    edges = {edge: one for edge, one in compared.items() if one.band == "merge" and edge not in together}
    found.blocked = _rivals(units, edges, compare)
    names = [(one.source, one.key) for one in units]
    order = [(edge, True) for edge in sorted(together, key=lambda edge: (names[edge[0]], names[edge[1]]))]
    sure = sorted(edges, key=lambda edge: (-edges[edge].score, *sorted((names[edge[0]], names[edge[1]]))))
    order += [(edge, False) for edge in sure if edge not in found.blocked]
    for (left, right), by_steward in order:
        one, other = sorted((found.of[left], found.of[right]))
        if one == other:
            continue
        reason = _contradiction(members[one], members[other], units, compare, apart, together, by_steward)
        if reason is not None:
            found.blocked[left, right] = reason
            continue
        for unit in members[other]:
            found.of[unit] = one
        members[one] += members.pop(other)
    return found


def _contradiction(
    ones: list[int],
    others: list[int],
    units: Sequence[Features],
    compare: Callable[[int, int], Comparison],
    apart: set[Edge],
    together: set[Edge],
    by_steward: bool,
) -> str | None:
    """Why two clusters cannot be one, or None."""
    for left in ones:
        for right in others:
            edge = (min(left, right), max(left, right))
            if edge in apart:
                return "a steward put apart what would come together"
            if by_steward or edge in together:
                continue
            one = compare(*edge)
            same_source = units[left].source == units[right].source
            if one.vetoes or one.score < ASK or (same_source and one.band != "merge"):
                why = one.vetoes[0] if one.vetoes else "they are not alike enough"
                return f"it would join {_name(units[left])} and {_name(units[right])}: {why}"
    return None


def _rivals(
    units: Sequence[Features], edges: Mapping[Edge, Comparison], compare: Callable[[int, int], Comparison]
) -> dict[Edge, str]:
    """Pairs that are not joined because another of the same source fits about as well and is another thing."""
    choices: dict[tuple[int, str], list[tuple[float, int]]] = defaultdict(list)
    for (left, right), one in edges.items():
        if units[left].source != units[right].source:
            choices[left, units[right].source].append((one.score, right))
            choices[right, units[left].source].append((one.score, left))
    blocked = {}
    for (unit, _), rivals in choices.items():
        if len(rivals) < 2:
            continue
        best, first = max(rivals, key=lambda rival: (rival[0], -rival[1]))
        close = sorted(at for score, at in rivals if score > best - _margin(units[unit], units[first], units[at]))
        likest = max(close, key=lambda at: (_agreement(units[unit], units[at]), -at))
        for at in close:
            other = next(
                (one for one in close if one != at and compare(min(at, one), max(at, one)).band != "merge"), None
            )
            if other is not None and (at != likest or not _one_office(units[unit], [units[one] for one in close])):
                blocked[min(unit, at), max(unit, at)] = f"{_name(units[other])} fits as well"
    return blocked


def _margin(one: Features, best: Features, rival: Features) -> float:
    """By how much the best must beat a rival: by more where two organizations share house and number.

    Then the words of names are all that tells whose a third is, unless its name is the very same.
    """
    if best.organization == rival.organization or one.name in (best.name, best.own_name):
        return _CLEARLY
    alike = bool(best.street and rival.street and same_street(best.street, rival.street)) and best.phones & rival.phones
    return _CLEARLY_BY_NAME if alike else _CLEARLY


def _one_office(one: Features, twins: Sequence[Features]) -> bool:
    """Whether a unit has the name of an office that another source lists under several ids."""
    return all(_twins(twins[0], twin) for twin in twins) and one.name in (twins[0].name, twins[0].own_name)


def _twins(one: Features, other: Features) -> bool:
    """Whether a source says one name, house and number under two ids, and nothing in words that tells them apart."""
    if not one.phones or (one.text != other.text and one.text and other.text):
        return False
    return (one.name, one.organization, one.street, one.phones) == (
        other.name, other.organization, other.street, other.phones,
    )  # fmt: skip


def _agreement(one: Features, other: Features) -> float:
    """How much of what two units say in terms both say, 0 to 1."""
    return len(one.terms & other.terms) / max(1, len(one.terms | other.terms))


def _name(unit: Features) -> str:
    return f"{unit.source}:{unit.key}"
