"""Asking again after what may pass: later each time, and not before the server says (RFC 9110, Retry-After)."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Request, Response

# Seconds. Who asks us to stay away for longer is asked again by the next crawl, not by this one.
LONGEST_WAIT = 120.0


class PatientRetry(RetryMiddleware):
    """Scrapy's retries with a pause: twice the crawl's delay, doubled each time, up to a half longer at random.

    A source sends one request at a time, so while one waits none of the others is sent.
    """

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Return the request to be sent again after its pause, or a response that is final."""
        wanted = asked_wait(response) or 0.0
        if wanted > LONGEST_WAIT:
            return response
        found = super().process_response(_patient(request), response)
        if isinstance(found, Request):
            await asyncio.sleep(max(wanted, self._pause(found)))
        return found

    async def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:
        """Return the request to be sent again after its pause, or None for what asking again cannot mend."""
        found = super().process_exception(_patient(request), exception)
        if isinstance(found, Request):
            await asyncio.sleep(self._pause(found))
        return found

    def _pause(self, request: Request) -> float:
        delay = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        pause = delay * 2 ** request.meta["retry_times"] * random.uniform(1, 1.5)  # noqa: S311 - not a secret
        return min(pause, LONGEST_WAIT)


def asked_wait(response: Response) -> float | None:
    """Return the seconds an answer asks us to wait, by number or by date; None when it does not say."""
    said = response.headers.get("Retry-After", b"").decode("latin-1").strip()
    if said.isascii() and said.isdigit():
        return float(said)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _patient(request: Request) -> Request:
    # One that cannot be reached is asked for again with every retry of the page that waits for it.
    if request.meta.get("dont_obey_robotstxt"):
        request.meta["max_retry_times"] = 1
    return request
