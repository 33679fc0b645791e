"""Checks of a file: a record, a list of them, a page, tables as one JSON object, or a record a line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from data.hsds.objects import KINDS
from data.hsds.parts import Document
from data.hsds.validating.findings import Finding, Seen
from data.hsds.validating.pages import check_page, is_page
from data.hsds.validating.records import Records

# What only one kind has, the surest first.
_SIGNS = (
    ("location", ("location_type",)), ("address", ("address_type", "address_1")), ("metadata", ("last_action_type",)),
    ("attribute", ("link_id", "taxonomy_term")), ("organization_identifier", ("identifier_type",)),
    ("service", ("status",)), ("service_at_location", ("service", "location", "service_id", "location_id")),
    ("taxonomy_term", ("code", "taxonomy", "taxonomy_id", "taxonomy_detail", "parent_id", "term_uri")),
    ("phone", ("number",)), ("taxonomy", ("version",)),
)  # fmt: skip
_BY_TABLE = {model.table: kind for kind, model in KINDS.items()}


def kind_named(name: str) -> str | None:
    """Return the kind of the records a file or a list is called after: `services`, `organization_full.json`."""
    stem = name.split(".")[0].lower()
    if stem in _BY_TABLE:
        return _BY_TABLE[stem]
    plurals = {**{kind: kind for kind in KINDS}, **{f"{kind}s": kind for kind in KINDS}, "taxonomies": "taxonomy"}
    return next((plurals[known] for known in sorted(plurals, key=len, reverse=True) if stem.startswith(known)), None)


def kind_of(document: Document, hint: str | None = None) -> str:
    """Return of which kind a record is: by what only that has, else as the `hint` has it, else an organization."""
    if hint is not None:
        return hint
    return next((kind for kind, signs in _SIGNS if any(sign in document for sign in signs)), "organization")


def check_file(path: Path, records: Records, seen: Seen) -> Iterator[Finding]:
    """Yield what is wrong with a JSON file or one with a JSON object a line, gzipped or not."""
    name = path.name.removesuffix(".gz")
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        try:
            if name.endswith((".ndjson", ".jsonl")):
                yield from _lines(file, path.name, records)
            else:
                yield from _whole(json.loads(file.read()), path.name, records)
        except UnicodeDecodeError:
            yield Finding(path.name, "", "encoding", "is not UTF-8")
        except (ValueError, RecursionError) as error:
            yield Finding(path.name, "", "json", f"is no JSON: {error}")
        except (OSError, EOFError) as error:
            yield Finding(path.name, "", "encoding", f"cannot be read: {error}")
    yield from seen.unresolved(is_whole=False)


def _lines(file: Iterable[bytes] | IO[bytes], where: str, records: Records) -> Iterator[Finding]:
    told: set[tuple[str, object]] = set()
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        place = f"{where}:{number}"
        try:
            document = json.loads(line)
        except (ValueError, RecursionError):
            yield Finding(place, "", "json", "is no JSON")
            continue
        yield from _listed([document], place, records, kind_named(where), told)


def _whole(body: Any, where: str, records: Records) -> Iterator[Finding]:
    hint = kind_named(where)
    if is_page(body):
        yield from check_page(body, where)
        found = body["contents"]
        yield from _listed(found if isinstance(found, list) else [], where, records, hint, set(), "contents")
    elif isinstance(body, list):
        yield from _listed(body, where, records, hint, set())
    elif isinstance(body, dict) and body and all(isinstance(one, list) for one in body.values()):
        for name, rows in body.items():
            kind = kind_named(name)
            if kind is None:
                yield Finding(where, name, "unknown-table", "HSDS has no such list", "warning")
            else:
                yield from _listed(rows, where, records, kind, set(), name)
    elif isinstance(body, dict):
        yield from records.check(body, kind_of(body, hint), where, "")
    else:
        yield Finding(where, "", "type", "must be an object or a list of objects")


def _listed(
    found: list[Any], where: str, records: Records, hint: str | None, told: set[tuple[str, object]], path: str = ""
) -> Iterator[Finding]:
    """Check the records of a list; `told` are the ids that were in it."""
    for at, document in enumerate(found):
        own = f"{path}[{at}]" if path or len(found) > 1 else ""
        kind = kind_of(document, hint) if isinstance(document, dict) else hint or "service"
        yield from records.check(document, kind, where, own)
        identifier = document.get("id") if isinstance(document, dict) else None
        if isinstance(identifier, str):
            if (kind, identifier) in told:
                message = f"{identifier} is the id of an earlier {kind}"
                yield Finding(where, f"{own}.id".lstrip("."), "duplicate-id", message)
            told.add((kind, identifier))
