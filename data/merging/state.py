"""Whether anything changed that listings are made of: one mark of it all."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import sqlalchemy as sa

import data
from data.merging.ledger import DECISIONS
from data.tables import EDITS, RECORDS, SOURCES

# What a record says is told by its two hashes and its run; its words need not be read.
_OF_RECORDS = [column for column in RECORDS.columns if column.name != "content"]


def mark_of(connection: sa.Connection) -> str:
    """Return a hash of the records, sources, edits and decisions of the store, and of the code that reads them."""
    found = hashlib.blake2b(_code(), digest_size=16)
    for columns in (_OF_RECORDS, [*SOURCES.columns], [*EDITS.columns], [*DECISIONS.columns]):
        rows = connection.execute(sa.select(*columns).order_by(*columns[:4]))
        for row in rows:
            found.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
        found.update(b"\0")
    return found.hexdigest()


@cache
def _code() -> bytes:
    found = hashlib.blake2b()
    for path in sorted(Path(data.__file__).parent.rglob("*")):
        if path.suffix in (".py", ".toml") and "sources" not in path.parts:
            found.update(path.read_bytes())
    return found.digest()
