"""The default engine: Whoosh writes and analyses, columns derived from its segment answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np

from data.errors import GenerationError
from data.hsds.listings import service_id
from data.model import Listing
from index import building, generations, history, memory, suggest
from index.building import Tick
from index.catalog import Catalog, Files
from index.cataloguing import KEY
from index.columns import Columns
from index.find import Part
from index.request import SearchRequest
from index.search import search
from index.storage import Blobs, Names, load, save, save_blobs, save_names
from index.suggesting import Offered

# A generation is a base, and what came after it: `delta` has new and changed listings, `gone` (i4) the rows of the
# base that these replace or that ended.
_BASE, _DELTA, _GONE = "base", "delta", "gone"


class WhooshGeneration:
    """One generation, open for reading. Holds only read-only arrays: threads may share it."""

    def __init__(self, folder: Path) -> None:
        self.name = folder.name
        self._meta = generations.read_meta(folder)
        base = Columns(folder / _BASE)
        self.parts = [Part(base)]
        has_delta = (folder / _DELTA).is_dir()
        self.entries = [suggest.Entries(folder / _BASE, folder if has_delta else None)]
        if has_delta:
            try:
                alive = np.ones(base.documents, bool)
                alive[load(folder, _GONE, "i4", None)] = False
            except (OSError, ValueError, IndexError) as error:
                raise GenerationError(f"{folder.name}/{_GONE}: {error}", code="damaged-index") from None
            self.parts = [Part(base, alive), Part(Columns(folder / _DELTA))]
            self.entries.append(suggest.Entries(folder / _DELTA))
        try:
            self._redirects = Names(folder, "redirects")
            self._targets = Blobs(folder, "targets", len(self._redirects))
        except (OSError, ValueError) as error:
            raise GenerationError(f"{folder.name}: {error}", code="damaged-index") from None
        self._files = Files(folder, [folder / name for name in (_BASE, _DELTA)[: len(self.parts)]], self.parts)

    def search(self, request: SearchRequest) -> dict[str, Any]:
        """Return the answer to a request."""
        return search(self.parts, request, partial(suggest.closest, self.entries))

    def suggest(self, text: str, limit: int) -> list[dict[str, Any]]:
        """Return what may be meant by what was typed so far."""
        return suggest.suggest(self.entries, text, limit)

    def listing(self, listing_id: str) -> Listing | None:
        """Return one listing, or None."""
        for part in self.parts:
            row = part.columns.row(listing_id)
            if row is not None and (part.alive is None or part.alive[row]):
                return part.columns.listing(row)
        return None

    def redirect(self, listing_id: str) -> str | None:
        """Return the id that a merged listing's id leads to, GONE, or None."""
        at = self._redirects.find(listing_id)
        return None if at is None else self._targets[at].decode("utf-8")

    @cached_property
    def catalog(self) -> Catalog:
        """Everything in this generation, for the API. Raises GenerationError when it cannot be read."""
        return Catalog(self._files)

    def redirects(self) -> Iterator[tuple[str, str]]:
        """Yield the ids of merged listings, each with the id it leads to."""
        for at in range(len(self._redirects)):
            yield self._redirects[at], self._targets[at].decode("utf-8")

    @cached_property
    def merged_services(self) -> Mapping[str, str]:
        """The ids of the services of merged listings, each with that of the service it leads to."""
        return {service_id(old): service_id(new) for old, new in self.redirects()}

    @cached_property
    def gone_services(self) -> frozenset[str]:
        """The ids of the services that were in an earlier generation."""
        return frozenset(service_id(listing_id) for listing_id, _ in self.catalog.gone_since(0))

    def stats(self) -> dict[str, Any]:
        """Return `{"generation", "built", "listings"}`."""
        return {"generation": self.name, "built": self._meta["built"], "listings": self._meta["listings"]}


class WhooshEngine:
    """Builds and opens generations whose text was indexed by Whoosh.

    With `through_whoosh` off the segment is left out: the same answers, built sooner, for very large imports.
    Records of the sources `kept_back` are found and shown, but not passed on to other programs.
    """

    name = "whoosh"

    def __init__(self, through_whoosh: bool = True, kept_back: frozenset[str] = frozenset()) -> None:
        self._through_whoosh, self._kept_back = through_whoosh, kept_back

    def build(
        self,
        listings: Iterable[Listing],
        redirects: Mapping[str, str],
        folder: Path,
        tick: Tick = lambda done: None,
    ) -> dict[str, Any]:
        """Write a generation of public listings into the empty `folder`; return facts for its `meta.json`."""
        (folder / _BASE).mkdir()
        count = building.build(listings, folder / _BASE, tick, None, self._through_whoosh, self._kept_back)
        _write_redirects(folder, redirects)
        _write_history(folder, [(_BASE, np.ones(count, bool))])
        return {"engine": self.name, "listings": count, "base": count}

    def update(
        self,
        earlier: Path,
        listings: Iterable[Listing],
        ended: Iterable[str],
        redirects: Mapping[str, str],
        folder: Path,
        tick: Tick = lambda done: None,
    ) -> dict[str, Any]:
        """Write a generation that shares the base of an `earlier` one.

        `listings` are new or replace those of their id, `ended` are the ids of the base that are there no more:
        both are counted from the base, not from an earlier delta. Raises GenerationError when the earlier
        generation cannot be read.
        """
        base = Columns(earlier / _BASE)
        generations.link(earlier / _BASE, folder / _BASE)
        (folder / _DELTA).mkdir()
        knows = base.statistics(), self._through_whoosh, self._kept_back, Offered.by(earlier / _BASE)
        count = building.build(listings, folder / _DELTA, tick, *knows)
        delta = Columns(folder / _DELTA)
        replaced = base.ids.find_all([*map(delta.ids.__getitem__, range(count)), *ended])
        gone = np.unique(replaced[replaced >= 0]).astype(np.int32)
        save(folder, _GONE, gone)
        suggest.write_lost(folder, base, earlier / _BASE, gone)
        _write_redirects(folder, redirects)
        alive = np.ones(base.documents, bool)
        alive[gone] = False
        _write_history(folder, [(_BASE, alive), (_DELTA, np.ones(count, bool))])
        return {"engine": self.name, "listings": base.documents - len(gone) + count, "base": base.documents}

    def open(self, folder: Path) -> WhooshGeneration:
        """Open a generation. Raises GenerationError when it cannot be read."""
        memory.keep_freed()
        return WhooshGeneration(folder)


def _write_history(folder: Path, parts: Sequence[tuple[str, np.ndarray]]) -> None:
    """Write when listings changed; `parts` are names of parts and which of their documents are alive (bool)."""
    try:
        earlier = generations.current_folder(folder.parent)
    except GenerationError:
        earlier = None
    try:
        keys, digests = (
            np.concatenate([load(folder / name, what, kind, len(alive))[alive] for name, alive in parts])
            for what, kind in (("catalog_keys", KEY), ("catalog_digests", "u8"))
        )
    except (OSError, ValueError) as error:
        raise GenerationError(f"{folder.name}: {error}", code="damaged-index") from None
    history.write(folder, earlier, keys, digests)


def _write_redirects(folder: Path, redirects: Mapping[str, str]) -> None:
    ids = sorted(redirects)
    save_names(folder, "redirects", ids)
    save_blobs(folder, "targets", (redirects[one].encode("utf-8") for one in ids))
