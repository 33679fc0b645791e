"""Conditional requests (RFC 9110, section 13): a feed that has not changed is not sent or read again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Self

from scrapy.crawler import Crawler
from scrapy.http import Request, Response

_NOT_MODIFIED = 304
# What is asked with which header, and where the answer says it.
_CONDITIONS = {"etag": ("If-None-Match", "ETag"), "last_modified": ("If-Modified-Since", "Last-Modified")}

Validators = Mapping[str, Mapping[str, str]]


class Visit:
    """What a run learns of its feed's address, beside what the last good run had learned (`earlier`).

    Only a feed that is one document is ever taken for unchanged: that the first of several pages is the same
    says nothing of the others. `unchanged` is set when it is.
    """

    def __init__(self, earlier: Validators | None = None) -> None:
        self.earlier = earlier or {}
        self.unchanged = False
        self.requests = 0
        self._found: dict[str, dict[str, str]] = {}

    def is_known(self, response: Response) -> bool:
        """Note a response; return whether the last good run has read just this, so that it need not be read."""
        if not response.url.startswith("http"):
            return False
        known = self.earlier.get(response.url)
        said = {} if response.status == _NOT_MODIFIED else {"hash": hashlib.blake2b(response.body).hexdigest()}
        for name, (_, header) in _CONDITIONS.items():
            value = response.headers.get(header, b"")
            if value:
                said[name] = value.decode("latin-1")
        if known and self.requests == 1 and said.get("hash", known["hash"]) == known["hash"]:
            self.unchanged = True
            self._found = {response.url: {**known, **said}}
        elif not self._found:
            self._found = {response.url: said}
        return self.unchanged

    def validators(self) -> dict[str, dict[str, str]]:
        """Return what the next run may ask with: empty for a feed of several documents."""
        return self._found if self.requests == 1 else {}


class ConditionalMiddleware:
    """Asks an address of the last good run for what changed since; each address with its own words only."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Scrapy's way to make a middleware."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Set the conditions; a redirect's copy of a request loses those of the address before."""
        visit: Visit | None = getattr(self._crawler.spider, "visit", None)
        known = visit.earlier.get(request.url, {}) if visit and request.method == "GET" else {}
        for name, (condition, _) in _CONDITIONS.items():
            request.headers.pop(condition, None)
            if name in known:
                request.headers[condition] = known[name]
        request.meta.pop("handle_httpstatus_list", None)
        if not known.keys().isdisjoint(_CONDITIONS):
            request.meta["handle_httpstatus_list"] = [_NOT_MODIFIED]
