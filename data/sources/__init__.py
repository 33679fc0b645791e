"""Source files: what a feed is, who publishes it, how to read it, how much to expect.

A source is a TOML table; a file holds one source, or `[defaults]` and several `[[source]]` tables.
Registered sources are the files of this folder. The same file works from anywhere: a `path` in it is
relative to the file. Unknown keys, needs and formats are errors that name the file and the key.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator

from data import gazetteer, taxonomy
from data.errors import SourceFileError
from data.model import Model
from data.sources.facts import Area, Columns, Expect, State
from data.sources.pages import Pages

Format = Literal[
    "meeting-guide", "bmlt", "hsds", "overpass", "findtreatment", "samhsa-directory", "imls", "hrsa", "irs-bmf",
    "csv", "xlsx", "json", "geojson", "arcgis", "socrata", "ical", "web", "helplines", "kith",
]  # fmt: skip


# Names pydantic gives to the ways of writing a column; they are no part of the key.
_KINDS_OF_COLUMNS = ("str", "list[str]", "FirstOf")
# What stands between the id of a source and the place it was made for.
AT = "-at-"
# Keys that mean something to these formats alone.
_ONLY_FOR = {"next": ("json",), "layer": ("arcgis",), "titles": ("ical",), "exclude": ("ical",)}


class Join(Model):
    """Rows of another table of the same feed, put below `name` in the rows whose column `on` equals their `key`."""

    table: str
    on: str
    key: str
    name: str


class Source(Model):
    """One source file's facts. `where` is the file it was read from (not part of the TOML).

    `rows` says where the rows stand: the dotted path of an array in a JSON document, the name of a workbook's sheet.
    `also` are further files of the feed beside `path`; `skip` names the rows to leave out, as
    `{reason: {column: values}}` with `*` for any letters.
    `{bbox}` and `{state}` in `url` or `query` are filled in for a place (`data.sources.serving`). `next` is the path
    of the next page's address in a JSON document, `layer` a word the name of an ArcGIS layer has. `titles` maps
    patterns in the title of an event to needs, `exclude` is a pattern of those to leave out. A `lead` is crawled
    only by name. `caution` is what a steward should know first.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,63}$")
    name: str
    format: Format
    url: str | None = None
    path: str | None = None
    query: str | None = None
    homepage: str | None = None
    publisher: str | None = None
    licence: str | None = None
    attribution: str | None = None
    redistribute: bool = True
    robots: str | None = None
    organization: str | None = None
    needs: tuple[str, ...] = ()
    timezone: str | None = None
    country: str = Field(default="US", pattern=r"^[A-Z]{2}$")
    language: str | None = None
    area: Area = Area()
    state: State = State()
    caution: str | None = None
    lead: bool = False
    every: timedelta = timedelta(days=7)
    expect: Expect = Expect()
    max_mb: int = Field(default=128, ge=1)
    sample: bool = False
    rows: str | None = None
    encoding: str | None = None
    also: tuple[str, ...] = ()
    join: tuple[Join, ...] = ()
    skip: dict[str, dict[str, str | list[str]]] = Field(default_factory=dict)
    next: str | None = None
    layer: str | None = None
    columns: dict[str, Columns] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    titles: dict[str, str] = Field(default_factory=dict)
    exclude: str | None = None
    pages: Pages | None = None
    where: Path = Field(default=Path(), exclude=True)

    @field_validator("needs")
    @classmethod
    def _known_needs(cls, needs: tuple[str, ...]) -> tuple[str, ...]:
        for need in needs:
            if need not in taxonomy.needs():
                raise ValueError(f"unknown need {need!r}")
        return needs

    @field_validator("values")
    @classmethod
    def _known_values(cls, values: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        for found, need in values.get("needs", {}).items():
            if need not in taxonomy.needs():
                raise ValueError(f"{found!r} is mapped to unknown need {need!r}")
        return values

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, encoding: str | None) -> str | None:
        try:
            known = encoding is None or codecs.lookup(encoding)._is_text_encoding
        except LookupError:
            known = False
        if not known:
            raise ValueError(f"unknown text encoding {encoding!r}")
        return encoding

    @field_validator("titles")
    @classmethod
    def _known_titles(cls, titles: dict[str, str]) -> dict[str, str]:
        for pattern, need in titles.items():
            _pattern(pattern)
            if need not in taxonomy.needs():
                raise ValueError(f"{pattern!r} is mapped to unknown need {need!r}")
        return titles

    @field_validator("exclude")
    @classmethod
    def _readable(cls, pattern: str | None) -> str | None:
        return pattern if pattern is None else _pattern(pattern)

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, zone: str | None) -> str | None:
        if zone is not None and zone not in gazetteer.time_zones():
            raise ValueError(f"unknown IANA time zone {zone!r}")
        return zone

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if (self.url is None) == (self.path is None):
            raise ValueError("give exactly one of url and path")
        if self.url is not None and not self.url.startswith(("http://", "https://")):
            raise ValueError("url must begin with http:// or https://")
        if self.also and self.path is None:
            raise ValueError("also is only for a source with a path")
        if self.query is not None and (self.format != "overpass" or self.url is None):
            raise ValueError("query is only for a source of format overpass with a url")
        return self

    @model_validator(mode="after")
    def _keys_of_format(self) -> Self:
        for key, formats in _ONLY_FOR.items():
            if getattr(self, key) and self.format not in formats:
                raise ValueError(f"{key} is only for a source of format {' or '.join(formats)}")
        return self

    @model_validator(mode="after")
    def _fitting_pages(self) -> Self:
        if self.pages and self.format != "web":
            raise ValueError("pages is only for a source of format web")
        if self.pages:
            self.pages.check_columns(self.columns)
        return self

    @property
    def local_path(self) -> Path | None:
        """The absolute path of a local source, or None for one read over HTTP."""
        return (self.where.parent / self.path).resolve() if self.path else None

    @property
    def local_paths_beside(self) -> list[Path]:
        """The absolute paths of the further files of a local source."""
        return [(self.where.parent / path).resolve() for path in self.also]

    @property
    def finds(self) -> tuple[str, ...]:
        """The needs of which the file speaks: those of all records, then those of single ones."""
        return tuple(dict.fromkeys([*self.needs, *self.values.get("needs", {}).values(), *self.titles.values()]))

    @property
    def blanks(self) -> frozenset[str]:
        """What must be filled in for a place before the source can be crawled: `bbox`, `state`."""
        text = f"{self.url} {self.query}"
        return frozenset(name for name in ("bbox", "state") if f"{{{name}}}" in text)


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no pattern: {error}") from None
    return text


def read_source_file(path: Path) -> list[Source]:
    """Return the sources of one TOML file. Raises SourceFileError naming the file and the key."""
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise SourceFileError(f"{path}: no such file", code="no-such-file") from None
    except OSError as error:
        raise SourceFileError(f"{path}: cannot be read: {error.strerror}", code="no-such-file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceFileError(f"{path}: not valid TOML: {error}", code="bad-toml") from None
    if "source" not in table:
        return [_source(path, table)]
    stray = set(table) - {"source", "defaults"}
    if stray:
        raise SourceFileError(f"{path}: key {sorted(stray)[0]}: not allowed beside [[source]]", code="bad-key")
    rows, defaults = table["source"], table.get("defaults", {})
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SourceFileError(f"{path}: key source: write each source as a table [[source]]", code="bad-key")
    if not isinstance(defaults, dict):
        raise SourceFileError(f"{path}: key defaults: write it as a table [defaults]", code="bad-key")
    return [_source(path, defaults | row) for row in rows]


def _source(path: Path, row: dict[str, Any]) -> Source:
    if "where" in row:
        raise SourceFileError(f"{path}: key where: unknown key", code="bad-key", field="where")
    # Who publishes a source is named with its listings, unless the terms ask for other words.
    attribution = {"attribution": row["publisher"]} if "publisher" in row else {}
    try:
        return Source.model_validate(attribution | row | {"where": path.resolve()})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"] if part not in _KINDS_OF_COLUMNS)
        message = "unknown key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
        where = f"{path}: key {key}" if key else str(path)
        raise SourceFileError(f"{where}: {message}", code="bad-key", source=row.get("id"), field=key) from None


def registry_folder() -> Path:
    """Return the folder of registered source files."""
    return Path(str(resources.files(__package__)))


def registered() -> dict[str, Source]:
    """Return the registered sources by id, in the order of their files' names."""
    return by_id([one for path in sorted(registry_folder().glob("*.toml")) for one in read_source_file(path)])


def find(source_id: str) -> Source | None:
    """Return one registered source, or None; only files that hold its id are read.

    A source made for a place (`osm-libraries-at-boise-id`) is found by what it was made of.
    """
    base = source_id.partition(AT)[0]
    for path in sorted(registry_folder().glob("*.toml")):
        if f'"{base}"' in path.read_text("utf-8"):
            found = next((one for one in read_source_file(path) if one.id == base), None)
            if found:
                return found
    return None


def not_to_be_passed_on() -> frozenset[str]:
    """Return the ids of registered sources whose terms forbid passing their records on."""
    said = [path for path in registry_folder().glob("*.toml") if "redistribute" in path.read_text("utf-8")]
    return frozenset(one.id for path in said for one in read_source_file(path) if not one.redistribute)


def by_id(found: list[Source]) -> dict[str, Source]:
    """Return sources by id; raises SourceFileError when two files use one id."""
    table: dict[str, Source] = {}
    for one in found:
        if one.id in table:
            raise SourceFileError(f"{one.where}: key id: {one.id!r} is also in {table[one.id].where}", code="same-id")
        table[one.id] = one
    return table
