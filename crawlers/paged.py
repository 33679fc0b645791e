"""Tables that an API gives page by page: the records of each page flow, a page that fails ends the run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scrapy.http import Request, Response

from crawlers.payload import check_size
from crawlers.table import TableSpider
from data.errors import FeedError, KithError

# All pages together may have this many times the size of one feed.
_ROOM = 4


class PagedSpider(TableSpider):
    """Base of paged tables. `split` sets `unfinished` while there is more; `next_page` says where it is.

    Pages are asked for one after the other; `asked` is the address of the one at hand, before any redirect.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = ""
        self._last_page = b""
        self._pages = 0
        self._size = 0

    def next_page(self, count: int) -> str:
        """Return the address of the page after the one at hand, which had `count` rows."""
        raise NotImplementedError

    def request(self, url: str, **kwargs: Any) -> Request:
        """Return a request for the next page to be at hand."""
        self.asked = url
        return super().request(url, **kwargs)

    def parse_feed(self, response: Response) -> Iterator[Any]:
        """Yield the records of a page and ask for the next one."""
        try:
            self._check(response)
            before = self.tally.read
            yield from self.records(self.unpacked(response))
            if self.unfinished and self.asked.startswith("http"):
                yield self._further(self.tally.read - before)
        except KithError as error:
            self.tally.fail(error)

    def number(self, name: str) -> int | None:
        """Return a number from the address of the page at hand, or None. Raises FeedError when it is none."""
        found = asked_for(self.asked).get(name)
        if found is not None and not (found.isascii() and found.isdigit()):
            raise FeedError(f"{name} is {found[:40]!r}, not a number", code="bad-address")
        return None if found is None else int(found)

    def _check(self, response: Response) -> None:
        self._size += len(response.body)
        check_size(self._size, self.source.max_mb * _ROOM)
        page = hashlib.blake2b(response.body).digest()
        if page == self._last_page:
            raise FeedError(f"{self.asked} gave the same page as the one before", code="same-page")
        self._last_page = page

    def _further(self, count: int) -> Request:
        self._pages += 1
        # Requests of a chain longer than this are dropped by the framework without a word.
        most = self.settings.getint("DEPTH_LIMIT")
        if most and self._pages >= most:
            raise FeedError(f"{self._pages} pages and no end", code="too-many-pages")
        return self.request(self.next_page(count))


def with_query(url: str, path: str | None = None, /, **wanted: object) -> str:
    """Return an address with parameters set, and with another path where one is given; others stay as they are."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True)) | {key: str(value) for key, value in wanted.items()}
    return urlunsplit(parts._replace(path=path or parts.path, query=urlencode(query, safe="$:*,"), fragment=""))


def asked_for(url: str) -> dict[str, str]:
    """Return the parameters of an address."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
