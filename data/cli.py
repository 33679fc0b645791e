"""The command `kith`: a group that joins the commands every package declares as entry points.

Also the commands of this package: `merge` and `sources`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from importlib.metadata import entry_points
from pathlib import Path

import click

from data import runs, sources
from data.errors import KithError
from data.model import Record
from data.settings import Settings, load_settings


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


def show_progress(items: Iterable[Record], total: int, label: str) -> Iterable[Record]:
    """Yield the items under a progress bar on a terminal, silently elsewhere."""
    if not sys.stderr.isatty():
        yield from items
        return
    with click.progressbar(items, length=total, label=label, file=sys.stderr) as bar:
        yield from bar


@click.command()
@home_option
@click.option("--again", is_flag=True, help="Clean every run anew, also those merged before (after a changed rule).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def merge(settings: Settings, again: bool, as_json: bool) -> None:
    """Clean what was crawled and merge it into listings."""
    from data.pipeline import merge as run_merge

    if not runs.latest_runs(settings.raw):
        raise KithError(f"nothing has been crawled into {settings.home}: run kith crawl first", code="nothing-crawled")
    result = run_merge(settings, show_progress, again)
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


@click.command(name="sources")
@click.argument("files", nargs=-1, metavar="[PATH.toml]...", type=click.Path(path_type=Path))
@home_option
@click.option("--check", is_flag=True, help="Only read and validate every source file; needs no network.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a source.")
def list_sources(files: tuple[Path, ...], settings: Settings, check: bool, as_json: bool) -> None:
    """Show the registered sources, or those of the files: id, format, place, licence, last run."""
    read = [one for path in files for one in sources.read_source_file(path)]
    found = sources.by_id(read) if files else sources.registered()
    if check:
        click.echo(f"valid: {', '.join(found)}")
        return
    for one in found.values():
        last = runs.last_good_run(settings.raw, one.id)
        row = {
            "id": one.id,
            "format": one.format,
            "place": one.area.state or one.area.country or one.country,
            "licence": one.licence or "not stated",
            "last_run": last.run if last else None,
            "records": last.records if last else None,
        }
        if as_json:
            click.echo(json.dumps(row))
        else:
            state = f"{last.records:,} records, run {last.run}" if last else "never crawled here"
            click.echo(f"{one.id:28} {one.format:18} {row['place']:4} {row['licence']:24} {state}")
