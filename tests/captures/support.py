"""The sources of the captures, what is expected of them, and their rows counted without Kith's own readers."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import tomllib
import zipfile
from pathlib import Path
from typing import Any

from scrapy.settings import Settings as ScrapySettings
from scrapy.spiderloader import SpiderLoader

from crawlers.base import FeedSpider
from crawlers.payload import Payload, read_folder, unpack
from crawlers.settings import scrapy_settings
from data.model import Record
from data.settings import load_settings
from data.sources import Source, read_source_file

HERE = Path(__file__).parent
FILES = sorted((HERE / "sources").glob("*.toml"))
SOURCES = {source.id: source for path in FILES for source in read_source_file(path)}
EXPECTED: dict[str, Any] = tomllib.loads((HERE / "expected.toml").read_text("utf-8"))
_LOADER = SpiderLoader.from_settings(ScrapySettings(scrapy_settings(load_settings("unused"))))
_ARRAYS = ("meetings", "elements", "features", "rows", "records", "data")


def spider_of(source: Source) -> FeedSpider:
    """A spider that writes nothing."""
    return _LOADER.load(source.format)(source=source, writer=None, progress=lambda *_: None)


def payloads_of(source: Source) -> list[Payload]:
    """The files of a source as a crawl of its path unpacks them."""
    path = source.local_path
    assert path is not None
    found = (
        read_folder(path, source.max_mb)
        if path.is_dir()
        else unpack(path.read_bytes(), path.name, path.as_uri(), source.max_mb)
    )
    return found + spider_of(source).beside()


def read(source: Source, payloads: list[Payload]) -> tuple[list[Record], FeedSpider]:
    """The records of a source's files, and the spider with its counts. Raises FeedError as the spider does."""
    spider = spider_of(source)
    return list(spider.records(payloads)), spider


def count_rows(path: Path) -> int:
    """The rows of a file, counted with the standard library alone."""
    body = path.read_bytes()
    name = path.name.removesuffix(".gz")
    body = gzip.decompress(body) if path.suffix == ".gz" else body
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            body, name = archive.read("data/services_at_location.csv"), "links.csv"
    if name.endswith(".csv"):
        lines = csv.reader(io.StringIO(body.decode("latin-1"), newline=None))
        return sum(any(row) for row in lines) - 1
    text = body.decode("utf-8")
    if name.endswith(".jsonl"):
        return sum(bool(line) for line in text.split("\n"))
    value = json.loads(re.sub(r"^[\w]+\((.*)\);?\s*$", r"\1", text, flags=re.DOTALL))
    rows = value if isinstance(value, list) else next(value[key] for key in _ARRAYS if key in value)
    # Elements of a map without tags only draw the others.
    return len([row for row in rows if "elements" not in value or row.get("tags")])
