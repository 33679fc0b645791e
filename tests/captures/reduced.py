"""Small feeds of the shape of each capture: its first rows in its own wrapping."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

from data.sources import Source

ROWS = 6
# Tables in which only some rows are listings.
_MORE = {"icarol.csv": 20, "eo_hi.csv": 40, "eo_me.csv": 40, "eo_nv.csv": 40}


def reduced(path: Path) -> bytes:
    """The first rows of a file, packed as the file is."""
    return _packed(path.name, path.read_bytes())


def files_of(source: Source) -> list[Path]:
    """The files of a source, those beside it last."""
    path = source.local_path
    assert path is not None
    own = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    return [*own, *source.local_paths_beside]


def _packed(name: str, body: bytes) -> bytes:
    if name.endswith(".gz"):
        return gzip.compress(_packed(name.removesuffix(".gz"), gzip.decompress(body)), 1)
    if name.endswith(".zip"):
        return _zipped(body)
    if name.endswith(".csv"):
        return _table(body.decode("latin-1"), _MORE.get(name, ROWS)).encode("latin-1")
    if name.endswith(".jsonl"):
        return b"\n".join(body.split(b"\n")[:ROWS])
    return _json(body)


def _zipped(body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(zipfile.ZipInfo(member.filename), _packed(member.filename, old.read(member)))
    return out.getvalue()


def _table(text: str, count: int) -> str:
    # Only these end a line; a cell may hold one.
    lines = io.StringIO(text, newline="").readlines()
    rows = csv.reader(lines)
    for _ in zip(range(count + 1), rows, strict=False):
        pass
    return "".join(lines[: rows.line_num])


def _json(body: bytes) -> bytes:
    found = re.fullmatch(rb"(\s*[\w.]+\()?(.*?)(\);?\s*)?", body, re.DOTALL)
    assert found is not None
    try:
        value = json.loads(found[2])
    except ValueError:
        return body
    return (found[1] or b"") + json.dumps(_few(value)).encode() + (found[3] or b"")


def _few(value: Any) -> Any:
    if isinstance(value, list):
        return value[:ROWS]
    if isinstance(value, dict):
        return {key: one[: ROWS * 2] if isinstance(one, list) else one for key, one in value.items()}
    return value
