"""The published HSDS 3.1 schemas, and checks that our documents keep to them and to our models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from pydantic import BaseModel
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from data.hsds.objects import KINDS

_SCHEMAS = Path(__file__).resolve().parents[2].parent / "shared" / "hsds-spec" / "schema"


@cache
def _official(name: str) -> Draft202012Validator:
    path = _SCHEMAS / "compiled" / f"{name}.json"
    path = path if path.exists() else _SCHEMAS / f"{name}.json"
    schema = json.loads(path.read_text("utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker(), registry=Registry(retrieve=_beside))


def _beside(name: str) -> Resource[Any]:
    return Resource.from_contents(json.loads((_SCHEMAS / name).read_text("utf-8")), DRAFT202012)


def official_faults(document: dict[str, Any], name: str) -> list[str]:
    """What the compiled schema `name` (`service`, `service_list`, `taxonomy`) finds in a document: path and words."""
    found = _official(name).iter_errors(document)
    return [f"{error.json_path}: {error.message[:200]}" for error in found]


def unknown_properties(document: dict[str, Any], kind: str) -> list[str]:
    """The properties in a document, however deep, that HSDS does not have."""
    return list(_unknown(KINDS[kind].read(document), kind))


def _unknown(one: object, path: str) -> Iterator[str]:
    if isinstance(one, BaseModel):
        yield from (f"{path}.{name}" for name in one.model_extra or {})
        for name in one.model_fields_set - set(one.model_extra or {}):
            yield from _unknown(getattr(one, name), f"{path}.{name}")
    elif isinstance(one, list):
        for inner in one:
            yield from _unknown(inner, path)


def tables_of(services: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Services, whole, as rows of a tabular package by table: each object once, with the id of what it stands in."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for one in services:
        _put(one, "service", {}, found)
    return {name: list(rows.values()) for name, rows in found.items()}


def _put(one: dict[str, Any], kind: str, outer: dict[str, str], found: dict[str, dict[str, dict[str, Any]]]) -> None:
    fields = KINDS[kind].model_fields
    row = {name: value for name, value in one.items() if not isinstance(value, (dict, list))}
    row |= {name: value for name, value in outer.items() if name in fields and name not in row}
    found.setdefault(KINDS[kind].table, {})[one["id"]] = row
    own = outer if kind == "organization" else {f"{kind}_id": one["id"]}
    for name, value in one.items():
        inner = _NESTED.get(name)
        for each in value if isinstance(value, list) else [value]:
            if inner and isinstance(each, dict):
                _put(each, inner, own, found)


_NESTED = {
    "organization": "organization", "service_at_locations": "service_at_location", "location": "location",
    "phones": "phone", "schedules": "schedule", "service_areas": "service_area", "languages": "language",
    "cost_options": "cost_option", "required_documents": "required_document", "attributes": "attribute",
    "metadata": "metadata", "addresses": "address", "accessibility": "accessibility", "additional_urls": "url",
    "taxonomy_term": "taxonomy_term",
}  # fmt: skip
