"""Runs spiders for sources and decides of each run whether it counts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.spiderloader import SpiderLoader

from crawlers.base import FeedSpider, Tally
from crawlers.settings import scrapy_settings
from crawlers.values import tell_unmapped
from data import runs
from data.settings import Settings
from data.sources import Source

# A feed that gives less than this share of what it gave last time is not believed.
BELIEVED_SHARE = 0.5

Report = Callable[[runs.RunSummary], None]
Progress = Callable[[Source, int], None]


def crawl(sources: list[Source], settings: Settings, report: Report, progress: Progress) -> list[runs.RunSummary]:
    """Crawl the sources side by side; return a summary of each, in the order they ended.

    `report` is called with each summary as its source ends, `progress` with a source and how many
    records it has given so far. A source that fails changes nothing that is stored.
    """
    # Below this level Scrapy formats a line for every record; what matters is in the summaries.
    logging.getLogger("scrapy").setLevel(logging.CRITICAL)
    wanted = scrapy_settings(settings)
    process = AsyncCrawlerProcess(wanted)
    loader = SpiderLoader.from_settings(process.settings)
    summaries: list[runs.RunSummary] = []

    def ended(summary: runs.RunSummary) -> None:
        summaries.append(summary)
        report(summary)

    begun = []
    for source in sources:
        crawler = process.create_crawler(loader.load(source.format))
        writer = runs.RunWriter(settings.raw, source, runs.new_run_id())
        begun.append(_OneRun(crawler, source, settings.raw, writer, ended))
        process.crawl(crawler, source=source, writer=writer, progress=progress)
    if sources:
        process.start()
    for one in begun:
        one.end_if_never_opened()
    return summaries


class _OneRun:
    """Listens to one crawler and writes its summary when the spider has closed."""

    def __init__(self, crawler: Crawler, source: Source, raw: Path, writer: runs.RunWriter, ended: Report) -> None:
        self._source = source
        self._writer = writer
        self._is_open = True
        self._raw = raw
        self._ended = ended
        self._began = time.monotonic()
        crawler.signals.connect(self._error, signals.spider_error)
        crawler.signals.connect(self._unwritten, signals.item_error)
        crawler.signals.connect(self._closed, signals.spider_closed)
        # Signals are weakly connected: the crawler keeps this listener alive.
        crawler.kith_run = self  # type: ignore[attr-defined]

    def _error(self, failure: Any, spider: FeedSpider) -> None:
        spider.tally.fail(f"the spider broke: {failure.type.__name__}: {failure.getErrorMessage()}")

    def _unwritten(self, failure: Any, spider: FeedSpider) -> None:
        spider.tally.fail(f"a record could not be written: {failure.type.__name__}: {failure.getErrorMessage()}")

    def _closed(self, spider: FeedSpider, reason: str) -> None:
        self._end(spider.tally, reason)

    def end_if_never_opened(self) -> None:
        """Say that a source was not crawled at all, because the crawl was interrupted before its turn."""
        if self._is_open:
            self._end(Tally(), "shutdown")

    def _end(self, tally: Tally, reason: str) -> None:
        self._is_open = False
        writer = self._writer
        earlier = runs.last_good_run(self._raw, self._source.id)
        if reason != "finished":
            tally.fail("interrupted" if reason == "shutdown" else f"stopped early: {reason}")
        problem = tally.fatal or _disbelief(self._source, writer.records, earlier)
        most = self._source.expect.max
        if most is not None and writer.records > most:
            tally.say(f"warning: {writer.records} records, more than the {most} expected")
        summary = runs.RunSummary(
            source=self._source.id,
            run=writer.run,
            status="ok" if not problem else "kept" if earlier else "failed",
            read=tally.read,
            records=writer.records,
            skipped=dict(tally.skipped),
            seconds=round(time.monotonic() - self._began, 3),
            messages=[*([problem] if problem else []), *tally.messages, *tell_unmapped(self._source.id)],
            facts=runs.source_facts(self._source),
        )
        if problem:
            writer.discard()
            runs.write_summary(self._raw / self._source.id, summary)
        else:
            writer.publish(summary)
        self._ended(summary)


def _disbelief(source: Source, records: int, earlier: runs.RunSummary | None) -> str | None:
    if records == 0:
        return "no row became a record"
    if records < source.expect.min:
        return f"{records} records, fewer than the {source.expect.min} expected"
    if earlier and records < earlier.records * BELIEVED_SHARE:
        return f"{records} records where the last run gave {earlier.records}; kept what is stored"
    return None
