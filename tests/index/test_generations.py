"""Generations: published whole, switched in one step, refused when damaged."""

from __future__ import annotations

import gc
import logging
import threading
import weakref
from pathlib import Path

import pytest

from data.errors import GenerationError
from data.settings import Settings
from index import generations
from index.directory import Directory
from index.request import SearchRequest
from tests.conftest import Build, make_listing

GRIEF, FOOD = make_listing("Grief Circle"), make_listing("Food Shelf", needs=["practical-help", "practical-help/food"])


def names(directory: Directory) -> list[str]:
    return [result["name"] for result in directory.search(SearchRequest())["results"]]


def test_a_new_generation_is_noticed_by_an_open_directory(build: Build) -> None:
    directory = build(GRIEF)
    assert names(directory) == ["Grief Circle"]
    build(GRIEF, FOOD)
    assert sorted(names(directory)) == ["Food Shelf", "Grief Circle"]


def test_no_index_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(GenerationError, match="run kith build") as caught:
        Directory(settings).search(SearchRequest())
    assert caught.value.code == "no-index"


def test_a_build_that_fails_changes_nothing(build: Build, settings: Settings) -> None:
    directory = build(GRIEF)

    def breaks(folder: Path) -> dict[str, object]:
        (folder / "lat.npy").write_bytes(b"half")
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        generations.publish(settings.generations, breaks)
    assert names(directory) == names(Directory(settings)) == ["Grief Circle"]
    assert not list(settings.generations.glob("*.tmp"))


def files_of(settings: Settings) -> list[str]:
    folder = generations.current_folder(settings.generations)
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_generation_cut_short_is_refused_and_the_one_before_answers(
    build: Build, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    build(GRIEF)
    build(FOOD)
    folder = generations.current_folder(settings.generations)
    for name in [*files_of(settings)]:
        whole = (folder / name).read_bytes()
        if not whole:
            continue
        (folder / name).write_bytes(whole[: len(whole) // 2])
        caplog.clear()
        with caplog.at_level(logging.ERROR):
            assert names(Directory(settings)) == ["Grief Circle"], name
        assert folder.name in caplog.text
        (folder / name).write_bytes(whole)
    assert names(Directory(settings)) == ["Food Shelf"]


def test_when_every_generation_is_damaged_it_says_so(build: Build, settings: Settings) -> None:
    build(GRIEF)
    (generations.current_folder(settings.generations) / "meta.json").write_text("{", "utf-8")
    with pytest.raises(GenerationError, match="meta.json cannot be read"):
        Directory(settings).search(SearchRequest())


def test_verify_reads_every_byte(build: Build, settings: Settings) -> None:
    build(GRIEF)
    folder = generations.current_folder(settings.generations)
    assert generations.verify(folder) == len(files_of(settings)) - 1
    whole = (folder / "base" / "listings.bin").read_bytes()
    (folder / "base" / "listings.bin").write_bytes(whole[:-1] + b"X")
    generations.check_sizes(folder)
    with pytest.raises(GenerationError, match=r"listings.bin is not what was built"):
        generations.verify(folder)


def test_a_pointer_to_nothing_and_an_empty_pointer_lead_to_the_newest(build: Build, settings: Settings) -> None:
    build(GRIEF)
    for content in ("gen-999999\n", "", "../../etc\n"):
        (settings.generations / "CURRENT").write_text(content, "ascii")
        assert names(Directory(settings)) == ["Grief Circle"]


def test_roll_back_and_only_two_are_kept(build: Build, settings: Settings) -> None:
    for listing in (GRIEF, FOOD, make_listing("Choir")):
        directory = build(listing)
    assert len(list(settings.generations.glob("gen-*"))) == 2
    assert generations.roll_back(settings.generations) == "gen-000002"
    assert names(directory) == ["Food Shelf"]
    with pytest.raises(GenerationError, match="no generation before"):
        generations.roll_back(settings.generations)


def test_two_builds_at_once_are_refused(build: Build, settings: Settings) -> None:
    def nested(folder: Path) -> dict[str, object]:
        build(GRIEF)
        return {}

    with pytest.raises(GenerationError, match="another build is running"):
        generations.publish(settings.generations, nested)


def test_readers_in_threads_never_see_half_a_switch(build: Build) -> None:
    directory = build(GRIEF)
    errors: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            found = names(directory)
            if found not in (["Grief Circle"], ["Food Shelf"]):
                errors.append(found)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for turn in range(6):
        build(FOOD if turn % 2 == 0 else GRIEF)
    stop.set()
    for reader in readers:
        reader.join()
    assert errors == []


def test_a_generation_nobody_uses_is_let_go_of_at_once(build: Build) -> None:
    """Not when Python next looks for garbage: until then its files would stay open and on the disk."""
    directory = build(GRIEF, FOOD)
    old = directory.current()
    old.search(SearchRequest(text="free grief", near="62701", sort="time"))
    old.search(SearchRequest(text="nothing of the kind"))
    columns = weakref.ref(old.parts[0].columns)  # type: ignore[attr-defined]
    gc.disable()
    try:
        build(GRIEF)
        directory.current()
        del old
        assert columns() is None
    finally:
        gc.enable()


def test_after_a_roll_back_the_next_build_keeps_the_good_one(build: Build, settings: Settings) -> None:
    build(GRIEF)
    build(FOOD)
    assert generations.roll_back(settings.generations) == "gen-000001"
    build(FOOD)
    assert sorted(path.name for path in settings.generations.glob("gen-*")) == ["gen-000001", "gen-000003"]
    assert generations.roll_back(settings.generations) == "gen-000001"
