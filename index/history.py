"""When each listing last changed, and which are gone: carried from generation to generation.

A generation's folder `history` (`n` listings by id, `g` that were in earlier generations and are in this one no more):

file            | type, shape | holds
keys, gone_keys | S16 [n], [g] | listing ids (`cataloguing.key_of`), ascending
digests         | u8 [n]       | what was published of each (`index/cataloguing.py`)
modified        | i8 [n]       | when that was first published, milliseconds since 1970 (UTC)
added           | i8 [n]       | when the listing was first published at all, or again after it was gone
gone_at         | i8 [g]       | when it was no longer

The first generation of a home has all its listings added when it was built. What has been gone for longer than
`KEPT_DAYS` is forgotten.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.cataloguing import KEY
from index.storage import load, save

FOLDER = "history"
KEPT_DAYS = 400
_DAY = 86_400_000


@dataclass(frozen=True)
class History:
    """The arrays of a generation's history, read-only."""

    keys: np.ndarray
    digests: np.ndarray
    modified: np.ndarray
    added: np.ndarray
    gone_keys: np.ndarray
    gone_at: np.ndarray

    @classmethod
    def open(cls, folder: Path) -> History:
        """Return the history of the generation in `folder`. Raises OSError or ValueError when it cannot be read."""
        own = folder / FOLDER
        keys, gone_keys = load(own, "keys", KEY, None), load(own, "gone_keys", KEY, None)
        modified = load(own, "modified", "i8", len(keys))
        return cls(
            keys,
            load(own, "digests", "u8", len(keys)),
            modified,
            # Generations were written without it; nothing in them is told as new a second time.
            load(own, "added", "i8", len(keys)) if (own / "added.npy").exists() else modified,
            gone_keys,
            load(own, "gone_at", "i8", len(gone_keys)),
        )


def write(folder: Path, earlier: Path | None, keys: np.ndarray, digests: np.ndarray) -> None:
    """Write the history of the generation in `folder`: `keys` S16 [n] and `digests` u8 [n] of its listings.

    `earlier` is the folder of the generation before it; one that is missing or damaged has nothing to tell.
    """
    order = np.argsort(keys)
    keys, digests = keys[order], digests[order]
    now = time.time_ns() // 1_000_000
    modified, added = np.full(len(keys), now, np.int64), np.full(len(keys), now, np.int64)
    gone_keys, gone_at = np.zeros(0, KEY), np.zeros(0, np.int64)
    before = _before(earlier)
    if before is not None:
        at = _places(before.keys, keys)
        known = np.flatnonzero(at >= 0)
        at = at[known]
        added[known] = before.added[at]
        same = before.digests[at] == digests[known]
        modified[known[same]] = before.modified[at[same]]
        lost = np.delete(before.keys, at)
        kept = (_places(keys, before.gone_keys) < 0) & (before.gone_at > now - KEPT_DAYS * _DAY)
        gone_keys = np.concatenate((before.gone_keys[kept], lost))
        gone_at = np.concatenate((before.gone_at[kept], np.full(len(lost), now, np.int64)))
        by_key = np.argsort(gone_keys)
        gone_keys, gone_at = gone_keys[by_key], gone_at[by_key]
    (folder / FOLDER).mkdir()
    for name, values in (("keys", keys), ("digests", digests), ("modified", modified), ("added", added),
                         ("gone_keys", gone_keys), ("gone_at", gone_at)):  # fmt: skip
        save(folder / FOLDER, name, values)


def _places(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return where each of the `wanted` stands in `keys`, which ascend; -1 for one that does not."""
    if not len(keys):
        return np.full(len(wanted), -1, np.int64)
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, at, -1)


def _before(earlier: Path | None) -> History | None:
    try:
        return History.open(earlier) if earlier is not None else None
    except (OSError, ValueError):
        return None
