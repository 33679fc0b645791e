"""Why records are one listing, in words: what a steward reads before deciding, and what the decisions do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from data.errors import KithError
from data.merging.ledger import Ledger
from data.merging.match import Id, PairNote
from data.merging.units import Pair

_ALMOST_SHOWN = 10


def explain(ledger: Ledger, name: str) -> dict[str, Any]:
    """Return why a listing is what it is.

    `listing`; `records` as `source:key` in parts that were one before comparing (exact duplicates, days of one
    group); `joined`, `asked` and `almost` are pairs with their score and reasons; `apart` what stewards decided.
    `name` is a listing's id, an id merged away, or `source:record`. Raises KithError when nothing has it.
    """
    _, listing = _find(ledger, name)
    members = ledger.members(listing)
    parts: dict[int, list[str]] = defaultdict(list)
    for record, unit in members:
        parts[unit].append(":".join(record))
    own = {record for record, _ in members}
    pairs = {(note.one, note.other): note for record in own for note in ledger.pairs(of=record)}
    told = sorted(pairs.values(), key=lambda note: (-note.score, note.one, note.other))
    inside = [note for note in told if note.one in own and note.other in own]
    return {
        "listing": listing,
        "parts": list(parts.values()),
        "joined": [as_object(note) for note in inside if note.band == "merge"],
        "asked": [as_object(note) for note in told if note.band == "ask"],
        "almost": [as_object(note) for note in told if note.band == "leave"][:_ALMOST_SHOWN],
        "decided": [row for row in ledger.listed_decisions() if own & _records(row)],
    }


def as_object(note: PairNote) -> dict[str, Any]:
    """Return a pair for programs."""
    return {
        "one": ":".join(note.one),
        "other": ":".join(note.other),
        "score": note.score,
        "reasons": list(note.reasons),
    }


def in_words(told: dict[str, Any]) -> list[str]:
    """Return an explanation as lines."""
    lines = [f"listing {told['listing']}"]
    for part in told["parts"]:
        how = " (exact duplicates, or the days of one group)" if len(part) > 1 else ""
        lines += [f"  from {', '.join(part)}{how}"]
    titles = {"joined": "joined because", "asked": "a steward is asked", "almost": "almost, but left apart"}
    for kind, title in titles.items():
        for pair in told[kind]:
            lines += [f"{title}: {pair['one']} and {pair['other']}, {pair['score']} points"]
            lines += [f"    {reason}" for reason in pair["reasons"]]
    for row in told["decided"]:
        one, other = sorted(":".join(record) for record in _records(row))
        lines.append(f"decided {row['decided']}: {one} and {other} {row['verdict']}")
    return lines


def unmerge(ledger: Ledger, name: str, other: str | None = None) -> int:
    """Put apart what is one listing, from the next merge on; return how many pairs of records that concerns.

    With `other`, the record of that name leaves the listing, or the two listings stay apart. A listing's own id
    parts what was joined by comparison (its exact duplicates and days, when there is nothing else); an id merged
    away or `source:record` takes that record out. Raises KithError when there is nothing to part.
    """
    record, listing = _find(ledger, name)
    members = ledger.members(listing)
    if other is not None:
        second, second_listing = _find(ledger, other)
        if second_listing == listing:
            pairs = _across([second], [one for one, _ in members])
        else:
            pairs = _across(*_both(ledger, listing, second_listing))
    elif name.partition(":")[2] or name.lower() != listing:
        pairs = _across([record], [one for one, _ in members if one != record])
    else:
        parts: dict[int, list[Id]] = defaultdict(list)
        for one, unit in members:
            parts[unit].append(one)
        separate = list(parts.values()) if len(parts) > 1 else [[one] for one, _ in members]
        pairs = {pair for left, right in combinations(separate, 2) for pair in _across(left, right)}
    if not pairs:
        raise KithError(f"{name} is made of one record: there is nothing to part", code="nothing-to-part")
    return ledger.decide(pairs, "apart", name)


def join(ledger: Ledger, name: str, other: str) -> int:
    """Make two listings one, from the next merge on; return how many pairs of records that concerns."""
    (_, one), (_, two) = _find(ledger, name), _find(ledger, other)
    if one == two:
        raise KithError(f"{name} and {other} are one listing already", code="nothing-to-join")
    return ledger.decide(_across(*_both(ledger, one, two)), "together", name)


def _both(ledger: Ledger, one: str, other: str) -> tuple[list[Id], list[Id]]:
    return [record for record, _ in ledger.members(one)], [record for record, _ in ledger.members(other)]


def _across(ones: Sequence[Id], others: Sequence[Id]) -> set[Pair]:
    return {frozenset((one, other)) for one in ones for other in others if one != other}


def _records(row: dict[str, Any]) -> set[Id]:
    return {(row["source_one"], row["key_one"]), (row["source_other"], row["key_other"])}


def _find(ledger: Ledger, name: str) -> tuple[Id, str]:
    found = ledger.find(name)
    if found is None:
        raise KithError(
            f"no record or listing is called {name} (a listing's id, or source:record)", code="no-such-listing"
        )
    return found
