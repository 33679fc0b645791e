"""One row: an organization, its service, a location, and what is said of the two together."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crawlers.hsds.values import Object, children, text
from data.errors import RowError
from data.ids import content_key

# A feed in which more than this share of the ids stand for several things does not have ids, only numbers.
_LOCAL_SHARE = 0.01


@dataclass
class Row:
    """One service at one location, or what there is of it. `title` names a listing that has no service."""

    organization: Object
    service: Object | None = None
    location: Object | None = None
    link: Object | None = None
    title: str | None = None
    record: str = ""
    key: str = ""


def identified(found: Iterable[Row | RowError]) -> Iterator[Row | RowError]:
    """Yield the rows with their ids; a row that another one tells more about is a RowError.

    The id is that of the service_at_location, else `service@location`, else `organization@location`. Where one
    id stands for different things, the row gets a hash of the raw names and the address instead; when a feed does
    that often its ids are local numbers that the next run may give to others, so no row keeps them.
    """
    everything = list(found)
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in everything:
        if isinstance(row, Row):
            row.record = _own_id(row) or ""
            if row.record:
                groups[row.record].append(row)
    repeated = set(_with_less(everything))
    clashes = 0
    for rows in groups.values():
        things = _things(rows)
        clashes += len(things) - 1
        for same in things:
            fullest = max(same, key=_size) if len(same) > 1 else same[0]
            repeated.update(id(row) for row in same if row is not fullest)
        if len(things) > 1:
            for row in rows:
                row.key = _hash(row)
    local = clashes > _LOCAL_SHARE * max(1, sum(map(len, groups.values())))
    for row in everything:
        if isinstance(row, Row) and id(row) in repeated:
            yield RowError("said again elsewhere in the feed", code="repeated", record=row.record)
        else:
            yield _keyed(row, local) if isinstance(row, Row) else row


def _keyed(row: Row, local: bool) -> Row:
    if local or row.key or not row.record:
        row.record = row.key = _hash(row)
    else:
        row.key = row.record
    return row


def _own_id(row: Row) -> str | None:
    link = text(row.link, "id")
    if link:
        return link
    owner = text(row.service, "id") if row.service else text(row.organization, "id")
    place = text(row.location, "id")
    if row.location:
        return f"{owner}@{place}" if owner and place else None
    return owner


def _who(row: Row) -> tuple[str, ...]:
    named = (text(part, "name") or "" for part in (row.organization, row.service, row.location))
    return tuple(name.casefold() for name in named)


def _where(row: Row) -> str:
    address = next(iter(children(row.location, "addresses")), row.location)
    words = [text(address, name) or "" for name in ("address_1", "city", "state_province", "postal_code")]
    return "\x1f".join(words) if any(words) else ""


def _hash(row: Row) -> str:
    named = (text(part, "name") for part in (row.organization, row.service, row.location))
    point = (text(row.location, "latitude"), text(row.location, "longitude"))
    return content_key(*named, *([_where(row)] if _where(row) else point))


def _size(row: Row) -> int:
    return len(json.dumps([row.organization, row.service, row.location, row.link], default=str))


def _things(rows: list[Row]) -> list[list[Row]]:
    """Rows of one id, by what they speak of. A row that does not say where speaks of the place another names."""
    if len(rows) == 1:
        return [rows]
    things: dict[tuple[tuple[str, ...], str], list[Row]] = defaultdict(list)
    for row in rows:
        things[_who(row), _where(row)].append(row)
    for (who, where), vague in list(things.items()):
        others = [key for key in things if key[0] == who and key[1]]
        if not where and others:
            things[others[0]] += vague
            del things[who, where]
    return list(things.values())


def _with_less(found: list[Row | RowError]) -> Iterator[int]:
    """The rows of an organization or a service alone that other rows place at a service or a location."""
    placed: set[tuple[str, str | None, str | None]] = set()
    rows = [row for row in found if isinstance(row, Row)]
    for row in rows:
        if row.service:
            placed.add(("organization", text(row.organization, "id"), text(row.organization, "name")))
        if row.service and (row.location or row.link):
            placed.add(("service", text(row.service, "id"), text(row.service, "name")))
    for row in rows:
        kind, part = ("service", row.service) if row.service else ("organization", row.organization)
        alone = not row.location and not row.link
        if alone and text(part, "id") and (kind, text(part, "id"), text(part, "name")) in placed:
            yield id(row)
