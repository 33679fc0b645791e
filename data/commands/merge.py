"""The command `kith merge`."""

from __future__ import annotations

import json
import sys

import click
from click.core import ParameterSource

from data import runs
from data.cli import home_option, show_progress
from data.errors import KithError
from data.settings import Settings

_ASKED_SHOWN = 20


@click.command()
@home_option
@click.option("--again", is_flag=True, help="Clean every run anew, also those merged before (after a changed rule).")
@click.option(
    "--accept",
    "accepted",
    multiple=True,
    metavar="SOURCE",
    help="Believe this source's run although it is far smaller than the one before; may repeat.",
)
@click.option(
    "--explain", metavar="ID", help="Say why a listing (its id, or source:record) is what it is; merge nothing."
)
@click.option("--ask", is_flag=True, help="List the pairs that wait for a steward; merge nothing.")
@click.option(
    "--join", nargs=2, metavar="ID ID", help="Remember that two listings are one, for this and every later merge."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def merge(
    settings: Settings,
    again: bool,
    accepted: tuple[str, ...],
    explain: str | None,
    ask: bool,
    join: tuple[str, str] | None,
    as_json: bool,
) -> None:
    """Clean what was crawled and merge it into listings, each with its reasons."""
    if explain is not None:
        _explain(settings, explain, as_json)
    elif ask:
        _ask(settings, as_json)
    else:
        _merge(settings, again, accepted, join, as_json)


def _merge(
    settings: Settings, again: bool, accepted: tuple[str, ...], join: tuple[str, str] | None, as_json: bool
) -> None:
    from data.merging import explain as reasons
    from data.merging.ledger import opened
    from data.pipeline import merge as run_merge

    if not runs.latest_runs(settings.raw):
        raise KithError(f"nothing has been crawled into {settings.home}: run kith crawl first", code="nothing-crawled")
    if join:
        with opened(settings.store) as ledger:
            reasons.join(ledger, *join)
    result = run_merge(settings, show_progress, again, accepted)
    if as_json:
        click.echo(json.dumps(vars(result)))
    else:
        click.echo(
            f"{result.listings:,} listings from {result.records:,} records of {result.sources} sources"
            f" ({result.exact_duplicates:,} exact duplicates, {result.days_joined:,} further days of a group,"
            f" {result.matched:,} matched)"
        )
        if result.asked:
            click.echo(f"  {result.asked:,} pairs wait for a steward: kith merge --ask{_home_needed(settings)}")
        for field, count in sorted(result.problems.items(), key=lambda item: -item[1]):
            click.echo(f"  left out {count:,} values of {field}")
    for line in result.errors:
        click.echo(f"kith: {line}", err=True)
    if result.errors:
        sys.exit(1)


def _home_needed(settings: Settings) -> str:
    """What the next command needs to work in the same home."""
    source = click.get_current_context().get_parameter_source("settings")
    return f" --home {settings.home}" if source == ParameterSource.COMMANDLINE else ""


def _explain(settings: Settings, name: str, as_json: bool) -> None:
    from data.merging import explain as reasons
    from data.merging.ledger import opened

    with opened(settings.store) as ledger:
        told = reasons.explain(ledger, name)
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(reasons.in_words(told)))


def _ask(settings: Settings, as_json: bool) -> None:
    from data.merging.explain import as_object
    from data.merging.ledger import opened

    with opened(settings.store) as ledger:
        waiting, total = ledger.pairs("ask", limit=None if as_json else _ASKED_SHOWN), ledger.count("ask")
    if as_json:
        click.echo(json.dumps({"total": total, "pairs": [as_object(note) for note in waiting]}, ensure_ascii=False))
        return
    for note in waiting:
        click.echo(f"{':'.join(note.one)}\n{':'.join(note.other)}\n  {note.score} points: {'; '.join(note.reasons)}")
    click.echo(f"{total:,} pairs wait. One thing: kith merge --join ID ID. Two: kith unmerge ID ID.")
