"""The description of the API: OpenAPI 3.1, made from the tables that requests are read by and the models of HSDS."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from typing import Any, Final

from webapp.hsds.answers import LINES
from webapp.hsds.parameters import LISTS, ONE_ORGANIZATION, PASSED_OVER, Parameter
from webapp.hsds.schemas import Schema, reference, schemas

VERSION: Final = "3.1"
_KINDS = {"services": "service", "service_at_locations": "service_at_location", "organizations": "organization",
          "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term"}  # fmt: skip
PROFILE: Final = {
    "name": "Kith",
    "hsds_version": VERSION,
    "description": (
        "HSDS 3.1 without changes to its schemas. A service has one service_at_location and one location. What a "
        "source did not state is left out; where the schemas demand a text it is empty. Addresses and points that must "
        "not be known are left out, and an attribute of the location says so. Persons are never published."
    ),
    "additions": [
        "lat, lon and radius (metres) on services and service_at_locations; postcode and proximity on services too",
        "POST with a JSON object on the lists, so that no address has what somebody looks for",
        "/api/changes: what was added, changed or removed since a time; ids that moved say where to",
        "/api/search and /api/suggest: the search of the pages, with distances, times and reasons",
    ],
    "attributes": (
        "taxonomy_term.code says what is meant: a need, or cost:, modes:, audiences:, led_by:, faith:, words: (the "
        "source's own) and facts: (the value is in the attribute: time zone, precision, visibility)."
    ),
    "metadata": (
        "Provenance: rows with last_action_type 'seen' have the source, its id of the record, address, licence and "
        "attribution, and the day it last showed it; 'modified' is the source's own date of change."
    ),
}
_INFO = (
    "Services as the Human Services Data Specification 3.1 has them. Every list is in pages; `format=ndjson` streams "
    "all of it. Answers have an `ETag`: ask again with `If-None-Match`. Any site may ask, no key is needed, and what "
    "is searched for is kept nowhere. Write the `+` of an offset as `%2B`. A parameter that a list does not have is an "
    "error of status 400 that names the nearest one it has, because leaving it out would answer another question; "
    "names that begin with `_` are passed over, and `full`, `full_service` and `minimal` where there is one way only. "
    "`/search` and `/suggest` take the query of a page of results, and pass "
    "over what they do not know."
)
_PAGE: Final[Schema] = {
    "type": "object",
    "properties": {
        "total_items": {"type": "integer", "minimum": 0},
        "total_pages": {"type": "integer", "minimum": 0},
        "page_number": {"type": "integer", "minimum": 1},
        "size": {"type": "integer", "minimum": 0},
        "first_page": {"type": "boolean"},
        "last_page": {"type": "boolean"},
        "empty": {"type": "boolean"},
        "contents": {"type": "array"},
    },
    "required": ["total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"],
}
_ERROR: Final[Schema] = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "field": {"type": ["string", "null"], "description": "The parameter that is wrong."},
            },
            "required": ["code", "message", "field"],
            "additionalProperties": False,
        }
    },
    "required": ["error"],
    "additionalProperties": False,
}
_MINIMAL: Final[Schema] = {
    "type": "object",
    "properties": {"id": {"type": "string", "format": "uuid"},
                   "modified_date": {"type": "string", "format": "date-time"}},
    "required": ["id", "modified_date"],
    "additionalProperties": False,
}  # fmt: skip
_CHANGE: Final[Schema] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "format": "uuid", "description": "Of the service."},
        "service_at_location_id": {"type": "string", "format": "uuid"},
        "change": {
            "type": "string",
            "enum": ["added", "changed", "removed"],
            "description": "Added: it was not there at `since`. Removed: it is there no more.",
        },
        "modified_date": {"type": "string", "format": "date-time"},
        "moved_to": {"type": "string", "format": "uuid", "description": "The service it is part of now."},
    },
    "required": ["id", "service_at_location_id", "change", "modified_date"],
    "additionalProperties": False,
}
_WORDS = {"400": "A parameter cannot be used, or is none of these.",
          "404": "Not here.", "410": "It was here and is gone.",
          "413": "The body is too large.", "415": "The body is neither JSON nor a form.",
          "503": "There is nothing to answer from yet."}  # fmt: skip


@cache
def describe(base: str) -> dict[str, Any]:
    """Return the description of the API whose addresses begin with `base`; a shared object."""
    paths: dict[str, Any] = {"/": {"get": _plain("getAPIMetaInformation", "What this API is.", _about())}}
    for name, kind in _KINDS.items():
        item = _MINIMAL_OR[name] if name in _MINIMAL_OR else reference(kind)
        paths[f"/{name}"] = {
            "get": _list(f"list_{name}", f"A list of {name}.", LISTS[name], item),
            "post": _post(f"search_{name}", f"A list of {name}; what is asked stands in the body.", LISTS[name], item),
        }
        paths[f"/{name}/{{id}}"] = {"get": _single(kind)}
    paths["/changes"] = {"get": _list("list_changes", "What changed since a time.", LISTS["changes"], _CHANGE)}
    paths["/profile"] = {"get": _plain("getProfile", "What we do within and beside HSDS.", {"type": "object"})}
    paths["/search"] = _search("search", "The search of the pages.", "q")
    paths["/suggest"] = _search("suggest", "What may be meant by the beginning of a word.", "q")
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kith: community resource directory", "version": version("kith"), "description": _INFO,
                 "license": {"name": "As stated by each record's metadata"}},
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{"url": base}],
        "paths": paths,
        "components": {"schemas": schemas() | {"Page": _PAGE, "Error": _ERROR}},
    }  # fmt: skip


_MINIMAL_OR = {"services": {"anyOf": [reference("service"), _MINIMAL]}}


def _about() -> Schema:
    address = {"type": "string", "format": "uri"}
    names = ("version", "profile", "openapi_url")
    return {"type": "object", "required": list(names), "additionalProperties": False,
            "properties": {"version": {"type": "string"}, "profile": address, "openapi_url": address}}  # fmt: skip


def _plain(operation: str, summary: str, schema: Schema) -> Schema:
    return {"operationId": operation, "summary": summary, "responses": {"200": _json("As asked.", schema)}}


def _json(text: str, schema: Schema) -> Schema:
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _errors(*codes: str) -> Schema:
    return {code: _json(_WORDS[code], reference("Error")) for code in codes}


def _list(operation: str, summary: str, known: Mapping[str, Parameter], item: Schema) -> Schema:
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": [_parameter(one) for one in known.values()],
        "responses": _listed(item) | {"304": {"description": "As it was."}} | _failures(known),
    }


def _post(operation: str, summary: str, known: Mapping[str, Parameter], item: Schema) -> Schema:
    body = {
        "type": "object",
        "properties": {one.name: one.schema for one in known.values()},
        "patternProperties": {PASSED_OVER: {}},
        "additionalProperties": False,
    }
    return {
        "operationId": operation,
        "summary": summary,
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": _listed(item) | _failures(known) | _errors("413", "415"),
    }


def _failures(known: Mapping[str, Parameter]) -> Schema:
    return _errors("400", "503", *(["404"] if "postcode" in known else []))


def _parameter(one: Parameter) -> Schema:
    text = one.text if one.standard else f"{one.text} (Not in HSDS.)"
    return {"name": one.name, "in": "query", "required": one.required, "description": text, "schema": one.schema}


def _listed(item: Schema) -> Schema:
    page = {"allOf": [reference("Page")], "properties": {"contents": {"type": "array", "items": item}}}
    content = {"application/json": {"schema": page}, LINES: {"schema": {"type": "string"}}}
    return {"200": {"description": "A page, or everything in lines.", "content": content}}


def _single(kind: str) -> Schema:
    known = ONE_ORGANIZATION if kind == "organization" else {}
    gone = ("410",) if kind.startswith("service") else ()
    moved = {"301": {"description": "It is part of another now."}} if gone else {}
    return {
        "operationId": f"get_{kind}",
        "summary": f"One {kind}, whole.",
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}},
            *(_parameter(one) for one in known.values()),
        ],
        "responses": {"200": _json("As asked.", reference(kind)), "304": {"description": "As it was."}}
        | moved
        | _errors("404", *gone, *(["400"] if known else []), "503"),
    }


def _search(name: str, summary: str, text: str) -> Schema:
    """The search of the pages; its parameters and answer are told in ARCHITECTURE.md, "The search answer"."""
    answer = {"200": _json("The answer.", {"type": "object"})}
    query = {"name": text, "in": "query", "description": "What is looked for.", "schema": {"type": "string"}}
    word = {"type": ["string", "number", "null"]}
    several = {"type": "array", "items": {"type": ["string", "number"]}}
    body = {"type": "object", "properties": {text: {"anyOf": [word, several]}}}
    return {
        "get": {"operationId": name, "summary": summary, "parameters": [query],
                "responses": answer | _errors("400", "503")},
        "post": {"operationId": f"{name}_privately", "summary": summary,
                 "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
                 "responses": answer | _errors("400", "413", "415", "503")},
    }  # fmt: skip
