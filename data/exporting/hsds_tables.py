"""HSDS 3.1 objects as rows of tables, and nested again (Open Referral, "Serialization": one CSV per object).

Tables, columns and their types are those of the models in `data.hsds.objects`; nothing of them is written down here
again. A row names the object it stands in by the column of that object's id, where its schema has one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin

from data.hsds.objects import KINDS
from data.hsds.parts import Object
from data.hsds.values import Date, DateTime, Email, Number, Uri, Uuid
from data.model import Document

# Ways back to what holds an object: followed, they would never end.
_UPWARD = frozenset({"services", "service", "locations", "program"})
_KIND_OF = {model: kind for kind, model in KINDS.items()}
_OWN_COLUMN = {"attribute": "link_id", "metadata": "resource_id"}
_TYPES: tuple[tuple[Any, dict[str, str]], ...] = (
    (Uuid, {"type": "string", "format": "uuid"}),
    (Uri, {"type": "string", "format": "uri"}),
    (Email, {"type": "string", "format": "email"}),
    (Date, {"type": "date"}),
    (DateTime, {"type": "datetime"}),
)
Row = tuple[str, Document]


class Column(NamedTuple):
    """A column: its name, its Frictionless type, whether every row must have it."""

    name: str
    type: dict[str, str]
    required: bool


class Inner(NamedTuple):
    """A property that holds other objects: their kind, and whether it is a list of them."""

    name: str
    kind: str
    many: bool


@cache
def columns_of(kind: str) -> tuple[Column, ...]:
    """Return the columns of the table of a kind of object."""
    inner = {one.name for one in inner_of(kind)}
    fields = KINDS[kind].model_fields
    return tuple(
        Column(name, _type_of(field.annotation, field.metadata), field.is_required())
        for name, field in fields.items()
        if name not in inner
    )


@cache
def inner_of(kind: str) -> tuple[Inner, ...]:
    """Return the properties of a kind of object that hold others."""
    found = []
    for name, field in KINDS[kind].model_fields.items():
        for part in (field.annotation, *get_args(field.annotation)):
            many = get_origin(part) is list
            model = get_args(part)[0] if many else part
            if isinstance(model, type) and issubclass(model, Object):
                found.append(Inner(name, _KIND_OF[model], many))
    return tuple(found)


def rows_of(kind: str, document: Document, owner: tuple[str, str] | None = None) -> Iterator[Row]:
    """Yield kind and row of an object and of all in it, shared ones each time. `owner` is a column and an id."""
    inner = inner_of(kind)
    row = {name: value for name, value in document.items() if name not in {one.name for one in inner}}
    if owner and owner[0] in KINDS[kind].model_fields:
        row.setdefault(*owner)
    yield kind, row
    for one in inner:
        held = document.get(one.name)
        for part in held if one.many and isinstance(held, list) else [held]:
            if isinstance(part, dict):
                yield from rows_of(one.kind, part, (f"{kind}_id", document["id"]) if one.many else None)


def nested(tables: dict[str, list[dict[str, str]]]) -> Iterator[Document]:
    """Yield the services of a package with everything in them; `tables` maps kinds to rows as their files have them."""
    return _Package(tables).services()


class _Package:
    def __init__(self, tables: dict[str, list[dict[str, str]]]) -> None:
        self._rows = {kind: [_typed(kind, row) for row in rows] for kind, rows in tables.items()}
        self._by_id = {(kind, row.get("id")): row for kind, rows in self._rows.items() for row in rows}
        self._by_owner: dict[tuple[str, str, Any], list[Document]] = defaultdict(list)
        for kind, rows in self._rows.items():
            for row in rows:
                for column in (_OWN_COLUMN.get(kind), *(f"{owner}_id" for owner in KINDS)):
                    if column and row.get(column):
                        self._by_owner[kind, column, row[column]].append(row)

    def services(self) -> Iterator[Document]:
        for row in self._rows.get("service", []):
            yield self._whole("service", row)

    def _whole(self, kind: str, row: Document) -> Document:
        found = dict(row)
        for one in inner_of(kind):
            if one.name in _UPWARD:
                continue
            if one.many:
                column = _OWN_COLUMN.get(one.kind, f"{kind}_id")
                inner = [self._whole(one.kind, part) for part in self._by_owner.get((one.kind, column, row["id"]), ())]
            else:
                part = self._by_id.get((one.kind, row.get(f"{one.name}_id")))
                inner = [self._whole(one.kind, part)] if part else []
            if inner:
                found[one.name] = inner if one.many else inner[0]
        return found


def _typed(kind: str, row: dict[str, str]) -> Document:
    """A row without its empty cells, numbers as such; a cell that is no number stays a text."""
    numbers = {one.name for one in columns_of(kind) if one.type["type"] == "number"}
    return {name: _number(text) if name in numbers else text for name, text in row.items() if text and name}


def _number(text: str) -> object:
    try:
        return json.loads(text, parse_constant=str)
    except ValueError:
        return text


def _type_of(annotation: Any, metadata: Iterable[Any]) -> dict[str, str]:
    said = {*get_args(annotation), annotation}
    if said & set(get_args(Number)):
        return {"type": "number"}
    checks = [*metadata, *(check for part in get_args(annotation) for check in getattr(part, "__metadata__", ()))]
    for known, described in _TYPES:
        if known.__metadata__[0] in checks:
            return described
    return {"type": "string"}
