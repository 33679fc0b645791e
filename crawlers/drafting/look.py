"""Fetches one address once, as politely as a crawl: robots.txt obeyed, an honest user agent."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from crawlers.payload import MEGABYTE, Payload, check_size, read_folder, unpack
from crawlers.settings import scrapy_settings
from data.errors import FeedError
from data.settings import Settings

_LARGEST_MB = 64


class _LookSpider(scrapy.Spider):
    """One request; the answer or the reason why there is none goes into `found`."""

    name = "look"

    def __init__(self, url: str, found: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._url = url
        self._found = found

    async def start(self) -> AsyncIterator[Any]:
        meta = {"download_maxsize": _LARGEST_MB * MEGABYTE}
        yield scrapy.Request(self._url, callback=self.keep, errback=self.failed, meta=meta)

    def keep(self, response: Response) -> None:
        self._found["response"] = response

    def failed(self, failure: Any) -> None:
        response = getattr(failure.value, "response", None)
        self._found["error"] = f"HTTP {response.status}" if response is not None else failure.getErrorMessage()


def fetch(url: str, settings: Settings) -> list[Payload]:
    """Return the files of an address (http, https) or of a local path.

    Raises FeedError when it cannot be had, is forbidden by robots.txt, or is too large (64 MB).
    """
    path = Path(url)
    if not url.startswith(("http://", "https://")):
        return _of_path(path)
    logging.getLogger("scrapy").setLevel(logging.CRITICAL)
    found: dict[str, Any] = {}
    process = AsyncCrawlerProcess(scrapy_settings(settings) | {"ITEM_PIPELINES": {}})
    process.crawl(_LookSpider, url=url, found=found)
    process.start()
    response = found.get("response")
    if response is None:
        raise FeedError(f"{url}: {found.get('error', 'no answer')}", code="unreachable")
    name = url.split("?")[0].rstrip("/").rsplit("/", 1)[-1] or "page"
    return unpack(response.body, name, url, _LARGEST_MB)


def _of_path(path: Path) -> list[Payload]:
    try:
        if path.is_dir():
            return read_folder(path, _LARGEST_MB)
        check_size(path.stat().st_size, _LARGEST_MB)
        return unpack(path.read_bytes(), path.name, path.resolve().as_uri(), _LARGEST_MB)
    except OSError as error:
        raise FeedError(f"{path.name}: {error.strerror}", code="unreachable") from None
