"""Lists to begin with: what a clinic hands out again and again, filled from what is near a place."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data import taxonomy
from data.errors import KithError
from index.directory import Directory
from index.request import SearchRequest
from webapp.languages import current
from webapp.lists.content import MOST_ENTRIES, Kept

OWN_FILE = "list-templates.toml"
# How many more of the nearest are looked through for one that is for everybody.
_LOOKED_THROUGH = 10


class Item(BaseModel):
    """What one place of a template is filled with."""

    model_config = ConfigDict(extra="forbid")

    need: str
    count: Annotated[int, Field(ge=1, le=20)] = 1
    mode: Literal["in_person", "online", "phone"] | None = None
    cost: Literal["free", "donation", "sliding_scale", "insurance", "fee"] | None = None
    language: str | None = None
    audience: str | None = None


class _Row(BaseModel):
    model_config = ConfigDict(extra="allow")

    id: str
    name: str
    items: Annotated[list[Item], Field(min_length=1, max_length=30)]


@dataclass(frozen=True)
class Template:
    """One template; `names` are its names in other languages."""

    id: str
    name: str
    items: tuple[Item, ...]
    names: dict[str, str] = field(default_factory=dict)

    def label(self) -> str:
        """Return its name in the current language, where it has one."""
        return self.names.get(current().tag, self.name)


def templates(home: Path) -> tuple[Template, ...]:
    """Return the templates of a home, else those that come with Kith.

    Raises KithError (`bad-template`) that names the file and what is wrong in it.
    """
    own = home / OWN_FILE
    text = own.read_text("utf-8") if own.is_file() else _usual()
    try:
        rows = [_Row.model_validate(row) for row in tomllib.loads(text).get("template", [])]
        for row in rows:
            unknown = [item.need for item in row.items if item.need not in taxonomy.needs()]
            if unknown:
                raise ValueError(f"template {row.id}: unknown need {unknown[0]}")
    except (ValidationError, ValueError) as error:
        raise KithError(f"{own}: {error}", code="bad-template") from error
    return tuple(Template(row.id, row.name, tuple(row.items), _names(row)) for row in rows)


def _usual() -> str:
    return resources.files("webapp.lists").joinpath("templates.toml").read_text("utf-8")


def _names(row: _Row) -> dict[str, str]:
    extra = row.model_extra or {}
    return {key.removeprefix("name_"): str(value) for key, value in extra.items() if key.startswith("name_")}


def filled(template: Template, near: str, directory: Directory) -> Sequence[Kept]:
    """Return what a template finds near a place: the nearest first, but what is for everybody before what is for some.

    Raises PlaceError for an unknown place.
    """
    found: dict[str, None] = {}
    for item in template.items:
        request = SearchRequest(
            near=near,
            needs=(item.need,),
            modes=(item.mode,) if item.mode else (),
            cost=(item.cost,) if item.cost else (),
            languages=(item.language,) if item.language else (),
            audiences=(item.audience,) if item.audience else (),
            limit=item.count + len(found) + _LOOKED_THROUGH,
        )
        results = directory.search(request)["results"]
        if item.audience is None:
            # Nobody knows who will be handed the list: what is for everybody comes before what is for some.
            results = sorted(results, key=lambda one: bool(one.get("audiences")))
        fresh = [one["id"] for one in results if one["id"] not in found]
        found |= dict.fromkeys(fresh[: item.count])
    return [Kept(one) for one in list(found)[:MOST_ENTRIES]]
