"""The test case of a source: a few captured rows, what they must become, and a check that fails until both are right.

A folder holds `source.toml`, `sample.<ending>`, `expected.toml` and a test that calls `check`.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from crawlers.drafting.draft import GUESS, MISSING, Draft, quoted
from crawlers.drafting.reading import read
from crawlers.payload import unpack
from data.errors import KithError
from data.model import Record
from data.sources import Source, read_source_file

UNKNOWN = "?"
_TEST = '''"""{name}: what its rows must become. Fails until source.toml is checked and expected.toml filled in."""

from pathlib import Path

from crawlers.drafting.case import check


def test_rows_become_the_right_records() -> None:
    assert check(Path(__file__).parent) == []
'''


def write(folder: Path, draft: Draft, sample: tuple[str, bytes] | None) -> list[Path]:
    """Write the draft and its test case into a new folder; return the files.

    A path in the draft becomes relative to the folder. Raises KithError when the folder exists.
    """
    if folder.exists():
        raise KithError(f"{folder} exists already; choose another folder with --into", code="exists")
    folder.mkdir(parents=True)
    text = draft.text
    if draft.source.path:
        text = text.replace(quoted(draft.source.path), quoted(os.path.relpath(draft.source.path, folder)))
    files = {"source.toml": text.encode()}
    if sample is not None:
        ending, body = sample
        try:
            records = _read(draft.source, f"sample.{ending}", body)
        except KithError:
            # A draft that lacks what only a person knows; the check says so until it reads its sample.
            records = []
        files[f"sample.{ending}"] = body
        files["expected.toml"] = _expected(records).encode()
        files[f"test_{draft.source.id.replace('-', '_')}.py"] = _TEST.format(name=draft.source.id).encode()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def check(folder: Path) -> list[str]:
    """Return what is still wrong with a case, a line each; empty when a person has checked it and it holds.

    Guesses that are still marked, facts not filled in, expected values still unknown, and values that differ.
    """
    source_text = (folder / "source.toml").read_text("utf-8")
    wrong = [f"source.toml: not checked yet: {line}" for line in source_text.splitlines() if line.endswith(GUESS)]
    wrong += [f"source.toml: {MISSING}: {line.split('=')[0].strip()}" for line in source_text.splitlines()
              if line.endswith(quoted(MISSING))]  # fmt: skip
    [sample] = folder.glob("sample.*")
    source = read_source_file(folder / "source.toml")[0]
    try:
        found = {record.key: facts(record) for record in _read(source, sample.name, sample.read_bytes())}
    except KithError as error:
        return [*wrong, f"{sample.name}: not readable: {error}"]
    if not found:
        wrong.append(f"{sample.name}: gives no record")
    expected = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
    for key in sorted(found.keys() - expected.keys()):
        wrong.append(f"{key}: a record nobody expects")
    for key, row in expected.items():
        wrong += _differences(key, row, found.get(key))
    return wrong


def _differences(key: str, row: dict[str, Any], found: dict[str, Any] | None) -> list[str]:
    if found is None:
        return [f"{key}: expected, and not read from the sample"]
    return [
        f"{key}: {field}: not filled in"
        if wanted == UNKNOWN
        else f"{key}: {field}: expected {wanted!r}, read {found.get(field)!r}"
        for field, wanted in row.items()
        if wanted == UNKNOWN or wanted != found.get(field)
    ]


def facts(record: Record) -> dict[str, Any]:
    """Return what a person can check of a record at a glance, in plain values; what is not stated is empty."""
    address = record.location.address
    place = [address.address_1, address.city, address.state_province, address.postal_code] if address else []
    point = (record.location.latitude, record.location.longitude)
    return {
        "name": record.name,
        "needs": sorted(record.needs),
        "address": ", ".join(part for part in place if part),
        "point": [round(degrees, 3) for degrees in point if degrees is not None],
        "phones": [phone.number for phone in record.phones],
        "schedules": [_schedule_words(one) for one in record.schedules],
        "cost": list(record.cost),
    }


def _schedule_words(schedule: Any) -> str:
    times = "-".join(one for one in (schedule.opens_at, schedule.closes_at) if one)
    parts = [schedule.freq or "", ",".join(schedule.byday), times]
    return " ".join(part for part in parts if part) or schedule.description or ""


def _read(source: Source, name: str, body: bytes) -> list[Record]:
    return read(source, unpack(body, name, f"https://sample.invalid/{name}", source.max_mb)).records


def _expected(records: list[Record]) -> str:
    """The file a person fills in: every value unknown, beside it what the draft reads today."""
    lines = [
        f'# Look each record up on the publisher\'s own page and put the right values where "{UNKNOWN}" stands.',
        "# Behind it stands what the draft reads today, which may be wrong.",
    ]
    for record in records:
        lines += ["", f"[{quoted(record.key)}]"]
        lines += [f"{field} = {quoted(UNKNOWN)}  # {_toml(value)}" for field, value in facts(record).items()]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return quoted(value) if isinstance(value, str) else repr(value)
