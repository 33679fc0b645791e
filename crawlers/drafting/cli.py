"""The command `kith new-source`."""

from __future__ import annotations

from pathlib import Path

import click

from data.cli import home_option
from data.settings import Settings


@click.command(name="new-source")
@click.argument("address", metavar="URL")
@click.option("--name", help="What to call the source; guessed from its address if not given.")
@click.option("--into", type=click.Path(path_type=Path), help="Folder to make (default: new-sources/ID).")
@home_option
def new_source(address: str, name: str | None, into: Path | None, settings: Settings) -> None:
    """Look at a feed or page (URL, or a file) and draft its source file and a test case.

    The address is asked for once, politely. Nothing is registered: a person checks each guess first.
    """
    from crawlers.drafting.begin import begin
    from crawlers.drafting.draft import GUESS

    begun = begin(address, settings, name, into)
    click.echo(f"format: {begun.found.format} ({begun.found.because})")
    for feed in begun.feeds:
        click.echo(f"the page names a feed, better than the page itself: kith new-source {feed}")
    click.echo(f"records read with the draft: {len(begun.draft.records):,}")
    for note in begun.draft.notes:
        click.echo(f"  {note}")
    click.echo(f"guesses to check: {begun.draft.text.count(GUESS)}")
    for path in begun.files:
        click.echo(f"wrote {path}")
    if len(begun.files) > 1:
        folder = begun.files[0].parent
        click.echo(f"next: fill in source.toml and expected.toml until this passes: ./kith test {folder}")
    else:
        click.echo("an archive is not cut to a sample: no test case was written; fill in source.toml, then crawl it")
