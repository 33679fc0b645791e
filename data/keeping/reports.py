"""What readers say is wrong with a listing, kept for stewards until it is done with.

A report says which listing, field and generation it is about and when it came, and of who wrote it only what they
wrote under `contact` themselves. It changes no listing: a steward does that (`kith edit`), after asking.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from data.errors import KithError, StoreError
from data.keeping.reported import FIELDS, LONGEST_CONTACT, LONGEST_WORDS
from data.tables import LISTINGS, REPORTS, prepare

# A flood must not fill the disk, nor bury what is worth reading.
MOST_OPEN = 5_000
# A merge may hold the store for longer; the reader is told to try again rather than left waiting.
_SECONDS_TO_WAIT = 3


class Report(NamedTuple):
    """One report. `at` and `done` are ISO 8601 in UTC; `name` is the listing's as it is stored now."""

    id: int
    listing: str
    field: str
    words: str
    contact: str | None
    generation: str
    at: str
    done: str | None
    name: str | None


@contextmanager
def _opened(path: Path) -> Iterator[sa.Connection]:
    """One transaction. Raises StoreError when there is no store, or it cannot be written now."""
    if not path.exists():
        raise StoreError(f"there is no store at {path}: run kith merge first", code="no-store")
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path)), connect_args={"timeout": _SECONDS_TO_WAIT}, poolclass=sa.NullPool
    )
    try:
        with engine.begin() as connection:
            prepare(connection, str(path))
        with engine.begin() as connection:
            yield connection
    except sa.exc.DatabaseError as error:
        raise StoreError(f"{path} cannot be used as a store: {error.orig}", code="bad-store") from None
    finally:
        engine.dispose()


def add(path: Path, listing: str, field: str, words: str, contact: str | None, generation: str, now: datetime) -> None:
    """Keep a report in the store at `path`.

    Raises StoreError when it cannot be written, KithError naming a field that is too long or not known, and with the
    code `full` while more reports wait than anybody will read.
    """
    if field not in FIELDS:
        raise KithError("not a field that reports are about", code="unknown-value", field="field")
    for name, text, longest in (("words", words, LONGEST_WORDS), ("contact", contact or "", LONGEST_CONTACT)):
        if len(text) > longest:
            raise KithError(f"has more than {longest} characters", code="too-long", field=name)
    with _opened(path) as connection:
        waiting = connection.execute(sa.select(sa.func.count()).where(REPORTS.c.done.is_(None))).scalar_one()
        if waiting >= MOST_OPEN:
            raise KithError(f"{waiting} reports wait to be read", code="full")
        row = {"listing": listing, "field": field, "words": words, "contact": contact or None}
        connection.execute(REPORTS.insert().values(**row, generation=generation, at=_text(now)))


def listed(path: Path, also_done: bool = False) -> list[Report]:
    """Return the reports that wait, the oldest first; with `also_done` all. Raises StoreError."""
    columns = [REPORTS.c[name] for name in Report._fields[:-1]]
    name = sa.func.json_extract(LISTINGS.c.content, "$.name").label("name")
    wanted = sa.select(*columns, name).outerjoin_from(REPORTS, LISTINGS, REPORTS.c.listing == LISTINGS.c.id)
    if not also_done:
        wanted = wanted.where(REPORTS.c.done.is_(None))
    with _opened(path) as connection:
        return [Report._make(row) for row in connection.execute(wanted.order_by(REPORTS.c.id))]


def finish(path: Path, number: int, now: datetime) -> None:
    """Mark a report as done with and forget its contact. Raises KithError for one that is not known, and StoreError."""
    with _opened(path) as connection:
        change = REPORTS.update().where(REPORTS.c.id == number).values(done=_text(now), contact=None)
        if not connection.execute(change).rowcount:
            raise KithError(f"there is no report {number}", code="not-known")


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
