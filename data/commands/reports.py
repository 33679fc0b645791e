"""The command `kith reports`."""

from __future__ import annotations

import json
import textwrap
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from data.cli import home_option
from data.settings import Settings

if TYPE_CHECKING:
    from data.keeping.reports import Report


@click.command()
@home_option
@click.option("--all", "also_done", is_flag=True, help="List those done with, too.")
@click.option("--done", type=int, metavar="ID", help="Mark this report as done with, and forget who may be asked.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a report.")
def reports(settings: Settings, also_done: bool, done: int | None, as_json: bool) -> None:
    """List what readers say is wrong with listings, the oldest first."""
    from data.keeping.reports import finish, listed

    if done is not None:
        finish(settings.store, done, datetime.now(UTC))
        click.echo(json.dumps({"id": done, "done": True}) if as_json else f"report {done} is done with")
        return
    found = listed(settings.store, also_done)
    for one in found:
        click.echo(json.dumps(one._asdict(), ensure_ascii=False) if as_json else _in_words(one))
    if not found and not as_json:
        click.echo("no reports" if also_done else "no reports wait")


def _in_words(report: Report) -> str:
    head = f"{report.id}  {report.at[:10]}  {report.field}  {_plain(report.name or 'a listing that is gone')}"
    tail = [f"{report.listing}, seen in {report.generation}"]
    tail += [f"may be asked: {_plain(report.contact)}"] if report.contact else []
    tail += [f"done {report.done[:10]}"] if report.done else []
    body = textwrap.indent("\n".join([_plain(report.words) or "(no words)", *tail]), "    ")
    return f"{head}\n{body}"


def _plain(text: str) -> str:
    """The words of a stranger without what a terminal would obey."""
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text)
