"""What a format has no place for, as a patch over what it can say: JSON Merge Patch, RFC 7396."""

from __future__ import annotations

import json

from data.model import Document


def difference(said: Document, wanted: Document) -> Document:
    """Return the patch that makes `wanted` of `said`. Neither may hold a null; lists are replaced as a whole."""
    patch: Document = {name: None for name in said if name not in wanted}
    for name, value in wanted.items():
        if name not in said:
            patch[name] = value
        elif isinstance(value, dict) and isinstance(said[name], dict):
            inner = difference(said[name], value)
            if inner:
                patch[name] = inner
        elif json.dumps(value) != json.dumps(said[name]):
            patch[name] = value
    return patch


def applied(said: Document, patch: Document) -> Document:
    """Return what a patch makes of `said`."""
    made = dict(said)
    for name, value in patch.items():
        if value is None:
            made.pop(name, None)
        elif isinstance(value, dict):
            inner = made.get(name)
            made[name] = applied(inner if isinstance(inner, dict) else {}, value)
        else:
            made[name] = value
    return made


def filled(value: Document) -> Document:
    """Return an object without what is empty: nulls, empty texts, lists and objects, at any depth."""
    inner = {name: filled(one) if isinstance(one, dict) else one for name, one in value.items()}
    return {name: one for name, one in inner.items() if one not in (None, "", [], {})}
