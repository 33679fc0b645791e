"""Runs spiders for sources: a few at a time, those of one host one after another."""

from __future__ import annotations

import asyncio
import logging
import pkgutil
from collections import deque
from collections.abc import Callable, Collection
from contextlib import ExitStack
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from crawlers import spiders
from crawlers.outcome import OneRun, Report
from crawlers.settings import scrapy_settings
from crawlers.shutdown import Shutdown, stop_reactor
from data import runs
from data.errors import KithError
from data.garbage import seldom_collected
from data.locks import locked
from data.settings import Settings
from data.sources import Source

# Settings that name the parts of which every crawler is made.
_PARTS = ("DOWNLOADER_MIDDLEWARES_BASE", "SPIDER_MIDDLEWARES_BASE", "EXTENSIONS_BASE", "ITEM_PIPELINES")
_SINGLE_PARTS = ("SCHEDULER", "SCHEDULER_DISK_QUEUE", "SCHEDULER_PRIORITY_QUEUE", "DUPEFILTER_CLASS", "STATS_CLASS",
                 "LOG_FORMATTER")  # fmt: skip
# Hosts that are crawled at a time.
AT_A_TIME = 8

Progress = Callable[[Source, int], None]


def crawl(
    sources: list[Source], settings: Settings, report: Report, progress: Progress, accept: bool = False
) -> list[runs.RunSummary]:
    """Crawl the sources; return a summary of each, in the order they ended.

    `report` is called with each summary as its source ends, `progress` with a source and how many
    records it has given so far. A source that fails changes nothing that is stored. Raises KithError
    (`interrupted`) when a signal ended the crawl early, after the reports of what had begun.
    """
    if not sources:
        return []
    return _Crawl(sources, settings, report, progress, accept).run()


def spider_modules(formats: Collection[str]) -> list[str]:
    """Return the modules of the formats' spiders: the others, which Scrapy would load too, need many a large library.

    The name of a spider's module is that of its format, or begins so.
    """
    begins = tuple(one.replace("-", "_") for one in formats)
    found = pkgutil.iter_modules(spiders.__path__)
    return [f"{spiders.__name__}.{one.name}" for one in found if one.name.startswith(begins)]


def _load_parts(settings: BaseSettings) -> None:
    """Load what Scrapy loads with the first crawler, for half a second or more that would count as that source's."""
    paths = [path for name in _PARTS for path in settings[name]] + [settings[name] for name in _SINGLE_PARTS]
    for path in (*paths, *settings["DOWNLOAD_HANDLERS_BASE"].values()):
        load_object(path)


def _host(source: Source) -> str:
    """The host a source is asked at, empty for a local one."""
    try:
        return urlsplit(source.url or "").hostname or ""
    except ValueError:
        # No address at all: its spider will say so.
        return source.id


class _Crawl:
    """The crawl of one command. Each host has a queue of its sources; a few workers take hosts in turn."""

    def __init__(
        self, sources: list[Source], settings: Settings, report: Report, progress: Progress, accept: bool
    ) -> None:
        self._settings = settings
        self._accept = accept
        self._report = report
        self._progress = progress
        modules = spider_modules({source.format for source in sources})
        self._process = AsyncCrawlerProcess(scrapy_settings(settings) | {"SPIDER_MODULES": modules})
        # Below this level Scrapy formats a line for everything it passes on; what matters is in the summaries.
        logging.getLogger("scrapy").setLevel(logging.CRITICAL)
        _load_parts(self._process.settings)
        self._summaries: list[runs.RunSummary] = []
        self._open: set[OneRun] = set()
        self._left = len(sources)
        self._error: BaseException | None = None
        hosts: dict[str, list[Source]] = {}
        for source in sources:
            # Local files stand in one queue too: reading several at once would only take more memory.
            hosts.setdefault(_host(source), []).append(source)
        self._hosts = deque(hosts.values())

    def run(self) -> list[runs.RunSummary]:
        from twisted.internet import reactor

        with Shutdown(self._process) as self._shutdown, seldom_collected():
            reactor.callWhenRunning(lambda: asyncio.ensure_future(self._work()))  # type: ignore[attr-defined]
            self._process.start(stop_after_crawl=False, install_signal_handlers=False)
            for one in self._open:
                if one.is_open:
                    one.end("shutdown")
        if self._error:
            raise self._error
        if self._shutdown.requested:
            stopped = sum(summary.code == "interrupted" for summary in self._summaries)
            rest = f"{stopped} sources cut off, {self._left} not begun"
            raise KithError(f"interrupted ({rest}); the next kith crawl goes on", code="interrupted")
        return self._summaries

    async def _work(self) -> None:
        try:
            await asyncio.gather(*(self._worker() for _ in range(AT_A_TIME)))
        except Exception as error:
            self._error = error
        finally:
            stop_reactor()

    async def _worker(self) -> None:
        while self._hosts:
            pause = 0.0
            for source in self._hosts.popleft():
                await asyncio.sleep(pause)
                if self._shutdown.requested:
                    return
                self._left -= 1
                await self._one(source)
                pause = self._settings.seconds_between_requests if source.url else 0.0

    async def _one(self, source: Source) -> None:
        with ExitStack() as held:
            try:
                held.enter_context(locked(self._settings, source.id, "crawls this source"))
            except KithError as error:
                self._refused(source, error)
                return
            one = OneRun(source, self._settings, self._ended, self._accept)
            self._open.add(one)
            crawler = self._process.create_crawler(self._process.spider_loader.load(source.format))
            one.listen(crawler)
            try:
                await self._process.crawl(crawler, progress=self._progress, **one.spider_arguments())
            except Exception as error:
                one.fail(f"{type(error).__name__}: {error}")
            self._open.discard(one)
            if one.is_open:
                one.end("finished" if not self._shutdown.requested else "shutdown")

    def _refused(self, source: Source, error: KithError) -> None:
        """Report a source that another process is crawling; its folder is the other's."""
        status: runs.RunStatus = "kept" if runs.last_good_run(self._settings.raw, source.id) else "failed"
        run = runs.new_run_id()
        self._ended(runs.RunSummary(source.id, run, status, messages=[str(error)], code=error.code))

    def _ended(self, summary: runs.RunSummary) -> None:
        self._summaries.append(summary)
        self._report(summary)
