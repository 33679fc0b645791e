"""When listings were new or last changed, told from their records and the log of changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from data.keeping.ledger import moment_text
from data.runs import new_run_id, time_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

# What only tells that a record is there or missing is no change of what it says.
_SINCE = """
SELECT members.listing, max(told.at) FROM (
    SELECT source, key, max(at) AS at FROM changes
    WHERE at >= :moment AND cause = 'source' AND NOT (field = 'standing' AND new = 'missed') GROUP BY source, key
    UNION ALL
    SELECT source, key, first_seen FROM records WHERE first_seen >= :run
) AS told JOIN merge_members AS members ON members.source = told.source AND members.key = told.key
GROUP BY members.listing
"""


def updated(connection: Connection, since: datetime) -> dict[str, datetime]:
    """Return `{listing: when}` of what is new or changed since a time, the newest first (`Store.updated`)."""
    given = {"moment": moment_text(since), "run": new_run_id(since.astimezone(UTC))}
    rows = connection.exec_driver_sql(_SINCE, given).all()
    found = [(listing, time_of(at) or datetime.fromisoformat(at)) for listing, at in rows]
    found.sort(key=lambda one: (-one[1].timestamp(), one[0]))
    return {listing: at.replace(microsecond=0) for listing, at in found if at >= since}
