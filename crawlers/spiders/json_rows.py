"""Any JSON array of objects, or JSON lines, read through `[columns]` (RFC 8259; JSON Lines)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crawlers.payload import Payload
from crawlers.readers import read_rows
from crawlers.table import TableSpider


class JsonSpider(TableSpider):
    """One object is one listing; the key `rows` of the source names the array where it is not the document."""

    name = "json"
    endings = (".json", ".jsonl", ".ndjson")

    def split(self, payload: Payload) -> Iterable[Any]:
        """Yield the objects."""
        return read_rows(payload, self.source.rows)
