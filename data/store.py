"""The store: one SQLite file with records, the listings made from them, sources and runs.

Written only by commands, in transactions; read by the index build. SQLAlchemy Core, no ORM: rows are
JSON documents of `data.model` with the columns that are searched beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from pydantic import ValidationError

from data.errors import StoreError
from data.keeping.changes import Change
from data.keeping.edits import Edit
from data.keeping.ledger import Ledger, Stored, record_of
from data.keeping.updates import updated
from data.model import Listing
from data.tables import CHANGES, LISTING_MARKS, LISTINGS, RECORDS, SOURCES, prepare

if TYPE_CHECKING:
    # Readers of the store load nothing of cleaning and merging, and not what only merging works with.
    import pandas as pd

    from data.cleaned import Cleaned
    from data.merging.batches import ListingRow

_LIVE = LISTINGS.c.merged_into.is_(None) & LISTINGS.c.gone.is_(None)
_SEEN = sa.func.json_extract(RECORDS.c.content, "$.seen")
# Rows written at once. Nothing holds all records as objects: a hundred thousand fit into a small machine.
BATCH = 1_000


class Store:
    """Access to the store at `path`; creates it when missing. Raises StoreError when it is not ours."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{path.parent} cannot be used as a home: {error.strerror}", code="bad-store") from None
        self._engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)))
        try:
            with self._engine.begin() as connection:
                prepare(connection, str(path))
        except (sa.exc.DatabaseError, StoreError) as error:
            self._engine.dispose()
            raise error if isinstance(error, StoreError) else self._trouble(error) from None

    def _trouble(self, error: sa.exc.DatabaseError) -> StoreError:
        return StoreError(f"{self.path} cannot be used as a store: {error.orig}", code="bad-store")

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction: everything is stored at its end, nothing if it raises. Others wait for it to end."""
        try:
            with self._engine.begin() as connection:
                # The driver would begin at the first change, and what was read before might no longer be true.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield Writer(connection)
        except sa.exc.DatabaseError as error:
            raise self._trouble(error) from None

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except sa.exc.DatabaseError as error:
            raise self._trouble(error) from None

    def contents(self) -> Iterator[tuple[str, str]]:
        """Yield id and stored text of the listings, by id, without those merged away and tombstones."""
        wanted = sa.select(LISTINGS.c.id, LISTINGS.c.content).where(_LIVE).order_by(LISTINGS.c.id)
        with self._reading() as connection:
            for row in connection.execution_options(yield_per=500).execute(wanted):
                yield row[0], row[1]

    def marked_contents(self) -> Iterator[tuple[str, bytes, str]]:
        """Yield id, mark (`marks`) and stored text of the same listings, by id."""
        wanted = sa.select(LISTINGS.c.id, LISTING_MARKS.c.mark, LISTINGS.c.content)
        wanted = wanted.join(LISTING_MARKS, LISTING_MARKS.c.id == LISTINGS.c.id).order_by(LISTINGS.c.id)
        with self._reading() as connection:
            for row in connection.execution_options(yield_per=500).execute(wanted):
                yield row[0], row[1], row[2]

    def marks(self) -> Iterator[tuple[str, bytes]]:
        """Yield id and mark of the same listings, by id: 8 bytes, others each time that the text becomes another."""
        wanted = sa.select(LISTING_MARKS.c.id, LISTING_MARKS.c.mark).order_by(LISTING_MARKS.c.id)
        with self._reading() as connection:
            # The driver's own rows: SQLAlchemy's cost as much as reading them.
            cursor = connection.execute(wanted).cursor
            while rows := cursor.fetchmany(BATCH):
                yield from rows

    def contents_of(self, listing_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield id and stored text of those of the listings that are neither merged away nor tombstones."""
        coming = iter(listing_ids)
        with self._reading() as connection:
            while batch := list(islice(coming, BATCH)):
                wanted = sa.select(LISTINGS.c.id, LISTINGS.c.content).where(LISTINGS.c.id.in_(batch), _LIVE)
                yield from (tuple(row) for row in connection.execute(wanted.order_by(LISTINGS.c.id)))

    def read(self, listing_id: str, content: str) -> Listing:
        """Return the listing of a stored text. Raises StoreError when it cannot be read."""
        try:
            return Listing.read_stored(content)
        except ValidationError as error:
            message = f"listing {listing_id} cannot be read: {error.errors()[0]['msg']}; run kith merge --again"
            raise StoreError(message, code="bad-listing") from None

    def listings(self) -> Iterator[Listing]:
        """Yield the listings, by id, hidden ones too (`data.visibility`), without those merged away and tombstones."""
        for listing_id, content in self.contents():
            yield self.read(listing_id, content)

    def count_listings(self) -> int:
        """Return how many listings there are that are neither merged away nor tombstones."""
        with self._reading() as connection:
            return _count_live(connection)

    def gone(self, listing_id: str) -> date | None:
        """Return the last day a listing that is gone was seen; None for any other id, known or not."""
        with self._reading() as connection:
            day = connection.execute(sa.select(LISTINGS.c.gone).where(LISTINGS.c.id == _end(connection, listing_id)))
            found = day.scalar()
        return date.fromisoformat(found) if found else None

    def updated(self, since: datetime) -> dict[str, datetime]:
        """Return the listings that are new or that their sources changed since a time, each with when that was last.

        By id, the newest first; those that are hidden, gone or were merged away since are among them.
        """
        with self._reading() as connection:
            return updated(connection, since)

    def history(self, source: str, key: str) -> list[Change]:
        """Return the changes of a record that are still kept, oldest first."""
        columns = [CHANGES.c[name] for name in Change._fields]
        wanted = sa.select(*columns).where(CHANGES.c.source == source, CHANGES.c.key == key)
        with self._reading() as connection:
            return [Change(*row) for row in connection.execute(wanted.order_by(CHANGES.c.id))]

    def edits(self, listing_id: str) -> list[Edit]:
        """Return what was said of a listing by people."""
        with self._reading() as connection:
            return Ledger(connection).edits({}).get(listing_id, [])

    def record(self, source: str, key: str) -> Stored | None:
        """Return a record as it is stored."""
        with self._reading() as connection:
            return Ledger(connection).stored(source, [key]).get(key)

    def records_of(self, listing_id: str) -> list[tuple[str, str]]:
        """Return the `(source, key)` of the records that a listing, a redirect or a tombstone stands for."""
        with self._reading() as connection:
            wanted = sa.select(LISTINGS.c.content).where(LISTINGS.c.id == _end(connection, listing_id))
            content = connection.execute(wanted).scalar()
        return list(dict.fromkeys(record_of(one) for one in json.loads(content or "{}").get("sources", [])))

    def records_called(self, source: str, record: str) -> list[tuple[str, str]]:
        """Return the `(source, key)` of the records that a source calls so."""
        named = (RECORDS.c.key == record) | RECORDS.c.key.startswith(f"{record}#", autoescape=True)
        wanted = sa.select(RECORDS.c.source, RECORDS.c.key).where(RECORDS.c.source == source, named)
        with self._reading() as connection:
            return [(row.source, row.key) for row in connection.execute(wanted.order_by(RECORDS.c.key))]

    def standings(self) -> dict[str, dict[str, int]]:
        """Return how many records of each source are `seen`, `missed` (shown with a note), `hidden` and `gone`."""
        standing = sa.case((RECORDS.c.standing != "shown", RECORDS.c.standing), (RECORDS.c.missed > 0, "missed"),
                           else_="seen")  # fmt: skip
        wanted = sa.select(RECORDS.c.source, standing, sa.func.count()).group_by(RECORDS.c.source, standing)
        counts: dict[str, dict[str, int]] = {}
        with self._reading() as connection:
            for source, name, count in connection.execute(wanted):
                counts.setdefault(source, dict.fromkeys(("seen", "missed", "hidden", "gone"), 0))[name] = count
        return counts

    def compact(self) -> None:
        """Rewrite the file, so that nothing that was deleted is left in it."""
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except sa.exc.DatabaseError as error:
            raise self._trouble(error) from None

    def redirects(self) -> dict[str, str]:
        """Return `{merged id: the id it leads to}`, followed to the end."""
        wanted = sa.select(LISTINGS.c.id, LISTINGS.c.merged_into).where(LISTINGS.c.merged_into.is_not(None))
        with self._reading() as connection:
            steps = {row.id: row.merged_into for row in connection.execute(wanted)}
        return {old: _end_of(old, steps) for old in steps}

    def tombstones(self) -> Iterator[str]:
        """Yield the ids of listings that are gone, by id."""
        wanted = sa.select(LISTINGS.c.id).where(LISTINGS.c.gone.is_not(None), LISTINGS.c.merged_into.is_(None))
        with self._reading() as connection:
            yield from connection.execute(wanted.order_by(LISTINGS.c.id)).scalars()

    def sources(self) -> dict[str, dict[str, Any]]:
        """Return the facts of every source that was ever merged, by id."""
        with self._reading() as connection:
            return {row.id: row.facts for row in connection.execute(sa.select(SOURCES))}

    def runs(self) -> dict[str, str]:
        """Return the newest run of every source that was merged, by id of the source."""
        with self._reading() as connection:
            return {row.id: row.run for row in connection.execute(sa.select(SOURCES.c.id, SOURCES.c.run))}


class Writer:
    """The writes of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.ledger = Ledger(connection)

    @property
    def connection(self) -> sa.Connection:
        """The transaction, for what keeps tables of its own in the store."""
        return self._connection

    def put_records(self, rows: Iterable[tuple[Cleaned, str]]) -> None:
        """Insert or replace records that a run had, each with the first run that had it."""
        self._upsert(
            RECORDS,
            (
                (one.source, one.key, one.fingerprint, one.run, first, one.found, 0, None, "shown", one.content)
                for one, first in rows
            ),
        )

    def put_source(self, source: str, facts: dict[str, Any], run: str) -> None:
        """Remember a source's facts and the run that was merged."""
        self._upsert(SOURCES, [(source, json.dumps(facts), run)])

    def merged_run(self, source: str) -> str | None:
        """Return the run of a source that was merged last."""
        return self._connection.execute(sa.select(SOURCES.c.run).where(SOURCES.c.id == source)).scalar()

    def source_facts(self) -> dict[str, dict[str, Any]]:
        """Return the facts of every merged source, by id."""
        return {row.id: row.facts for row in self._connection.execute(sa.select(SOURCES))}

    def record_marks(self) -> pd.DataFrame:
        """Return a frame of all records, by source and key: `source`, `key`, `fingerprint`, `first_seen` (all text)."""
        import pandas as pd

        columns = (RECORDS.c.source, RECORDS.c.key, RECORDS.c.fingerprint, RECORDS.c.first_seen)
        rows = self._connection.execute(sa.select(*columns).order_by(RECORDS.c.source, RECORDS.c.key)).all()
        return pd.DataFrame(rows, columns=["source", "key", "fingerprint", "first_seen"], dtype="object")

    def records(self) -> Iterator[tuple[str, str, str]]:
        """Yield all records, by source and key: source, key, and the record as JSON text.

        The JSON has `standing` and `not_seen_since` where they say something (`data.keeping.ageing`).
        """
        absent = {"$.standing": RECORDS.c.standing, "$.not_seen_since": sa.func.substr(_SEEN, 1, 10)}
        with_standing = sa.func.json_set(RECORDS.c.content, *(part for pair in absent.items() for part in pair))
        content = sa.case((RECORDS.c.missed == 0, RECORDS.c.content), else_=with_standing)
        wanted = sa.select(RECORDS.c.source, RECORDS.c.key, content.label("content"))
        for row in self._connection.execute(wanted.order_by(RECORDS.c.source, RECORDS.c.key)):
            yield row.source, row.key, row.content

    def put_listings(self, listings: Iterable[ListingRow], merged: dict[str, str]) -> int:
        """Insert or replace listings, and turn the ids in `merged` into redirects to their new id.

        Return how many listings there are that are neither merged away nor tombstones.
        """
        self._upsert(LISTINGS, ((one.id, None, one.gone, one.content) for one in listings))
        self._upsert(LISTINGS, ((old, new, None, "{}") for old, new in merged.items()))
        return _count_live(self._connection)

    def _upsert(self, table: sa.Table, rows: Iterable[tuple[Any, ...]]) -> None:
        """Rows have all columns of the table, in their order; handed to the driver as they are, which is faster."""
        names = [column.name for column in table.columns]
        keys = [column.name for column in table.primary_key]
        changed = ", ".join(f"{name} = excluded.{name}" for name in names if name not in keys)
        statement = (
            f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - ours
            f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changed}"
        )
        coming = iter(rows)
        while batch := list(islice(coming, BATCH)):
            self._connection.exec_driver_sql(statement, batch)


def _count_live(connection: sa.Connection) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(LISTINGS).where(_LIVE)).scalar_one())


def _end(connection: sa.Connection, listing_id: str) -> str:
    passed = {listing_id}
    step = sa.select(LISTINGS.c.merged_into)
    while (further := connection.execute(step.where(LISTINGS.c.id == listing_id)).scalar()) and further not in passed:
        passed.add(listing_id := further)
    return listing_id


def _end_of(start: str, steps: dict[str, str]) -> str:
    at = start
    for _ in range(len(steps)):
        if at not in steps:
            break
        at = steps[at]
    return at
