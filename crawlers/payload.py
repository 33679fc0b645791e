"""Bytes of a feed, however they were wrapped: plain, gzip, zip, or a folder of files.

Nothing is ever unpacked onto disk, and nothing grows past the limit of its source, so a bomb or a member
named `../x` is an error and no more.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from data.errors import FeedError

MEGABYTE = 1_000_000
# What a compressed feed may grow to, as a multiple of its source's `max_mb`.
_ROOM = 4
_CHUNK = 1 << 20
# How a zip file begins: with a member, or with its end when it has none.
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True)
class Payload:
    """One file of a feed: its `name` (a path inside an archive or folder, else the last part of the URL)."""

    name: str
    body: bytes
    url: str

    @property
    def stem(self) -> str:
        """The file's name without folders and without its last ending, in lower case."""
        return self.name.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower()


def unpack(body: bytes, name: str, url: str, max_mb: int) -> list[Payload]:
    """Return the files in `body`: its zip members, its unzipped content, or itself. A workbook stays one file.

    `max_mb` is the largest size of the body in megabytes; unpacked it may be four times that. Raises
    FeedError when it is larger, cut short, damaged, or has a member that points outside the archive.
    """
    check_size(len(body), max_mb)
    room = max_mb * MEGABYTE * _ROOM
    if body[:2] == b"\x1f\x8b":
        body = _gunzip(body, room)
        name = name.removesuffix(".gz")
    if body[:4] in _ZIP and not _is_workbook(body):
        return _unzip(body, url, room)
    return [Payload(name, body, url)]


def unpack_workbook(payload: Payload, max_mb: int) -> list[Payload]:
    """Return the parts of an Excel workbook (Office Open XML), which is a zip file; raises FeedError as `unpack`."""
    return _unzip(payload.body, payload.url, max_mb * MEGABYTE * _ROOM)


def check_size(size: int, max_mb: int) -> None:
    """Raise FeedError when a feed of `size` bytes is larger than its source allows."""
    if size > max_mb * MEGABYTE:
        raise FeedError(
            f"the feed has {size / MEGABYTE:,.0f} MB, more than the {max_mb} MB allowed (key max_mb)", code="too-large"
        )


def read_folder(folder: Path, max_mb: int) -> list[Payload]:
    """Return the files below a folder (hidden ones left out), by name, unpacked like any other body."""
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(".")]
    check_size(sum(path.stat().st_size for path in paths), max_mb)
    found: list[Payload] = []
    for path in paths:
        found += unpack(path.read_bytes(), path.relative_to(folder).as_posix(), path.as_uri(), max_mb)
    return found


def _is_workbook(body: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return {"[Content_Types].xml", "xl/workbook.xml"} <= set(archive.namelist())
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError):
        return False


def _gunzip(body: bytes, room: int) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as stream:
            return _read_within(stream, room)
    except (EOFError, OSError, zlib.error) as error:
        raise FeedError(f"the gzip file is cut short or damaged: {error}", code="bad-gzip") from None


def _unzip(body: bytes, url: str, room: int) -> list[Payload]:
    found = []
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for member in archive.infolist():
                _check_member(member)
                if member.is_dir():
                    continue
                with archive.open(member) as stream:
                    content = _read_within(stream, room, size)
                size += len(content)
                found.append(Payload(member.filename, content, url))
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, zlib.error, RuntimeError) as error:
        raise FeedError(f"the zip file is cut short or damaged: {error}", code="bad-zip") from None
    if not found:
        raise FeedError("the zip file holds no file", code="empty")
    return found


def _check_member(member: zipfile.ZipInfo) -> None:
    name = member.filename
    # As written in the archive: `filename` has its own slashes put right and ends at a NUL.
    parts = member.orig_filename.replace("\\", "/").split("/")
    if ".." in parts or not parts[0] or ":" in parts[0]:
        raise FeedError(f"the zip file has a member that points outside it: {name[:200]!r}", code="unsafe-zip")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # The others unpack a whole chunk at once, however much comes out of it.
        raise FeedError(f"the zip file packs {name[:200]!r} in another way than deflate", code="bad-zip")


def _read_within(stream: IO[bytes], room: int, size: int = 0) -> bytes:
    """Read a stream to its end; `size` bytes of the room are taken already."""
    chunks = []
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > room:
            raise FeedError(f"the feed grows past {room / MEGABYTE:,.0f} MB when unpacked", code="too-large")
        chunks.append(chunk)
    return b"".join(chunks)
