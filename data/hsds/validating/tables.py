"""Checks of a tabular package (HSDS 3.1, "Serialization: tabular data packages"): `datapackage.json` and CSV tables."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any, get_type_hints

from data.errors import KithError
from data.hsds.objects import KINDS
from data.hsds.parts import Document
from data.hsds.validating.findings import Finding, Seen
from data.hsds.validating.records import Records
from data.hsds.values import Number

PACKAGE = "datapackage.json"
# What only a row needs: a nested object says by its place what it belongs to (`tabular_required` of the schemas).
NEEDED = {
    "attribute": ("link_id", "taxonomy_term_id", "link_entity"), "cost_option": ("service_id",),
    "metadata": ("resource_id", "resource_type"), "organization_identifier": ("organization_id",),
    "program": ("organization_id",), "service": ("organization_id",),
    "service_at_location": ("service_id", "location_id"), "service_capacity": ("unit_id", "service_id"),
}  # fmt: skip
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_LONGEST_CELL = 1 << 24


class Folder:
    """The files of a package: a folder, or a zip archive with the tables in it or in one folder of it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._archive = None if path.is_dir() else _archive(path)
        if self._archive is None:
            self._names = {one.name: one.name for one in path.iterdir() if one.is_file()}
        else:
            self._names = {Path(name).name: name for name in self._archive.namelist() if not name.endswith("/")}

    def close(self) -> None:
        """Close the archive, where it is one."""
        if self._archive is not None:
            self._archive.close()

    def __contains__(self, name: str) -> bool:
        return name in self._names

    @property
    def names(self) -> list[str]:
        """The names of the files."""
        return sorted(self._names)

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file for reading."""
        if self._archive is None:
            with (self._path / self._names[name]).open("rb") as file:
                yield file
        else:
            with self._archive.open(self._names[name]) as member:
                yield member


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise KithError(f"{path} is a damaged zip archive", code="bad-target") from None


def check_package(folder: Folder, records: Records, seen: Seen) -> Iterator[Finding]:
    """Yield what is wrong with a package; raises nothing for what is in it."""
    tables = {f"{model.table}.csv": kind for kind, model in KINDS.items()}
    listed = set()
    if PACKAGE in folder:
        resources = []
        with folder.open(PACKAGE) as file:
            try:
                resources = list(_resources(json.load(file)))
            except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
                yield Finding(PACKAGE, "resources", "datapackage", "is no list of objects with a `path`")
        for at, path in enumerate(resources):
            listed.add(path)
            if path not in folder:
                yield Finding(PACKAGE, f"resources[{at}].path", "missing-file", f"there is no {path}")
    else:
        yield Finding(PACKAGE, "", "missing-file", "the package is not described")
    for name in folder.names:
        if name in tables:
            if PACKAGE in folder and name not in listed:
                yield Finding(PACKAGE, "resources", "datapackage", f"{name} is not listed", "warning")
            with folder.open(name) as file:
                yield from _Table(name, tables[name], records, seen).check(file)
        elif name.endswith(".csv"):
            yield Finding(name, "", "unknown-table", "HSDS has no such table", "warning")
    yield from seen.unresolved(is_whole=True)


def _resources(package: Any) -> Iterator[str]:
    for one in package["resources"]:
        yield Path(str(one["path"])).name


class _Table:
    """One table: checked row by row, none of which is kept."""

    def __init__(self, name: str, kind: str, records: Records, seen: Seen) -> None:
        self._name, self._kind, self._records, self._seen = name, kind, records, seen
        self._numbers = _numbers(kind)
        self._ids: set[str] = set()

    def check(self, file: IO[bytes]) -> Iterator[Finding]:
        before = csv.field_size_limit(_LONGEST_CELL)
        try:
            yield from self._check(file)
        finally:
            # The limit is the whole process's: others have their own.
            csv.field_size_limit(before)

    def _check(self, file: IO[bytes]) -> Iterator[Finding]:
        with io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
            rows = csv.reader(text, strict=True)
            try:
                header = next(rows, [])
                yield from self._header(header)
                for row in rows:
                    yield from self._row(header, row, rows.line_num)
            except UnicodeDecodeError:
                yield Finding(self._name, f"line {rows.line_num + 1}", "encoding", "is not UTF-8")
            except csv.Error as error:
                yield Finding(self._name, f"line {rows.line_num}", "csv", str(error))

    def _header(self, header: list[str]) -> Iterator[Finding]:
        known = set(KINDS[self._kind].model_fields)
        for name in dict.fromkeys(header):
            if name not in known:
                yield Finding(self._name, name, "unknown-property", "HSDS has no such column", "warning")
            elif header.count(name) > 1:
                yield Finding(self._name, name, "columns", "stands twice in the header")
        for name in _needed(self._kind):
            if name not in header:
                yield Finding(self._name, name, "required", "the column must be there")

    def _row(self, header: list[str], row: list[str], line: int) -> Iterator[Finding]:
        where = f"{self._name}:{line}"
        self._records.count += 1
        if len(row) != len(header):
            yield Finding(where, "", "row-width", f"has {len(row)} cells, not {len(header)}")
            return
        document: Document = {}
        for name, cell in zip(header, row, strict=True):
            # An unknown number stays a text, which the model refuses.
            if cell != "":
                document[name] = json.loads(cell) if name in self._numbers and _NUMBER.fullmatch(cell) else cell
        yield from self._filled(document, header, where)
        yield from self._records.check_row(document, self._kind, where)
        identifier = document.get("id")
        if isinstance(identifier, str):
            if identifier in self._ids:
                yield Finding(where, "id", "duplicate-id", f"{identifier} is the id of an earlier row")
            self._ids.add(identifier)

    def _filled(self, document: Document, header: Iterable[str], where: str) -> Iterator[Finding]:
        for name in _needed(self._kind):
            if name in header and name not in document and name not in _MAY_BE_EMPTY:
                yield Finding(where, name, "required", "must be there")


# Texts that a record must have and may not know: an empty cell says so.
_MAY_BE_EMPTY = frozenset({"description", "address_1", "city", "state_province", "postal_code", "country",
                           "previous_value", "replacement_value"})  # fmt: skip


@cache
def _needed(kind: str) -> tuple[str, ...]:
    fields = KINDS[kind].model_fields
    flat = [name for name, field in fields.items() if field.is_required() and name != "unit"]
    return (*flat, *(name for name in NEEDED.get(kind, ()) if name not in flat))


@cache
def _numbers(kind: str) -> frozenset[str]:
    hints = get_type_hints(KINDS[kind], include_extras=True)
    return frozenset(name for name, hint in hints.items() if hint in (Number, Number | None))
