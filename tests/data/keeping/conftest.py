"""A home where time passes: runs of a source on days, each merged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest

from data import pipeline, runs
from data.model import Listing, Record
from data.settings import Settings
from data.sources import Source
from data.store import Store
from tests.support.builders import NOW, crawled, make_record, make_source


class Home:
    """`home.run(30, "a", "b")`: thirty days after NOW the source shows records `a` and `b`; then a merge."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.source: Source = make_source()

    def crawl(self, day: float, *records: str | Record, source: Source | None = None) -> str:
        """Leave a run; a key alone is an ordinary record of that name."""
        run = runs.new_run_id(self.at(day))
        rows = [one if isinstance(one, Record) else make_record(one, name=f"Circle {one}") for one in records]
        crawled(self.settings.raw, run, *rows, source=source or self.source)
        return run

    def run(self, day: float, *records: str | Record, source: Source | None = None) -> pipeline.MergeResult:
        """Crawl and merge."""
        self.crawl(day, *records, source=source)
        return pipeline.merge(self.settings)

    @staticmethod
    def at(day: float) -> datetime:
        """The time of a day after NOW."""
        return NOW + timedelta(days=day)

    @contextmanager
    def store(self) -> Iterator[Store]:
        """Open the store for one look."""
        store = Store(self.settings.store)
        try:
            yield store
        finally:
            store.close()

    def listings(self) -> dict[str, Listing]:
        """The listings that are no tombstones, by the key of their first record."""
        with self.store() as store:
            return {one.sources[0].key: one for one in store.listings()}


@pytest.fixture
def home(settings: Settings) -> Home:
    """An empty home with one source, crawled weekly."""
    return Home(settings)
