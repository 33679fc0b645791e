"""What changed in a record between two runs, field by field, and a change in words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Literal, NamedTuple

from data.model import Document

Cause = Literal["source", "rules"]
# Longer values are cut; the whole new one is in the record.
LONGEST = 500
KEPT = timedelta(days=3 * 365)
# What tells of the crawl, or of when the source says it changed, and is no change of what it says.
_NOT_LOGGED = {"source", "record", "key", "run", "seen", "problems", "last_modified", "status_stated"}


class Change(NamedTuple):
    """A field of a record that changed. `field` is a dotted path or `standing`; values are text, JSON for lists.

    `cause`: `source` (it says something else) or `rules` (the same words, cleaned otherwise). `at` is the time of
    the run, ISO 8601, UTC.
    """

    source: str
    key: str
    field: str
    old: str | None
    new: str | None
    cause: Cause
    run: str
    at: str


def differences(old: Document, new: Document) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield `(field, old value, new value)` of two records, by field; None is a field that says nothing."""
    before, after = dict(_fields(old)), dict(_fields(new))
    for field in sorted(before.keys() | after.keys()):
        if before.get(field) != after.get(field):
            yield field, _text(before.get(field)), _text(after.get(field))


def _fields(document: Document, path: str = "") -> Iterator[tuple[str, object]]:
    for name, value in document.items():
        if path == "" and name in _NOT_LOGGED:
            continue
        if isinstance(value, dict):
            yield from _fields(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def _text(value: object) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


_STANDING = {
    ("shown", "missed"): "not seen on its source; shown with a note",
    ("missed", "hidden"): "hidden: not seen for too long",
    ("hidden", "gone"): "gone: only its id is kept",
    ("missed", "shown"): "seen again",
    ("hidden", "shown"): "seen again; shown again",
    ("gone", "shown"): "seen again; back under its old id",
}


def in_words(change: Change) -> str:
    """Return a change as one line: "2026-11-24 url: https://… → nothing"."""
    day = change.at[:10]
    if change.field == "standing":
        return f"{day} {_STANDING.get((change.old or '', change.new or ''), f'{change.old} → {change.new}')}"
    why = " (our cleaning changed)" if change.cause == "rules" else ""
    return f"{day} {change.field}: {_said(change.old)} → {_said(change.new)}{why}"


def _said(value: str | None) -> str:
    return "nothing" if value is None else " ".join(value.split())
