"""What every spider shares: fetch the feed, unpack it, try each row, count what was left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any, ClassVar

import scrapy
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawlers.conditional import Visit
from crawlers.journal import PageJournal
from crawlers.payload import MEGABYTE, Payload, check_size, read_folder, unpack
from crawlers.retry import asked_wait
from crawlers.robots import RobotsUnreadError
from data import ids
from data.errors import FeedError, KithError, RowError
from data.model import Record
from data.runs import RunWriter
from data.sources import Source

_MESSAGES_KEPT = 20
_LONGEST_MESSAGE = 400
# What JSON can hold in the place of a row.
_NO_ROW = (str, int, float, list)
# Scrapy takes as long to pass an item on as a spider to read a row. Still few enough for a signal to be heard soon.
_BATCH = 50


class Tally:
    """Counts of one run: rows `read`, rows `skipped` by reason, the first messages, what ended it early."""

    def __init__(self) -> None:
        self.read = 0
        self.skipped: Counter[str] = Counter()
        self.messages: list[str] = []
        self.fatal: str | None = None
        self.code: str | None = None

    def skip(self, error: KithError) -> None:
        """Count a row that gave no record."""
        self.skipped[error.code] += 1
        self.say(str(error))

    def say(self, message: str) -> None:
        """Keep a message, up to the first twenty."""
        if len(self.messages) < _MESSAGES_KEPT:
            self.messages.append(_one_line(message))

    def fail(self, problem: str | KithError, code: str = "bad-feed") -> None:
        """Say that the feed could not be read to its end, and why in one word; the first reason counts."""
        if self.fatal is None:
            self.fatal = _one_line(str(problem))
            self.code = problem.code if isinstance(problem, KithError) else code


class FeedSpider(scrapy.Spider):
    """Base of all spiders. A subclass gives `name` (the format), `rows` and `record`.

    Feeds are untrusted: `rows` raises FeedError for a feed that cannot be read, `record` raises RowError
    (or lets pydantic refuse a type) for one row; the other rows go on.
    """

    name: ClassVar[str]

    def __init__(
        self,
        source: Source,
        writer: RunWriter,
        progress: Callable[[Source, int], None],
        visit: Visit | None = None,
        journal: PageJournal | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.writer = writer
        self.progress = progress
        self.visit = visit or Visit()
        self.journal = journal
        self.tally = Tally()
        self._seen: dict[str, str] = {}

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the rows of a feed; a RowError among them is a row that could not be split off."""
        raise NotImplementedError

    def record(self, row: Any) -> Record:
        """Return the record of one row, with the words as found."""
        raise NotImplementedError

    def start_urls_of_source(self) -> list[str]:
        """Return the addresses to fetch first; a subclass adds parameters or paths here."""
        return [self.source.url] if self.source.url else []

    async def start(self) -> AsyncIterator[Any]:
        """Begin with the source's address, its local file, or its folder."""
        path = self.source.local_path
        try:
            if path is None:
                for request in self.first_requests():
                    yield request
            elif path.is_dir():
                for batch in batches(self.records(read_folder(path, self.source.max_mb) + self.beside())):
                    yield batch
            elif path.exists():
                check_size(path.stat().st_size, self.source.max_mb)
                yield self.request(path.as_uri())
            else:
                self.tally.fail(f"{path.name}: no such file", "no-such-file")
        except KithError as error:
            self.tally.fail(error)
        except OSError as error:
            self.tally.fail(f"{_shown(error.filename or path)}: {error.strerror}", "unreadable")

    def first_requests(self) -> Iterable[scrapy.Request]:
        """Return the requests to begin with; a subclass whose source is not asked by GET says how."""
        return [self.request(url) for url in self.start_urls_of_source()]

    def request(self, url: str, **kwargs: Any) -> scrapy.Request:
        """Return a request whose answer comes to `parse_feed`, or is named as failed."""
        self.visit.requests += 1
        meta = {"download_maxsize": self.source.max_mb * MEGABYTE}
        return scrapy.Request(url, callback=self.receive, errback=self.failed, meta=meta, dont_filter=True, **kwargs)

    def receive(self, response: Response) -> Iterator[Any]:
        """Yield what `parse_feed` gives for a response, records in batches; nothing for a feed that has not changed."""
        if not self.visit.is_known(response):
            yield from batches(self.parse_feed(response))

    def parse_feed(self, response: Response) -> Iterator[Any]:
        """Unpack a response and yield its records."""
        try:
            yield from self.records(self.unpacked(response))
        except KithError as error:
            self.tally.fail(error)

    def unpacked(self, response: Response) -> list[Payload]:
        """Return the files of a response. Raises FeedError when they cannot be unpacked or are too large."""
        name = response.url.split("?")[0].rsplit("/", 1)[-1] or "feed"
        return unpack(response.body, name, response.url, self.source.max_mb) + self.beside()

    def beside(self) -> list[Payload]:
        """Return the further files of a local source (key `also`). Raises FeedError for one that cannot be read."""
        found: list[Payload] = []
        for path in self.source.local_paths_beside:
            try:
                check_size(path.stat().st_size, self.source.max_mb)
                found += unpack(path.read_bytes(), path.name, path.as_uri(), self.source.max_mb)
            except OSError as error:
                raise FeedError(f"{path.name}: {error.strerror} (key also)", code="no-such-file") from None
        return found

    def records(self, payloads: list[Payload]) -> Iterator[Record]:
        """Yield the records of unpacked payloads; rows that give none are counted by reason."""
        for row in self.rows(payloads):
            if self._is_stopping():
                return
            self.tally.read += 1
            try:
                if isinstance(row, RowError):
                    raise row
                if row is None or isinstance(row, _NO_ROW):
                    raise RowError(f"the row is {str(row)[:60]!r}, not an object", code="wrong-type")
                record = self._distinct(self.record(row))
            except RowError as error:
                self.tally.skip(error)
            except ValidationError as error:
                self.tally.skip(_wrong_type(error, _name_of(row)))
            else:
                yield record

    def _is_stopping(self) -> bool:
        """Whether the crawl was told to end: a large feed would go on giving rows for long."""
        crawler = getattr(self, "crawler", None)
        return crawler is not None and not crawler.crawling

    def make(self, record: object, **fields: Any) -> Record:
        """Return a Record of this source; raises RowError for a row without id or name, or with a wrong type.

        `status` is None where the source says nothing of it: a temporary closing it told of earlier then goes on.
        """
        if record is None or record == "":
            raise RowError("the row has no id", code="no-id")
        if isinstance(record, (dict, list)):
            raise RowError(f"the id is {str(record)[:60]!r}", code="wrong-type", field="record")
        if not str(fields.get("name") or "").strip():
            raise RowError("the row has no name", code="no-name", record=str(record), field="name")
        key = str(fields.get("key", record))
        if not fields.get("status"):
            fields.pop("status", None)
        else:
            fields["status_stated"] = True
        fields["source"], fields["record"] = self.source.id, str(record)
        fields["key"] = key if key.isascii() else key.encode("utf-8", "replace").decode("utf-8")
        if not fields.get("organization"):
            fields["organization"] = {"name": self.source.organization or fields["name"]}
        try:
            return Record.model_validate(fields)
        except ValidationError as error:
            raise _wrong_type(error, str(record)) from None

    def _distinct(self, record: Record) -> Record:
        """Tell apart rows to which the source gives one id; refuse a row that is there twice.

        The first keeps the plain id as its key, the others get a hash of their words behind it.
        """
        try:
            # Only what the row says: a field that records get later must not change the key.
            said = record.model_dump_json(exclude={"key", "status_stated"}, exclude_defaults=True)
            words = ids.content_key(said)
        except PydanticSerializationError:
            message = "the row holds half a character (a lone surrogate)"
            raise RowError(message, code="wrong-type", record=record.record) from None
        earlier = self._seen.get(record.key)
        if earlier is not None:
            other = f"{record.key}#{words}"
            if words in (earlier, self._seen.get(other)):
                raise RowError("the same row stands twice", code="repeated", record=record.record)
            record = record.model_copy(update={"key": other})
        self._seen[record.key] = words
        return record

    def failed(self, failure: Any) -> None:
        """Name a request that failed."""
        url = _shown(failure.request.url)
        error = failure.value
        if isinstance(error, HttpError):
            wait = asked_wait(error.response)
            asks = f" and asks to wait {wait:,.0f} s" if wait else ""
            self.tally.fail(f"{url} answered HTTP {error.response.status}{asks}", f"http-{error.response.status}")
        elif isinstance(error, IgnoreRequest) and str(error) == "Forbidden by robots.txt":
            self.tally.fail(f"robots.txt forbids {url}", "robots")
        elif isinstance(error, RobotsUnreadError):
            # Not a refusal of ours: the source does not rest for it.
            self.tally.fail(f"{url}: {error}", "robots-unread")
        elif isinstance(error, OSError) and error.strerror:
            self.tally.fail(f"{url}: {error.strerror}", "unreadable" if url != failure.request.url else "unreachable")
        else:
            # What the framework refuses (a redirect without end, an answer too large) is refused next time as well.
            refused = isinstance(error, (IgnoreRequest, DownloadCancelledError))
            message = f"{url}: {failure.getErrorMessage() or failure.type.__name__}"
            self.tally.fail(message, "refused" if refused else "unreachable")


def batches(found: Iterable[Any]) -> Iterator[Any]:
    """Yield records that follow one another as lists of up to fifty, everything else as it is, all in order."""
    batch: list[Record] = []
    for one in found:
        is_record = isinstance(one, Record)
        if is_record:
            batch.append(one)
        if batch and (len(batch) == _BATCH or not is_record):
            yield batch
            batch = []
        if not is_record:
            yield one
    if batch:
        yield batch


def _shown(address: object) -> str:
    """An address as messages show it: of a local file only its name."""
    text = str(address)
    return text if text.startswith(("http://", "https://")) else text.rsplit("/", 1)[-1]


def _one_line(message: str) -> str:
    """A message as one line a terminal can print: feeds put anything into their names."""
    line = " ".join("".join(char if char.isprintable() else " " for char in message[:4000]).split())
    return line if len(line) <= _LONGEST_MESSAGE else line[: _LONGEST_MESSAGE - 1] + "…"


def _name_of(row: Any) -> str | None:
    if not isinstance(row, dict):
        return None
    return next((str(row[key]) for key in ("slug", "id", "id_bigint", "name") if row.get(key)), None)


def _wrong_type(error: ValidationError, record: str | None) -> RowError:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    message = f"{first['msg']} (found {str(first['input'])[:60]!r})"
    return RowError(message, code="wrong-type", record=record, field=field)
