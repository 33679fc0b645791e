"""Source files: what a feed is, who publishes it, how to read it, how much to expect.

A source is a TOML table; a file holds one source, or `[defaults]` and several `[[source]]` tables.
Registered sources are the files of this folder. The same file works from anywhere: a `path` in it is
relative to the file. Unknown keys, needs and formats are errors that name the file and the key.
"""

from __future__ import annotations

import tomllib
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator

from data import gazetteer, taxonomy
from data.errors import SourceFileError
from data.model import Model
from data.sources.pages import Pages

Format = Literal[
    "meeting-guide", "bmlt", "hsds", "overpass", "findtreatment", "samhsa-directory", "imls", "hrsa", "irs-bmf",
    "csv", "xlsx", "json", "geojson", "arcgis", "socrata", "ical", "web", "helplines",
]  # fmt: skip


class Area(Model):
    """Where a source is worth crawling for. Postal codes of states, names of counties and cities."""

    country: str | None = None
    state: str | None = None
    county: str | None = None
    city: str | None = None


class Expect(Model):
    """How many records a run should give: fewer than `min` fails the run, more than `max` warns."""

    min: int = Field(default=0, ge=0)
    max: int | None = Field(default=None, ge=0)


class Source(Model):
    """One source file's facts. `where` is the file it was read from (not part of the TOML).

    `rows` says where the rows stand: the dotted path of an array in a JSON document, the name of a workbook's sheet.
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
    robots: str | None = None
    organization: str | None = None
    needs: tuple[str, ...] = ()
    timezone: str | None = None
    country: str = Field(default="US", pattern=r"^[A-Z]{2}$")
    language: str | None = None
    area: Area = Area()
    every: timedelta = timedelta(days=7)
    expect: Expect = Expect()
    max_mb: int = Field(default=128, ge=1)
    sample: bool = False
    rows: str | None = None
    columns: dict[str, str | list[str]] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
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
        if self.query is not None and (self.format != "overpass" or self.url is None):
            raise ValueError("query is only for a source of format overpass with a url")
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
    try:
        return Source.model_validate(row | {"where": path.resolve()})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        message = "unknown key" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
        where = f"{path}: key {key}" if key else str(path)
        raise SourceFileError(f"{where}: {message}", code="bad-key", source=row.get("id"), field=key) from None


def registry_folder() -> Path:
    """Return the folder of registered source files."""
    return Path(str(resources.files(__package__)))


def registered() -> dict[str, Source]:
    """Return the registered sources by id, in the order of their files' names."""
    return by_id([one for path in sorted(registry_folder().glob("*.toml")) for one in read_source_file(path)])


def by_id(found: list[Source]) -> dict[str, Source]:
    """Return sources by id; raises SourceFileError when two files use one id."""
    table: dict[str, Source] = {}
    for one in found:
        if one.id in table:
            raise SourceFileError(f"{one.where}: key id: {one.id!r} is also in {table[one.id].where}", code="same-id")
        table[one.id] = one
    return table
