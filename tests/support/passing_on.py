"""A directory in a folder, exported and taken in again without starting a process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from scrapy.settings import Settings as ScrapySettings
from scrapy.spiderloader import SpiderLoader

from crawlers.base import FeedSpider
from crawlers.payload import unpack
from crawlers.settings import scrapy_settings
from data import pipeline
from data.exporting.choice import Choice
from data.exporting.formats import FORMATS, Chosen, export
from data.model import Listing, Record
from data.runs import new_run_id
from data.settings import Settings, load_settings
from data.sources import Source
from data.store import Store
from tests.support.builders import crawled

DATA_FORMATS = tuple(name for name in FORMATS if name != "site")
_LOADER = SpiderLoader.from_settings(ScrapySettings(scrapy_settings(load_settings("unused"))))


def silent(stored: Iterable[tuple[str, str]], total: int) -> Iterator[tuple[str, str]]:
    """Show no progress."""
    yield from stored


def exported(settings: Settings, name: str, path: Path, choice: Choice | None = None, language: str = "en") -> Chosen:
    """Write the listings of a home in a format."""
    store = Store(settings.store)
    try:
        return export(store, name, path, choice or Choice(), silent, language)
    finally:
        store.close()


def listings_of(settings: Settings) -> list[Listing]:
    """All listings of a home, hidden ones too, by id."""
    store = Store(settings.store)
    try:
        return list(store.listings())
    finally:
        store.close()


def spider_for(source: Source) -> FeedSpider:
    """A spider that writes nothing."""
    return _LOADER.load(source.format)(source=source, writer=None, progress=lambda *_: None)


def read(path: Path, source_id: str = "import-x", **facts: Any) -> tuple[list[Record], FeedSpider]:
    """The records of an exported file, and the spider with its counts."""
    source = Source(id=source_id, name="A partner", format="kith", path=str(path), max_mb=1_000, **facts)
    spider = spider_for(source)
    return list(spider.records(unpack(path.read_bytes(), path.name, path.as_uri(), source.max_mb))), spider


def taken_in(path: Path, settings: Settings, source_id: str = "import-x") -> FeedSpider:
    """Take an exported file into a home, as a run of a source of its own, and merge."""
    records, spider = read(path, source_id)
    crawled(settings.raw, new_run_id(), *records, source=spider.source)
    result = pipeline.merge(settings)
    assert not result.errors
    return spider
