"""The code and word lists that make listings of records, as one hash: with other code, they are made anew."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import data


@cache
def code_hash() -> bytes:
    """Return a hash of all modules and lists of this package but the registered sources."""
    found = hashlib.blake2b()
    for path in sorted(Path(data.__file__).parent.rglob("*")):
        if path.suffix in (".py", ".toml") and "sources" not in path.parts:
            found.update(path.read_bytes())
    return found.digest()
