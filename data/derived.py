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
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any


def folder() -> Path | None:
    """Return where tables are kept: in the virtual environment; None where there is none."""
    return Path(sys.prefix, "var", "kith") if sys.prefix != sys.base_prefix else None


def kept(name: str, mark: str, derive: Callable[[], Any]) -> Any:
    """Return the table (JSON) that an earlier process left under this name and mark, else what `derive` makes.

    `mark` must change with everything the table comes from: versions of packages, the code of `derive`.
    """
    place = folder()
    path = place / f"{name}-{mark}.json" if place else None
    with _everything_stays():
        if path is not None:
            with suppress(OSError, ValueError):
                return json.loads(path.read_bytes())
        # Once through JSON, so that what is made and what is read are of the same types.
        text = json.dumps(derive(), ensure_ascii=False, separators=(",", ":"))
        if path is not None:
            with suppress(OSError):
                _keep(path, text)
        return json.loads(text)


def _keep(path: Path, text: str) -> None:
    """Write in one step, and drop what stands there under earlier marks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with open(handle, "w", encoding="utf-8") as out:
            out.write(text)
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, path)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise
    for other in path.parent.glob(f"{path.stem.rpartition('-')[0]}-*.json"):
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
