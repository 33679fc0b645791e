"""Human Services Data Specification, 1.0 to 3.1: APIs, JSON files, tabular packages; Ohana API and its CSV files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawlers.base import FeedSpider
from crawlers.hsds.feed import read_feed
from crawlers.hsds.follow import further
from crawlers.hsds.record import check, fields_of
from crawlers.payload import Payload, check_size
from crawlers.values import Words
from data.errors import FeedError, RowError
from data.model import Record


class HsdsSpider(FeedSpider):
    """One row is one service at one location, or a service without a location, or an organization without a service.

    The pages of an API and the files of a package are gathered first, so that what is on one can say what an id
    on another stands for.
    """

    name = "hsds"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._gathered: list[Payload] = []
        self._asked: set[str] = set()
        self._open = 1
        self._words = Words(self.source)

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the rows of all files of a feed together."""
        return read_feed(payloads)

    def record(self, row: Any) -> Record:
        """Return the listing of a row. Raises RowError for test, template and retired rows."""
        check(row)
        return self.make(row.record, key=row.key, **fields_of(row, self._words))

    def parse_feed(self, response: Response) -> Iterator[Any]:
        """Gather a file and ask for what it leads to; give the records when nothing is open any more."""
        try:
            payloads = self.unpacked(response)
            found = further(payloads, response.url, b", ".join(response.headers.getlist("Link")).decode("latin-1"))
            self._gathered += found.keep
            check_size(sum(len(payload.body) for payload in self._gathered), self.source.max_mb * 4)
            yield from self._ask(response, found.pages, found.details)
            yield from self._answered()
        except FeedError as error:
            self.tally.fail(error)

    def _ask(self, response: Response, pages: list[str], details: list[str]) -> Iterator[Any]:
        self._asked.add(response.url)
        most = self.settings.getint("DEPTH_LIMIT")
        for url in [*pages, *details]:
            if url in self._asked:
                continue
            if most and response.meta.get("depth", 0) >= most:
                raise FeedError(f"more than {most} pages, each naming only the next", code="too-many-pages")
            self._asked.add(url)
            self._open += 1
            asked = self.request(url)
            yield asked.replace(errback=self._missing) if url in details else asked

    def _answered(self) -> Iterator[Record]:
        self._open -= 1
        if not self._open and not self.tally.fatal:
            yield from self.records(self._gathered)

    def _missing(self, failure: Any) -> Iterator[Record]:
        """A detail or a table that is gone is a row less; any other failure ends the run."""
        error, url = failure.value, failure.request.url
        gone = isinstance(error, HttpError) and error.response.status in (404, 410)
        if not gone and not isinstance(error, FileNotFoundError):
            self.failed(failure)
            return
        if url.lower().endswith(".csv"):
            self.tally.say(f"{url.rpartition('/')[2]} is named in the package and not there")
        else:
            self.tally.read += 1
            self.tally.skip(RowError(f"{url} is not there", code="detail-missing"))
        try:
            yield from self._answered()
        except FeedError as found:
            self.tally.fail(found)
