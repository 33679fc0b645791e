"""Damage to any file of a generation: opening or verifying refuses and names it; the one before answers, loudly."""

from __future__ import annotations

import logging
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from data.errors import GenerationError
from data.settings import Settings, load_settings
from index import generations
from index.directory import Directory
from index.request import SearchRequest
from index.whoosh_engine import WhooshEngine
from tests.support.builders import make_listing
from tests.support.scattered import scattered

GOOD, DAMAGED = "gen-000001", "gen-000002"


def publish_two(settings: Settings) -> None:
    """A good generation of one listing; then one with a base and a delta, which tests damage."""
    root, engine, listings = settings.generations, WhooshEngine(), scattered(90, random.Random(4))
    generations.publish(root, lambda to: engine.build([make_listing("Still here")], {}, to))

    def fill(folder: Path) -> dict[str, object]:
        earlier = settings.home / "earlier"
        earlier.mkdir()
        engine.build(listings[:60], {}, earlier)
        redirects = {"merged": listings[70].id}
        return engine.update(earlier, listings[50:], [listings[0].id], redirects, folder)

    generations.publish(root, fill)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    settings = load_settings(tmp_path_factory.mktemp("damage"))
    publish_two(settings)
    return settings.home


@pytest.fixture
def files(home: Path) -> Iterator[Callable[[], list[Path]]]:
    """All files of the generation to damage; as they were afterwards."""
    folder = load_settings(home).generations / DAMAGED
    kept = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    yield lambda: list(kept)
    for path, content in kept.items():
        restore(path, content)


def restore(path: Path, content: bytes) -> None:
    if not path.is_file() or path.read_bytes() != content:
        path.unlink(missing_ok=True)
        path.write_bytes(content)


def refused(home: Path, caplog: pytest.LogCaptureFixture, name: str) -> None:
    """The damage is found when the generation is opened, said with the file's name, and the one before answers."""
    caplog.clear()
    with caplog.at_level(logging.ERROR):
        answer = Directory(load_settings(home)).search(SearchRequest())
    assert [one["name"] for one in answer["results"]] == ["Still here"], name
    assert_said(caplog, name)


def assert_said(caplog: pytest.LogCaptureFixture, name: str) -> None:
    assert DAMAGED in caplog.text
    assert name in caplog.text


def test_undamaged_it_answers(home: Path) -> None:
    directory = Directory(load_settings(home))
    assert directory.stats()["generation"] == DAMAGED
    assert directory.search(SearchRequest())["total"] > 60


SPOILT: dict[str, Callable[[bytes], bytes | None]] = {
    "cut": lambda whole: whole[: len(whole) // 2],
    "empty": lambda whole: b"",
    "gone": lambda whole: None,
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_file_of_another_size_is_refused(
    home: Path, files: Callable[[], list[Path]], caplog: pytest.LogCaptureFixture, soak: bool, how: str
) -> None:
    """Every file; for some (all in a long run) as a whole search, for the others while the one before is open."""
    root, engine = load_settings(home).generations, WhooshEngine()
    before = engine.open(root / GOOD)
    spoilable = [path for path in files() if SPOILT[how](path.read_bytes()) != path.read_bytes()]
    asked = spoilable if soak else random.Random(6).sample(spoilable, 12)
    for path in spoilable:
        whole = path.read_bytes()
        spoilt = SPOILT[how](whole)
        path.unlink()
        if spoilt is not None:
            path.write_bytes(spoilt)
        caplog.clear()
        assert generations.open_newest(root, engine, before) is before
        assert_said(caplog, path.name)
        if path in asked:
            refused(home, caplog, path.name)
        restore(path, whole)


def test_a_byte_of_another_value_is_found_when_opened_or_verified(
    home: Path, files: Callable[[], list[Path]], soak: bool
) -> None:
    """In headers of arrays and anywhere in other files: opening never breaks in another way."""
    chance, folder, found_open = random.Random(5), load_settings(home).generations / DAMAGED, 0
    names = {path.relative_to(folder).as_posix() for path in files()}
    for path in files():
        whole = path.read_bytes()
        header = range(128) if path.suffix == ".npy" else range(len(whole))
        for at in chance.sample(header, min(len(header), 5 if soak else 1)):
            flipped = bytearray(whole)
            flipped[at] ^= 1 << chance.randrange(8)
            path.write_bytes(flipped)
            refusal = refusal_of(folder)
            found_open += refusal is not None
            # A list that lost its end may be noticed by the file that says where its parts begin.
            assert refusal is None or path.suffix != ".npy" or path.stem.split("_")[0] in refusal
        if whole and path.name != "meta.json":
            # All other files are read each time in a long run only.
            others = frozenset() if soak else frozenset(names - {path.relative_to(folder).as_posix()})
            with pytest.raises(GenerationError, match=path.name):
                generations.verify(folder, others)
        restore(path, whole)
    assert found_open > (80 if soak else 15)


@pytest.mark.parametrize("how", ["longer", "shorter", "kind", "flat", "other-order"])
def test_an_array_of_another_shape_or_kind_is_refused(
    home: Path, files: Callable[[], list[Path]], soak: bool, how: str
) -> None:
    """As if all sizes were right: what was built by other code, or a header that lies, is not answered from.

    The part of changes, which the same code opens as the base, only in a long run.
    """
    folder, taken = load_settings(home).generations / DAMAGED, []
    for path in files():
        if path.suffix != ".npy" or (path.parent.name == "delta" and not soak):
            continue
        whole = path.read_bytes()
        other = changed(np.load(path), how)
        if other is None:
            continue
        np.save(path, other)
        if refusal_of(folder) is None:
            taken.append(path.relative_to(folder).as_posix())
        restore(path, whole)
    assert set(taken) - NOT_OPENED == TAKEN.get(how, set())


# Only the next build reads these, after it has checked their sizes.
NOT_OPENED = {f"{part}/{name}.npy" for part in ("base", "delta") for name in ("suggest_docs", "catalog_digests")}
# A row that is gone twice is gone once.
TAKEN = {"longer": {"gone.npy"}}


def refusal_of(folder: Path) -> str | None:
    try:
        WhooshEngine().open(folder)
    except GenerationError as error:
        return str(error)
    return None


def changed(values: np.ndarray, how: str) -> np.ndarray | None:
    if how == "longer":
        return np.append(values, values[-1:], axis=0) if len(values) else None
    if how == "shorter":
        return values[:-1] if len(values) else None
    if how == "kind":
        return values.astype("S20" if values.dtype.kind == "S" else "U20")
    if how == "flat":
        return values.reshape(-1, 1) if values.ndim == 1 else values.ravel()
    return np.asfortranarray(values) if values.ndim == 2 and min(values.shape) > 1 else None


def test_counts_that_lie_are_refused(home: Path, files: Callable[[], list[Path]]) -> None:
    folder = load_settings(home).generations / DAMAGED
    path = folder / "base" / "counts.json"
    assert path in files()
    for text in ('{"documents": 60}', "[]", "60", '{"documents": 60, "placed": 61, "shown": 62}', '{"documents": 61, '
                 '"placed": 50, "shown": 55}', '{"documents": "x", "placed": 0, "shown": 0}'):  # fmt: skip
        path.write_text(text, "utf-8")
        with pytest.raises(GenerationError, match=f"{DAMAGED}/base"):
            WhooshEngine().open(folder)


def test_a_directory_that_is_open_goes_on_when_its_generation_is_damaged_and_newer_ones_are_too(
    home: Path, files: Callable[[], list[Path]], caplog: pytest.LogCaptureFixture
) -> None:
    settings = load_settings(home)
    directory = Directory(settings)
    expected = directory.search(SearchRequest())["total"]
    for path in files():
        path.unlink()
    os.utime(settings.generations / "CURRENT")
    with caplog.at_level(logging.ERROR):
        assert directory.search(SearchRequest())["total"] == expected
