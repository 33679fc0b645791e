"""Reading and writing the files of a generation: arrays, bytes, small JSON, and names with numbers."""

from __future__ import annotations

import itertools
import json
import math
import mmap
import os
import re
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

_MAGIC = b"\x93NUMPY\x01\x00"
# The header of an array as `numpy.save` writes it: its length, type, shape, and blanks up to a multiple of 64 bytes.
_HEADER = re.compile(
    re.escape(_MAGIC)
    + rb"(..)\{'descr': '([<|][A-Za-z]\d+)', 'fortran_order': False, 'shape': \(((?:\d+, ?)*\d*)\), \} *\n",
    re.DOTALL,
)
_PREFIX = len(_MAGIC) + 2
_LONGEST_HEADER = 256


def save(folder: Path, name: str, values: np.ndarray) -> None:
    """Write an array as `name.npy`."""
    np.save(folder / f"{name}.npy", values, allow_pickle=False)


def load(folder: Path, name: str, kind: str, *shape: int | None) -> np.ndarray:
    """Return the array of `name.npy`, memory-mapped and read-only.

    Raises OSError, or ValueError naming the file when it is not of that `kind` (dtype) and shape (None: any length).

    The file is what `save` writes: version 1.0 of NumPy's format (`numpy.lib.format`), in the order of C. NumPy's own
    reader takes any such file, but four times as long, and a generation has a hundred of them to be opened.
    """
    with _opened(folder, f"{name}.npy") as handle:
        header = _HEADER.match(os.pread(handle, _LONGEST_HEADER, 0))
        if header is None:
            raise ValueError(f"{name}.npy does not begin as an array")
        held = mmap.mmap(handle, 0, access=mmap.ACCESS_READ)
    size, type_, lengths = header.groups()
    is_, begin = tuple(int(one) for one in lengths.split(b",") if one), header.end()
    fits = len(shape) == len(is_) and all(want in (None, one) for want, one in zip(shape, is_, strict=True))
    dtype = np.dtype(kind)
    if type_.decode("ascii") != dtype.str or not fits:
        raise ValueError(f"{name}.npy is {type_.decode('ascii')} {is_}, not {kind} {shape}")
    if int.from_bytes(size, "little") != begin - _PREFIX or len(held) != begin + math.prod(is_) * dtype.itemsize:
        raise ValueError(f"{name}.npy has {len(held)} bytes, not those of {kind} {is_}")
    return np.ndarray(is_, dtype, held, begin)


@contextmanager
def _opened(folder: Path, name: str) -> Iterator[int]:
    # Text, not a path: joining paths takes as long as opening the file.
    handle = os.open(f"{folder}/{name}", os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def load_starts(folder: Path, name: str, kind: str, count: int | None, end: int) -> np.ndarray:
    """Return the array of `name.npy`, where each of `count` ranges begins, the last of which ends at `end`.

    Raises as `load` does.
    """
    starts = load(folder, name, kind, None if count is None else count + 1)
    if not len(starts) or int(starts[0]) != 0 or int(starts[-1]) != end:
        raise ValueError(f"{name}.npy does not lead from 0 to {end}")
    return starts


def spread(starts: np.ndarray, ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return all numbers of the ranges `[start, end)` one after the other, and for each the number of its range."""
    return numbers_of(starts, ends), np.repeat(np.arange(len(starts)), ends - starts)


def numbers_of(starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Return all numbers of the ranges `[start, end)` one after the other."""
    counts = ends - starts
    upto = np.cumsum(counts)
    numbers = np.arange(upto[-1] if len(upto) else 0)
    numbers += np.repeat(starts - upto + counts, counts)
    return numbers


def save_json(folder: Path, name: str, value: object) -> None:
    """Write a small object as `name.json`."""
    (folder / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), "utf-8")


def load_json(folder: Path, name: str) -> Any:
    """Return the object of `name.json`. Raises OSError or ValueError when it is none."""
    try:
        return json.loads((folder / f"{name}.json").read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{name}.json: {error}") from None


def save_blobs(folder: Path, name: str, blobs: Iterable[bytes]) -> None:
    """Write byte strings one after the other as `name.bin`, where each begins as `name_starts.npy`."""
    sizes = array("q", [0])
    with (folder / f"{name}.bin").open("wb") as out:
        sizes.extend(map(out.write, blobs))
    save(folder, f"{name}_starts", np.cumsum(sizes, dtype=np.int64))


class Blobs:
    """Byte strings by number, memory-mapped (`save_blobs`). Raises as `load` does when there are not `count`."""

    def __init__(self, folder: Path, name: str, count: int | None = None) -> None:
        with _opened(folder, f"{name}.bin") as handle:
            size = os.fstat(handle).st_size
            self._hold(handle, size)
        self._starts = load_starts(folder, f"{name}_starts", "i8", count, size)

    def _hold(self, handle: int, size: int) -> None:
        # Nothing can be mapped of an empty file.
        self._bytes = mmap.mmap(handle, size, access=mmap.ACCESS_READ) if size else b""

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> bytes:
        return self._bytes[int(self._starts[number]) : int(self._starts[number + 1])]


class Records(Blobs):
    """Byte strings like `Blobs` that are read from the file, not mapped: few are wanted of very many.

    Of a mapped file every look maps sixteen pages, which count as this process's memory for good.
    """

    def _hold(self, handle: int, size: int) -> None:
        self._file = os.dup(handle)
        weakref.finalize(self, os.close, self._file)

    def __getitem__(self, number: int) -> bytes:
        start, end = self._starts[number : number + 2].tolist()
        return os.pread(self._file, end - start, start)

    def some(self, numbers: Sequence[int]) -> list[bytes]:
        """Return several, in the order of their numbers as given."""
        at = np.array(numbers, np.intp)
        starts = self._starts.take(at)
        sizes = self._starts.take(at + 1) - starts
        return list(map(os.pread, itertools.repeat(self._file), sizes.tolist(), starts.tolist()))


def save_names(folder: Path, name: str, names: Sequence[str]) -> None:
    """Write names, all different, so that each number gives its name and each name its number at once."""
    save_blobs(folder, name, (one.encode("utf-8") for one in names))
    hashes = stable_hashes(names)
    order = np.argsort(hashes, kind="stable")
    save(folder, f"{name}_hashes", hashes[order])
    save(folder, f"{name}_numbers", order.astype(np.int32))


class Names:
    """Names with numbers, memory-mapped (`save_names`): nothing is read before it is asked for. Raises as `load`."""

    def __init__(self, folder: Path, name: str, count: int | None = None) -> None:
        self._names = Blobs(folder, name, count)
        self._hashes = load(folder, f"{name}_hashes", "u8", len(self._names))
        self._numbers = load(folder, f"{name}_numbers", "i4", len(self._names))

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, number: int) -> str:
        return self._names[number].decode("utf-8")

    def find(self, name: str) -> int | None:
        """Return the number of a name, or None."""
        wanted = np.uint64(stable_hash(name))
        at = int(np.searchsorted(self._hashes, wanted))
        while at < len(self._hashes) and self._hashes[at] == wanted:
            number = int(self._numbers[at])
            if self[number] == name:
                return number
            at += 1
        return None

    def find_all(self, names: Sequence[str]) -> np.ndarray:
        """Return the number of each of many names (int64), -1 for one that is not there."""
        found = np.full(len(names), -1, np.int64)
        if not len(self._hashes):
            return found
        wanted = stable_hashes(names)
        at = np.minimum(np.searchsorted(self._hashes, wanted), len(self._hashes) - 1)
        for row in np.flatnonzero(self._hashes[at] == wanted).tolist():
            number = int(self._numbers[at[row]])
            # Of several names with one hash this may be another one.
            same = number if self[number] == names[row] else self.find(names[row])
            found[row] = -1 if same is None else same
        return found


def stable_hash(name: str) -> int:
    """Return a 64-bit number of a text, the same on every machine and day (BLAKE2b)."""
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def stable_hashes(names: Iterable[str]) -> np.ndarray:
    """Return `stable_hash` of each of many texts (uint64)."""
    hashed = [blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest() for name in names]
    return np.frombuffer(b"".join(hashed), "<u8").astype(np.uint64)
