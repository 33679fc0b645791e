"""What merging remembers in the store: which record went where, the pairs with their reasons, stewards' decisions.

Pairs are written anew by every merge. Decisions are never touched by one: they are about records, by source and
key, and so outlast crawls.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from data.errors import KithError
from data.merging import state
from data.merging.match import Id, PairNote
from data.merging.units import Pair
from data.store import Store
from data.tables import EDITS, RECORDS, SOURCES

_TABLES = sa.MetaData()
_BATCH = 5_000
# What a record says is told by its two hashes and its run; its words need not be read.
_OF_RECORDS = [column for column in RECORDS.columns if column.name != "content"]

MEMBERS = sa.Table(
    "merge_members", _TABLES,
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("own", sa.String, nullable=False, index=True),
    sa.Column("listing", sa.String, nullable=False, index=True),
    # Records with one number were one thing before any comparison: exact duplicates, days of one group.
    sa.Column("unit", sa.Integer, nullable=False),
)  # fmt: skip
PAIRS = sa.Table(
    "merge_pairs", _TABLES,
    sa.Column("source_one", sa.String, primary_key=True),
    sa.Column("key_one", sa.String, primary_key=True),
    sa.Column("source_other", sa.String, primary_key=True, index=True),
    sa.Column("key_other", sa.String, primary_key=True, index=True),
    sa.Column("band", sa.String, nullable=False, index=True),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("reasons", sa.Text, nullable=False),
)  # fmt: skip
DECISIONS = sa.Table(
    "merge_decisions", _TABLES,
    sa.Column("source_one", sa.String, primary_key=True),
    sa.Column("key_one", sa.String, primary_key=True),
    sa.Column("source_other", sa.String, primary_key=True),
    sa.Column("key_other", sa.String, primary_key=True),
    sa.Column("verdict", sa.String, nullable=False),
    # The id a steward named, by which the decision is undone.
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("decided", sa.String, nullable=False),
)  # fmt: skip

# What the last merge made its listings of, and what it told of them.
STATE = sa.Table(
    "merge_state", _TABLES,
    sa.Column("mark", sa.String, primary_key=True),
    sa.Column("told", sa.Text, nullable=False),
)  # fmt: skip


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    """The ledger of the store at `path`, in one transaction. Raises KithError when nothing was merged yet."""
    if not path.exists():
        raise KithError(f"nothing has been merged into {path.parent}: run kith merge first", code="nothing-merged")
    store = Store(path)
    try:
        with store.writing() as writer:
            yield Ledger(writer.connection)
    finally:
        store.close()


class Ledger:
    """The tables of merging within one transaction of the store; made when missing."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        _TABLES.create_all(connection)

    def write(self, members: Iterable[tuple[str, str, str, str, int]], pairs: Iterable[PairNote]) -> None:
        """Replace what the last merge left: members (source, key, own id, listing id, unit) and pairs."""
        for table in (MEMBERS, PAIRS):
            self._connection.execute(sa.delete(table))
        self._insert(MEMBERS, iter(members))
        reasons = ((one, json.dumps(one.reasons, ensure_ascii=False)) for one in pairs)
        self._insert(PAIRS, ((*one.one, *one.other, one.band, one.score, said) for one, said in reasons))

    def mark(self) -> str:
        """Return a hash of all that listings are made of: records, sources, edits, decisions, and our code."""
        found = hashlib.blake2b(state.code_hash(), digest_size=16)
        for columns in (_OF_RECORDS, [*SOURCES.columns], [*EDITS.columns], [*DECISIONS.columns]):
            for row in self._connection.execute(sa.select(*columns).order_by(*columns[:4])):
                found.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
            found.update(b"\0")
        return found.hexdigest()

    def told(self, mark: str) -> dict[str, int] | None:
        """Return what the last merge told of its listings, if it made them of what has this mark."""
        told = self._connection.execute(sa.select(STATE.c.told).where(STATE.c.mark == mark)).scalar()
        return json.loads(told) if told else None

    def remember(self, mark: str, told: dict[str, int]) -> None:
        """Keep what this merge made its listings of, and what it tells of them."""
        self._connection.execute(sa.delete(STATE))
        self._connection.execute(sa.insert(STATE), {"mark": mark, "told": json.dumps(told)})

    def _insert(self, table: sa.Table, rows: Iterator[tuple[Any, ...]]) -> None:
        """Rows have all columns of the table, in their order; handed to the driver as they are, which is faster."""
        statement = f"INSERT INTO {table.name} VALUES ({', '.join('?' * len(table.columns))})"  # noqa: S608 - ours
        while batch := list(islice(rows, _BATCH)):
            self._connection.exec_driver_sql(statement, batch)

    def decisions(self, verdict: str) -> set[Pair]:
        """Return the pairs decided `apart` or `together`."""
        rows = self._connection.execute(sa.select(DECISIONS).where(DECISIONS.c.verdict == verdict))
        return {frozenset(((row.source_one, row.key_one), (row.source_other, row.key_other))) for row in rows}

    def listed_decisions(self) -> list[dict[str, str]]:
        """Return all decisions with when they were made, the newest first."""
        order = (DECISIONS.c.decided.desc(), *DECISIONS.primary_key.columns)
        return [dict(row._mapping) for row in self._connection.execute(sa.select(DECISIONS).order_by(*order))]

    def decide(self, pairs: Iterable[Pair], verdict: str, subject: str) -> int:
        """Remember a verdict about pairs, instead of any earlier one; return how many pairs."""
        rows = [
            _pair(*sorted(pair)) | {"verdict": verdict, "subject": subject, "decided": f"{datetime.now(UTC):%FT%TZ}"}
            for pair in pairs
        ]
        if rows:
            statement = insert(DECISIONS)
            changed = {name: statement.excluded[name] for name in ("verdict", "subject", "decided")}
            keys = [column.name for column in DECISIONS.primary_key]
            self._connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)
        return len(rows)

    def undo(self, subject: str) -> int:
        """Forget the decisions made by naming `subject`; return how many."""
        return self._connection.execute(sa.delete(DECISIONS).where(DECISIONS.c.subject == subject)).rowcount

    def members(self, listing: str) -> list[tuple[Id, int]]:
        """Return a listing's records with the unit each is of, by source and key."""
        wanted = sa.select(MEMBERS).where(MEMBERS.c.listing == listing).order_by(MEMBERS.c.source, MEMBERS.c.key)
        return [((row.source, row.key), row.unit) for row in self._connection.execute(wanted)]

    def find(self, name: str) -> tuple[Id, str] | None:
        """Return the record and the listing that a listing's id, a merged id or `source:key` names."""
        source, _, key = name.partition(":")
        where = (MEMBERS.c.source == source) & (MEMBERS.c.key == key) if key else MEMBERS.c.own == name.lower()
        row = self._connection.execute(sa.select(MEMBERS).where(where)).first()
        return ((row.source, row.key), row.listing) if row else None

    def listing_of(self, record: Id) -> str | None:
        """Return the listing a record is in."""
        wanted = sa.select(MEMBERS.c.listing).where((MEMBERS.c.source == record[0]) & (MEMBERS.c.key == record[1]))
        return self._connection.execute(wanted).scalar()

    def pairs(self, band: str | None = None, of: Id | None = None, limit: int | None = None) -> list[PairNote]:
        """Return noted pairs, the highest score first: of one band, or in which a record stands."""
        wanted = sa.select(PAIRS).order_by(PAIRS.c.score.desc(), *PAIRS.primary_key.columns).limit(limit)
        if band:
            wanted = wanted.where(PAIRS.c.band == band)
        if of:
            wanted = wanted.where(
                (PAIRS.c.source_one == of[0]) & (PAIRS.c.key_one == of[1])
                | (PAIRS.c.source_other == of[0]) & (PAIRS.c.key_other == of[1])
            )
        return [_note(row) for row in self._connection.execute(wanted)]

    def count(self, band: str) -> int:
        """Return how many pairs are of a band."""
        wanted = sa.select(sa.func.count()).select_from(PAIRS).where(PAIRS.c.band == band)
        return self._connection.execute(wanted).scalar_one()


def _pair(one: Id, other: Id) -> dict[str, Any]:
    return {"source_one": one[0], "key_one": one[1], "source_other": other[0], "key_other": other[1]}


def _note(row: Any) -> PairNote:
    one, other = (row.source_one, row.key_one), (row.source_other, row.key_other)
    return PairNote(one, other, row.band, row.score, tuple(json.loads(row.reasons)))
