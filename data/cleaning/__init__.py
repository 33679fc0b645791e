"""Cleaning: a record as found becomes a record whose fields hold what their docstrings promise.

One concern a module (`text`, `phone`, `web`, `clock`, `address`, `cost`, `languages`, `audiences`, `meeting_notes`;
hours in words are `schedule_text` with its tokens, times and parts); `record` puts them together. A value
that cannot be understood is left out and named in the record's `problems`; the words found stay in
the run's file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from data.cleaning.record import clean_record

__all__ = ["clean_record"]


def __getattr__(name: str) -> Any:
    """Load all of cleaning only for who cleans: `kith search` needs no more of it than one module."""
    if name != "clean_record":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from data.cleaning.record import clean_record

    return clean_record
