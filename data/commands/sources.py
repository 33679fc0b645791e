"""The command `kith sources`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from data import runs, sources
from data.cli import home_option
from data.settings import Settings
from data.sources.health import health


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
        state_of = health(settings, one.id)
        row = {
            "id": one.id,
            "format": one.format,
            "place": one.area.state or one.area.country or one.country,
            "licence": one.licence or "not stated",
            "last_run": last.run if last else None,
            "records": last.records if last else None,
            "health": state_of.state,
            "since": state_of.since.isoformat() if state_of.since else None,
            "reason": state_of.reason,
        }
        if as_json:
            click.echo(json.dumps(row))
        else:
            state = f"{last.records:,} records, run {last.run}" if last else "never crawled here"
            state += f" ({state_of})" if state_of.state not in ("new", "ok") else ""
            click.echo(f"{one.id:28} {one.format:18} {row['place']:4} {row['licence']:24} {state}")
