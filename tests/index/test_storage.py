"""Files of a generation: what was written is read, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import storage
from index.storage import Names, load, save, save_names

ARRAYS = [
    np.arange(7, dtype=np.int64),
    np.zeros(0, np.float64),
    np.arange(6, dtype=np.int32).reshape(2, 3),
    np.zeros((0, 4), np.uint8),
    np.zeros((3, 0), np.float32),
    np.array([True, False]),
    np.array([b"0123456789abcdef", b"short"], "S16"),
    np.array([b"01234567", b"0123456\0"], "V8"),
    np.array(5, np.uint16),
]


@pytest.mark.parametrize("values", ARRAYS, ids=lambda values: f"{values.dtype.str}{values.shape}")
def test_an_array_is_read_as_numpy_reads_it(tmp_path: Path, values: np.ndarray) -> None:
    save(tmp_path, "one", values)
    found = load(tmp_path, "one", values.dtype.str, *values.shape)
    assert np.array_equal(found, np.load(tmp_path / "one.npy"))
    assert (found.dtype, found.shape, type(found)) == (values.dtype, values.shape, np.ndarray)
    assert found.flags.c_contiguous
    assert found.flags.aligned
    assert not found.flags.writeable


def file_of(descr: str = "'<i8'", order: str = "False", data: bytes = bytes(8), longer: int = 0) -> bytes:
    head = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': (1,), }}\n".encode()
    return b"\x93NUMPY\x01\0" + (len(head) + longer).to_bytes(2, "little") + head + data


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x93NUMPY",
        b"PK\x03\x04 something else altogether",
        file_of().replace(b"\x01\0", b"\x02\0", 1),
        file_of(descr="'<i4'"),
        file_of(descr="'>i8'"),
        file_of(descr="'|O'"),
        file_of(descr="[('a', '<i8')]"),
        file_of(order="True"),
        file_of(longer=1),
        file_of(data=bytes(7)),
        file_of(data=bytes(9)),
    ],
)
def test_what_is_no_array_of_ours_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "one.npy").write_bytes(file_of())
    assert load(tmp_path, "one", "i8", 1).tolist() == [0]
    (tmp_path / "one.npy").write_bytes(content)
    with pytest.raises(ValueError, match=r"one\.npy"):
        load(tmp_path, "one", "i8", None)


def test_many_names_are_found_as_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "stable_hash", lambda name: len(name))
    monkeypatch.setattr(storage, "stable_hashes", lambda names: np.array([len(name) for name in names], np.uint64))
    held = ["a", "b", "c", "dd", "eee", "ff"]
    save_names(tmp_path, "names", held)
    names = Names(tmp_path, "names")
    wanted = ["ff", "c", "zz", "", "a", "gggg", "dd", "b"]
    assert names.find_all(wanted).tolist() == [held.index(one) if one in held else -1 for one in wanted]
    assert [names.find(one) for one in wanted] == [held.index(one) if one in held else None for one in wanted]
    save_names(tmp_path, "none", [])
    assert Names(tmp_path, "none").find_all(["a"]).tolist() == [-1]
