"""The default engine: Whoosh writes and analyses, columns derived from its segment answer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from data.model import Listing
from index import columns, generations
from index.columns import Columns, Tick
from index.request import SearchRequest
from index.search import search


class WhooshGeneration:
    """One generation, open for reading. Holds only read-only arrays: threads may share it."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self._meta = generations.read_meta(folder)
        self._columns = Columns(folder)

    def search(self, request: SearchRequest) -> dict[str, Any]:
        """Return the answer to a request."""
        return search(self._columns, request)

    def listing(self, listing_id: str) -> Listing | None:
        """Return one listing, or None."""
        row = self._columns.rows.get(listing_id)
        return None if row is None else self._columns.listing(row)

    def redirect(self, listing_id: str) -> str | None:
        """Return the id that a merged listing's id leads to, or None."""
        return self._columns.redirects.get(listing_id)

    def stats(self) -> dict[str, Any]:
        """Return `{"generation", "built", "listings"}`."""
        return {"generation": self.name, "built": self._meta["built"], "listings": len(self._columns)}


class WhooshEngine:
    """Builds and opens generations whose text was indexed by Whoosh."""

    name = "whoosh"

    def build(
        self, listings: Iterable[Listing], redirects: dict[str, str], folder: Path, tick: Tick = lambda done: None
    ) -> dict[str, Any]:
        """Write a generation of public listings into the empty `folder`; return facts for its `meta.json`."""
        return columns.build(list(listings), redirects, folder, tick) | {"engine": self.name}

    def open(self, folder: Path) -> WhooshGeneration:
        """Open a generation. Raises GenerationError when it cannot be read."""
        return WhooshGeneration(folder)
