"""CSV: one row a listing, UTF-8 with a byte-order mark, which spreadsheets need to know it by. RFC 4180."""

from __future__ import annotations

import csv
import io
from typing import IO

from data.exporting.cells import guarded
from data.exporting.documents import document_of
from data.exporting.flat import HEADER, cells_of
from data.exporting.licences import Shared


def write(chosen: Shared, out: IO[bytes]) -> None:
    """Write the listings. Every row says its sources, their licences and attributions itself."""
    text = io.TextIOWrapper(out, "utf-8-sig", errors="replace", newline="", write_through=True)
    table = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(HEADER)
    for listing in chosen:
        table.writerow(map(guarded, cells_of(listing, document_of(listing))))
    text.flush()
    text.detach()
