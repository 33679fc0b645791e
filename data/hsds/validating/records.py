"""Checks of one record, alone or with all that is nested in it, against the models of HSDS and between its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args, get_type_hints

from pydantic import ValidationError

from data.hsds.objects import KINDS
from data.hsds.parts import Document, Object
from data.hsds.validating.findings import Finding, Reference, Seen

_RULES = {"missing": "required", "literal_error": "enum"}
_VALUE_RULES = frozenset({"uuid", "uri", "email", "date", "date-time", "time"})
_UNIONS = frozenset({"int", "float"})
# Objects that others refer to.
REFERRED = frozenset({"organization", "service", "location", "service_at_location", "program", "contact", "phone",
                      "taxonomy", "taxonomy_term", "unit"})  # fmt: skip
REFERENCES = {
    "organization_id": "organization", "service_id": "service", "location_id": "location",
    "service_at_location_id": "service_at_location", "program_id": "program", "contact_id": "contact",
    "phone_id": "phone", "taxonomy_id": "taxonomy", "taxonomy_term_id": "taxonomy_term", "unit_id": "unit",
    "parent_organization_id": "organization", "parent_id": "taxonomy_term",
}  # fmt: skip
# A reference and the nested object that must be the one referred to.
_NESTED = {"organization_id": "organization", "location_id": "location", "service_id": "service",
           "program_id": "program", "taxonomy_term_id": "taxonomy_term", "taxonomy_id": "taxonomy_detail",
           "unit_id": "unit"}  # fmt: skip
# Texts that say nothing when they are blank. Parts of an address and descriptions may be unknown.
_SPOKEN = frozenset({"name", "number", "url", "identifier", "identifier_type"})
_RANGES = {"latitude": (-90, 90), "longitude": (-180, 180), "minimum_age": (0, 150), "maximum_age": (0, 150)}
_ORDERED = (("valid_from", "valid_to"), ("minimum_age", "maximum_age"))


class Records:
    """Checks records one after the other; `seen` holds together what they refer to."""

    def __init__(self, seen: Seen) -> None:
        self.count = 0
        self._seen = seen

    def check(self, document: object, kind: str, where: str, path: str) -> Iterator[Finding]:
        """Yield what is wrong with a record of a kind."""
        self.count += 1
        if not isinstance(document, dict):
            yield Finding(where, path, "type", f"must be an object: a {kind}")
            return
        yield from shape(document, kind, where, path)
        inner: dict[tuple[str, str], Document] = {}
        yield from self._look(document, kind, where, path, {}, inner)

    def check_row(self, row: Document, kind: str, where: str) -> Iterator[Finding]:
        """Yield what is wrong with the values of a row of a table; what is missing in it is told elsewhere."""
        for found in shape(row, kind, where, ""):
            if found.rule not in ("required", "unknown-property"):
                yield found
        yield from _values(row, where, "")
        if kind in REFERRED and isinstance(row.get("id"), str):
            yield from self._seen.define(kind, row["id"], where, "id")
        self._seen.refer(references(row, where, ""))

    def _look(
        self, one: Document, kind: str, where: str, path: str, outer: Mapping[str, str],
        inner: dict[tuple[str, str], Document],
    ) -> Iterator[Finding]:  # fmt: skip
        """Check what no model can, here and below; `outer` are the ids of the objects around, by kind."""
        yield from _values(one, where, path)
        identifier = one.get("id")
        if isinstance(identifier, str):
            same = inner.setdefault((kind, identifier), one)
            if any(same[name] != one[name] for name in same.keys() & one.keys() if not _is_nested(one[name])):
                yield Finding(where, _at(path, "id"), "duplicate-id", f"another {kind} has the id {identifier}")
            if kind in REFERRED:
                yield from self._seen.define(kind, identifier, where, _at(path, "id"))
        yield from _contradictions(one, where, path, outer)
        self._seen.refer(references(one, where, path))
        around = {**outer, kind: identifier} if isinstance(identifier, str) else outer
        for name, below in _children(kind).items():
            value = one.get(name)
            for at, each in enumerate(value if isinstance(value, list) else [value]):
                if isinstance(each, dict):
                    own = f"{_at(path, name)}[{at}]" if isinstance(value, list) else _at(path, name)
                    yield from self._look(each, below, where, own, around, inner)


def shape(document: Document, kind: str, where: str, path: str) -> Iterator[Finding]:
    """Yield what the model of the kind says of a document: types, formats, what is missing, what HSDS does not have."""
    try:
        yield from _unknown(KINDS[kind].read(document), where, path)
    except ValidationError as error:
        told = set()
        for one in error.errors(include_url=False, include_context=True):
            steps = [step for step in one["loc"] if step not in _UNIONS]
            kind_of = str(one["type"])
            rule = _RULES.get(kind_of, kind_of if kind_of in _VALUE_RULES else "type")
            place = _path(path, steps)
            if (place, rule) not in told:
                told.add((place, rule))
                yield Finding(where, place, rule, _words(one["msg"], rule))
    yield from _nulls(document, where, path)


def _words(message: str, rule: str) -> str:
    said = {"required": "must be there"}.get(rule, message.removeprefix("Input should be "))
    return said if rule in _VALUE_RULES or rule == "required" else f"must be {said}"


def _unknown(one: object, where: str, path: str) -> Iterator[Finding]:
    if isinstance(one, Object):
        extra = one.model_extra or {}
        for name in extra:
            yield Finding(where, _at(path, name), "unknown-property", "HSDS has no such property", "warning")
        for name in one.model_fields_set - set(extra):
            yield from _unknown(getattr(one, name), where, _at(path, name))
    elif isinstance(one, list):
        for at, each in enumerate(one):
            yield from _unknown(each, where, f"{path}[{at}]")


def _nulls(value: object, where: str, path: str) -> Iterator[Finding]:
    if value is None:
        yield Finding(where, path, "null", "must be left out where it is not known")
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _nulls(each, where, _at(path, name))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _nulls(each, where, f"{path}[{at}]")


def _values(one: Document, where: str, path: str) -> Iterator[Finding]:
    for name in _SPOKEN & one.keys():
        if isinstance(one[name], str) and not one[name].strip():
            yield Finding(where, _at(path, name), "empty", "says nothing")
    for name, (least, most) in _RANGES.items():
        value: Any = one.get(name)
        if _is_number(value) and not least <= value <= most:
            yield Finding(where, _at(path, name), "range", f"must be from {least} to {most}")
    for first, last in _ORDERED:
        begin: Any = one.get(first)
        end: Any = one.get(last)
        both = (isinstance(begin, str) and isinstance(end, str)) or (_is_number(begin) and _is_number(end))
        if both and begin > end:
            yield Finding(where, _at(path, first), "order", f"comes after {last}")


def _contradictions(one: Document, where: str, path: str, outer: Mapping[str, str]) -> Iterator[Finding]:
    for name, kind in REFERENCES.items():
        value = one.get(name)
        if not isinstance(value, str):
            continue
        nested = one.get(_NESTED.get(name, ""))
        other = nested.get("id") if isinstance(nested, dict) else None
        if isinstance(other, str) and other != value:
            yield Finding(where, _at(path, name), "reference", f"the {kind} in it is {other}")
        elif name in _NESTED and outer.get(kind, value) != value:
            yield Finding(where, _at(path, name), "reference", f"the {kind} around it is {outer[kind]}")


def references(one: Document, where: str, path: str) -> Iterator[Reference]:
    """Yield the references of one object, not of those nested in it."""
    for name, kind in REFERENCES.items():
        if isinstance(one.get(name), str) and one[name]:
            yield Reference(where, _at(path, name), kind, one[name])
    for name, said in (("link_id", "link_entity"), ("resource_id", "resource_type")):
        if isinstance(one.get(name), str) and one.get(said) in REFERRED:
            yield Reference(where, _at(path, name), str(one[said]), one[name])


@cache
def _children(kind: str) -> dict[str, str]:
    """The properties of a kind that hold other objects, and of which kind these are."""
    named: dict[Any, str] = {model: name for name, model in KINDS.items()}
    found = {}
    for name, hint in get_type_hints(KINDS[kind]).items():
        inner = [part for one in get_args(hint) for part in (one, *get_args(one)) if part in named]
        if inner:
            found[name] = named[inner[0]]
    return found


def _is_nested(value: object) -> bool:
    return isinstance(value, (dict, list))


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _at(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _path(path: str, steps: list[int | str]) -> str:
    for step in steps:
        path = f"{path}[{step}]" if isinstance(step, int) else _at(path, step)
    return path
