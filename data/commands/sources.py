"""The command `kith sources`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any, get_args

import click

from data import places, runs, sources, taxonomy
from data.cli import home_option
from data.errors import SourceFileError
from data.settings import Settings
from data.sources import Format, Source
from data.sources import check as checking
from data.sources.health import health
from data.sources.serving import SCOPES, made_for, reach, serving

_WIDTH = 100
_KINDS = 3
_HEADINGS = {"local": "For the town or its county", "state": "For the state", "national": "For the whole country"}


@click.command(name="sources")
@click.argument("names", nargs=-1, metavar="[ID | PATH.toml]...")
@home_option
@click.option("--check", is_flag=True, help="Only read and validate every source file; needs no network.")
@click.option("--near", metavar="PLACE", help="Show what a town would get, by need: a ZIP code, a city, a county.")
@click.option("--radius", metavar="MI", type=click.FloatRange(0, 500), default=25.0, show_default=True, help="Miles.")
@click.option("--need", metavar="ID", help="Only sources of this need, or of those below it.")
@click.option("--format", "format_", type=click.Choice(get_args(Format)), help="Only sources of this format.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a source.")
def list_sources(
    names: tuple[str, ...],
    settings: Settings,
    check: bool,
    near: str | None,
    radius: float,
    need: str | None,
    format_: str | None,
    as_json: bool,
) -> None:
    """Show the registered sources, or those named: format, place, needs, licence, how they are known, last run."""
    if need is not None and need not in taxonomy.needs():
        raise click.BadParameter(f"{need!r} is no need", param_hint="--need")
    found = [
        one
        for one in _named(names)
        if (format_ is None or one.format == format_) and (need is None or need in taxonomy.with_parents([*one.finds]))
    ]
    if check:
        _check(found, registered=not names)
        return
    if near is not None:
        wanted = reach(places.find_place(near).place, radius)
        found = [made_for(one, wanted) for one in found] if names else serving(found, wanted)
    rows = [_row(one, settings) for one in found]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row))
    elif near is not None:
        click.echo(f"{wanted.place.label}, {radius:g} miles: {_sum(rows)}\n")
        _print_needs(rows)
        _print_scopes(rows)
    elif names and len(found) == 1 and not (need or format_):
        _print_whole(found[0], rows[0])
    else:
        _print_formats(rows)


def _named(names: tuple[str, ...]) -> list[Source]:
    """The sources of files and ids, all registered ones where none is named."""
    if not names:
        return list(sources.registered().values())
    found: list[Source] = []
    for name in names:
        if name.endswith(".toml"):
            found += sources.read_source_file(Path(name))
            continue
        one = sources.find(name)
        if one is None:
            raise SourceFileError(f"no registered source {name!r}: see kith sources", code="unknown-source")
        found.append(one)
    return list(sources.by_id(found).values())


def _check(found: list[Source], *, registered: bool) -> None:
    wrong = checking.problems(found, registered=registered)
    for line in wrong:
        click.echo(f"kith: {line}", err=True)
    if wrong:
        sys.exit(1)
    files = len({one.where for one in found})
    click.echo(f"valid: {len(found)} sources in {files} file{'s' if files > 1 else ''}")


def _row(one: Source, settings: Settings) -> dict[str, Any]:
    last = runs.last_good_run(settings.raw, one.id)
    doing = health(settings, one.id)
    return {
        "id": one.id,
        "name": one.name,
        "format": one.format,
        "place": str(one.area) or one.country,
        "scope": one.area.scope,
        "needs": [*one.finds],
        "licence": one.licence or "not stated",
        "seen": one.state.seen,
        "how": one.state.how,
        "tried": one.state.tried.isoformat() if one.state.tried else None,
        "state": str(one.state),
        "expected": one.expect.about,
        "at_least": one.expect.min,
        "lead": one.lead,
        "last_run": last.run if last else None,
        "records": last.records if last else None,
        "health": doing.state,
        "since": doing.since.isoformat() if doing.since else None,
        "reason": doing.reason,
        "doing": f" ({doing})" if doing.state not in ("new", "ok") else "",
    }


def _sum(rows: list[dict[str, Any]]) -> str:
    """So many sources, of what scope, about so many records."""
    scopes = Counter(row["scope"] for row in rows)
    parts = ", ".join(f"{scopes[scope]} {scope}" for scope in SCOPES if scopes[scope])
    return f"{len(rows)} sources ({parts}), {_records(rows)}" if rows else "no sources"


def _records(rows: list[dict[str, Any]]) -> str:
    """The records to reckon with, and of how many sources nobody knows."""
    counts = [row["records"] or row["expected"] or row["at_least"] for row in rows]
    unknown = f", {counts.count(0)} sources not counted" if 0 in counts else ""
    return (f"{sum(counts):,} records or more" if any(counts) else "records") + (
        unknown if any(counts) else " not counted"
    )


def _count(row: dict[str, Any]) -> str:
    known = row["records"] or row["expected"]
    return f"{known:,}" if known else f"over {row['at_least']:,}" if row["at_least"] else "?"


def _kinds(row: dict[str, Any]) -> str:
    """The needs of a source without those above them, as many as fit."""
    found = [need for need in row["needs"] if not any(other.startswith(f"{need}/") for other in row["needs"])]
    return ", ".join(found[:_KINDS]) + (f" and {len(found) - _KINDS} more" if len(found) > _KINDS else "")


def _print_needs(rows: list[dict[str, Any]]) -> None:
    """A line for each need at the top of the tree: its sources by scope, and those below it that have some."""
    click.echo(f"{'need':22}{'sources':>8}{'local':>7}{'state':>7}{'national':>10}   kinds")
    for need in (need for need in taxonomy.needs().values() if need.parent is None):
        mine = [row for row in rows if need.id in taxonomy.with_parents(row["needs"])]
        scopes = Counter(row["scope"] for row in mine)
        below = {one.partition("/")[2] for row in mine for one in row["needs"] if one.startswith(f"{need.id}/")}
        line = f"{need.id:22}{len(mine):8}{scopes['local']:7}{scopes['state']:7}{scopes['national']:10}   "
        click.echo((line + ", ".join(sorted(below)))[:_WIDTH].rstrip())


def _print_scopes(rows: list[dict[str, Any]]) -> None:
    for scope, found in groupby(rows, key=lambda row: row["scope"]):
        mine = list(found)
        click.echo(f"\n{_HEADINGS[scope]}: {len(mine)} sources, {_records(mine)}")
        for row in mine:
            click.echo(f"  {row['id']:54} {_count(row):>11}  {_kinds(row)}")
            click.echo(f"      {row['licence']}; {row['state']}")


def _print_formats(rows: list[dict[str, Any]]) -> None:
    """One short line a source below a heading for each format."""
    named = [(name, [row for row in rows if row["format"] == name]) for name in get_args(Format)]
    for number, (name, mine) in enumerate((name, mine) for name, mine in named if mine):
        click.echo(("\n" if number else "") + f"{name}: {len(mine)} source{'s' if len(mine) > 1 else ''}")
        for row in mine:
            last = f"{row['records']:,} records, run {row['last_run']}" if row["last_run"] else row["state"]
            click.echo(f"  {row['id']:44} {row['place'][:22]:22} {last}{row['doing']}")


def _print_whole(one: Source, row: dict[str, Any]) -> None:
    """Everything the file says, key by key."""
    said = one.model_dump(mode="json", exclude_defaults=True, exclude={"state", "columns", "values", "titles"})
    for key, value in (said | {"state": row["state"], "file": one.where.name}).items():
        text = ", ".join(map(str, value)) if isinstance(value, list) else value
        if isinstance(value, str):
            text = " ".join(value.split())
        if isinstance(value, dict):
            text = ", ".join(f"{name} {found}" for name, found in value.items())
        click.echo(f"{key:13} {text}")
    for key, table in (("columns", one.columns), ("values", one.values), ("titles", one.titles)):
        for name, found in table.items():
            click.echo(f"{key:13} {name} = {found}")
    last = f"{row['records']:,} records, run {row['last_run']}" if row["last_run"] else "never crawled here"
    click.echo(f"{'last run':13} {last}{row['doing']}")
