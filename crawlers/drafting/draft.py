"""The draft of a source file: what could be told of a feed, each guess marked for a person to check."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from crawlers.base import Tally
from crawlers.drafting import columns, guesses
from crawlers.drafting.pages import Repeated, quoted_css, repeated
from crawlers.drafting.reading import Reading, read, table_rows
from crawlers.drafting.recognise import Asked, Recognised
from crawlers.drafting.rows import Column, columns_of
from crawlers.payload import Payload
from crawlers.readers import read_text
from data.errors import KithError
from data.model import Record
from data.sources import Source, read_source_file

GUESS = "# guess"
MISSING = "FILL IN"
TABLES = ("csv", "xlsx", "json", "geojson", "arcgis", "socrata")
_MOST_KINDS_SHOWN = 40


@dataclass
class Draft:
    """A proposed source: `text` is its TOML, `source` the same as Kith reads it, `notes` what a person should know."""

    source: Source
    text: str
    records: list[Record]
    notes: list[str] = field(default_factory=list)


def draft(asked: Asked, found: Recognised, payloads: list[Payload], name: str | None = None) -> Draft:
    """Return the draft of a source file for a feed. Raises FeedError for a table that has no rows to look at.

    A local feed has its path as it was given: whoever writes the file elsewhere puts it right.
    """
    title = name or _title(asked.source)
    lines = _Lines(asked, found, title)
    table = columns_of(table_rows(_source(lines.text()), payloads[0])) if found.format in TABLES else {}
    proposed = columns.propose(table)
    lines.needs(guesses.needs_of(f"{title} {asked.source}", _values(table, proposed.get("name"))))
    lines.columns(proposed, table)
    if "needs" in proposed:
        lines.kinds(guesses.kinds_of(table[proposed["needs"]]))
    reading, notes = _try(_source(lines.text()), payloads)
    if found.format == "web" and not reading.records and (likely := repeated(read_text(payloads[0]))):
        lines.pages(likely)
        reading, notes = _try(_source(lines.text()), payloads)
    lines.place(reading.records)
    return Draft(_source(lines.text()), lines.text(), reading.records, notes)


def _source(text: str) -> Source:
    """The source that a draft describes, as the reader of source files sees it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "source.toml"
        path.write_text(text, "utf-8")
        return read_source_file(path)[0]


def _try(source: Source, payloads: list[Payload]) -> tuple[Reading, list[str]]:
    """What the draft gives already; a draft that cannot be read yet is no error, a person goes on from it."""
    try:
        reading = read(source, payloads)
    except KithError as error:
        return Reading([], Tally()), [f"not readable yet: {error}"]
    skipped = [f"{count} rows left out: {reason}" for reason, count in reading.tally.skipped.most_common()]
    return reading, [*skipped, *reading.tally.messages[:5]]


def _values(table: dict[str, Column], path: str | None) -> list[str]:
    return table[path].values if path else []


def _title(url: str) -> str:
    """A name for a feed until a person gives a better one: its host and the last word of its path."""
    parts = urlsplit(url)
    last = re.sub(r"\.\w{2,7}$", "", parts.path.rstrip("/").rsplit("/", 1)[-1])
    return " ".join(one for one in (parts.hostname, last.replace("-", " ").replace("_", " ")) if one) or "New source"


class _Lines:
    """The lines of a source file as they are put together."""

    def __init__(self, asked: Asked, found: Recognised, title: str) -> None:
        address = "url" if asked.source.startswith(("http://", "https://")) else "path"
        self._head = [
            f"# A draft. Lines that end in `{GUESS}` are guesses: check each, put it right, take the mark away.",
            f"# Where it says {MISSING}, look it up. A source whose terms or robots.txt forbid crawling stays out.",
            f"id = {quoted(guesses.source_id(title))}  {GUESS}",
            f"name = {quoted(title)}  {GUESS}",
            f"format = {quoted(found.format)}  # {found.because}",
            f"{address} = {quoted(asked.source)}",
            *([f"rows = {quoted(found.rows)}"] if found.rows else []),
            *(f"{key} = {quoted(MISSING)}" for key in ("publisher", "licence", "robots")),
        ]
        self._tail: list[str] = []

    def text(self) -> str:
        """Return the file as it stands."""
        return "\n".join([*self._head, *self._tail]) + "\n"

    def needs(self, found: list[str]) -> None:
        """Say which needs the whole feed serves."""
        self._head.append(f"needs = [{', '.join(map(quoted, found))}]  {GUESS}")

    def pages(self, likely: Repeated) -> None:
        """Say which elements of the page may be its listings."""
        self._tail += ["", "[pages]", f"listing = {quoted_css(likely.selector)}  {GUESS}"]
        self._tail += ["", "[pages.fields]", *(f"{one} = {pick}  {GUESS}" for one, pick in likely.fields.items())]

    def place(self, records: list[Record]) -> None:
        """Say where the records lie, in which zone, and how many there are."""
        state, zone = guesses.state_of(records), guesses.zone_of(records)
        if zone:
            self._head.append(f"timezone = {quoted(zone)}  {GUESS}")
        if state:
            self._head.append(f"area = {{state = {quoted(state)}}}  {GUESS}")
        if records:
            self._head.append(f"expect = {{min = {len(records) // 2}}}  {GUESS}")

    def columns(self, proposed: dict[str, str], table: dict[str, Column]) -> None:
        """Say which column is which field, and which are left."""
        if not table:
            return
        self._tail += ["", "[columns]", *([] if "name" in proposed else [f"name = {quoted(MISSING)}"])]
        self._tail += [f"{one} = {quoted(path)}  {GUESS}" for one, path in proposed.items()]
        left = [path for path in table if path not in proposed.values()]
        if left:
            self._tail.append(f"# not used: {', '.join(json.dumps(path, ensure_ascii=False) for path in left[:60])}")

    def kinds(self, kinds: dict[str, list[str]]) -> None:
        """Say which kind of row serves which need; a kind without a guess stands as a comment."""
        if not kinds:
            return
        self._tail += ["", "[values.needs]"]
        for kind, found in list(kinds.items())[:_MOST_KINDS_SHOWN]:
            self._tail.append(f"{quoted(kind)} = {quoted(found[0])}  {GUESS}" if found else f'# {quoted(kind)} = ""')


def quoted(text: str) -> str:
    """Return a TOML basic string (TOML 1.0, "String"): JSON's escapes are a part of its."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
