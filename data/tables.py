"""The tables of the store, their version, and the steps from an older version to this one."""

from __future__ import annotations

import sqlalchemy as sa

from data.errors import StoreError

VERSION = 3
TABLES = sa.MetaData()

SOURCES = sa.Table(
    "sources", TABLES,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("facts", sa.JSON, nullable=False),
    sa.Column("run", sa.String, nullable=False),
)  # fmt: skip
RECORDS = sa.Table(
    "records", TABLES,
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("fingerprint", sa.String, nullable=False),
    # The newest good run that had the record.
    sa.Column("run", sa.String, nullable=False),
    sa.Column("first_seen", sa.String, nullable=False),
    # A hash of the record as found: tells a source's change from a change of our cleaning.
    sa.Column("found", sa.String, nullable=False, server_default=""),
    # Good runs in a row without the record, the time of the first of them (ISO 8601, UTC), and what that makes it
    # (`data.model.Standing`).
    sa.Column("missed", sa.Integer, nullable=False, server_default=sa.text("0")),
    sa.Column("missed_since", sa.String),
    sa.Column("standing", sa.String, nullable=False, server_default="shown"),
    sa.Column("content", sa.Text, nullable=False),
)  # fmt: skip
LISTINGS = sa.Table(
    "listings", TABLES,
    sa.Column("id", sa.String, primary_key=True),
    # The listing this one was merged into; its address then leads there.
    sa.Column("merged_into", sa.String),
    # A tombstone: the day (ISO 8601) it was last seen or was forgotten.
    sa.Column("gone", sa.String),
    sa.Column("content", sa.Text, nullable=False),
)  # fmt: skip
LISTING_MARKS = sa.Table(
    "listing_marks", TABLES,
    # Every listing that is neither merged away nor a tombstone.
    sa.Column("id", sa.String, primary_key=True),
    # 8 random bytes, others each time that the listing's text becomes another: who knows the mark knows the text, also
    # after a backup was restored. Triggers keep them, whoever writes.
    sa.Column("mark", sa.LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)  # fmt: skip
CHANGES = sa.Table(
    "changes", TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("key", sa.String, nullable=False),
    # A dotted path of `data.model.Record`, or `standing`.
    sa.Column("field", sa.String, nullable=False),
    sa.Column("old", sa.String),
    sa.Column("new", sa.String),
    # `source`: it says something else now; `rules`: our cleaning reads the same words differently now.
    sa.Column("cause", sa.String, nullable=False),
    sa.Column("run", sa.String, nullable=False),
    # The time of the run, ISO 8601, UTC.
    sa.Column("at", sa.String, nullable=False),
    sa.Index("changes_of_record", "source", "key"),
    sa.Index("changes_by_time", "at"),
)  # fmt: skip
EDITS = sa.Table(
    "edits", TABLES,
    sa.Column("listing", sa.String, primary_key=True),
    # A top field of `data.model.ServiceAtLocation`.
    sa.Column("field", sa.String, primary_key=True),
    # JSON; null empties the field.
    sa.Column("value", sa.Text, nullable=False),
    # Who says so: a role ("provider", "steward"), never a person's name.
    sa.Column("role", sa.String, nullable=False),
    sa.Column("note", sa.String),
    sa.Column("at", sa.String, nullable=False),
)  # fmt: skip
REPORTS = sa.Table(
    "reports", TABLES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("listing", sa.String, nullable=False),
    # One of `data.keeping.reported.FIELDS`.
    sa.Column("field", sa.String, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    # How the reader may be asked, if they said so; emptied when the report is done with.
    sa.Column("contact", sa.String),
    # The generation whose page they saw.
    sa.Column("generation", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
    sa.Column("done", sa.String),
    sa.Index("reports_open", "done", "id"),
)  # fmt: skip

_MARK_NEW = "INSERT INTO listing_marks SELECT new.id, randomblob(8) WHERE new.merged_into IS NULL AND new.gone IS NULL;"
_UNMARK_OLD = "DELETE FROM listing_marks WHERE id = old.id;"
# What belongs to the tables and SQLAlchemy does not make for one that is there.
_BESIDE_TABLES = (
    "CREATE INDEX IF NOT EXISTS listings_left ON listings (id) WHERE merged_into IS NOT NULL OR gone IS NOT NULL",
    f"CREATE TRIGGER IF NOT EXISTS listing_added AFTER INSERT ON listings BEGIN {_MARK_NEW} END",
    "CREATE TRIGGER IF NOT EXISTS listing_changed AFTER UPDATE ON listings WHEN old.content IS NOT new.content "
    "OR old.merged_into IS NOT new.merged_into OR old.gone IS NOT new.gone OR old.id IS NOT new.id "
    f"BEGIN {_UNMARK_OLD} {_MARK_NEW} END",
    f"CREATE TRIGGER IF NOT EXISTS listing_deleted AFTER DELETE ON listings BEGIN {_UNMARK_OLD} END",
)
# What listings that were there before there were marks get; another process may have done it meanwhile.
_MARK_ALL = """INSERT OR IGNORE INTO listing_marks
    SELECT id, randomblob(8) FROM listings WHERE merged_into IS NULL AND gone IS NULL"""
# What makes a version of the one before it. Tables that are missing are made afterwards.
_STEPS = {
    2: (
        "ALTER TABLE records ADD COLUMN found VARCHAR NOT NULL DEFAULT ''",
        "ALTER TABLE records ADD COLUMN missed INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE records ADD COLUMN missed_since VARCHAR",
        "ALTER TABLE records ADD COLUMN standing VARCHAR NOT NULL DEFAULT 'shown'",
        "ALTER TABLE listings ADD COLUMN gone VARCHAR",
    ),
    # Only the table `reports` is new.
    3: (),
}


def prepare(connection: sa.Connection, name: str) -> None:
    """Bring the database to this version, in one transaction; `name` is how messages call it.

    Raises StoreError for another program's database and for one of a newer version; both are left as they are.
    """
    version = _version(connection)
    present = set(sa.inspect(connection).get_table_names())
    if version == 0 and present - set(TABLES.tables):
        raise StoreError(f"{name} is another program's database", code="bad-store")
    if version > VERSION:
        message = f"{name} has version {version}; this Kith reads up to {VERSION}: use a newer Kith"
        raise StoreError(message, code="newer-store")
    if version == VERSION and present >= set(TABLES.tables):
        return
    if version == 0:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    # The driver begins no transaction for statements that define tables. Another process may be doing the same.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    for step in range((_version(connection) or VERSION) + 1, VERSION + 1):
        for statement in _STEPS[step]:
            connection.exec_driver_sql(statement)
    TABLES.create_all(connection)
    for statement in _BESIDE_TABLES:
        connection.exec_driver_sql(statement)
    if LISTING_MARKS.name not in present:
        connection.exec_driver_sql(_MARK_ALL)
    connection.exec_driver_sql(f"PRAGMA user_version={VERSION}")


def _version(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
