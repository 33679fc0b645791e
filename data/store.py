"""The store: one SQLite file with records, the listings made from them, sources and runs.

Written only by commands, in transactions; read by the index build. SQLAlchemy Core, no ORM: rows are
JSON documents of `data.model` with the columns that are searched beside them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from data.errors import StoreError
from data.model import Listing, Record

VERSION = 1
# A record or a listing of `data.model` as JSON has it, without what is empty.
Document = dict[str, Any]
# Rows written at once. Nothing holds all records as objects: a hundred thousand fit into a small machine.
_BATCH = 1_000
_TABLES = sa.MetaData()

SOURCES = sa.Table(
    "sources", _TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("run", sa.String, nullable=False),
)  # fmt: skip
RECORDS = sa.Table(
    "records", _TABLES,
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("fingerprint", sa.String, nullable=False),
    sa.Column("run", sa.String, nullable=False),
    sa.Column("first_seen", sa.String, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)  # fmt: skip
LISTINGS = sa.Table(
    "listings", _TABLES,
    sa.Column("id", sa.String, primary_key=True),
    # The listing this one was merged into; its address then leads there.
    sa.Column("merged_into", sa.String),
    sa.Column("content", sa.Text, nullable=False),
)  # fmt: skip


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
                self._check_version(connection)
        except (sa.exc.DatabaseError, StoreError) as error:
            self._engine.dispose()
            raise error if isinstance(error, StoreError) else self._trouble(error) from None

    def _trouble(self, error: sa.exc.DatabaseError) -> StoreError:
        return StoreError(f"{self.path} cannot be used as a store: {error.orig}", code="bad-store")

    def _check_version(self, connection: sa.Connection) -> None:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
        if version == 0:
            if set(sa.inspect(connection).get_table_names()) - set(_TABLES.tables):
                raise StoreError(f"{self.path} is another program's database", code="bad-store")
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            _TABLES.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")
        elif version != VERSION:
            raise StoreError(f"{self.path} has version {version}; this Kith reads {VERSION}", code="bad-store")

    def close(self) -> None:
        """Release the file."""
        self._engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """One transaction: everything is stored at its end, nothing if it raises."""
        try:
            with self._engine.begin() as connection:
                yield Writer(connection)
        except sa.exc.DatabaseError as error:
            raise self._trouble(error) from None

    def listings(self) -> Iterator[Listing]:
        """Yield the listings that are not merged away, by id."""
        wanted = sa.select(LISTINGS.c.content).where(LISTINGS.c.merged_into.is_(None)).order_by(LISTINGS.c.id)
        with self._engine.connect() as connection:
            for (content,) in connection.execution_options(yield_per=500).execute(wanted):
                yield Listing.model_validate_json(content)

    def count_listings(self) -> int:
        """Return how many listings are not merged away."""
        wanted = sa.select(sa.func.count()).select_from(LISTINGS).where(LISTINGS.c.merged_into.is_(None))
        with self._engine.connect() as connection:
            return connection.execute(wanted).scalar_one()

    def redirects(self) -> dict[str, str]:
        """Return `{merged id: the id it leads to}`, followed to the end."""
        wanted = sa.select(LISTINGS.c.id, LISTINGS.c.merged_into).where(LISTINGS.c.merged_into.is_not(None))
        with self._engine.connect() as connection:
            steps = {row.id: row.merged_into for row in connection.execute(wanted)}
        return {old: _end_of(old, steps) for old in steps}

    def sources(self) -> dict[str, dict[str, Any]]:
        """Return the facts of every source that was ever merged, by id."""
        with self._engine.connect() as connection:
            return {row.id: row.facts for row in connection.execute(sa.select(SOURCES))}


class Writer:
    """The writes of one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    @property
    def connection(self) -> sa.Connection:
        """The transaction, for what keeps tables of its own in the store."""
        return self._connection

    def first_seen(self, source: str) -> dict[str, str]:
        """Return `{key: run in which the record was first seen}` of a source."""
        wanted = sa.select(RECORDS.c.key, RECORDS.c.first_seen).where(RECORDS.c.source == source)
        return {row.key: row.first_seen for row in self._connection.execute(wanted)}

    def put_records(self, rows: Iterable[tuple[Record, str, str]]) -> None:
        """Insert or replace `(record, fingerprint, run in which it was first seen)`."""
        values = (
            {"source": record.source, "key": record.key, "fingerprint": mark, "run": record.run,
             "first_seen": first, "content": record.model_dump_json(exclude_defaults=True)}
            for record, mark, first in rows
        )  # fmt: skip
        self._upsert(RECORDS, values)

    def put_source(self, source: str, facts: dict[str, Any], run: str) -> None:
        """Remember a source's facts and the run that was merged."""
        self._upsert(SOURCES, [{"id": source, "facts": facts, "run": run}])

    def merged_run(self, source: str) -> str | None:
        """Return the run of a source that was merged last."""
        return self._connection.execute(sa.select(SOURCES.c.run).where(SOURCES.c.id == source)).scalar()

    def source_facts(self) -> dict[str, dict[str, Any]]:
        """Return the facts of every merged source, by id."""
        return {row.id: row.facts for row in self._connection.execute(sa.select(SOURCES))}

    def record_marks(self) -> pd.DataFrame:
        """Return a frame of all records: `source`, `key`, `fingerprint`, `first_seen` (all text)."""
        columns = (RECORDS.c.source, RECORDS.c.key, RECORDS.c.fingerprint, RECORDS.c.first_seen)
        rows = self._connection.execute(sa.select(*columns)).all()
        return pd.DataFrame(rows, columns=["source", "key", "fingerprint", "first_seen"], dtype="object")

    def records(self) -> Iterator[tuple[str, str, str]]:
        """Yield all records, by source and key: source, key, and the record as JSON text."""
        wanted = sa.select(RECORDS.c.source, RECORDS.c.key, RECORDS.c.content)
        for row in self._connection.execute(wanted.order_by(RECORDS.c.source, RECORDS.c.key)):
            yield row.source, row.key, row.content

    def put_listings(self, listings: Iterable[Document], merged: dict[str, str]) -> None:
        """Insert or replace listings, and turn the ids in `merged` into redirects to their new id."""
        self._upsert(
            LISTINGS,
            (
                {"id": one["id"], "merged_into": None, "content": json.dumps(one, ensure_ascii=False)}
                for one in listings
            ),
        )
        self._upsert(LISTINGS, ({"id": old, "merged_into": new, "content": "{}"} for old, new in merged.items()))

    def _upsert(self, table: sa.Table, rows: Iterable[dict[str, Any]]) -> None:
        statement = insert(table)
        updated = {column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key}
        keys = [column.name for column in table.primary_key]
        statement = statement.on_conflict_do_update(index_elements=keys, set_=updated)
        coming = iter(rows)
        while batch := list(islice(coming, _BATCH)):
            self._connection.execute(statement, batch)


def _end_of(start: str, steps: dict[str, str]) -> str:
    at = start
    for _ in range(len(steps)):
        if at not in steps:
            break
        at = steps[at]
    return at
