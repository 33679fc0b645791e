"""Any CSV table (RFC 4180), read through `[columns]` of its source file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crawlers.payload import Payload
from crawlers.readers import read_csv
from crawlers.table import TableSpider


class CsvSpider(TableSpider):
    """One line is one listing; a column that `[columns]` names and the table lacks ends the run."""

    name = "csv"
    endings = (".csv", ".txt")

    def split(self, payload: Payload) -> Iterable[Any]:
        """Yield the lines as objects of texts."""
        return read_csv(payload, self.source.encoding, required=self.mapped)
