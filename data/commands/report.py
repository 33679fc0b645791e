"""The command `kith report`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from data.cli import home_option, or_samples, show_progress
from data.errors import KithError
from data.settings import Settings


@click.command()
@home_option
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write (default: HOME/report.html)."
)
@click.option("--json", "as_json", is_flag=True, help="Print the numbers as one JSON object instead.")
def report(settings: Settings, out: Path | None, as_json: bool) -> None:
    """Show how good the listings are: coverage, freshness, gaps, duplicates, failures by source, with plots."""
    from data.quality.measure import measure

    settings = or_samples(settings, lambda one: one.store.exists())
    if not settings.store.exists():
        raise KithError(f"nothing has been merged in {settings.home}: run kith merge first", code="nothing-merged")
    numbers = measure(settings, progress=show_progress)
    if as_json:
        click.echo(json.dumps(numbers))
        return
    from data.quality.page import page

    path = out or settings.home / "report.html"
    path.write_text(page(numbers), "utf-8")
    click.echo(f"wrote {path}: {numbers['listings']:,} listings of {len(numbers['sources'])} sources")
