"""Our own list of helplines (`data/helplines/lines.toml`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crawlers.base import FeedSpider
from crawlers.payload import Payload
from data.errors import FeedError
from data.helplines import Helpline, read_helplines
from data.model import Record


class HelplinesSpider(FeedSpider):
    """One row is one helpline."""

    name = "helplines"

    def rows(self, payloads: list[Payload]) -> Iterable[Any]:
        """Yield the helplines of the files."""
        for payload in payloads:
            try:
                yield from read_helplines(payload.body, payload.name)
            except RecursionError:
                raise FeedError(f"{payload.name} is nested too deeply", code="bad-toml") from None

    def record(self, row: Helpline) -> Record:
        """Return the record of a helpline."""
        return row.to_record(self.source.id)
