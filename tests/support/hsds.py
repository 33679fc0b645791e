"""The published HSDS 3.1 schemas, and checks that our documents keep to them and to our models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from pydantic import BaseModel

from data.hsds.objects import KINDS

_SCHEMAS = Path(__file__).resolve().parents[2].parent / "shared" / "hsds-spec" / "schema"


@cache
def _official(name: str) -> Draft202012Validator:
    path = _SCHEMAS / "compiled" / f"{name}.json"
    path = path if path.exists() else _SCHEMAS / f"{name}.json"
    return Draft202012Validator(json.loads(path.read_text("utf-8")), format_checker=FormatChecker())


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
