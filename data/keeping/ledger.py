"""The keeping of records inside one transaction: what is stored, what changed, what grows old, what is forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from data import ids
from data.keeping.ageing import AGES
from data.keeping.changes import Change
from data.keeping.edits import Edit
from data.model import Document
from data.tables import CHANGES, EDITS, LISTINGS, RECORDS, SOURCES

_MADE_FROM = sa.text(
    "EXISTS (SELECT 1 FROM json_each(listings.content, '$.sources')"
    " WHERE json_extract(json_each.value, '$.source') = :wanted"
    " OR instr(json_extract(json_each.value, '$.via'), :wanted || ':') = 1)"
)


class Stored(NamedTuple):
    """A record as the store has it. `content` is its JSON, `found` and `fingerprint` hashes (`data.storing`)."""

    run: str
    first_seen: str
    found: str
    fingerprint: str
    missed: int
    standing: str
    content: str


def record_of(provenance: Document) -> tuple[str, str]:
    """Return the `(source, key)` of the record here that a listing's provenance stands for."""
    source, colon, key = provenance.get("via", "").partition(":")
    return (source, key) if colon else (provenance["source"], provenance["key"])


def moment_text(moment: datetime) -> str:
    """Return a time as the tables have it, so that text sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


class Ledger:
    """Reads and writes through the connection of a `data.store.Writer`."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def stored(self, source: str, keys: Sequence[str]) -> dict[str, Stored]:
        """Return what is stored of a source under some keys (a batch, not thousands of thousands)."""
        columns = [RECORDS.c.key, *(RECORDS.c[name] for name in Stored._fields)]
        wanted = sa.select(*columns).where(RECORDS.c.source == source, RECORDS.c.key.in_(keys))
        return {key: Stored(*row) for key, *row in self._connection.execute(wanted)}

    def count(self, source: str, run: str) -> int:
        """Return how many of a source's records were seen last in a run."""
        wanted = sa.select(sa.func.count()).where(RECORDS.c.source == source, RECORDS.c.run == run)
        return int(self._connection.execute(wanted).scalar_one())

    def log(self, changes: Iterable[Change]) -> None:
        """Append changes."""
        rows = [change._asdict() for change in changes]
        if rows:
            self._connection.execute(sa.insert(CHANGES), rows)

    def prune(self, before: datetime) -> None:
        """Drop changes that are older."""
        self._connection.execute(sa.delete(CHANGES).where(CHANGES.c.at < moment_text(before)))

    def age(self, source: str, run: str, now: datetime, every: timedelta) -> None:
        """Count a good run against the source's records it did not have, and let the old ones go (`AGES`)."""
        absent = (RECORDS.c.source == source, RECORDS.c.run != run)
        self._moved((*absent, RECORDS.c.missed == 0), "shown", "missed", run, now)
        first = sa.func.coalesce(RECORDS.c.missed_since, moment_text(now))
        self._connection.execute(
            sa.update(RECORDS).where(*absent).values(missed=RECORDS.c.missed + 1, missed_since=first)
        )
        before = "shown"
        for age in AGES:
            old = (
                *absent,
                RECORDS.c.standing == before,
                RECORDS.c.missed >= age.runs,
                RECORDS.c.missed_since <= moment_text(age.begins(every, now)),
            )
            self._moved(old, "missed" if before == "shown" else before, age.standing, run, now)
            self._connection.execute(sa.update(RECORDS).where(*old).values(standing=age.standing))
            before = age.standing

    def _moved(self, which: tuple[sa.ColumnElement[bool], ...], old: str, new: str, run: str, now: datetime) -> None:
        values = (sa.literal(one) for one in ("standing", old, new, "source", run, moment_text(now)))
        rows = sa.select(RECORDS.c.source, RECORDS.c.key, *values).where(*which)
        names = ["source", "key", "field", "old", "new", "cause", "run", "at"]
        self._connection.execute(sa.insert(CHANGES).from_select(names, rows))

    def edits(self, merged: dict[str, str]) -> dict[str, list[Edit]]:
        """Return all edits by listing; those of an id in `merged` go with it to the listing it became part of."""
        found: dict[str, list[Edit]] = {}
        for row in self._connection.execute(sa.select(*(EDITS.c[name] for name in Edit._fields))):
            found.setdefault(merged.get(row.listing, row.listing), []).append(Edit(*row))
        return found

    def put_edit(self, edit: Edit) -> None:
        """Store an edit in place of an earlier one of the field."""
        self.drop_edit(edit.listing, edit.field)
        self._connection.execute(sa.insert(EDITS), edit._asdict())

    def drop_edit(self, listing: str, field: str) -> None:
        """Forget the edit of a field."""
        self._connection.execute(sa.delete(EDITS).where(EDITS.c.listing == listing, EDITS.c.field == field))

    def forget(self, source: str, today: date) -> int:
        """Delete all that came from a source but the ids; return how many records that were.

        A listing that other sources' records are part of leads to one of these; any other becomes a tombstone. The
        listings are to be made anew in the same transaction.
        """
        made = sa.select(LISTINGS.c.id, LISTINGS.c.content).where(_MADE_FROM.bindparams(wanted=source))
        for listing, content in self._connection.execute(made).all():
            made_of = [record_of(one) for one in json.loads(content)["sources"]]
            self._leave(listing, [one for one in made_of if one[0] != source], today)
        forgotten = self._connection.execute(sa.delete(RECORDS).where(RECORDS.c.source == source)).rowcount
        self._connection.execute(sa.delete(CHANGES).where(CHANGES.c.source == source))
        self._connection.execute(sa.delete(SOURCES).where(SOURCES.c.id == source))
        return forgotten

    def _leave(self, listing: str, others: list[tuple[str, str]], today: date) -> None:
        heir = ids.listing_id(*others[0]) if others else None
        if heir == listing:
            return
        values = {"merged_into": heir, "gone": None if heir else today.isoformat(), "content": "{}"}
        self._connection.execute(sa.update(LISTINGS).where(LISTINGS.c.id == listing).values(**values))
        if heir is None:
            self._connection.execute(sa.delete(EDITS).where(EDITS.c.listing == listing))
