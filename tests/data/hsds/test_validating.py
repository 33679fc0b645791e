"""What `kith validate` finds: every fault that is planted into something good, and nothing in what is good."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.errors import KithError
from data.hsds import terms
from data.hsds.listings import organization_of, service_of
from data.hsds.objects import KINDS
from data.hsds.validating import Finding, Validation
from data.hsds.validating.tables import NEEDED
from data.settings import Settings
from data.store import Store
from tests.data.hsds.test_listings import FULL
from tests.support.builders import as_stored, make_listing
from tests.support.commands import Done
from tests.support.hsds import tables_of

Tables = dict[str, list[dict[str, Any]]]
NOBODY = "00000000-0000-4000-8000-000000000000"


def _services() -> list[dict[str, Any]]:
    listings = [as_stored(make_listing("one", **FULL)), as_stored(make_listing("two"))]
    found = [service_of(one, organization_of(one)) for one in listings]
    return json.loads(json.dumps(found))  # type: ignore[no-any-return]


def _tables() -> Tables:
    tables = tables_of(_services())
    tables["taxonomies"] = [dict(one) for one in terms.taxonomies()]
    return tables


def _write(folder: Path, tables: Tables) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        header = list(dict.fromkeys(name for row in rows for name in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            writer.writerows(rows)
    package = {"name": "test", "resources": [{"name": name, "path": f"{name}.csv"} for name in tables]}
    (folder / "datapackage.json").write_text(json.dumps(package), "utf-8")
    return folder


def _found(target: Path | str) -> list[Finding]:
    return list(Validation().target(str(target), 0))


def _in_words(found: list[Finding]) -> set[tuple[str, str]]:
    return {(": ".join(filter(None, (one.where, one.path))), one.rule) for one in found if one.level == "error"}


def _of_schemas(shared: Path) -> dict[str, tuple[str, ...]]:
    found = {}
    for path in (shared / "hsds-spec/schema").glob("*.json"):
        schema = json.loads(path.read_text("utf-8"))
        if "tabular_required" in schema:
            found[schema["name"]] = tuple(schema["tabular_required"])
    return found


def test_what_rows_need_is_what_the_schemas_say(shared: Path) -> None:
    assert _of_schemas(shared) == NEEDED


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_a_good_package_has_nothing_wrong(tmp_path: Path, packed: bool) -> None:
    target = _write(tmp_path / "good", _tables())
    if packed:
        with zipfile.ZipFile(tmp_path / "good.zip", "w") as archive:
            for path in target.iterdir():
                archive.write(path, f"inner/{path.name}")
        target = tmp_path / "good.zip"
    validation = Validation()
    assert list(validation.target(str(target), 0)) == []
    assert validation.records == sum(map(len, _tables().values())) > 60


Plant = Callable[[Tables], object]


def _set(table: str, column: str, value: object) -> Plant:
    return lambda tables: tables[table][0].__setitem__(column, value)


def _drop(table: str, column: str) -> Plant:
    return lambda tables: [row.pop(column, None) for row in tables[table]]


ROWS: dict[str, tuple[Plant, tuple[str, str]]] = {
    "id that is none": (_set("services", "id", "42"), ("services.csv:2: id", "uuid")),
    "no id": (_set("phones", "id", ""), ("phones.csv:2: id", "required")),
    "no name": (_set("services", "name", ""), ("services.csv:2: name", "required")),
    "blank name": (_set("organizations", "name", " "), ("organizations.csv:2: name", "empty")),
    "status": (_set("services", "status", "open"), ("services.csv:2: status", "enum")),
    "location type": (_set("locations", "location_type", "office"), ("locations.csv:2: location_type", "enum")),
    "frequency": (_set("schedules", "freq", "DAILY"), ("schedules.csv:2: freq", "enum")),
    "weekday": (_set("schedules", "wkst", "Monday"), ("schedules.csv:2: wkst", "enum")),
    "date": (_set("schedules", "valid_from", "31/12/2026"), ("schedules.csv:2: valid_from", "date")),
    "time": (_set("schedules", "opens_at", "7pm"), ("schedules.csv:2: opens_at", "time")),
    "moment": (_set("services", "last_modified", "2026-01-01"), ("services.csv:2: last_modified", "date-time")),
    "address of the web": (_set("services", "url", "example.org"), ("services.csv:2: url", "uri")),
    "e-mail": (_set("services", "email", "at home"), ("services.csv:2: email", "email")),
    "number": (_set("locations", "latitude", "north"), ("locations.csv:2: latitude", "type")),
    "latitude": (_set("locations", "latitude", 95), ("locations.csv:2: latitude", "range")),
    "longitude": (_set("locations", "longitude", -181), ("locations.csv:2: longitude", "range")),
    "age": (_set("services", "minimum_age", 200), ("services.csv:2: minimum_age", "range")),
    "ages": (_set("services", "minimum_age", 70), ("services.csv:2: minimum_age", "order")),
    "dates": (_set("schedules", "valid_to", "2001-01-01"), ("schedules.csv:2: valid_from", "order")),
    "organization": (_set("services", "organization_id", NOBODY), ("services.csv:2: organization_id", "reference")),
    "no organization": (_set("services", "organization_id", ""), ("services.csv:2: organization_id", "required")),
    "service": (_set("service_at_location", "service_id", NOBODY),
                ("service_at_location.csv:2: service_id", "reference")),
    "location": (_set("addresses", "location_id", NOBODY), ("addresses.csv:2: location_id", "reference")),
    "term": (_set("attributes", "taxonomy_term_id", NOBODY), ("attributes.csv:2: taxonomy_term_id", "reference")),
    "what a term is of": (_set("attributes", "link_id", NOBODY), ("attributes.csv:2: link_id", "reference")),
    "taxonomy": (_set("taxonomy_terms", "taxonomy_id", NOBODY), ("taxonomy_terms.csv:2: taxonomy_id", "reference")),
    "parent": (_set("taxonomy_terms", "parent_id", NOBODY), ("taxonomy_terms.csv:2: parent_id", "reference")),
    "whose change": (_set("metadata", "resource_id", NOBODY), ("metadata.csv:2: resource_id", "reference")),
    "row twice": (lambda tables: tables["services"].append(tables["services"][0]),
                  ("services.csv:4: id", "duplicate-id")),
    "id of another kind": (lambda tables: tables["locations"][0].update(id=tables["services"][0]["id"]),
                           ("services.csv:2: id", "duplicate-id")),
    "column": (_drop("phones", "number"), ("phones.csv: number", "required")),
    "column of a row": (_drop("metadata", "resource_type"), ("metadata.csv: resource_type", "required")),
}  # fmt: skip


@pytest.mark.parametrize("what", ROWS)
def test_a_fault_in_a_table_is_found(tmp_path: Path, what: str) -> None:
    plant, expected = ROWS[what]
    tables = _tables()
    plant(tables)
    assert expected in _in_words(_found(_write(tmp_path / "bad", tables)))


def _rewrite(name: str, change: Callable[[bytes], bytes | None]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        changed = change((folder / name).read_bytes())
        (folder / name).unlink()
        if changed is not None:
            (folder / name).write_bytes(changed)

    return spoil


FILES: dict[str, tuple[Callable[[Path], None], tuple[str, str]]] = {
    "missing table": (_rewrite("phones.csv", lambda body: None), ("datapackage.json: resources[", "missing-file")),
    "missing description": (_rewrite("datapackage.json", lambda body: None), ("datapackage.json", "missing-file")),
    "damaged description": (_rewrite("datapackage.json", lambda body: body[:-9]),
                            ("datapackage.json: resources", "datapackage")),
    "empty description": (_rewrite("datapackage.json", lambda body: b"{}"),
                          ("datapackage.json: resources", "datapackage")),
    "short row": (_rewrite("languages.csv", lambda body: body + b"x,y\r\n"), ("languages.csv:5", "row-width")),
    "quote": (_rewrite("languages.csv", lambda body: body + b'"x"y,z\r\n'), ("languages.csv: line 5", "csv")),
    "encoding": (_rewrite("services.csv", lambda body: body.replace(b"For", b"F\xf6r")),
                 ("services.csv: line 1", "encoding")),
    "empty table": (_rewrite("languages.csv", lambda body: b""), ("languages.csv: id", "required")),
    "column twice": (_rewrite("languages.csv", lambda body: body.replace(b"name", b"id", 1)),
                     ("languages.csv: id", "columns")),
}  # fmt: skip


@pytest.mark.parametrize("what", FILES)
def test_a_fault_of_a_file_is_found(tmp_path: Path, what: str) -> None:
    spoil, (place, rule) = FILES[what]
    folder = _write(tmp_path / "bad", _tables())
    spoil(folder)
    found = _in_words(_found(folder))
    assert [one for one in found if one[0].startswith(place) and one[1] == rule], found


def test_what_is_only_odd_is_a_warning(tmp_path: Path) -> None:
    folder = _write(tmp_path / "odd", _tables())
    (folder / "extra.csv").write_text("a\n1\n", "utf-8")
    (folder / "contacts.csv").write_text("id,colour\n", "utf-8")
    assert {(one.where, one.rule, one.level) for one in _found(folder)} == {
        ("extra.csv", "unknown-table", "warning"), ("contacts.csv", "unknown-property", "warning"),
        ("datapackage.json", "datapackage", "warning"),
    }  # fmt: skip


def _page(services: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    envelope = {"total_items": len(services), "total_pages": 1, "page_number": 1, "size": len(services),
                "first_page": True, "last_page": True, "empty": not services, "contents": services}  # fmt: skip
    return {name: value for name, value in {**envelope, **changes}.items() if value != "-"}


JSON_FILES: dict[str, tuple[str, Callable[[list[dict[str, Any]]], bytes]]] = {
    "page": ("services.json", lambda found: json.dumps(_page(found)).encode()),
    "list": ("export.json", lambda found: json.dumps(found).encode()),
    "one": ("service_full.json", lambda found: json.dumps(found[0]).encode()),
    "lines": ("all.ndjson", lambda found: b"\n".join(json.dumps(one).encode() for one in found)),
    "packed": ("all.json.gz", lambda found: gzip.compress(json.dumps(found).encode())),
    "tables": ("tabular.json", lambda found: json.dumps(
        {f"{name}.csv": rows for name, rows in tables_of(found).items() if name != "attributes"}).encode()),
}  # fmt: skip


@pytest.mark.parametrize("what", JSON_FILES)
def test_a_good_file_has_nothing_wrong(tmp_path: Path, what: str) -> None:
    name, make = JSON_FILES[what]
    (tmp_path / name).write_bytes(make(_services()))
    assert [one for one in _found(tmp_path / name) if one.level == "error"] == []


NESTED: dict[str, tuple[Callable[[dict[str, Any]], object], tuple[str, str]]] = {
    "phone": (lambda one: one["phones"][0].pop("number"), ("phones[0].number", "required")),
    "null": (lambda one: one.update(email=None), ("email", "null")),
    "number as text": (lambda one: one.update(minimum_age="18"), ("minimum_age", "type")),
    "true as number": (lambda one: one.update(minimum_age=True), ("minimum_age", "type")),
    "object as list": (lambda one: one.update(phones={}), ("phones", "type")),
    "deep date": (lambda one: one["schedules"][0].update(valid_from="x"), ("schedules[0].valid_from", "date")),
    "deep enum": (lambda one: one["service_at_locations"][0]["location"]["addresses"][0].update(address_type="home"),
                  ("service_at_locations[0].location.addresses[0].address_type", "enum")),
    "other organization": (lambda one: one.update(organization_id=NOBODY), ("organization_id", "reference")),
    "other service": (lambda one: one["service_at_locations"][0].update(service_id=NOBODY),
                      ("service_at_locations[0].service_id", "reference")),
    "other location": (lambda one: one["service_at_locations"][0].update(location_id=NOBODY),
                       ("service_at_locations[0].location_id", "reference")),
    "other term": (lambda one: one["attributes"][0].update(taxonomy_term_id=NOBODY),
                   ("attributes[0].taxonomy_term_id", "reference")),
    "two under one id": (lambda one: one["phones"][1].update(id=one["phones"][0]["id"]),
                         ("phones[1].id", "duplicate-id")),
    "one id for two kinds": (lambda one: one["organization"].update(id=one["id"]), ("organization.id", "duplicate-id")),
}  # fmt: skip


@pytest.mark.parametrize("what", NESTED)
def test_a_fault_in_a_record_is_found(tmp_path: Path, what: str) -> None:
    plant, expected = NESTED[what]
    service = _services()[0]
    plant(service)
    path = tmp_path / "service.json"
    path.write_text(json.dumps(service), "utf-8")
    assert (f"service.json: {expected[0]}", expected[1]) in _in_words(_found(path))


ENVELOPES: dict[str, tuple[dict[str, Any], str]] = {
    "no empty": ({"empty": "-"}, "empty"),
    "empty": ({"empty": True}, "empty"),
    "size": ({"size": 7}, "size"),
    "total": ({"total_items": 9}, "total_items"),
    "total as text": ({"total_items": "2"}, "total_items"),
    "true as number": ({"page_number": True}, "page_number"),
    "first": ({"first_page": False}, "first_page"),
    "last": ({"last_page": False}, "last_page"),
    "contents": ({"contents": {}}, "contents"),
}


@pytest.mark.parametrize("what", ENVELOPES)
def test_a_fault_of_an_envelope_is_found(tmp_path: Path, what: str) -> None:
    changes, field = ENVELOPES[what]
    path = tmp_path / "services.json"
    path.write_text(json.dumps(_page(_services(), **changes)), "utf-8")
    assert (f"services.json: {field}", "envelope") in _in_words(_found(path))


UNREADABLE = {
    "no JSON": ("a.json", b"{", "json"), "not UTF-8": ("a.json", b'"\xff"', "encoding"), "a text": ("a.json", b'"a"',
                                                                                                   "type"),
    "deep": ("a.json", b"[" * 100_000, "json"), "a line": ("a.ndjson", b"{}x\n", "json"),
    "torn": ("a.json.gz", gzip.compress(b"[]" * 99)[:20], "encoding"), "empty": ("a.json", b"", "json"),
}  # fmt: skip


@pytest.mark.parametrize("what", UNREADABLE)
def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path, what: str) -> None:
    name, body, rule = UNREADABLE[what]
    (tmp_path / name).write_bytes(body)
    assert rule in {one.rule for one in _found(tmp_path / name)}


def test_a_record_twice_in_a_list_is_found(tmp_path: Path) -> None:
    services = _services()
    path = tmp_path / "all.ndjson"
    path.write_text("\n".join(json.dumps(one) for one in [*services, services[0]]), "utf-8")
    assert _in_words(_found(path)) == {("all.ndjson:3: id", "duplicate-id")}


def test_a_target_that_is_none_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    (tmp_path / "a.zip").write_text("x", "utf-8")
    for name in ("nothing", "a.txt", "a.zip"):
        with pytest.raises(KithError):
            _found(tmp_path / name)


def test_published_examples_have_one_fault_of_their_own(shared: Path) -> None:
    """Their latitude is 100, which the schemas do not see."""
    for path in sorted((shared / "captures/hsds/spec-3.0-examples").glob("*.json")):
        if path.stem not in ("base", "tabular"):
            assert {one.rule for one in _found(path) if one.level == "error"} <= {"range"}, path
    assert all(kind in KINDS for kind in NEEDED)


def test_the_command(tmp_path: Path, kith: Callable[..., Done]) -> None:
    good, bad = _write(tmp_path / "good", _tables()), _tables()
    bad["services"][0]["status"] = "open"
    wrong = _write(tmp_path / "bad", bad)
    done = kith("validate", good, home=tmp_path)
    assert (done.status, done.out.split(" records: ")[1]) == (0, "0 errors, 0 warnings\n")
    done = kith("validate", wrong, home=tmp_path)
    assert done.status == 1
    first, last = done.out.splitlines()
    assert first.startswith("error services.csv:2: status: enum: must be 'active'")
    assert last.endswith("records: 1 errors, 0 warnings")
    found = json.loads(kith("validate", wrong, "--json", home=tmp_path).out)
    assert (found["errors"], found["findings"][0]["rule"], found["findings"][0]["path"]) == (1, "enum", "status")
    done = kith("validate", home=tmp_path)
    assert (done.status, "nothing has been merged" in done.err) == (1, True)


def test_own_listings_have_nothing_wrong(settings: Settings) -> None:
    store = Store(settings.store)
    validation = Validation()
    assert list(validation.listings(store.listings())) == []
    listings = [make_listing("one", **FULL), make_listing("two"), make_listing("three", status="inactive")]
    assert list(validation.listings(listings)) == []
    assert validation.records == 2
    store.close()
