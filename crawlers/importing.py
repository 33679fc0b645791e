"""The command `kith import`: a file that another directory gave us, as a run of a source of its own."""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path

import click

from crawlers.payload import MEGABYTE
from data.cli import home_option
from data.errors import KithError
from data.ids import slug
from data.runs import last_good_run
from data.settings import Settings
from data.sources import Format, Source, find

_HEAD = 1 << 16
# How many times its size a zip file may unpack to and still be taken for what it says it is.
_MOST_PACKED = 50
# How the files begin; the first that fits counts.
_BEGINNINGS: tuple[tuple[Format, str], ...] = (
    ("kith", r'\{"generator": "kith"|\{"type": "FeatureCollection", "features": \[\s*(\{.*"sources": \[|\])'),
    ("kith", r"\[\s*\{.*\"kith\": \{|\ufeff?\"?id\"?,.*\bsources_json\b"),
    ("meeting-guide", r'\s*\[\s*\{.*"slug"\s*:'),
    ("hsds", r'\s*[\[{].*"(organization|organization_id|service_at_locations|services|contents)"\s*:'),
)


def format_of(path: Path) -> Format:
    """Return the format to read a file in. Raises KithError (`unknown-format`) for one that a source file must map."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            package = archive.open("datapackage.json").read(_HEAD) if "datapackage.json" in names else b""
        if re.search(rb'"name": "kith"', package) or "xl/workbook.xml" in names:
            return "kith"
        if package or any(name.endswith("services.csv") for name in names):
            return "hsds"
    with path.open("rb") as file:
        head = file.read(_HEAD).decode("utf-8", "replace")
    for found, begins in _BEGINNINGS:
        if re.match(begins, head, re.DOTALL):
            return found
    message = f"{path.name} is no export of Kith, no HSDS and no Meeting Guide: draft a source with kith new-source"
    raise KithError(message, code="unknown-format")


def source_of(settings: Settings, path: Path, source_id: str | None, name: str | None, licence: str | None) -> Source:
    """Return the source that a file is filed under. Raises KithError for an id that is taken or cannot be one.

    An id nobody named is taken when another file was filed under it: that may be another directory's.
    """
    chosen = source_id or f"import-{slug(path.name.split('.')[0])}"[:64].rstrip("-")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,63}", chosen):
        raise KithError("an id is small letters, digits and hyphens", code="bad-id", source=chosen)
    if find(chosen):
        raise KithError("is a registered source: file it under another id (--source)", code="same-id", source=chosen)
    if not source_id and last_good_run(settings.raw, chosen):
        message = "a file is filed under this id: name it (--source) if this is a newer one of the same directory"
        raise KithError(message, code="same-id", source=chosen)
    most = max(128, _size(path) // MEGABYTE + 1)
    return Source(
        id=chosen, name=name or path.name, format=format_of(path), path=str(path), licence=licence, max_mb=most
    )


def _size(path: Path) -> int:
    """How large the file is, unpacked if it is a zip file: a steward named it, so that it may be larger than a feed."""
    size = path.stat().st_size
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            size += min(sum(member.file_size for member in archive.infolist()), size * _MOST_PACKED)
    return size


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@home_option
@click.option("--source", "source_id", metavar="ID", help="Id to file it under (default: import- and the file's name).")
@click.option("--name", help="What readers see as its source, where the file names none (default: the file's name).")
@click.option("--licence", help="Its terms, where the file names none.")
@click.option("--accept", is_flag=True, help="Believe the file however few listings of the last one it still has.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_file(
    file: Path,
    settings: Settings,
    source_id: str | None,
    name: str | None,
    licence: str | None,
    accept: bool,
    as_json: bool,
) -> None:
    """Take a directory from FILE: what kith export wrote, HSDS (JSON, tables), or Meeting Guide JSON.

    The file becomes a run of a source of its own, and nothing that is stored changes before kith merge. Listings of
    another Kith keep their ids, and name the sources they came from with their licences and attributions. A newer
    file of the same directory belongs under the same id: what it lacks then grows old. Rows that cannot be read are
    counted by reason, the others count. In tables, the apostrophe that guards a cell is taken away again.
    """
    from crawlers.cli import Terminal
    from crawlers.run import crawl

    source = source_of(settings, file.resolve(), source_id, name, licence)
    terminal = Terminal(as_json)
    (summary,) = crawl([source], settings, terminal.report, terminal.progress, accept)
    if summary.status != "ok":
        sys.exit(1)
    if not as_json:
        click.echo("Next: kith merge, then kith build")
