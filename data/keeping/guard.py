"""Whether a run is believed: a feed that suddenly gives little must not age what is known."""

from __future__ import annotations

# A run that gives less than this share of what the last one gave is not believed.
BELIEVED_SHARE = 0.5


def disbelief(records: int, least: int, earlier: int) -> str | None:
    """Return why a run of so many records is not believed, or None.

    `least` is the source's `expect.min`, `earlier` what the last good run gave, 0 when there was none.
    """
    if records == 0:
        return "no records"
    if records < least:
        return f"{records:,} records, fewer than the {least:,} expected"
    if records < earlier * BELIEVED_SHARE:
        return f"{records:,} records where the run before gave {earlier:,}"
    return None
