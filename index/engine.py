"""The one interface of an engine: build a generation from listings, open it, search it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from data.model import Listing
from index.catalog import Catalog
from index.request import SearchRequest

# Where the id of a listing that is gone leads: nowhere, and it is known.
GONE = ""


class Generation(Protocol):
    """One immutable generation, open for reading; may be used by several threads at once."""

    name: str

    def search(self, request: SearchRequest) -> dict[str, Any]:
        """Return the search answer (ARCHITECTURE.md)."""

    def suggest(self, text: str, limit: int) -> list[dict[str, Any]]:
        """Return what may be meant by what was typed so far (`index.suggest.suggest`)."""

    def listing(self, listing_id: str) -> Listing | None:
        """Return one listing with visibility applied, or None."""

    def redirect(self, listing_id: str) -> str | None:
        """Return the id a merged listing's id leads to, GONE for one that is gone, None for one never heard of."""

    @property
    def catalog(self) -> Catalog:
        """Everything in the generation, one after the other, for the API."""

    def redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the ids of merged listings, each with the id it leads to."""

    @property
    def merged_services(self) -> Mapping[str, str]:
        """The ids of the services of merged listings, each with that of the service it leads to."""

    @property
    def gone_services(self) -> frozenset[str]:
        """The ids of the services that were in an earlier generation."""

    def stats(self) -> dict[str, Any]:
        """Return `{"generation", "built", "listings", ...}`."""


class Engine(Protocol):
    """Builds generations and opens them."""

    name: str

    def build(
        self, listings: Iterable[Listing], redirects: Mapping[str, str], folder: Path, tick: Callable[[int], None]
    ) -> dict[str, Any]:
        """Write a whole generation into the empty `folder`, nothing elsewhere; return facts for its `meta.json`.

        `folder` lies beside the current generation, from which the times of unchanged listings are carried over.
        `redirects` maps the ids of merged listings to where they lead, and of those that are gone to GONE.
        `tick` is called with how many listings were done since the last call. `listings` is read once.
        """

    def update(
        self,
        earlier: Path,
        listings: Iterable[Listing],
        ended: Iterable[str],
        redirects: Mapping[str, str],
        folder: Path,
        tick: Callable[[int], None],
    ) -> dict[str, Any]:
        """Write a generation that is an earlier one with changes; return facts for its `meta.json`.

        `listings` are new or replace those of their id, `ended` are ids that are there no more, both counted from
        the last whole generation, on which the earlier one rests. Raises GenerationError when that is damaged.
        """

    def open(self, folder: Path) -> Generation:
        """Open a generation. Raises GenerationError when it is damaged or of another format."""
