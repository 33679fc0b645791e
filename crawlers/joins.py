"""Tables that belong together, joined as `[[join]]` of a source file says: link tables, places of events, hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from crawlers.paths import at, texts
from crawlers.payload import Payload
from crawlers.readers import read_csv, read_rows
from data.errors import FeedError
from data.sources import Join, Source

# Rows of one table that one row may be given: more are no hours and no categories of one place.
_MOST = 200
Row = dict[str, Any]


class Joins:
    """The other tables of a feed by their keys. Raises FeedError for a table or a key column that is not there."""

    def __init__(self, source: Source, payloads: list[Payload]) -> None:
        self._joins = [(join, _by_key(join, source, payloads)) for join in source.join]

    def of(self, row: Row) -> Row:
        """Return the row with the matching rows of each table, a list, below the name of the join."""
        for join, table in self._joins:
            keys = dict.fromkeys(key for found in at(row, join.on) for key in texts(found))
            matching = [other for key in keys for other in table.get(key, ())]
            row = row | {join.name: matching[:_MOST]}
        return row


def without_joined(source: Source, payloads: list[Payload]) -> list[Payload]:
    """Return the files that hold the rows themselves; a table joined to itself is such a file."""
    joined = {_name(join.table) for join in source.join}
    return [one for one in payloads if len(payloads) == 1 or _name(one.name) not in joined]


def _by_key(join: Join, source: Source, payloads: list[Payload]) -> dict[str, list[Row]]:
    payload = next((one for one in payloads if _name(one.name) == _name(join.table)), None)
    if payload is None:
        raise FeedError(f"there is no table {join.table!r} to join", code="no-table", field="join")
    table: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(payload, source):
        for found in at(row, join.key):
            for key in texts(found):
                table[key].append(row)
    if not table:
        raise FeedError(f"no row of {payload.name} has {join.key!r}", code="no-column", field="join")
    return table


def _rows(payload: Payload, source: Source) -> Iterator[Row]:
    found: Iterable[Any] = (
        read_rows(payload)
        if payload.name.lower().endswith((".json", ".jsonl", ".ndjson"))
        else read_csv(payload, source.encoding)
    )
    return (row for row in found if isinstance(row, dict))


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix(".gz")
