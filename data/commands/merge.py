"""The command `kith merge`."""

from __future__ import annotations

import json
import sys

import click

from data import runs
from data.cli import home_option, show_progress
from data.errors import KithError
from data.settings import Settings


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
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def merge(settings: Settings, again: bool, accepted: tuple[str, ...], as_json: bool) -> None:
    """Clean what was crawled and merge it into listings."""
    from data.pipeline import merge as run_merge

    if not runs.latest_runs(settings.raw):
        raise KithError(f"nothing has been crawled into {settings.home}: run kith crawl first", code="nothing-crawled")
    result = run_merge(settings, show_progress, again, accepted)
    if as_json:
        click.echo(json.dumps(vars(result)))
    else:
        click.echo(
            f"{result.listings:,} listings from {result.records:,} records of {result.sources} sources"
            f" ({result.exact_duplicates:,} exact duplicates)"
        )
        for field, count in sorted(result.problems.items(), key=lambda item: -item[1]):
            click.echo(f"  left out {count:,} values of {field}")
    for line in result.errors:
        click.echo(f"kith: {line}", err=True)
    if result.errors:
        sys.exit(1)
