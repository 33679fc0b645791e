"""From the store to a published generation: only what changed is indexed anew, while that is little."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

import data
import index
from data.errors import GenerationError
from data.model import Listing
from data.visibility import public
from index import generations
from index.engine import GONE, Engine
from index.storage import load, save

# More than this share of changes, or fewer listings than this in all, and everything is built anew.
_LARGEST_SHARE = 0.05
_FEW = 2_000
# What the base was made of: `ids.txt`, a line each, and their `marks` in the store.
_ORIGIN, _MARK = "origin", "V8"
# What decides how a listing is indexed and shown: when any of it is another, what was built before is not shared.
_CODE = (index, data)


class Listings(Protocol):
    """Where listings come from: the store."""

    def marked_contents(self) -> Iterator[tuple[str, bytes, str]]:
        """Yield id, mark and stored text of every listing."""

    def marks(self) -> Iterator[tuple[str, bytes]]:
        """Yield id and mark of every listing: 8 bytes, others each time that the text becomes another."""

    def contents_of(self, listing_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield id and stored text of those of the listings that are there."""

    def count_listings(self) -> int:
        """Return how many there are."""

    def read(self, listing_id: str, content: str) -> Listing:
        """Return the listing of a stored text."""

    def redirects(self) -> Mapping[str, str]:
        """Return where the ids of merged listings lead."""

    def tombstones(self) -> Iterable[str]:
        """Yield the ids of listings that are gone."""


@dataclass(frozen=True)
class Published:
    """What was published: the generation, how many listings it has, and what was done for it.

    `whole` tells whether all were indexed anew; else `changed` and `ended` are counted from the last time they were.
    """

    generation: str
    listings: int
    whole: bool
    changed: int = 0
    ended: int = 0


def publish(root: Path, engine: Engine, listings: Listings, whole: bool, begin: Callable[[int], Tick]) -> Published:
    """Build a generation of what the public may see, and make it current.

    `whole` indexes everything anew. `begin` is called with how many listings will be indexed and returns what is
    then called with how many were. Raises GenerationError when another build is running.
    """
    changes = None if whole else _changes(root, engine, listings)
    if changes is None:
        return _publish_whole(root, engine, listings, begin)
    earlier, changed, ended = changes
    shown = [(listing_id, public(listings.read(listing_id, content))) for listing_id, content in changed]
    ended = [*ended, *(listing_id for listing_id, listing in shown if listing is None)]
    tick = begin(len(shown))

    def fill(folder: Path) -> dict[str, Any]:
        new = (listing for _, listing in shown if listing is not None)
        facts = engine.update(earlier, new, ended, _left(listings), folder, tick)
        generations.link(earlier / _ORIGIN, folder / _ORIGIN)
        return facts | {"code": code_fingerprint(), "changed": len(shown), "ended": len(ended)}

    name = generations.publish(root, fill)
    count = generations.read_meta(root / name)["listings"]
    return Published(name, count, whole=False, changed=len(shown), ended=len(ended))


Tick = Callable[[int], None]


def _left(listings: Listings) -> dict[str, str]:
    """Where every id leads that is no listing's any more."""
    return dict.fromkeys(listings.tombstones(), GONE) | dict(listings.redirects())


def _publish_whole(root: Path, engine: Engine, listings: Listings, begin: Callable[[int], Tick]) -> Published:
    ids: list[str] = []
    marks: list[bytes] = []

    def shown() -> Iterator[Listing]:
        for listing_id, mark, content in listings.marked_contents():
            ids.append(listing_id)
            marks.append(mark)
            listing = public(listings.read(listing_id, content))
            if listing is not None:
                yield listing

    tick = begin(listings.count_listings())

    def fill(folder: Path) -> dict[str, Any]:
        facts = engine.build(shown(), _left(listings), folder, tick)
        (folder / _ORIGIN).mkdir()
        (folder / _ORIGIN / "ids.txt").write_text("\n".join(ids), "utf-8")
        save(folder / _ORIGIN, "marks", np.array(marks, _MARK))
        return facts | {"code": code_fingerprint()}

    name = generations.publish(root, fill)
    return Published(name, generations.read_meta(root / name)["listings"], whole=True)


def _changes(root: Path, engine: Engine, listings: Listings) -> tuple[Path, list[tuple[str, str]], list[str]] | None:
    """The generation to build on, new and changed texts, ids that ended; None when everything is to be built anew."""
    try:
        earlier = generations.current_folder(root)
        meta = generations.read_meta(earlier)
        generations.check_sizes(earlier)
        if meta.get("code") != code_fingerprint() or meta.get("engine") != engine.name:
            return None
        ids = (earlier / _ORIGIN / "ids.txt").read_text("utf-8").split("\n")
        known = dict(zip(ids, load(earlier / _ORIGIN, "marks", _MARK, len(ids)).tolist(), strict=True))
    except (GenerationError, OSError, ValueError):
        return None
    most = len(known) * _LARGEST_SHARE
    if len(known) < _FEW:
        return None
    other = []
    for listing_id, mark in listings.marks():
        if known.pop(listing_id, None) != mark:
            other.append(listing_id)
            if len(other) > most:
                return None
    changed = list(listings.contents_of(other))
    # Some may have gone between one look and the next.
    ended = [*known, *(set(other) - {listing_id for listing_id, _ in changed})]
    return (earlier, changed, ended) if len(other) + len(known) <= most else None


@cache
def code_fingerprint() -> str:
    """Return a hash of all code and word lists that decide what a generation holds."""
    found = hashlib.sha256(str(generations.FORMAT).encode("ascii"))
    for path in _files_of_code():
        found.update(path.name.encode("utf-8") + b"\0" + path.read_bytes())
    return found.hexdigest()


def _files_of_code() -> Iterable[Path]:
    for package in _CODE:
        folder = Path(str(package.__file__)).parent
        yield from sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".toml") and path.is_file())
