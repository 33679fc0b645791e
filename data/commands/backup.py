"""The commands `kith backup` and `kith restore`."""

from __future__ import annotations

from pathlib import Path

import click

from data.cli import home_option
from data.settings import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@home_option
def backup(file: Path, settings: Settings) -> None:
    """Copy the store to FILE, whole and checked, while the directory goes on serving and merging."""
    from data.keeping.backup import back_up

    back_up(settings.store, file)
    click.echo(f"{file}: {file.stat().st_size:,} bytes, checked")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@home_option
def restore(file: Path, settings: Settings) -> None:
    """Make the store what the backup FILE holds; the store as it was is kept beside it."""
    from data.keeping import backup as backups
    from data.store import Store

    aside = backups.restore(file, settings.store)
    store = Store(settings.store)
    count = store.count_listings()
    store.close()
    click.echo(f"{count:,} listings restored; run kith merge and kith build to show them")
    if aside:
        click.echo(f"The store as it was: {aside}")
