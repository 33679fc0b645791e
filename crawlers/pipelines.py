"""What happens to a record on its way from a spider to its run's file."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler

from crawlers.base import FeedSpider
from data.model import Record
from data.runs import RunWriter


class RunPipeline:
    """Stamps a record with its run and the time the run saw its feed, and appends it to the run's file."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a pipeline."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Write one record."""
        spider = self._crawler.spider
        assert isinstance(spider, FeedSpider)
        assert isinstance(item, Record)
        writer: RunWriter = spider.writer
        writer.write(item.model_copy(update={"run": writer.run, "seen": writer.seen}))
        spider.progress(spider.source, writer.records)
        return None
