"""One run of one source, from its folder to its summary: whether it counts, and what the next one may know."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler

from crawlers.base import FeedSpider, Tally
from crawlers.conditional import Visit
from crawlers.journal import PageJournal
from crawlers.marks import mark_of
from crawlers.values import tell_unmapped
from data import runs
from data.keeping.guard import disbelief
from data.settings import Settings
from data.sources import Source

# Failures that pass: the pages that came are kept for the next crawl.
_PASSING = re.compile(r"interrupted|unreachable|http-(408|429|5\d\d)")

Report = Callable[[runs.RunSummary], None]


class OneRun:
    """Prepares a run, listens to its crawler, and writes its summary when the spider has closed.

    To be made by who holds the source's lock: it clears up what killed runs left, and goes on with the pages
    of one that was cut off.
    """

    def __init__(self, source: Source, settings: Settings, ended: Report, accepted: bool = False) -> None:
        now = datetime.now(UTC)
        self.source = source
        self.is_open = True
        self._raw = settings.raw
        self._ended = ended
        self._accepted = accepted
        self._began = time.monotonic()
        self._tally = Tally()
        self._mark = mark_of(source)
        folder = self._raw / source.id
        folder.mkdir(parents=True, exist_ok=True)
        runs.clear_leftovers(folder)
        self._earlier = runs.last_good_run(self._raw, source.id)
        self._visit = Visit(self._known())
        run = runs.new_run_id(now)
        done = {one.run for one in runs.history(self._raw, source.id) if one.status == "ok"}
        self._journal = PageJournal.begin(folder, run, self._mark, now, done)
        self._writer = runs.RunWriter(self._raw, source, run, seen=self._journal.begun)

    def _known(self) -> dict[str, dict[str, str]]:
        """What the last good run learned of the feed, if this one would read it in the same way."""
        earlier = self._earlier
        if earlier and earlier.validators and earlier.mark == self._mark and runs.is_whole(self._raw, earlier):
            return earlier.validators
        return {}

    def spider_arguments(self) -> dict[str, Any]:
        """Return what the spider of this run is made with."""
        return {"source": self.source, "writer": self._writer, "visit": self._visit, "journal": self._journal}

    def listen(self, crawler: Crawler) -> None:
        """Connect to a crawler; whoever crawls keeps this object while it does."""
        crawler.signals.connect(self._opened, signals.spider_opened)
        crawler.signals.connect(self._error, signals.spider_error)
        crawler.signals.connect(self._unwritten, signals.item_error)
        crawler.signals.connect(self._closed, signals.spider_closed)

    def _opened(self, spider: FeedSpider) -> None:
        self._tally = spider.tally

    def _error(self, failure: Any, spider: FeedSpider) -> None:
        self.fail(f"{failure.type.__name__}: {failure.getErrorMessage()}")

    def _unwritten(self, failure: Any, spider: FeedSpider) -> None:
        message = f"a record could not be written: {failure.type.__name__}: {failure.getErrorMessage()}"
        self._tally.fail(message, "unwritten")

    def fail(self, message: str) -> None:
        """Say that the spider broke."""
        self._tally.fail(f"the spider broke: {message}", "broken-spider")

    def _closed(self, spider: FeedSpider, reason: str) -> None:
        self.end(reason)

    def end(self, reason: str) -> None:
        """Publish the run or say why not; `reason` is Scrapy's: `finished`, `shutdown`, or another."""
        self.is_open = False
        tally, writer, earlier = self._tally, self._writer, self._earlier
        if reason != "finished":
            shutdown = reason == "shutdown"
            tally.fail(*("interrupted", "interrupted") if shutdown else (f"stopped early: {reason}", "stopped"))
        unchanged = earlier is not None and self._visit.unchanged and not tally.fatal
        if not tally.fatal and not unchanged:
            self._judge()
        summary = runs.RunSummary(
            source=self.source.id,
            run=writer.run,
            status="ok" if not tally.fatal else "kept" if earlier else "failed",
            read=tally.read,
            records=writer.records,
            skipped=dict(tally.skipped),
            seconds=round(time.monotonic() - self._began, 3),
            messages=[*([tally.fatal] if tally.fatal else []), *tally.messages, *tell_unmapped(self.source.id)],
            facts=runs.source_facts(self.source),
            code=tally.code,
            accepted=self._accepted,
            validators=self._visit.validators(),
            mark=self._mark,
        )
        try:
            self._leave(summary, earlier if unchanged else None)
        except OSError as error:
            summary.status, summary.code = "kept" if earlier else "failed", "unwritten"
            summary.messages = [f"the run could not be stored: {error.strerror}", *summary.messages]
        self._ended(summary)

    def _judge(self) -> None:
        """Refuse a run that gave too few records to be believed; warn of one that gave too many."""
        tally, expect, records, earlier = self._tally, self.source.expect, self._writer.records, self._earlier
        if records == 0:
            tally.fail("no row became a record", "no-records")
        elif not self._accepted and (why := disbelief(records, expect.min, earlier.records if earlier else 0)):
            # A source of no file is one that was imported.
            command = "import" if self.source.where == Path() else "crawl"
            code = "too-few" if records < expect.min else "shrunk"
            tally.fail(f"{why} (to take it all the same: kith {command} --accept)", code)
        if expect.max is not None and records > expect.max:
            tally.say(f"warning: {records} records, more than the {expect.max} expected")

    def _leave(self, summary: runs.RunSummary, same: runs.RunSummary | None) -> None:
        """Put the run, or only its summary, onto the disk."""
        if same:
            summary.read, summary.records, summary.skipped = same.read, same.records, same.skipped
            self._writer.publish_again(same, summary)
        elif summary.status == "ok":
            self._writer.publish(summary)
        else:
            self._writer.discard()
            runs.write_summary(self._raw / self.source.id, summary)
        if summary.code and _PASSING.fullmatch(summary.code):
            self._journal.close()
        else:
            self._journal.drop()
