"""Ways to damage a feed: its bytes, its values, its lines, its columns, its wrapping. All by a seeded generator."""

from __future__ import annotations

import copy
import csv
import gzip
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from typing import Any

ODD = [
    None, True, False, 0, -1, 7, 1e308, float("nan"), float("inf"), 10**30, "", " ", "x", "0", "\ud83d", "\0", "\u202e",
    "²", "9" * 5000, "25:99", "2026-13-45 99:99:99", "<b>&amp;</b>", "<script>", "http://[", "javascript:alert(1)",
    "1e999", [], {}, [[]], [None], [{}], {"": {}}, {"id": None}, ["MO"] * 50, {"@id": "#a"}, "-00:00",
    "1e5", -(10**400), 0.1 + 0.2, "99999999999999999999", "1970-01-01", "POINT (900 900)", "24:00", "%s", "../x", "[1",
]  # fmt: skip
STRAY = [b"\0", b'"', b"\r", b"\n", b",", b"\xff\xfe", b"\xed\xa0\x80", b"[" * 3000, b"\x1f\x8b", b"PK\x03\x04"]


def swapped(value: Any, rng: random.Random) -> Any:
    """The same objects with one value, anywhere inside, put in place of another, taken away, or doubled."""
    value = copy.deepcopy(value)
    node = value
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return value
        key = rng.choice(keys)
        if isinstance(node[key], (dict, list)) and node[key] and rng.random() < 0.8:
            node = node[key]
            continue
        way = rng.random()
        if way < 0.8:
            node[key] = copy.deepcopy(rng.choice(ODD))
        elif way < 0.9 or not isinstance(node, list):
            del node[key]
        else:
            node.append(node[key])
        return value


def damaged(body: bytes, rng: random.Random) -> bytes:
    """The same bytes with some flipped, cut out, doubled, or cut short."""
    body = bytearray(body)
    for _ in range(rng.choice([1, 1, 2, 8])):
        if not body:
            break
        at = rng.randrange(len(body))
        way = rng.random()
        if way < 0.5:
            body[at] ^= 1 << rng.randrange(8)
        elif way < 0.65:
            body[at : at + rng.randrange(1, 30)] = b""
        elif way < 0.8:
            body[at:at] = body[at : at + rng.randrange(1, 30)]
        elif way < 0.9:
            body[at:at] = rng.choice(STRAY)
        else:
            del body[at:]
    return bytes(body)


def deep(rng: random.Random) -> Any:
    """An object in an object in an object: deeper than anything looks."""
    value: Any = "x"
    for _ in range(rng.choice([4, 40, 400])):
        value = {"id": value} if rng.random() < 0.5 else [value]
    return value


def renamed(value: Any, rng: random.Random) -> Any:
    """The same objects with one key, of one object or of all, called otherwise, dropped, or holding something deep."""
    value = copy.deepcopy(value)
    objects = [one for one in _objects(value) if one]
    if not objects:
        return value
    key = rng.choice(list(rng.choice(objects)))
    chosen = objects if rng.random() < 0.5 else [one for one in objects if key in one][:1]
    way, other = rng.random(), rng.choice([key.upper(), key + " ", "", "id", "name", key[::-1]])
    for one in chosen:
        if key in one:
            found = one.pop(key)
            if way < 0.5:
                one[other] = found
            elif way < 0.7:
                one[key] = deep(rng)
    return value


def _objects(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(found for one in value.values() for found in _objects(one))]
    return [found for one in value for found in _objects(one)] if isinstance(value, list) else []


def without_lines(body: bytes, rng: random.Random) -> bytes:
    """The same lines with some dropped, doubled, moved, or joined."""
    lines = re.split(rb"(?<=[\r\n])", body)
    for _ in range(rng.choice([1, 1, 3])):
        at = rng.randrange(len(lines))
        way = rng.random()
        if way < 0.4 and len(lines) > 1:
            del lines[at]
        elif way < 0.6:
            lines.insert(at, lines[at])
        elif way < 0.8:
            lines.insert(rng.randrange(len(lines)), lines.pop(at))
        else:
            lines[at] = lines[at].rstrip(b"\r\n")
    return b"".join(lines)


def other_columns(body: bytes, rng: random.Random) -> bytes:
    """The same table with a column renamed, dropped, doubled or moved, or a cell that is something else."""
    rows = list(csv.reader(io.StringIO(body.decode("latin-1"), newline=None)))
    width = len(rows[0]) if rows else 0
    if not width:
        return body
    column, way = rng.randrange(width), rng.random()
    if way < 0.3:
        rows[0][column] = rng.choice(["", "id", rows[0][column].upper(), rows[0][column] + "\u00a0", rows[0][0]])
    elif way < 0.8:
        row = rng.choice(rows)
        row[column : column + 1] = [str(rng.choice(ODD))[:2000]]
    else:
        for row in rows:
            cell = row[column : column + 1]
            row[column : column + 1] = [] if way < 0.9 else cell * 2
    out = io.StringIO()
    csv.writer(out).writerows([cell.encode("latin-1", "replace").decode("latin-1") for cell in row] for row in rows)
    return out.getvalue().encode("latin-1")


def other_encoding(body: bytes, rng: random.Random) -> bytes:
    """The same text in another encoding, or read in a wrong one and written again."""
    text = body.decode(rng.choice(["utf-8", "latin-1", "mac-roman"]), "replace")
    return text.encode(
        rng.choice(["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-7", "cp1252", "cp500"]), "replace"
    )


def torn_wrapping(body: bytes, rng: random.Random) -> bytes:
    """The same file packed once more, and mostly not to its end."""
    packed = gzip.compress(body, 1)
    return packed if rng.random() < 0.2 else packed[: rng.randrange(len(packed))]


def _of_json(way: Callable[[Any, random.Random], Any]) -> Callable[[bytes, random.Random], bytes]:
    def damage(body: bytes, rng: random.Random) -> bytes:
        found = re.fullmatch(rb"(\s*[\w.]+\()?(.*?)(\);?\s*)?", body, re.DOTALL)
        assert found is not None
        try:
            value = json.loads(found[2])
        except ValueError:
            return damaged(body, rng)
        for _ in range(rng.choice([1, 1, 3])):
            value = way(value, rng) if isinstance(value, (dict, list)) else value
        return (found[1] or b"") + json.dumps(value).encode() + (found[3] or b"")

    return damage


_TABLE = (other_columns, other_columns, without_lines)
_JSON = (_of_json(swapped), _of_json(swapped), _of_json(renamed))
_ANY = (damaged, other_encoding, torn_wrapping)


def _with_a_member_damaged(body: bytes, rng: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = rng.choice(old.namelist())
        for name in old.namelist():
            content = old.read(name)
            new.writestr(zipfile.ZipInfo(name), mutated(name, content, rng) if name == chosen else content)
    return out.getvalue()


def mutated(name: str, body: bytes, rng: random.Random) -> bytes:
    """A file, damaged in one of the ways its kind can be."""
    if body[:4] == b"PK\x03\x04" and rng.random() < 0.8:
        return _with_a_member_damaged(body, rng)
    packed = body[:2] == b"\x1f\x8b"
    if packed and rng.random() < 0.2:
        return damaged(body, rng)
    plain = gzip.decompress(body) if packed else body
    kind = _TABLE if ".csv" in name else (*_JSON, without_lines) if ".json" in name or ".geojson" in name else ()
    changed = rng.choice((*kind, *kind, *_ANY))(plain, rng)
    return gzip.compress(changed, 1) if packed else changed
