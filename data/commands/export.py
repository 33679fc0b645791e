"""The command `kith export`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from data.cli import home_option, or_samples, show_progress
from data.errors import KithError
from data.exporting.choice import Choice
from data.exporting.formats import FORMATS, Chosen, export
from data.settings import Settings


def _moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if value else None
    except ValueError:
        raise click.BadParameter(f"{value!r} is not an ISO 8601 day or time such as 2026-11-24T19:00Z") from None
    return found.replace(tzinfo=found.tzinfo or UTC) if found else None


def _needs(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    from data import taxonomy

    unknown = next((one for one in value if one not in taxonomy.needs()), None)
    if unknown:
        raise click.BadParameter(f"{unknown!r} is no need: see data/taxonomy/needs.toml")
    return value


_ABOUT = "\n\n\b\n" + "\n".join(f"{name:14} {one.about}" for name, one in FORMATS.items())
_HELP = f"""Write the public listings to a file, for others: kith import reads it back.

Every record keeps its sources, their licences and attributions. Records whose source may not be passed on
(redistribute = false in its file, or a licence that says so) are left out and counted. FORMAT is one of:{_ABOUT}
"""


@click.command("export", help=_HELP)
@click.argument("form", metavar="FORMAT", type=click.Choice(sorted(FORMATS)))
@home_option
@click.option("--near", metavar="PLACE", help="Only what is near this place, serves it, or can be had from afar.")
@click.option("--radius", metavar="MI", type=click.FloatRange(0, 500), default=25.0, show_default=True, help="Miles.")
@click.option("--need", "needs", multiple=True, metavar="ID", callback=_needs, help="Only this need; may repeat.")
@click.option("--since", metavar="TIME", callback=_moment, help="Only what is new or changed since (ISO 8601, UTC).")
@click.option("--language", metavar="TAG", default="en", show_default=True, help="Language of the words of a site.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="File to write, for a site a folder (default: HOME/export/…)."
)
def export_command(
    form: str,
    settings: Settings,
    near: str | None,
    radius: float,
    needs: tuple[str, ...],
    since: datetime | None,
    language: str,
    out: Path | None,
) -> None:
    """Write the public listings to a file."""
    from data import places
    from data.sources.serving import reach
    from data.store import Store

    settings = or_samples(settings, lambda one: one.store.exists())
    if not settings.store.exists():
        raise KithError(f"nothing has been merged in {settings.home}: run kith merge first", code="nothing-merged")
    wanted = reach(places.find_place(near).place, radius) if near is not None else None
    if language != "en" and form != "site":
        raise click.UsageError("--language is for a site: data is the same in every language")
    path = out or settings.home / "export" / FORMATS[form].file
    store = Store(settings.store)
    try:
        changed = store.updated(since).keys() if since else None
        done = export(store, form, path, Choice(needs, wanted, changed), _progress, language)
    finally:
        store.close()
    _tell(path, done)


def _progress(stored: Iterable[tuple[str, str]], total: int) -> Iterable[tuple[str, str]]:
    return show_progress(stored, total, "export")


def _tell(path: Path, done: Chosen) -> None:
    sources = {terms.source for terms in done.sharing.shared}
    click.echo(f"wrote {path}: {done.listings:,} listings of {len(sources)} sources")
    for source, count in sorted(done.sharing.left_out.items()):
        click.echo(f"kith: source {source}: {count:,} listings left out, its terms forbid passing them on", err=True)
