"""Web pages with schema.org JSON-LD, found through a sitemap or one after the other (sitemaps.org 0.9)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from parsel import Selector
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from scrapy.utils.sitemap import Sitemap

from crawlers import schema_org
from crawlers.base import FeedSpider
from crawlers.payload import Payload, unpack
from crawlers.readers import read_text
from data.errors import FeedError, RowError
from data.model import Record

_MOST_PAGES = 20_000


@dataclass(frozen=True)
class Thing:
    """One schema.org object and where it was found: `record` is its page's address, `#2` and on behind it."""

    record: str
    page: str
    said: dict[str, Any]


class WebSpider(FeedSpider):
    """One schema.org object is one listing. Only pages of the host of the source's address are followed."""

    name = "web"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._asked: set[str] = set()
        self._things: set[str] = set()
        self._host: str | None = None

    def parse_feed(self, response: Response) -> Iterator[Any]:
        """Follow a sitemap, or yield a page's records and follow its next page."""
        host = urlsplit(response.url).netloc
        self._host = host if self._host is None else self._host
        try:
            if host != self._host:
                raise RowError(f"{response.url} is on another host", code="other-host", record=response.url)
            for payload in unpack(
                response.body, response.url.rsplit("/", 1)[-1] or "page", response.url, self.source.max_mb
            ):
                if _is_sitemap(payload):
                    yield from self._follow(
                        [entry["loc"] for entry in Sitemap(payload.body) if "loc" in entry], response
                    )
                    continue
                yield from self.records([payload])
                following = '//*[self::link or self::a][contains(concat(" ", @rel, " "), " next ")]/@href'
                yield from self._follow(Selector(text=read_text(payload)).xpath(following).getall(), response)
        except (RowError, FeedError) as error:
            self._left_out(error, first=not response.meta.get("depth"))

    def _follow(self, links: list[str], response: Response) -> Iterator[Any]:
        for link in links:
            url = urljoin(response.url, link.strip())
            if urlsplit(url).netloc != self._host or not url.startswith("http") or url in self._asked:
                continue
            if len(self._asked) == _MOST_PAGES:
                self.tally.say(f"warning: the site has more than {_MOST_PAGES:,} pages; the others are not read")
                return
            self._asked.add(url)
            yield self.request(url)

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the objects of pages; a page without any, or a broken block, is a RowError."""
        for payload in payloads:
            if not _is_sitemap(payload):
                yield from self._on_page(payload)

    def _on_page(self, payload: Payload) -> Iterator[Any]:
        html = read_text(payload)
        if "<" not in html[:2000]:
            yield RowError("not an HTML page", code="not-html", record=payload.url)
            return
        page = Selector(text=html)
        canonical = page.xpath('//link[contains(concat(" ", @rel, " "), " canonical ")]/@href').get("").strip()
        url = urljoin(payload.url, canonical)
        # A page of a local folder is known by its path in it; where the folder stands is nobody's business.
        url = url if url.startswith("http") else payload.name
        blocks, broken = [], 0
        for block in page.xpath('//script[contains(@type, "ld+json")]/text()').getall():
            try:
                blocks.append(json.loads(block, strict=False))
            except (json.JSONDecodeError, RecursionError) as error:
                broken += 1
                yield RowError(f"JSON-LD: {error}", code="bad-json-ld", record=url)
        try:
            things = [thing for thing in schema_org.listings(blocks) if self._is_new(thing)]
        except RecursionError:
            yield RowError("JSON-LD: nested too deeply", code="bad-json-ld", record=url)
            return
        if not things and not broken:
            yield RowError("no schema.org data that is a listing", code="no-structured-data", record=url)
        for number, said in enumerate(things, 1):
            yield Thing(url if number == 1 else f"{url}#{number}", url, said)

    def _is_new(self, thing: dict[str, Any]) -> bool:
        """Whether an object was not on an earlier page: sites repeat their own organization on every one."""
        identity = thing.get("@id")
        if not isinstance(identity, str) or not identity.startswith("http"):
            return True
        known = identity in self._things
        self._things.add(identity)
        return not known

    def record(self, row: Any) -> Record:
        """Return the listing of an object."""
        try:
            said = schema_org.fields(row.said, row.page, self.source)
        except RecursionError:
            raise RowError("JSON-LD: nested too deeply", code="bad-json-ld", record=row.record) from None
        return self.make(row.record, record_url=row.record, **said)

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
            self.tally.fail(str(error))
            return
        self.tally.read += 1
        self.tally.skip(error)


def _is_sitemap(payload: Payload) -> bool:
    return b"<urlset" in payload.body[:2000] or b"<sitemapindex" in payload.body[:2000]
