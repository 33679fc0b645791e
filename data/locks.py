"""One process at a time: advisory locks that the system gives back when their process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from data.errors import KithError
from data.settings import Settings


@contextmanager
def locked(settings: Settings, name: str, doing: str) -> Iterator[None]:
    """Hold `locks/<name>` of the home. Raises KithError (`locked`) at once when another process holds it.

    `doing` is what the other one is doing, for the message: "crawls this source".
    """
    folder = settings.home / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 20).decode("ascii", "replace").strip()
            who = f"another process ({holder})" if holder else "another process"
            raise KithError(f"{who} {doing} just now", code="locked") from None
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        os.close(handle)
