"""Our models of HSDS as JSON Schemas, for the description of the API: what is sent keeps to these, and has no more."""

from __future__ import annotations

import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from data.hsds.objects import KINDS
from data.hsds.parts import Object
from data.hsds.values import Clock, Date, DateTime, Email, Number, Uri, Uuid

Schema = dict[str, Any]
_VALUES: list[tuple[Any, Schema]] = [
    (Uuid, {"type": "string", "format": "uuid"}),
    (Uri, {"type": "string", "format": "uri"}),
    (Email, {"type": "string", "format": "email"}),
    (DateTime, {"type": "string", "format": "date-time"}),
    (Date, {"type": "string", "format": "date"}),
    (Clock, {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"}),
    (Number, {"type": "number"}),
]
_NAMES = {model: kind for kind, model in KINDS.items()}


def reference(kind: str) -> Schema:
    """Return the reference to a kind's schema."""
    return {"$ref": f"#/components/schemas/{kind}"}


def schemas() -> dict[str, Schema]:
    """Return the schema of every kind of object, by its HSDS name."""
    return {kind: _of(model) for kind, model in KINDS.items()}


def _of(model: type[Object]) -> Schema:
    hints = get_type_hints(model, include_extras=True)
    fields = model.model_fields
    return {
        "type": "object",
        "description": " ".join((model.__doc__ or "").split()),
        "properties": {name: _value(hints[name]) for name in fields},
        "required": [name for name, field in fields.items() if field.is_required()],
        "additionalProperties": False,
    }


def _value(hint: Any) -> Schema:
    if get_origin(hint) in (Union, types.UnionType) and hint != Number:
        given = [one for one in get_args(hint) if one is not type(None)]
        hint = given[0] if len(given) == 1 else Number
    known = next((schema for kind, schema in _VALUES if kind == hint), None)
    if known is not None:
        return known
    if get_origin(hint) is Literal:
        return {"type": "string", "enum": list(get_args(hint))}
    if get_origin(hint) is list:
        return {"type": "array", "items": reference(_NAMES[get_args(hint)[0]])}
    return reference(_NAMES[hint]) if hint in _NAMES else {"type": "string"}
