"""The rows of a site, page after page: what identifies each, and what of a page could not be read."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crawlers.pages import links, structured
from crawlers.pages.listings import Found, listings
from crawlers.pages.page import Page
from crawlers.schema_org import graph
from data.errors import RowError
from data.ids import content_key
from data.sources.fields import TIMES
from data.sources.pages import Pages

_TOLD_APART_BY = ("name", "location_name", "address_1", "city", "latitude", "longitude", "schedule", "byday", *TIMES)


@dataclass(frozen=True)
class Row:
    """One listing of a page: an object of schema.org (`said`), or the `cells` that selectors found, by field.

    `record` is the id the site gives it, else its page's address with `#2` and on for further ones; `key` lasts when
    the order on a page changes: the same, with a hash of name, place and time where several listings share an id.
    """

    record: str
    key: str
    page: str
    modified: datetime | None
    said: dict[str, Any] | None = None
    cells: dict[str, Any] | None = None


class SiteRows:
    """Yields the rows of pages and remembers what earlier pages of the site said."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages
        self._things: set[str] = set()
        self._canonicals: dict[str, str] = {}

    def of(self, page: Page) -> Iterator[Row | RowError]:
        """Yield the rows of a page; a page that should have listings and has none is a RowError."""
        if self.pages.only and not re.search(self.pages.only, page.fetched):
            return
        found, errors = structured.things(page) if self.pages.schema_org else ([], [])
        yield from errors
        found = [thing for thing in found if self._is_new(thing)]
        if found:
            yield from self._of_things(page, found)
            return
        try:
            selected = listings(page, self.pages) if self.pages.fields else []
        except (ValueError, RecursionError) as error:
            yield RowError(f"the selectors cannot be tried: {error}", code="unreadable-page", record=page.canonical)
            return
        yield from self._of_selected(page, selected)
        # A page that only leads on is a list.
        if not selected and not errors and (self.pages.only or not self._leads_on(page)):
            what = "no listing where [pages] looks" if self.pages.fields else "no schema.org data that is a listing"
            code = "no-listing" if self.pages.fields else "no-structured-data"
            yield RowError(what, code=code, record=page.canonical)

    def _of_things(self, page: Page, found: list[dict[str, Any]]) -> Iterator[Row]:
        url = self._own_address(page, len(found))
        for number, said in enumerate(found, 1):
            key = url if len(found) == 1 else f"{url}#{graph.identity(said)}"
            yield Row(_numbered(url, number), key, url, page.modified, said=said)

    def _of_selected(self, page: Page, found: list[Found]) -> Iterator[Row | RowError]:
        url = self._own_address(page, len(found))
        uses = Counter(_id(one.cells) for one in found)
        shared = "id" in self.pages.fields and self.pages.fields["id"].of != "listing"
        written: set[str] = set()
        for number, one in enumerate(found, 1):
            said, cells = _id(one.cells), one.cells
            words = json.dumps(cells, sort_keys=True)
            if one.problem or words in written:
                message = f"listing {number} of the page: {one.problem or 'the same stands there twice'}"
                yield RowError(message, code=one.problem or "repeated", record=said or url)
                continue
            written.add(words)
            record = said or _numbered(url, number)
            key = f"{said or url}#{_hash(cells)}" if shared or uses[said] > 1 else said or url
            yield Row(record, key, url, page.modified, cells=cells | {"id": record})

    def _leads_on(self, page: Page) -> bool:
        return bool((self.pages.follow or self.pages.next) and links.of_page(page, self.pages))

    def _own_address(self, page: Page, count: int) -> str:
        """The canonical address; a page of a list that claims the address of its first page keeps the one it has."""
        first = self._canonicals.setdefault(page.canonical, page.fetched)
        return page.canonical if count < 2 or first == page.fetched else page.fetched

    def _is_new(self, thing: dict[str, Any]) -> bool:
        """Whether an object was not on an earlier page: sites repeat their own organization on every one."""
        said = thing.get("@id")
        if not isinstance(said, str) or not said.startswith("http"):
            return True
        known = said in self._things
        self._things.add(said)
        return not known


def _numbered(url: str, number: int) -> str:
    return url if number == 1 else f"{url}#{number}"


def _id(cells: dict[str, Any]) -> str:
    said = cells.get("id") or ""
    return said if isinstance(said, str) else " ".join(said)


def _hash(cells: dict[str, Any]) -> str:
    return content_key(*(json.dumps(cells.get(name)) for name in _TOLD_APART_BY))
