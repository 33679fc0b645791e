"""The names of the sample community's listings, read from its feeds as they stand there."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from tests.bench.relevance import rows

_SITE = rows.ROOT / "data" / "sample" / "site"


def read(source: str) -> list[str]:
    """Return the names in one of the sample's feeds, broken rows too."""
    return _READERS[source](_SITE)


def _pages(site: Path) -> list[str]:
    found = []
    for path in sorted((site / "help").glob("*.html")):
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', path.read_text(), re.DOTALL):
            try:
                found.append(str(json.loads(block)["name"]))
            except json.JSONDecodeError:
                continue
    return found


def _json(feed: str, field: str) -> Callable[[Path], list[str]]:
    def names(site: Path) -> list[str]:
        value = json.loads((site / "feeds" / feed).read_text("utf-8"))
        found = value if isinstance(value, list) else value["meetings"]
        return [str(row.get(field) or "") for row in found]

    return names


def _lines(feed: str, pattern: str) -> Callable[[Path], list[str]]:
    return lambda site: re.findall(pattern, (site / "feeds" / feed).read_text("utf-8"), re.MULTILINE)


_READERS: dict[str, Callable[[Path], list[str]]] = {
    "sample-site": _pages,
    "sample-meetings": _json("meetings.json", "name"),
    "sample-meetings-north": _json("meetings-north.json", "name"),
    "sample-bmlt": _json("bmlt.json", "meeting_name"),
    "sample-hsds": _lines("hsds/services.csv", r"^[-0-9a-f]{36},[-0-9a-f]{36},,([^,]+),"),
    "sample-places": _lines("places.csv", r"^SP-\d+,([^,]+),"),
    "sample-events": _lines("events.ics", r"^SUMMARY:(.+?)\r?$"),
}
SOURCES = tuple(_READERS)
