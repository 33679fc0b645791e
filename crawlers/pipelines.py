"""What happens to a record on its way from a spider to its run's file."""

from __future__ import annotations

from typing import Any, Self

from scrapy.crawler import Crawler

from crawlers.base import FeedSpider
from data.model import Record
from data.runs import RunWriter


class RunPipeline:
    """Stamps records with their run and the time the run saw their feed, and appends them to the run's file."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a pipeline."""
        return cls(crawler)

    def process_item(self, item: Any) -> Any:
        """Write a batch of records, or a single one."""
        spider = self._crawler.spider
        assert isinstance(spider, FeedSpider)
        writer: RunWriter = spider.writer
        for record in item if isinstance(item, list) else [item]:
            assert isinstance(record, Record)
            record.run, record.seen = writer.run, writer.seen
            writer.write(record)
            spider.progress(spider.source, writer.records)
        return None
