"""Ways to read pages as a source file says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from crawlers.payload import Payload
from crawlers.spiders.web import WebSpider
from data.cleaning import clean_record
from data.model import Record
from data.sources import Source, read_source_file


def read_pages(source: Source, *pages: Path | str) -> tuple[list[Record], Counter[str]]:
    """Read files, or pages written in the test, as if they came from the source's address; return cleaned records."""
    spider = WebSpider(source=source, writer=None, progress=lambda *_: None)
    found: list[Record] = []
    for page in pages:
        body = page.read_bytes() if isinstance(page, Path) else page.encode()
        found += spider.records([Payload("page.html", body, source.url or "page.html")])
    assert spider.tally.fatal is None
    assert spider.tally.read == len(found) + spider.tally.skipped.total()
    assert len({record.key for record in found}) == len(found)
    return [clean_record(record, source) for record in found], spider.tally.skipped


def source_file(name: str) -> Source:
    """Return the source of a file beside the tests of `[pages]`."""
    [source] = read_source_file(Path(__file__).parents[1] / "crawlers" / "pages" / name)
    return source
