"""The command `kith history`."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import click

from data import runs
from data.cli import home_option
from data.errors import KithError
from data.settings import Settings

if TYPE_CHECKING:
    from data.store import Store

_LISTING = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@click.command()
@click.argument("what", metavar="LISTING|SOURCE:RECORD|SOURCE")
@home_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a record.")
def history(what: str, settings: Settings, as_json: bool) -> None:
    """Tell what changed in a listing or a record, and when; of a source, how much of it is kept."""
    from data.keeping.changes import in_words
    from data.store import Store

    if not settings.store.exists():
        raise KithError("nothing has been merged yet: run kith crawl, then kith merge", code="nothing-merged")
    store = Store(settings.store)
    try:
        source, colon, record = what.partition(":")
        if _LISTING.fullmatch(what):
            found = store.records_of(what)
        elif colon:
            found = store.records_called(source, record)
        else:
            click.echo(_of_source(what, store.standings()))
            return
        if not found:
            gone = store.gone(what)
            raise KithError(f"gone since {gone}" if gone else "not known here", code="not-known", record=what)
        for source, key in found:
            told = _told(store, source, key)
            click.echo(json.dumps(told, ensure_ascii=False) if as_json else _line(told))
            for change in store.history(source, key) if not as_json else ():
                click.echo(f"  {in_words(change)}")
        for edit in store.edits(what) if not as_json else ():
            click.echo(f"  {edit.at[:10]} {edit.role} says {edit.field}: {edit.value} ({edit.note or 'no note'})")
    finally:
        store.close()


def _of_source(source: str, standings: dict[str, dict[str, int]]) -> str:
    if source not in standings:
        raise KithError("nothing is stored of it", code="unknown-source", source=source)
    words = {"seen": "seen", "missed": "not seen lately", "hidden": "hidden", "gone": "gone"}
    return f"{source}: " + ", ".join(f"{count:,} {words[name]}" for name, count in standings[source].items())


def _told(store: Store, source: str, key: str) -> dict[str, Any]:
    record = store.record(source, key)
    if record is None:
        raise KithError("not stored any more", code="not-known", source=source, record=key)
    return {
        "source": source,
        "key": key,
        "name": json.loads(record.content)["name"],
        "standing": record.standing,
        "missed": record.missed,
        "first_run": record.first_seen,
        "run": record.run,
        "changes": [change._asdict() for change in store.history(source, key)],
    }


def _line(told: dict[str, Any]) -> str:
    standing = "not seen lately" if told["standing"] == "shown" and told["missed"] else told["standing"]
    seen = f"first seen {_day(told['first_run'])}, last seen {_day(told['run'])}"
    return f"{told['source']}:{told['key']} {told['name']}: {standing}, {seen}"


def _day(run: str) -> str:
    moment = runs.time_of(run)
    return f"{moment:%Y-%m-%d}" if moment else run
