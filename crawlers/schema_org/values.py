"""Values of schema.org objects in the shapes sites write them: one, several, or an object with a name."""

from __future__ import annotations

from typing import Any


def text(value: Any) -> str | None:
    """Return the words of a value that may be text, a number, a list, or an object with a name."""
    if isinstance(value, list):
        return next((found for found in map(text, value) if found), None)
    if isinstance(value, dict):
        return text(value.get("@value") or value.get("name") or value.get("url"))
    if isinstance(value, bool) or value is None:
        return None
    return str(value).strip() or None


def listed(value: Any) -> list[Any]:
    """Return one or several values as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def objects(thing: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the values of a property that are objects."""
    return [one for one in listed(thing.get(name)) if isinstance(one, dict)]


def types(node: dict[str, Any]) -> list[str]:
    """Return the names of an object's types, without the address of the vocabulary."""
    return [str(kind).rsplit("/", 1)[-1] for kind in listed(node.get("@type"))]
