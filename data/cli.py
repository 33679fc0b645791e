"""The command `kith`: a group that joins the commands every package declares as entry points.

The commands of this package stand in `data/commands/`, one module each.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from importlib.metadata import entry_points
from typing import TypeVar

import click

from data.errors import KithError
from data.settings import Settings, load_settings

Item = TypeVar("Item")


class _Commands(click.Group):
    """Commands by entry point, imported only when one is called: `kith search` never loads Scrapy."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*(point.name for point in sorted(entry_points(group="kith.commands"), key=lambda one: one.name))]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        for point in entry_points(group="kith.commands", name=name):
            command = point.load()
            assert isinstance(command, click.Command)
            return command
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None:
                rows.append((name, command.get_short_help_str(80)))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="kith")
def group() -> None:
    """A community resource directory: collect listings of help, merge them, search by need and distance."""


def main() -> None:
    """Run `kith`; a KithError becomes one line and exit status 1, wrong usage exit status 2."""
    try:
        group(prog_name="kith")
    except KithError as error:
        click.echo(f"kith: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        # A folder that may not be written, a full disk: the system's own words and the file.
        click.echo(f"kith: {error.strerror or error}: {error.filename or 'unknown file'}", err=True)
        sys.exit(1)


def _use_home(ctx: click.Context, param: click.Parameter, value: str | None) -> Settings:
    return load_settings(value)


home_option = click.option(
    "--home",
    "settings",
    metavar="DIR",
    callback=_use_home,
    help="Folder of everything generated (default: KITH_HOME, else ./var).",
)


def or_samples(settings: Settings, is_filled: Callable[[Settings], bool]) -> Settings:
    """Return the home asked for; while only the demo's home inside it `is_filled`, that one, said aloud."""
    demo = settings.demo()
    if is_filled(settings) or not is_filled(demo):
        return settings
    click.echo("No listings of your own yet: these are the demo's invented samples, not real help.", err=True)
    return demo


def show_progress(items: Iterable[Item], total: int, label: str) -> Iterable[Item]:
    """Yield the items under a progress bar on a terminal, silently elsewhere."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, length=total, label=label, file=sys.stderr) as bar:
        yield from bar
