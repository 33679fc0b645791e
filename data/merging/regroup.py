"""All stored records become listings: read twice, once for what is compared and once for the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice

import pandas as pd

from data import ids
from data.keeping.edits import Edit
from data.merging.batches import Group, compared, made
from data.merging.features import Features
from data.merging.ledger import Ledger
from data.merging.match import Matched, match
from data.merging.units import Pair
from data.store import BATCH, Writer
from data.workers import T, Workers


@dataclass(frozen=True)
class Regrouped:
    """What became of the records. `listings` leaves out tombstones; `asked` counts pairs that wait for a steward."""

    records: int
    listings: int
    exact_duplicates: int
    days_joined: int
    matched: int
    asked: int


def regroup(writer: Writer, workers: Workers, anew: bool = False) -> Regrouped:
    """Match all records, write the listings, the redirects of merged ids, and the reasons.

    Where nothing changed that listings are made of, they stay as they are, unless they are to be made `anew`.
    """
    ledger = Ledger(writer.connection)
    mark = ledger.mark()
    told = None if anew else ledger.told(mark)
    if told is None:
        found = _regrouped(writer, workers, ledger)
        ledger.remember(mark, asdict(found))
        return found
    return Regrouped(**told)


def _regrouped(writer: Writer, workers: Workers, ledger: Ledger) -> Regrouped:
    marks, features = _read(writer, workers)
    marks["own"] = [ids.listing_id(source, key) for source, key in zip(marks["source"], marks["key"], strict=True)]
    together = ledger.decisions("together") | _of_one_id(marks)
    found = match(marks, features, ledger.decisions("apart"), together)
    del features
    marks["own"] = _own_ids(marks, found)
    assigned = assign_listings(marks, found)
    merged = assigned[assigned["own"] != assigned["listing"]]
    redirects = dict(zip(merged["own"], merged["listing"], strict=True))
    said = writer.ledger.edits(redirects)
    groups = _batches(_groups(writer, assigned, said))
    written = workers.map(partial(made, writer.source_facts()), groups, len(assigned))
    live = writer.put_listings((one for batch in written for one in batch), redirects)
    columns = ("source", "key", "own", "listing", "unit")
    ledger.write(zip(*(assigned[name].tolist() for name in columns), strict=True), found.pairs)
    same = assigned.groupby(["unit", "fingerprint"], dropna=False).ngroups
    return Regrouped(
        records=len(assigned),
        listings=live,
        exact_duplicates=len(assigned) - same,
        days_joined=same - len(found.units),
        matched=len(found.units) - len(found.groups),
        asked=ledger.count("ask"),
    )


def _of_one_id(marks: pd.DataFrame) -> set[Pair]:
    """Records that have one id, because another directory passed on a listing that is known here: one listing."""
    same = marks[marks.duplicated("own", keep=False)]
    groups = (list(zip(rows["source"], rows["key"], strict=True)) for _, rows in same.groupby("own"))
    return {frozenset((first, other)) for first, *others in groups for other in others}


def _own_ids(marks: pd.DataFrame, found: Matched) -> list[str]:
    """The id each record gives a listing; of records with one id that were put apart only one keeps it."""
    own = list(marks["own"])
    group_of = {row: at for at, rows in enumerate(found.groups) for row in rows}
    rows = marks.reset_index(drop=True)
    same = rows[rows.duplicated("own", keep=False)]
    is_carried = same["key"].map(lambda key: ids.carried_id(key) is not None)
    holder: dict[str, int] = {}
    for row in same.assign(carried=is_carried).sort_values(["carried", "source", "key"]).index.tolist():
        group = holder.setdefault(own[row], group_of[row])
        if group != group_of[row]:
            own[row] = ids.made_id(str(rows["source"][row]), str(rows["key"][row]))
    return own


def _read(writer: Writer, workers: Workers) -> tuple[pd.DataFrame, list[Features]]:
    """The frame `match` wants (`source`, `key`, `fingerprint`, `first_seen`, `series`), and the features beside it."""
    frame = writer.record_marks()
    records = _batches(content for _, _, content in writer.records())
    found = [one for batch in workers.map(compared, records, len(frame)) for one in batch]
    frame["series"] = pd.Series([series for series, _ in found], index=frame.index, dtype="object")
    # What another directory keeps apart has ids of its own there: its words, equal or not, make no two of them one.
    carried = frame["key"].map(lambda key: ids.carried_id(key) is not None).astype(bool)
    frame.loc[carried, "series"] = None
    frame.loc[carried, "fingerprint"] = frame["fingerprint"] + frame["key"]
    return frame, [features for _, features in found]


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    coming = iter(items)
    while batch := list(islice(coming, BATCH)):
        yield batch


def assign_listings(marks: pd.DataFrame, found: Matched) -> pd.DataFrame:
    """Return the frame with `unit` (a number) and `listing` (an id) added.

    A listing has the own id of its record that was seen first (ties: by source and key), so an id lasts while
    records come and go, and a record that leaves gets its own id back.
    """
    frame = marks.copy()
    for name, parts in (("unit", found.units), ("group", found.groups)):
        numbers = [0] * len(frame)
        for number, rows in enumerate(parts):
            for row in rows:
                numbers[row] = number
        frame[name] = numbers
    ordered = frame.sort_values(["first_seen", "source", "key"])
    frame["listing"] = ordered.groupby("group", sort=False)["own"].transform("first")
    return frame


def _groups(writer: Writer, assigned: pd.DataFrame, said: dict[str, list[Edit]]) -> Iterator[Group]:
    """Yield each listing when the last of its records was read; only listings of several records wait."""
    listing_of = dict(zip(zip(assigned["source"], assigned["key"], strict=True), assigned["listing"], strict=True))
    missing = assigned["listing"].value_counts().to_dict()
    waiting: dict[str, list[str]] = {}
    for source, key, content in writer.records():
        listing = listing_of[source, key]
        missing[listing] -= 1
        if missing[listing]:
            waiting.setdefault(listing, []).append(content)
        else:
            yield Group(listing, [*waiting.pop(listing, ()), content], said.get(listing, ()))
