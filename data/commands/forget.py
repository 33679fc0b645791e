"""The command `kith forget`."""

from __future__ import annotations

import click

from data.cli import home_option
from data.settings import Settings


@click.command()
@click.argument("source")
@home_option
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(source: str, settings: Settings, yes: bool) -> None:
    """Remove all that came from SOURCE, for example when its publisher asks for it; ids stay known."""
    from data.pipeline import forget as forget_source

    if not yes:
        click.confirm(f"Remove every record, run and change of {source} from {settings.home}?", abort=True)
    count = forget_source(settings, source)
    click.echo(f"{source}: {count:,} records forgotten")
    click.echo("Run kith build twice, so that no index has them, and delete backups that do.")
    click.echo("Take the source out of your source files, or the next crawl brings it back.")
