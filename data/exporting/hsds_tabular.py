"""The HSDS 3.1 tabular data package (Frictionless Data, "Tabular Data Package"): a zip of datapackage.json and tables.

The cells are what they say, without the apostrophe that guards them in `csv`: programs read these tables, and would
take it for part of a telephone number. People who want a table to open take `csv` or `xlsx`.
"""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from data.exporting.hsds import organizations_of, service_document
from data.exporting.hsds_tables import columns_of, rows_of
from data.exporting.licences import Shared
from data.hsds.objects import KINDS
from data.hsds.terms import fixed_terms, taxonomies
from data.model import Document

_MADE = (1980, 1, 1, 0, 0, 0)
_PACKAGE = "datapackage.json"


def write(chosen: Shared, out: IO[bytes]) -> None:
    """Write the package. The tables grow on the disk, so that memory does not hold them; see `hsds_json.write`."""
    organizations = organizations_of(chosen)
    with tempfile.TemporaryDirectory(prefix="kith-export-") as folder, _Tables(Path(folder)) as tables:
        for document in taxonomies():
            tables.put("taxonomy", document)
        for document in fixed_terms():
            tables.put("taxonomy_term", document)
        for listing in chosen:
            tables.put("service", service_document(listing, organizations))
        tables.close()
        with zipfile.ZipFile(out, "w") as archive:
            described = _described(tables.kinds, chosen.sharing.rows())
            archive.writestr(_member(_PACKAGE), json.dumps(described, ensure_ascii=False, indent=1))
            for kind in tables.kinds:
                name = _file_of(kind)
                with Path(folder, name).open("rb") as table, archive.open(_member(name), "w") as stream:
                    shutil.copyfileobj(table, stream, 1 << 20)


class _Tables(ExitStack):
    """One open CSV file a kind of object. Objects that many share are written once."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._open: dict[str, Any] = {}
        self._shared: set[str] = set()

    @property
    def kinds(self) -> list[str]:
        """The kinds there are, in the order of the specification."""
        return [kind for kind in KINDS if kind in self._open]

    def put(self, kind: str, document: Document) -> None:
        """Write an object with all in it."""
        for part, row in rows_of(kind, document):
            if part in ("organization", "taxonomy", "taxonomy_term"):
                if row["id"] in self._shared:
                    continue
                self._shared.add(row["id"])
            self._table(part).writerow({name: _cell(value) for name, value in row.items()})

    def _table(self, kind: str) -> Any:
        if kind not in self._open:
            file = self.enter_context((self._folder / _file_of(kind)).open("w", encoding="utf-8", newline=""))
            names = [column.name for column in columns_of(kind)]
            self._open[kind] = csv.DictWriter(file, names, lineterminator="\r\n")
            self._open[kind].writeheader()
        return self._open[kind]


def _cell(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _file_of(kind: str) -> str:
    return f"{KINDS[kind].table}.csv"


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _MADE)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _described(kinds: list[str], sources: list[dict[str, str | int]]) -> Document:
    return {
        "name": "kith",
        "title": "Human services, from Kith",
        "profile": "tabular-data-package",
        "homepage": "https://docs.openreferral.org/en/v3.1/",
        "sources": [{"title": one["attribution"], "name": one["source"], "licence": one["licence"],
                     "listings": one["listings"]} for one in sources],
        "resources": [_resource(kind) for kind in kinds],
    }  # fmt: skip


def _resource(kind: str) -> Document:
    fields = [
        {"name": one.name} | one.type | ({"constraints": {"required": True}} if one.required else {})
        for one in columns_of(kind)
    ]
    return {
        "name": kind,
        "path": _file_of(kind),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"primaryKey": "id", "fields": fields},
    }
