"""Ctrl-C and SIGTERM during a crawl: the first one ends it in order, the second one at once."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from contextlib import suppress
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

# Seconds that downloads and pauses have to end after the first signal.
GRACE = 1.0
# What shells report for a process ended by SIGINT.
_STATUS = 130
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Shutdown:
    """Listens to the signals while it is used as a context; `requested` once one came."""

    def __init__(self, process: AsyncCrawlerProcess) -> None:
        self.requested = False
        self._process = process
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Shutdown:
        self._before = {number: signal.signal(number, self._first) for number in _SIGNALS}
        return self

    def __exit__(self, *exc: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _first(self, number: int, frame: object) -> None:
        from twisted.internet import reactor

        self.requested = True
        for one in _SIGNALS:
            signal.signal(one, _second)
        reactor.callFromThread(self._stop)  # type: ignore[attr-defined]

    def _stop(self) -> None:
        # Tasks that still wait for a server are dropped, which asyncio would tell the reader about.
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        self._stopping = asyncio.ensure_future(self._process.stop())
        asyncio.get_event_loop().call_later(GRACE, stop_reactor)


def stop_reactor() -> None:
    """End the event loop of Scrapy, if it runs."""
    from twisted.internet import reactor
    from twisted.internet.error import ReactorNotRunning

    with suppress(ReactorNotRunning):
        reactor.stop()  # type: ignore[attr-defined]


def _second(number: int, frame: object) -> None:
    # As after a power cut: what was published stays, the next crawl clears up and goes on.
    os.write(2, b"kith: stopped at once; the next kith crawl goes on\n")
    os._exit(_STATUS)
