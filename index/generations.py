"""Immutable generations on disk and the one pointer that says which is current.

`index/CURRENT` holds the name of a folder `gen-000001` beside it. A generation is built in a `.tmp`
folder, checked, synced, renamed, and only then named in CURRENT, in one step: readers never see a half
of one. `meta.json` in it holds the format, counts, and the size and SHA-256 of every file.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.errors import GenerationError
from index.engine import Engine, Generation

FORMAT = 8
_POINTER = "CURRENT"
_log = logging.getLogger("kith.index")


def publish(root: Path, fill: Callable[[Path], dict[str, Any]]) -> str:
    """Build a generation with `fill`, verify it, make it current, keep only the one before too; return its name.

    `fill` writes its files into the empty folder it gets and returns facts for `meta.json`. Raises
    GenerationError when another build is running; if anything fails, nothing changes for readers.
    """
    root.mkdir(parents=True, exist_ok=True)
    with _only_build(root):
        for left_over in root.glob("gen-*.tmp"):
            shutil.rmtree(left_over)
        name = f"gen-{_newest_number(root) + 1:06d}"
        unfinished = root / f"{name}.tmp"
        unfinished.mkdir()
        try:
            facts = fill(unfinished)
            known = _write_meta(unfinished, name, facts, _known_files(root))
            verify(unfinished, known)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        before = _current(root)
        unfinished.rename(root / name)
        _sync(root)
        point_to(root, name)
        # What was current is what a roll-back leads to: after one, that is not the newest.
        for old in _names(root):
            if old not in (name, before):
                _remove(root / old)
        return name


def _remove(folder: Path) -> None:
    """Delete a generation: first its name, so that nobody who is opening it takes half of it for the whole."""
    doomed = folder.with_name(f"{folder.name}.tmp")
    with contextlib.suppress(OSError):
        folder.rename(doomed)
        shutil.rmtree(doomed)


def link(source: Path, target: Path) -> None:
    """Make a folder whose files are those of another: nothing is copied, and neither is ever written again."""
    for path in sorted(source.rglob("*")):
        if path.is_file():
            to = target / path.relative_to(source)
            to.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, to)


def point_to(root: Path, name: str) -> None:
    """Make a generation the current one, in one step."""
    unfinished = root / f"{_POINTER}.tmp"
    unfinished.write_text(name + "\n", "ascii")
    _sync(unfinished)
    os.replace(unfinished, root / _POINTER)
    _sync(root)


def roll_back(root: Path) -> str:
    """Make the generation before the current one current; return its name. Raises GenerationError without one."""
    with _only_build(root):
        current = current_folder(root).name
        earlier = [name for name in _names(root) if name < current]
        if not earlier:
            raise GenerationError(f"there is no generation before {current}", code="no-earlier")
        check_sizes(root / earlier[-1])
        point_to(root, earlier[-1])
        return earlier[-1]


def mark(root: Path) -> object:
    """Return a value that changes whenever the pointer is switched; None without a pointer. Costs one stat."""
    try:
        found = os.stat(root / _POINTER)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def open_newest(root: Path, engine: Engine, previous: Generation | None) -> Generation:
    """Open the current generation; when it is damaged say so and open the last good one.

    Raises GenerationError when there is none that can be opened (and `previous` is None).
    """
    wanted = _current(root)
    problems = []
    for name in [wanted, *reversed([one for one in _names(root) if one != wanted])] if wanted else []:
        if previous is not None and previous.name == name:
            return previous
        try:
            check_sizes(root / name)
            return engine.open(root / name)
        except GenerationError as error:
            if name == wanted and _current(root) != wanted:
                # Not damaged: newer ones were published while it was being opened, and it was deleted.
                return open_newest(root, engine, previous)
            problems.append(str(error))
            _log.error("index generation refused: %s", error)
    if previous is not None:
        return previous
    if problems:
        raise GenerationError(f"no index generation can be opened: {problems[0]}", code="damaged-index")
    raise GenerationError("there is no index yet: run kith build", code="no-index")


def read_meta(folder: Path) -> dict[str, Any]:
    """Return a generation's `meta.json`. Raises GenerationError when it is missing, cut short or of another format."""
    try:
        meta = json.loads((folder / "meta.json").read_text("utf-8"))
        if meta["format"] != FORMAT:
            message = f"{folder.name} has format {meta['format']}, not {FORMAT}: run kith build"
            raise GenerationError(message, code="other-format")
        return dict(meta)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GenerationError(f"{folder.name}/meta.json cannot be read: {error}", code="damaged-index") from None


def check_sizes(folder: Path) -> None:
    """Raise GenerationError naming a file that is missing or has another size than when it was built."""
    for name, facts in read_meta(folder)["files"].items():
        path = folder / name
        size = path.stat().st_size if path.is_file() else None
        if size != facts["bytes"]:
            found = "is missing" if size is None else f"has {size} bytes, not {facts['bytes']}"
            raise GenerationError(f"{folder.name}/{name} {found}", code="damaged-index")


def verify(folder: Path, known: frozenset[str] = frozenset()) -> int:
    """Check every byte of a generation against its SHA-256; return how many files. Raises GenerationError.

    `known` files are those of an earlier generation, shared with it and checked when that was built.
    """
    check_sizes(folder)
    files = read_meta(folder)["files"]
    for name, facts in files.items():
        if name not in known and _sha256(folder / name) != facts["sha256"]:
            raise GenerationError(f"{folder.name}/{name} is not what was built", code="damaged-index")
    return len(files)


def is_published(root: Path) -> bool:
    """Whether there is an index to search."""
    return _current(root) is not None


def current_folder(root: Path) -> Path:
    """Return the folder of the current generation. Raises GenerationError when there is none."""
    name = _current(root)
    if name is None:
        raise GenerationError("there is no index yet: run kith build", code="no-index")
    return root / name


def _current(root: Path) -> str | None:
    try:
        name = (root / _POINTER).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        name = ""
    names = _names(root)
    return name if name in names else (names[-1] if names else None)


def _names(root: Path) -> list[str]:
    if not root.is_dir():
        return []
    return sorted(path.name for path in root.iterdir() if path.name.startswith("gen-") and path.suffix != ".tmp")


def _newest_number(root: Path) -> int:
    numbers = [int(name.removeprefix("gen-")) for name in _names(root) if name.removeprefix("gen-").isdigit()]
    return max(numbers, default=0)


def _known_files(root: Path) -> dict[tuple[int, int], dict[str, Any]]:
    """Size and SHA-256 of the files of all generations by where they lie, so that shared ones are not read again."""
    known = {}
    for name in _names(root):
        with contextlib.suppress(GenerationError, OSError):
            for path, facts in read_meta(root / name)["files"].items():
                found = (root / name / path).stat()
                known[found.st_dev, found.st_ino] = facts
    return known


def _write_meta(
    folder: Path, name: str, facts: dict[str, Any], known: dict[tuple[int, int], dict[str, Any]]
) -> frozenset[str]:
    """Write `meta.json`; return the files that are shared with an earlier generation."""
    files, shared = {}, set()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            found, relative = path.stat(), path.relative_to(folder).as_posix()
            if (earlier := known.get((found.st_dev, found.st_ino))) is not None:
                files[relative] = earlier
                shared.add(relative)
                continue
            _sync(path)
            files[relative] = {"bytes": found.st_size, "sha256": _sha256(path)}
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            _sync(path)
    built = datetime.now(UTC).replace(microsecond=0).isoformat()
    meta = {"format": FORMAT, "name": name, "built": built, **facts, "files": files}
    (folder / "meta.json").write_text(json.dumps(meta, indent=1), "utf-8")
    _sync(folder / "meta.json")
    _sync(folder)
    return frozenset(shared)


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _only_build(root: Path) -> Iterator[None]:
    with (root / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise GenerationError("another build is running", code="build-running") from None
        yield
