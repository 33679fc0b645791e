"""A generation as a catalog: everything in it, in one order that lasts, and by what HSDS asks for.

Rows are listings in the order of their ids, whichever part they stand in. Nothing is found here that a search would
not show, but nothing is left out either: what is closed for now is there too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from pydantic_core import from_json

from data.errors import GenerationError
from data.hsds import terms
from data.hsds.listings import joined_organization
from data.hsds.parts import Document
from data.model import Listing
from index.cataloguing import KEY, key_of, text_of
from index.find import Part
from index.history import History
from index.scope import Ranges
from index.storage import Blobs, Names, load, load_starts

_KEPT_ORGANIZATIONS = 10_000


class Lists:
    """Names and the documents that have each (`cataloguing._write_lists`)."""

    def __init__(self, folder: Path, name: str) -> None:
        self.names = Names(folder, f"catalog_{name}s")
        self._docs = load(folder, f"catalog_{name}_docs", "i4", None)
        self._starts = load_starts(folder, f"catalog_{name}_starts", "i8", len(self.names), len(self._docs))

    def docs(self, name: str) -> np.ndarray:
        """Return the documents (i4, ascending) that have the name."""
        at = self.names.find(name)
        return self._docs[:0] if at is None else self._docs[int(self._starts[at]) : int(self._starts[at + 1])]


class Shelf:
    """The files of one part. Raises OSError or ValueError when one cannot be read."""

    def __init__(self, folder: Path, part: Part) -> None:
        count = part.columns.documents
        self.part = part
        self.keys = load(folder, "catalog_keys", KEY, count)
        self.shared = load(folder, "catalog_shared", "?", count)
        self.service_keys = load(folder, "catalog_service_keys", KEY, count)
        self.service_docs = load(folder, "catalog_service_docs", "i4", count)
        self.organizations = Blobs(folder, "catalog_organizations")
        self.organization_keys = load(folder, "catalog_organization_keys", KEY, len(self.organizations))
        self.doc_organizations = load(folder, "catalog_doc_organizations", "i4", count)
        self.terms, self.words = Lists(folder, "term"), Lists(folder, "word")
        self.alive = np.ones(count, bool) if part.alive is None else part.alive

    @cached_property
    def area_docs(self) -> np.ndarray:
        """The documents (ascending) that say which area they serve."""
        return self.part.columns.with_areas()


class Files:
    """The files of a whole generation, opened and not yet read. Raises GenerationError when one is damaged."""

    def __init__(self, folder: Path, folders: Sequence[Path], parts: Sequence[Part]) -> None:
        try:
            self.shelves = [Shelf(own, part) for own, part in zip(folders, parts, strict=True)]
            self.history = History.open(folder)
            held = sum(int(np.count_nonzero(shelf.alive)) for shelf in self.shelves)
            if len(self.history.keys) != held:
                raise ValueError(f"history has {len(self.history.keys)} listings, not {held}")
        except (OSError, ValueError, IndexError) as error:
            raise GenerationError(f"{folder.name}: {error}", code="damaged-index") from None


class Catalog:
    """The catalog of a generation. Raises GenerationError when its files do not fit together.

    `modified` (i8 [rows]) is when each row last changed, `added` when it first came, `organization` (i4 [rows]) the
    number of its organization, `shared` (bool [rows]) whether it may be passed on to other programs.
    """

    def __init__(self, files: Files) -> None:
        self.shelves, self.history = files.shelves, files.history
        self._order()
        self._gather_organizations()
        self.organization_document = lru_cache(maxsize=_KEPT_ORGANIZATIONS)(self._organization_document)

    def _order(self) -> None:
        docs = [np.flatnonzero(shelf.alive) for shelf in self.shelves]
        keys = np.concatenate([shelf.keys[own] for shelf, own in zip(self.shelves, docs, strict=True)])
        order = np.argsort(keys, kind="stable")
        self.keys = keys[order]
        if not np.array_equal(self.keys, self.history.keys):
            raise GenerationError("the history is of other listings", code="damaged-index")
        self.modified, self.added = self.history.modified, self.history.added
        self.shelf = np.repeat(np.arange(len(docs), dtype=np.int8), [len(own) for own in docs])[order]
        self.doc = np.concatenate(docs)[order].astype(np.int32)
        self.shared = np.concatenate([shelf.shared[own] for shelf, own in zip(self.shelves, docs, strict=True)])[order]
        self._row: list[np.ndarray] = []
        for number, shelf in enumerate(self.shelves):
            rows = np.full(len(shelf.alive), -1, np.int32)
            own = np.flatnonzero(self.shelf == number)
            rows[self.doc[own]] = own
            self._row.append(rows)

    def _gather_organizations(self) -> None:
        """Number the organizations that any row has, by their ids."""
        keys = np.concatenate([shelf.organization_keys for shelf in self.shelves])
        starts = np.cumsum([0, *(len(shelf.organization_keys) for shelf in self.shelves)])
        said = np.empty(len(self.keys), np.int64)
        for number, shelf in enumerate(self.shelves):
            own = self.shelf == number
            said[own] = shelf.doc_organizations[self.doc[own]] + starts[number]
        listings = np.bincount(said, minlength=len(keys)) if len(keys) else np.zeros(0, np.int64)
        held = np.flatnonzero(listings)
        self.organization_keys, numbers = np.unique(keys[held], return_inverse=True)
        of_said = np.full(len(keys), -1, np.int32)
        of_said[held] = numbers
        self.organization: np.ndarray = of_said[said]
        self._said_starts, self._said_listings, self._organization_of_said = starts, listings, of_said
        by_number = np.argsort(numbers, kind="stable")
        self._said_of = held[by_number]
        self._said_of_starts = np.searchsorted(numbers[by_number], np.arange(len(self.organization_keys) + 1))

    def __len__(self) -> int:
        return len(self.keys)

    def listing(self, row: int) -> Listing:
        """Return the listing of a row."""
        return self.shelves[int(self.shelf[row])].part.columns.listing(int(self.doc[row]))

    def stored(self, row: int) -> Document:
        """Return the listing of a row as JSON, without what is empty; faster than `listing`, and checked by nothing."""
        return self.shelves[int(self.shelf[row])].part.columns.stored(int(self.doc[row]))

    def name(self, row: int) -> str:
        """Return the name of a row's listing."""
        return str(self.shelves[int(self.shelf[row])].part.columns.card(int(self.doc[row]))["name"])

    def listing_id(self, row: int) -> str:
        """Return the id of a row's listing."""
        return text_of(bytes(self.keys[row]))

    def changed(self, row: int) -> datetime:
        """Return when a row last changed (UTC)."""
        return moment(int(self.modified[row]))

    def gone_since(self, milliseconds: int) -> list[tuple[str, int]]:
        """Return the ids of the listings that went then or later, each with when (milliseconds since 1970, UTC)."""
        late = np.flatnonzero(self.history.gone_at >= milliseconds)
        return [(text_of(bytes(self.history.gone_keys[at])), int(self.history.gone_at[at])) for at in late.tolist()]

    def row_of_listing(self, listing_id: str) -> int | None:
        """Return the row of a listing that may be passed on, or None."""
        return self._if_shared(_find(self.keys, listing_id))

    def _if_shared(self, row: int | None) -> int | None:
        return row if row is not None and self.shared[row] else None

    def row_of_service(self, service_id: str) -> int | None:
        """Return the row of a service that may be passed on, or None."""
        for shelf, rows in zip(self.shelves, self._row, strict=True):
            at = _find(shelf.service_keys, service_id)
            row = -1 if at is None else int(rows[shelf.service_docs[at]])
            if row >= 0:
                return self._if_shared(row)
        return None

    def number_of_organization(self, organization_id: str) -> int | None:
        """Return the number of an organization with a service that may be passed on, or None."""
        number = _find(self.organization_keys, organization_id)
        return number if number is not None and self.shared_organizations[number] else None

    @cached_property
    def shared_organizations(self) -> np.ndarray:
        """A bool for each organization: whether any service of it may be passed on."""
        found = np.zeros(len(self.organization_keys), bool)
        found[self.organization[self.shared]] = True
        return found

    def _organization_document(self, number: int) -> Document:
        """Return an organization as its listings tell of it; a shared object that must not be changed."""
        told = []
        for at in self._said_of[self._said_of_starts[number] : self._said_of_starts[number + 1]].tolist():
            shelf = int(np.searchsorted(self._said_starts, at, side="right")) - 1
            blob = self.shelves[shelf].organizations[at - int(self._said_starts[shelf])]
            told.append((from_json(blob), int(self._said_listings[at])))
        return joined_organization(told)

    def rows_of_organization(self, number: int) -> np.ndarray:
        """Return the rows (int64, ascending) that may be passed on and whose organization it is."""
        order, starts = self._by_organization
        rows = np.sort(order[starts[number] : starts[number + 1]])
        kept: np.ndarray = rows[self.shared[rows]]
        return kept

    @cached_property
    def _by_organization(self) -> tuple[np.ndarray, np.ndarray]:
        order = np.argsort(self.organization, kind="stable")
        return order, np.searchsorted(self.organization[order], np.arange(len(self.organization_keys) + 1))

    def organizations_called(self, words: Sequence[str]) -> np.ndarray:
        """Return the numbers (ascending) of the organizations with all of the words in their names."""
        found = self.shared_organizations.copy()
        for word in words:
            has = np.zeros(len(self.organization_keys), bool)
            for number, shelf in enumerate(self.shelves):
                has_it = self._organization_of_said[shelf.words.docs(word) + self._said_starts[number]]
                has[has_it[has_it >= 0]] = True
            found &= has
        return np.flatnonzero(found)

    def marks(self, number: int, docs: np.ndarray, found: np.ndarray) -> None:
        """Set `found` (bool [rows]) for those of the documents of a shelf that are rows."""
        rows = self._row[number][docs]
        found[rows[rows >= 0]] = True

    def with_term(self, names: Sequence[str]) -> np.ndarray:
        """Return a bool for each row of whether its service has any of the terms (`vocabulary:value`)."""
        found = np.zeros(len(self), bool)
        for number, shelf in enumerate(self.shelves):
            for name in names:
                self.marks(number, shelf.terms.docs(name), found)
        return found

    def rows_in_shelf(self, number: int, docs: np.ndarray) -> np.ndarray:
        """Return the row of each document of a shelf, -1 for one that is replaced."""
        rows: np.ndarray = self._row[number][docs]
        return rows

    @cached_property
    def own_terms(self) -> tuple[Document, ...]:
        """All terms there are, the controlled ones and the words of sources, by id."""
        words = {value for vocabulary, value in self._names() if vocabulary == terms.OWN_WORDS}
        found = [*terms.fixed_terms(), *(terms.term(terms.OWN_WORDS, word) for word in words)]
        return tuple(sorted(found, key=lambda one: str(one["id"])))

    def _names(self) -> Iterator[tuple[str, str]]:
        for shelf in self.shelves:
            for at in range(len(shelf.terms.names)):
                vocabulary, _, value = shelf.terms.names[at].partition(":")
                yield vocabulary, value

    @cached_property
    def term_names(self) -> dict[str, str]:
        """`{term id: vocabulary:value}` of the terms that any service has."""
        return {terms.term_id(vocabulary, value): f"{vocabulary}:{value}" for vocabulary, value in self._names()}

    @cached_property
    def taxonomy_names(self) -> dict[str, tuple[str, ...]]:
        """`{taxonomy id: the names of its terms that any service has}`."""
        found: dict[str, list[str]] = {}
        for vocabulary, value in dict.fromkeys(self._names()):
            found.setdefault(terms.taxonomy_id(vocabulary), []).append(f"{vocabulary}:{value}")
        return {key: tuple(names) for key, names in found.items()}


def everything(part: Part) -> Ranges:
    """Return the scope of all documents of a part."""
    return Ranges([0, part.columns.documents])


def moment(milliseconds: int) -> datetime:
    """Return a time of the history."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _find(keys: np.ndarray, identifier: str) -> int | None:
    wanted = np.array(key_of(identifier), KEY)
    at = int(np.searchsorted(keys, wanted))
    return at if at < len(keys) and keys[at] == wanted else None
