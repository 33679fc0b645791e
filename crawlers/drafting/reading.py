"""Reads the rows of a source that are at hand, without a crawl: what a draft would give, what a case gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from scrapy.settings import Settings as ScrapySettings
from scrapy.spiderloader import SpiderLoader

from crawlers.base import FeedSpider, Tally
from crawlers.payload import Payload
from crawlers.settings import scrapy_settings
from crawlers.table import TableSpider
from data.cleaning import clean_record
from data.model import Record
from data.settings import load_settings
from data.sources import Source


@dataclass
class Reading:
    """The cleaned `records` of payloads, and the `tally` of rows that gave none."""

    records: list[Record]
    tally: Tally


def read(source: Source, payloads: list[Payload]) -> Reading:
    """Read payloads as the source file says, through the spider of its format. Raises FeedError where a crawl fails."""
    spider = _spider(source)
    found = [clean_record(record, source) for record in spider.records(payloads)]
    return Reading(found, spider.tally)


def table_rows(source: Source, payload: Payload) -> Iterable[Any]:
    """Yield the rows of one file of a table, as objects, whatever `[columns]` say. Raises FeedError as `read` does."""
    spider = _spider(source)
    assert isinstance(spider, TableSpider)
    return spider.split(payload)


def _spider(source: Source) -> FeedSpider:
    loader = SpiderLoader.from_settings(ScrapySettings(scrapy_settings(load_settings())))
    return cast(Any, loader.load(source.format))(source=source, writer=None, progress=lambda *_: None)
