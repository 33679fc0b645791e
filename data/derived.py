"""Tables that are derived from installed packages: made once an environment, then read from beside the packages.

They are to the packages what `__pycache__` is to source files: deleted, they are made again; where the environment
may not be written, every process makes its own.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_BETWEEN_KEYS = "\t"


class Table(Mapping[str, Any]):
    """A table of many rows, of which most commands look at a few: a row is JSON until it is asked for.

    A row that is asked for again is a new object: what is asked for often its reader has to keep.
    """

    def __init__(self, rows: dict[str, str]) -> None:
        self._rows = rows

    def __getitem__(self, key: str) -> Any:
        return json.loads(self._rows[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def whole(self) -> dict[str, Any]:
        """Return all rows, read at once."""
        with _everything_stays():
            found = json.loads(f"[{','.join(self._rows.values())}]")
        return dict(zip(self._rows, found, strict=True))


def folder() -> Path | None:
    """Return where tables are kept: in the virtual environment; None where there is none."""
    return Path(sys.prefix, "var", "kith") if sys.prefix != sys.base_prefix else None


def kept(name: str, mark: str, derive: Callable[[], Mapping[str, Any]]) -> Table:
    """Return the table that an earlier process left under this name and mark, else what `derive` makes.

    `mark` must change with everything the table comes from: versions of packages, the code of `derive`. Keys are words
    without tabs and line ends, rows anything that JSON holds. Raises ValueError for another key.
    """
    place = folder()
    path = place / f"{name}-{mark}.table" if place else None
    if path is not None:
        with suppress(OSError, ValueError):
            return Table(_read(path.read_bytes()))
    # Through JSON, so that what is made and what is read are of the same types.
    rows = {key: json.dumps(row, ensure_ascii=False, separators=(",", ":")) for key, row in derive().items()}
    body = _written(rows)
    if path is not None:
        with suppress(OSError):
            _keep(path, body)
    return Table(rows)


def _written(rows: dict[str, str]) -> bytes:
    """The file of a table: a line with the sum (CRC-32) of what follows, a line of all keys, a line of JSON a row."""
    keys = _BETWEEN_KEYS.join(rows)
    if keys.count(_BETWEEN_KEYS) != max(0, len(rows) - 1) or "\n" in keys:
        raise ValueError("a key of a table has a tab or a line end")
    body = "\n".join((keys, *rows.values())).encode()
    return b"%08x\n%b" % (zlib.crc32(body), body)


def _read(file: bytes) -> dict[str, str]:
    """The rows of such a file. Raises ValueError for one that is not whole."""
    said, _, body = file.partition(b"\n")
    if int(said, 16) != zlib.crc32(body):
        raise ValueError("the table is damaged")
    keys, *rows = body.decode().split("\n")
    return dict(zip(keys.split(_BETWEEN_KEYS) if rows else (), rows, strict=True))


def _keep(path: Path, body: bytes) -> None:
    """Write in one step, and drop what stands there under earlier marks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with open(handle, "wb") as out:
            out.write(body)
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, path)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise
    for other in path.parent.glob(f"{path.stem.rpartition('-')[0]}-*"):
        if other != path:
            other.unlink(missing_ok=True)


@contextmanager
def _everything_stays() -> Iterator[None]:
    """No search for garbage while a million objects are made that all stay: it takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
