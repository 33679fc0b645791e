"""Files and folders that are there whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from data.errors import KithError


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Open a file beside `path` that takes its place at the end, unless something fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with unfinished.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def replacing_folder(path: Path, mark: str) -> Iterator[Path]:
    """Give an empty folder beside `path` that takes its place at the end, unless something fails.

    Raises KithError (`not-ours`) when `path` is there and holds no file `mark`, which this writer leaves in all of
    its folders: nobody's files are to be swept away by a mistyped name.
    """
    if path.exists() and not (path / mark).is_file() and (not path.is_dir() or any(path.iterdir())):
        raise KithError(f"{path} is there and was not written by this command: name another", code="not-ours")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished, old = (path.with_name(f".{path.name}.{word}") for word in ("part", "old"))
    for left in (unfinished, old):
        shutil.rmtree(left, ignore_errors=True)
    try:
        unfinished.mkdir()
        yield unfinished
        (unfinished / mark).touch()
        if path.exists():
            path.replace(old)
        unfinished.replace(path)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
