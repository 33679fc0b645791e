"""robots.txt (RFC 9309), and the pause it asks for (`Crawl-delay`, which no RFC has and many sites say).

One that cannot be fetched, because its server fails (5xx) or cannot be reached, forbids everything (section 2.3.1.4).
"""

from __future__ import annotations

from typing import Any

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached

# Seconds. A pause of more than a day is a site that wants no crawler.
LONGEST_PAUSE = 86_400.0


class RobotsUnreadError(IgnoreRequest):
    """Nothing may be asked, because nobody knows what robots.txt says. The text says why."""


class PoliteRobots(RobotsTxtMiddleware):
    """Scrapy's robots.txt with what it leaves out."""

    def __init__(self, crawler: Any) -> None:
        super().__init__(crawler)
        self._unread: dict[str, Exception] = {}

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Let a request pass, not before the pause its host asks for."""
        netloc = urlparse_cached(request).netloc
        why = self._unread.get(netloc)
        if isinstance(why, IgnoreRequest):
            raise why
        if why is not None:
            # As if the page itself could not be reached: when it is asked for again, so is robots.txt.
            del self._unread[netloc], self._parsers[netloc]
            raise why
        super().process_request_2(rp, request)
        if rp is None:
            return
        agent = self._robotstxt_useragent or request.headers.get(b"User-Agent", self._default_useragent)
        pause = rp.crawl_delay(agent) or 0.0
        if not 0 <= pause <= LONGEST_PAUSE:
            raise IgnoreRequest("Forbidden by robots.txt")
        downloader = self.crawler.engine.downloader
        slot = downloader.slots.get(downloader.get_slot_key(request))
        if slot is not None:
            # Each time anew: AutoThrottle shortens pauses when a server is quick.
            slot.delay = max(slot.delay, pause)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500:
            self._unread[netloc] = RobotsUnreadError(
                f"robots.txt answered HTTP {response.status}: nothing may be asked"
            )
        await super()._parse_robots(response, netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        super()._robots_error(exc, netloc)
        if not isinstance(exc, IgnoreRequest):
            self._unread[netloc] = exc
