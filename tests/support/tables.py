"""Ways to read a table through a source file written in the test."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scrapy.settings import Settings as ScrapySettings
from scrapy.spiderloader import SpiderLoader

from crawlers.base import Tally
from crawlers.payload import unpack
from crawlers.settings import scrapy_settings
from data.cleaning import clean_record
from data.model import Record
from data.settings import load_settings
from data.sources import Source, read_source_file

_LOADER = SpiderLoader.from_settings(ScrapySettings(scrapy_settings(load_settings("unused"))))


def crawl(toml: str, body: bytes | str | object, folder: Path, name: str = "feed") -> tuple[list[Record], Tally]:
    """Read a feed in `body` (bytes, text, or an object to write as JSON) as the source file says."""
    content = body if isinstance(body, bytes) else (body if isinstance(body, str) else json.dumps(body)).encode()
    source = _source(toml, folder, f"path = {json.dumps(name)}")
    spider = _LOADER.load(source.format)(source=source, writer=None, progress=lambda *_: None)
    found = list(spider.records(unpack(content, name, f"file:///{name}", source.max_mb)))
    assert spider.tally.read == len(found) + spider.tally.skipped.total()
    assert len({record.key for record in found}) == len(found)
    return found, spider.tally


def crawl_clean(toml: str, path: Path, folder: Path) -> tuple[list[Record], Tally]:
    """Read a file as the source file says; return its cleaned records."""
    found, tally = crawl(toml, path.read_bytes(), folder, path.name)
    source = _source(toml, folder, "path = 'x'")
    return [clean_record(record, source) for record in found], tally


def crawl_url(kith: Callable[..., Any], toml: str, url: str, folder: Path) -> dict[str, Any]:
    """Crawl an address with the real command; return its summary and what it `said`."""
    _source(toml, folder, f"url = {json.dumps(url)}")
    done = kith("crawl", "--json", folder / "source.toml", home=folder / "home")
    assert done.out, done.err
    return json.loads(done.out) | {"said": done.err}


def _source(toml: str, folder: Path, address: str) -> Source:
    path = folder / "source.toml"
    path.write_text(f'id = "test"\nname = "Test"\n{address}\n{toml}', "utf-8")
    [source] = read_source_file(path)
    return source
