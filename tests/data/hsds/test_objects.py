"""Our models of HSDS 3.1 against the published schemas and examples."""

from __future__ import annotations

import json
import types
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from pydantic import ValidationError

from data.hsds.objects import KINDS, Organization, Schedule, Service, ServiceAtLocation, TaxonomyTerm
from data.hsds.parts import Object, Taxonomy
from data.hsds.values import Clock, Date, DateTime, Email, Number, Uri, Uuid

UUID = "ac148810-d857-441c-9679-408f346de14b"
_FORMATS = {Uuid: ("string", "uuid"), Uri: ("string", "uri"), Email: ("string", "email"),
            DateTime: ("string", "date-time"), Date: ("string", "date"), Clock: ("string", "time"),
            Number: ("number", None)}  # fmt: skip
# Properties that stand in the compiled schemas of the API alone.
_NESTED = {("organization", "services"), ("service_at_location", "service")}


@pytest.fixture(scope="module")
def schemas(shared: Path) -> dict[str, Any]:
    folder = shared / "hsds-spec" / "schema"
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}
    return {name: schema for name, schema in found.items() if name != "openapi"}


def _shape(annotation: Any) -> tuple[Any, ...]:
    """Type, format, enumeration and nested kind of a field, as a schema states them."""
    if get_origin(annotation) in (Union, types.UnionType) and annotation != Number:
        given = [one for one in get_args(annotation) if one is not type(None)]
        annotation = given[0] if len(given) == 1 else Number
    if annotation in _FORMATS:
        return (*_FORMATS[annotation], None, None)
    if get_origin(annotation) is Literal:
        return ("string", None, tuple(get_args(annotation)), None)
    if get_origin(annotation) is list:
        return ("array", None, None, get_args(annotation)[0])
    if isinstance(annotation, type) and issubclass(annotation, Object):
        return (None, None, None, annotation)
    return ("string", None, None, None)


def _stated(schema: dict[str, Any]) -> tuple[Any, ...]:
    kind = schema.get("format") or {"date": "date", "time": "time"}.get(schema.get("datapackage_type", ""))
    nested = (schema.get("items") or schema).get("$ref")
    return (schema.get("type"), kind, tuple(schema["enum"]) if "enum" in schema else None,
            KINDS[nested.removesuffix(".json")] if nested else None)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_has_the_properties_of_its_schema(kind: str, schemas: dict[str, Any]) -> None:
    schema, model = schemas[kind], KINDS[kind]
    own = {name: field for name, field in model.model_fields.items() if (kind, name) not in _NESTED}
    assert set(own) == set(schema["properties"])
    assert {name for name, field in own.items() if field.is_required()} == set(schema["required"])
    assert model.table == schema["path"].removesuffix(".csv")
    hints = get_type_hints(model, include_extras=True)
    shapes = {name: _shape(hints[name]) for name in own}
    assert shapes == {name: _stated(one) for name, one in schema["properties"].items()}


def test_every_schema_has_a_model(schemas: dict[str, Any]) -> None:
    assert set(KINDS) == set(schemas)


def _of(path: Path) -> type[Object] | None:
    names = {"service_at_location": ServiceAtLocation, "service": Service, "organization": Organization,
             "taxonomy_term": TaxonomyTerm, "taxonomies": Taxonomy, "taxonomy": Taxonomy,
             "location": KINDS["location"]}  # fmt: skip
    return next((model for name, model in names.items() if path.name.startswith(name)), None)


def test_published_examples_are_read_and_written_unchanged(shared: Path) -> None:
    folders = ("hsds-spec/examples", "captures/hsds/spec-3.0-examples", "captures/hsds/mock-api-3.1")
    read = 0
    for path in sorted(path for folder in folders for path in (shared / folder).glob("*.json")):
        model, body = _of(path), json.loads(path.read_text("utf-8"))
        if model is None:
            continue
        for document in body.get("contents", [body]):
            assert model.read(document).written() == document, path
            read += 1
    assert read >= 25


# What the published example itself has otherwise than its schemas say.
_NUMBERS_FOR_TEXTS = {"locations.csv": "external_identifier", "organization_identifiers.csv": "identifier"}


def test_rows_of_the_published_tables_fit_their_models(shared: Path) -> None:
    tables = json.loads((shared / "hsds-spec/examples/tabular.json").read_text("utf-8"))
    of_table = {model.table: model for model in KINDS.values()}
    for name, rows in tables.items():
        for row in rows:
            if name in _NUMBERS_FOR_TEXTS:
                row[_NUMBERS_FOR_TEXTS[name]] = str(row[_NUMBERS_FOR_TEXTS[name]])
            assert of_table[name.removesuffix(".csv")].read(row).written() == row
    assert len(tables) >= 20


GOOD = {"id": UUID, "name": "Food", "status": "active"}
BAD = {
    "no id": ({"id": None}, "id", "string_type"),
    "an id that is none": ({"id": "42"}, "id", "uuid"),
    "another status": ({"status": "open"}, "status", "literal_error"),
    "an age in words": ({"minimum_age": "12"}, "minimum_age", "int_type"),
    "a bare host": ({"url": "example.org"}, "url", "uri"),
    "a script": ({"url": "javascript: alert(1)"}, "url", "uri"),
    "no mailbox": ({"email": "office"}, "email", "email"),
    "a day that is none": ({"assured_date": "2026-02-30"}, "assured_date", "date"),
    "an American date": ({"assured_date": "02/03/2026"}, "assured_date", "date"),
    "a time without an offset": ({"last_modified": "2026-01-31T09:00:00"}, "last_modified", "date-time"),
    "a day for a time": ({"last_modified": "2026-01-31"}, "last_modified", "date-time"),
    "an hour past midnight": ({"schedules": [{"id": UUID, "opens_at": "25:00"}]}, "schedules", "time"),
    "daily": ({"schedules": [{"id": UUID, "freq": "DAILY"}]}, "schedules", "literal_error"),
    "a list that is none": ({"phones": {}}, "phones", "list_type"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_does_not_fit_is_refused(what: str) -> None:
    change, field, kind = BAD[what]
    Service.read(GOOD)
    with pytest.raises(ValidationError) as caught:
        Service.read({**GOOD, **change})
    errors = caught.value.errors()
    assert (errors[0]["loc"][0], errors[0]["type"]) == (field, kind)


@pytest.mark.parametrize("clock", ["09:00", "09:00:00", "23:59Z", "09:00-05:00", "24:00"])
def test_times_of_day(clock: str) -> None:
    assert Schedule.read({"id": UUID, "opens_at": clock}).written()["opens_at"] == clock


def test_unknown_properties_and_nulls_are_kept() -> None:
    document = {**GOOD, "email": None, "x_colour": {"deep": [1]}}
    assert Service.read(document).written() == document
