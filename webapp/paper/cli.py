"""The command `kith print`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import click

from data.cli import home_option, or_samples
from data.errors import QueryError
from data.settings import Settings
from index.directory import Directory
from index.generations import is_published
from index.request import LARGEST_RADIUS_MILES, from_parameters
from webapp.languages import BY_TAG, ENGLISH, speaking
from webapp.paper.building import Wish
from webapp.paper.layouts import LAYOUTS, PAPERS, layout_named, paper_named
from webapp.paper.region import MOST_OF_ALL, Region, collect

_FOLDED = {
    "booklet": "Print on both sides, flip on short edge.",
    "trifold": "Print on both sides, flip on short edge.",
    "pocket": "Print on one side.",
}


def _site(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    if value and not (urlsplit(value).scheme in ("http", "https") and urlsplit(value).netloc):
        raise click.BadParameter(f"{value!r} is not an address such as https://kith.example.org")
    return value.rstrip("/") if value else None


@click.command("print")
@click.argument("words", nargs=-1, metavar="[TEXT]")
@home_option
@click.option("--near", metavar="PLACE", help="ZIP, 'City, ST', city, county, state, or 'lat,lon' in WGS84 degrees.")
@click.option("--radius", type=click.FloatRange(0, LARGEST_RADIUS_MILES), help="Miles (default 25).")
@click.option("--need", multiple=True, metavar="ID", help="Only this kind of help; may repeat.")
@click.option("--day", multiple=True, metavar="DAY", help="Only this day: MO, TU, WE, TH, FR, SA, SU; may repeat.")
@click.option("--language", multiple=True, metavar="TAG", help="Only help given in this language; may repeat.")
@click.option("--mode", multiple=True, metavar="MODE", help="Only in_person, online or phone; may repeat.")
@click.option("--cost", multiple=True, metavar="COST", help="Only this cost, as in kith search; may repeat.")
@click.option("--layout", type=click.Choice([*LAYOUTS]), default="full", show_default=True, help="How to print.")
@click.option("--paper", type=click.Choice([*PAPERS]), default="letter", show_default=True, help="Size of the sheets.")
@click.option("--group", type=click.Choice(["need", "day"]), default="need", show_default=True, help="Order on paper.")
@click.option(
    "--locale", type=click.Choice([*BY_TAG]), default=ENGLISH.tag, show_default=True, help="Headings, labels."
)
@click.option("--title", help="Title (default: what was asked for, and where).")
@click.option("--site", callback=_site, metavar="URL", help="The site's address, for a QR code to the live search.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF to write.")
def print_directory(settings: Settings, words: tuple[str, ...], out: Path, **given: Any) -> None:
    """Print a region's directory as a PDF: kith print --near 62701 --layout booklet --out help.pdf."""
    from webapp.paper.pdf import pdf_of

    asked = _parameters(words, given)
    request = from_parameters(asked)
    settings = or_samples(settings, lambda one: is_published(one.generations))
    with speaking(given["locale"]):
        region = collect(Directory(settings), request, MOST_OF_ALL)
        if not region.items:
            raise QueryError("nothing in the directory matches: widen the search", code="nothing-found")
        wish = _wish(region, asked, given)
    layout = layout_named(given["layout"])
    out.write_bytes(pdf_of(region.items, wish, layout, paper_named(given["paper"]), settings.fonts))
    listings = "1 listing" if len(region.items) == 1 else f"{len(region.items):,} listings"
    click.echo(f"{out}: {listings}. {_FOLDED.get(layout.name, '')}".rstrip())


def _parameters(words: tuple[str, ...], given: dict[str, Any]) -> dict[str, list[str]]:
    """What is asked, by the names of `/search`."""
    asked = {name: [*given[name]] for name in ("need", "day", "language", "mode", "cost")}
    asked |= {"q": [" ".join(words)] if words else [], "near": [given["near"]] if given["near"] else []}
    return asked | {"radius": [f"{given['radius']:g}"] if given["radius"] is not None else []}


def _wish(region: Region, asked: dict[str, list[str]], given: dict[str, Any]) -> Wish:
    return Wish(
        title=given["title"] or region.title(),
        made=datetime.now(UTC),
        language=given["locale"],
        group=given["group"],
        url=f"{given['site']}/search?{urlencode(asked, doseq=True)}" if given["site"] else None,
        with_index=True,
        wanted=region.needs,
    )
