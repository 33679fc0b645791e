"""Any JSON array of objects, or JSON lines, read through `[columns]` (RFC 8259; JSON Lines)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from crawlers.paged import PagedSpider
from crawlers.paths import at
from crawlers.payload import Payload
from crawlers.readers import read_json, read_rows
from data.errors import FeedError


class JsonSpider(PagedSpider):
    """One object is one listing. `rows` names the array where it is not the document, `next` that of the next page."""

    name = "json"
    endings = (".json", ".jsonl", ".ndjson")

    def split(self, payload: Payload) -> Iterable[Any]:
        """Yield the objects, and note where the next page is."""
        self._next = next((url for url in self._links(payload) if isinstance(url, str) and url.strip()), "")
        self.unfinished = bool(self._next)
        return read_rows(payload, self.source.rows)

    def next_page(self, count: int) -> str:
        """Return the address that the page at hand named. Raises FeedError when it leads to another host."""
        found = urljoin(self.asked, self._next)
        if urlsplit(found).netloc != urlsplit(self.asked).netloc:
            raise FeedError(f"the next page is on another host: {found[:80]}", code="bad-address", field="next")
        return found

    def _links(self, payload: Payload) -> list[Any]:
        return at(read_json(payload), self.source.next) if self.source.next else []
