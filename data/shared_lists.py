"""Referral lists that somebody asked to keep under a short code, for a while.

They are in a file of their own beside the store: nothing in it names a person, nothing in the store depends on it, and
it may be deleted at any time. A code is the only way to a list; a key, told once, takes it away.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.errors import StoreError

# Crockford's base 32: no letter that is taken for another or for a number. 12 of them are 60 bits, 16 are 80.
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
KEY_LENGTH = 16
_LONGEST_TYPED = 100
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
LARGEST_BYTES = 128 * 1024
USUAL_DAYS = 30
MOST_DAYS = 365

_TABLES = sa.MetaData()
_LISTS = sa.Table(
    "lists", _TABLES,
    # Digests: who reads the file learns neither codes nor keys.
    sa.Column("code", sa.LargeBinary, primary_key=True),
    sa.Column("key", sa.LargeBinary, nullable=False),
    # ISO 8601 in UTC, to the day: when it was made is nobody's business.
    sa.Column("ends", sa.String, nullable=False, index=True),
    sa.Column("document", sa.Text, nullable=False),
)  # fmt: skip


@dataclass(frozen=True)
class Shared:
    """A list that was kept: `code` opens it, `key` takes it away, both as written down; `ends` is its last day."""

    code: str
    key: str
    ends: datetime


class SharedLists:
    """The lists in one SQLite file, which is made when the first is kept. Raises StoreError when it cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)))

    def keep(self, document: Mapping[str, Any], days: int = USUAL_DAYS, now: datetime | None = None) -> Shared:
        """Keep a list for some days, at most a year, and drop those whose time is over.

        Raises StoreError (`too-large`) for one of more than 128 KiB.
        """
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        if len(text.encode()) > LARGEST_BYTES:
            raise StoreError("the list is too large to be kept", code="too-large")
        moment = now or datetime.now(UTC)
        code, key = _random(CODE_LENGTH), _random(KEY_LENGTH)
        ends = moment + timedelta(days=min(max(days, 1), MOST_DAYS))
        row = {"code": _digest(code), "key": _digest(key), "ends": _day(ends), "document": text}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _TABLES.create_all(self._engine)
            with self._engine.begin() as connection:
                connection.execute(sa.delete(_LISTS).where(_LISTS.c.ends < _day(moment)))
                connection.execute(sa.insert(_LISTS).values(row))
        except (sa.exc.SQLAlchemyError, OSError) as error:
            raise StoreError("lists cannot be kept at the moment", code="not-writable") from error
        return Shared(grouped(code), grouped(key), ends)

    def read(self, code: str, now: datetime | None = None) -> tuple[dict[str, Any], str] | None:
        """Return the list of a code and its last day (ISO 8601), or None: there is none, or its time is over."""
        wanted = sa.select(_LISTS.c.document, _LISTS.c.ends).where(_LISTS.c.code == _digest(code))
        row = None
        # Without a file there is no list.
        with suppress(sa.exc.DatabaseError), self._engine.connect() as connection:
            row = connection.execute(wanted).first() if self._path.exists() else None
        if row is None or row.ends < _day(now or datetime.now(UTC)):
            return None
        document: dict[str, Any] = json.loads(row.document)
        return document, row.ends

    def revoke(self, code: str, key: str) -> bool:
        """Take a list away; False when there is none of that code, or the key is another's."""
        if not self._path.exists():
            return False
        with self._engine.begin() as connection:
            row = connection.execute(sa.select(_LISTS.c.key).where(_LISTS.c.code == _digest(code))).first()
            if row is None or not hmac.compare_digest(row.key, _digest(key)):
                return False
            connection.execute(sa.delete(_LISTS).where(_LISTS.c.code == _digest(code)))
        return True


def _random(length: int) -> str:
    return "".join(secrets.choice(DIGITS) for _ in range(length))


def _digest(value: str) -> bytes:
    return hashlib.blake2b(normal(value).encode(), digest_size=20).digest()


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()


def normal(code: str) -> str:
    """Return a code or key as it is compared: capitals, no dashes or blanks, letters like numbers as these."""
    return "".join(code[:_LONGEST_TYPED].upper().split()).replace("-", "").translate(_READ_AS)


def grouped(code: str) -> str:
    """Return a code or key as it is read out: "7Q2K-9FXD-0ABC"."""
    plain = normal(code)
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))
