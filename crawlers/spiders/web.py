"""Web pages: schema.org data in any syntax, else what the selectors of `[pages]` find; sitemaps, lists, details."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawlers import schema_org
from crawlers.columns import Columns
from crawlers.pages import links
from crawlers.pages.links import Lead
from crawlers.pages.listings import SCHEDULES
from crawlers.pages.page import Page
from crawlers.pages.rows import SiteRows
from crawlers.payload import Payload
from crawlers.table import TableSpider
from data.errors import FeedError, RowError
from data.model import Record
from data.sources.pages import Pages

# Shorter than what the framework drops without a word.
_LONGEST_CHAIN = 1_900


class WebSpider(TableSpider):
    """One listing is one schema.org object or one element that `[pages]` names.

    Only pages of the host of the source's address are asked for, each once.
    """

    name = "web"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pages = self.source.pages or Pages()
        filled = {field for name, pick in self.pages.fields.items() for field in pick.fills(name)}
        inner = self.pages.schedules.fields if self.pages.schedules else {}
        filled |= {field for name, pick in inner.items() for field in pick.fills(name)}
        self.columns = Columns(self.source, {field: field for field in filled | {"id"}})
        self._asked: set[str] = set()
        self._bodies: set[bytes] = set()
        self._site = SiteRows(self.pages)
        self._host: str | None = None

    def start_urls_of_source(self) -> list[str]:
        """Return the sitemap and the addresses to start with; the source's own where there is neither."""
        if self.source.url is None:
            return []
        named = [*([self.pages.sitemap.url] if self.pages.sitemap else []), *self.pages.start]
        found = [urljoin(self.source.url, url) for url in named] or [self.source.url]
        self._asked.update(found)
        return found

    def parse_feed(self, response: Response) -> Iterator[Any]:
        """Follow a sitemap, or yield a page's records and follow where it leads."""
        host = urlsplit(response.url).netloc
        self._host = host if self._host is None else self._host
        # Where a redirect led is not asked for again.
        self._asked.add(response.url)
        try:
            if host != self._host:
                raise RowError(f"{response.url} is on another host", code="other-host", record=response.url)
            self._check_new(response)
            for payload in self.unpacked(response):
                if links.is_sitemap(payload):
                    include = self.pages.sitemap.include if self.pages.sitemap else None
                    yield from self._follow(links.of_sitemap(payload, include))
                    continue
                page = Page.read(payload, response.meta.get("modified"))
                yield from self.records([_Read(payload.name, b"", payload.url, page)])
                yield from self._follow(links.of_page(page, self.pages))
        except (RowError, FeedError) as error:
            self._left_out(error, first=not response.meta.get("depth"))

    def _check_new(self, response: Response) -> None:
        """Raise RowError for a page that is word for word one read before: calendars and filters lead on for ever."""
        body = hashlib.blake2b(response.body, digest_size=16).digest()
        if body in self._bodies:
            raise RowError("the same page as one before", code="same-page", record=response.url)
        self._bodies.add(body)
        if response.meta.get("depth", 0) >= _LONGEST_CHAIN:
            raise RowError("one page led to the next too often", code="too-many-pages", record=response.url)

    def _follow(self, leads: list[Lead]) -> Iterator[Any]:
        elsewhere = [lead for lead in leads if urlsplit(lead.url).netloc != self._host]
        if elsewhere and len(elsewhere) == len(leads):
            self.tally.say(f"warning: {len(leads)} links, all to other hosts ({elsewhere[0].url})")
        for lead in leads:
            url = urldefrag(lead.url).url
            if urlsplit(url).netloc != self._host or not url.startswith("http") or url in self._asked:
                continue
            if len(self._asked) >= self.pages.most:
                self.tally.say(f"warning: the site has more than {self.pages.most:,} pages; the others are not read")
                return
            self._asked.add(url)
            request = self.request(url)
            request.meta["modified"] = lead.modified
            yield request

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the listings of pages; a page without any, or with data that cannot be read, is a RowError."""
        if self.pages.fields:
            self.check_fields()
        for payload in payloads:
            if links.is_sitemap(payload):
                continue
            try:
                page = payload.page if isinstance(payload, _Read) else Page.read(payload)
            except RowError as error:
                yield error
            else:
                yield from self._site.of(page)

    def record(self, row: Any) -> Record:
        """Return the listing of an object or of an element."""
        if row.cells is not None:
            found = super().record(row.cells)
        else:
            try:
                found = self.make(row.record, **schema_org.fields(row.said, row.page, self.source))
            except RecursionError:
                raise RowError("nested too deeply", code="bad-json-ld", record=row.record) from None
        # An id that is another address is the listing's own page.
        own = row.record.startswith("http") and not row.record.startswith(row.page)
        url = row.record if own else row.page
        return found.model_copy(update={"key": row.key, "record_url": url, "last_modified": row.modified})

    def _schedules(self, row: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
        """The schedule of the listing's own fields, and one of each element of `[pages.schedules]`."""
        found, unknown = super()._schedules({name: one for name, one in row.items() if name != SCHEDULES})
        for cells in row.get(SCHEDULES) or []:
            days, words = self._words(cells, "byday")
            found.append(self._schedule(cells | {"schedule": cells.get("schedule") or ", ".join(words)}, days))
        return found, unknown

    def failed(self, failure: Any) -> None:
        """Count a page that could not be fetched; only the first address of a source ends its run."""
        if not failure.request.meta.get("depth"):
            super().failed(failure)
            return
        error, url = failure.value, failure.request.url
        code = "unreachable"
        if isinstance(error, HttpError):
            code = f"http-{error.response.status}"
        elif isinstance(error, IgnoreRequest) and "robots" in str(error).lower():
            code = "robots"
        self._left_out(RowError(failure.getErrorMessage() or failure.type.__name__, code=code, record=url), first=False)

    def _left_out(self, error: RowError | FeedError, first: bool) -> None:
        if first:
            self.tally.fail(error)
            return
        self.tally.read += 1
        self.tally.skip(error)


@dataclass(frozen=True)
class _Read(Payload):
    """A page that was read already, because where it leads is needed too."""

    page: Page
