"""A copy of the store that is whole while others read and write, and the way back from one."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from data import runs
from data.errors import StoreError
from data.tables import VERSION

_NEEDED = {"sources", "records", "listings"}


def back_up(store: Path, target: Path) -> None:
    """Write the store's last committed state to `target`, in one step, compacted.

    An earlier backup of that name is replaced. Raises StoreError when there is no store, when `target` is some other
    file, or when the copy is not sound.
    """
    if not store.exists():
        raise StoreError(f"{store}: there is no store to back up", code="no-store")
    if target.exists():
        check(target)
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        with _opened(store, "rw") as connection:
            connection.execute("VACUUM INTO ?", (str(unfinished),))
        check(unfinished)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def restore(backup: Path, store: Path) -> Path | None:
    """Make the store what the backup holds; return where the store as it was is kept, or None if there was none.

    It is one transaction: readers have the old or the new, also after a power cut. A store too damaged to be copied
    is moved aside. Raises StoreError for a backup that is not sound; nothing has changed then.
    """
    check(backup)
    aside = _set_aside(store) if store.exists() else None
    store.parent.mkdir(parents=True, exist_ok=True)
    with _opened(backup, "ro") as found, _opened(store, "rwc") as connection:
        found.backup(connection)
    return aside


def check(path: Path) -> None:
    """Raise StoreError unless the file is a sound store of this version or an older one."""
    with _opened(path, "ro") as connection:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables >= _NEEDED or version < 1:
            raise StoreError(f"{path} is no store of Kith", code="bad-backup")
        if version > VERSION:
            message = f"{path} has version {version}; this Kith reads up to {VERSION}: use a newer Kith"
            raise StoreError(message, code="newer-store")
        wrong = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if wrong != "ok":
            raise StoreError(f"{path} is damaged: {' '.join(wrong.split())}", code="bad-backup")


def _set_aside(store: Path) -> Path:
    aside = store.with_name(f"{store.stem}-before-{runs.new_run_id()}{store.suffix}")
    try:
        with _opened(store, "rw") as old, _opened(aside, "rwc") as copy:
            old.backup(copy)
    except StoreError:
        aside.unlink(missing_ok=True)
        # The log first: without its database it is nothing, and beside a new one it would be wrong.
        for ending in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                store.with_name(store.name + ending).replace(aside.with_name(aside.name + ending))
    return aside


@contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    if mode != "rwc" and not path.is_file():
        raise StoreError(f"{path}: no such file", code="no-such-file")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be used as a store: {error}", code="bad-store") from None
