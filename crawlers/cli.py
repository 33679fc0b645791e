"""The command `kith crawl`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from data import places, sources
from data.cli import home_option
from data.errors import SourceFileError
from data.runs import RunSummary
from data.settings import Settings
from data.sources import Source
from data.sources.health import choose
from data.sources.serving import Reach, made_for, reach, serving, without_blanks


def _chosen(names: tuple[str, ...], wanted: Reach | None) -> tuple[list[Source], list[str]]:
    """The sources named on the command line, made for the place, and a line for each that cannot be used."""
    found: dict[str, Source] = {}
    errors = []
    for name in names:
        try:
            named = sources.read_source_file(Path(name)) if name.endswith(".toml") else [_registered(name)]
            ready = [made_for(one, wanted) if wanted else without_blanks(one) for one in named]
            found |= sources.by_id([*found.values(), *ready] if name.endswith(".toml") else ready)
        except SourceFileError as error:
            errors.append(str(error))
    return list(found.values()), errors


def _registered(name: str) -> Source:
    found = sources.find(name)
    if found is None or found.id != name:
        raise SourceFileError(f"no registered source {name!r}: see kith sources", code="unknown-source")
    return found


def _due(settings: Settings, wanted: Reach | None, also_not_due: bool) -> list[Source]:
    """The registered sources a crawl without names takes: those that serve the place, or that need none to be asked.

    Says which it leaves out, and why.
    """
    registered = sources.registered().values()
    found = serving(registered, wanted) if wanted else [one for one in registered if not one.blanks]
    choice = choose(settings, [one for one in found if not one.lead], also_not_due)
    if choice.not_due:
        click.echo(f"kith: {choice.not_due:,} sources are not due yet (--all crawls them too)", err=True)
    for source_id, found_state in choice.resting.items():
        click.echo(f"kith: source {source_id}: {found_state} (name it to try again)", err=True)
    return choice.due


def _line(summary: RunSummary) -> str:
    skipped = ", ".join(f"{reason} {count}" for reason, count in sorted(summary.skipped.items()))
    rate = f", {summary.records / summary.seconds:,.0f}/s" if summary.seconds > 0.2 and not summary.seen else ""
    records = (
        f"{summary.records:,} records, not changed"
        if summary.seen
        else (f"{summary.records:,} records of {summary.read:,} rows")
    )
    status = "kept as it was, not taken:" if summary.status == "kept" else f"{summary.status},"
    return f"{summary.source}: {status} {records} in {summary.seconds:.1f} s{rate}" + (
        f" (skipped: {skipped})" if skipped else ""
    )


class Terminal:
    """Prints summaries as they come, with a running count on a terminal."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._live = sys.stderr.isatty()

    def progress(self, source: Source, records: int) -> None:
        """Show how many records a source has given so far."""
        if self._live and records % 200 == 0:
            click.echo(f"\r{source.id}: {records:,} records\x1b[K", nl=False, err=True)

    def report(self, summary: RunSummary) -> None:
        """Print how a source ended."""
        if self._live:
            click.echo("\r\x1b[K", nl=False, err=True)
        if self._as_json:
            names = ("source", "status", "read", "records", "skipped", "seconds")
            click.echo(json.dumps({name: getattr(summary, name) for name in names}))
        else:
            click.echo(_line(summary))
        for message in summary.messages:
            click.echo(f"kith: source {summary.source}: {message}", err=True)


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE | PATH.toml]...")
@home_option
@click.option("--all", "also_not_due", is_flag=True, help="Without names: also sources that are not due yet.")
@click.option("--accept", is_flag=True, help="Believe the runs of the named sources however few records they give.")
@click.option("--near", metavar="PLACE", help="Only sources that serve this place: a ZIP code, a city, a county.")
@click.option("--radius", metavar="MI", type=click.FloatRange(0, 500), default=25.0, show_default=True, help="Miles.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a source.")
def crawl(
    names: tuple[str, ...],
    settings: Settings,
    also_not_due: bool,
    accept: bool,
    near: str | None,
    radius: float,
    as_json: bool,
) -> None:
    """Crawl sources: registered ones by id, others by their TOML file; when none is named, those that are due.

    Sources that are asked for a place, as OpenStreetMap is, are left out without --near. A crawl that was interrupted
    goes on where it was. A source that was forbidden or not found three times in a row is left out until it is named.
    """
    from crawlers.run import crawl as run_crawl

    if accept and not names:
        raise click.UsageError("--accept needs the sources to be named")

    wanted = reach(places.find_place(near).place, radius) if near is not None else None
    chosen, errors = _chosen(names, wanted) if names else (_due(settings, wanted, also_not_due), [])
    terminal = Terminal(as_json)
    summaries = run_crawl(chosen, settings, terminal.report, terminal.progress, accept)
    for line in errors:
        click.echo(f"kith: {line}", err=True)
    if errors or any(summary.status != "ok" for summary in summaries):
        sys.exit(1)
