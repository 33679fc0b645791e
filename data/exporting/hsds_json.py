"""HSDS 3.1 JSON: the services, each whole, in the envelope of the API's lists (Open Referral, "API Reference")."""

from __future__ import annotations

import json
from typing import IO

from data.exporting.hsds import organizations_of, service_document
from data.exporting.licences import Shared

# The first line, by which the file is known again.
HEAD = b'{"generator": "kith", "contents": ['


def write(chosen: Shared, out: IO[bytes]) -> None:
    """Write all services as one page, a line a service; `sources` beside them has all terms.

    The listings are gone over twice, because each organization is told of as most of its listings do.
    """
    organizations = organizations_of(chosen)
    out.write(HEAD)
    count = 0
    for listing in chosen:
        out.write(b",\n" if count else b"\n")
        out.write(json.dumps(service_document(listing, organizations), ensure_ascii=False).encode("utf-8", "replace"))
        count += 1
    envelope = {
        "total_items": count, "total_pages": 1, "page_number": 1, "size": count,
        "first_page": True, "last_page": True, "empty": not count, "sources": chosen.sharing.rows(),
    }  # fmt: skip
    out.write(b"\n], " + json.dumps(envelope, ensure_ascii=False).encode("utf-8", "replace")[1:] + b"\n")
