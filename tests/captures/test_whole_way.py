"""The captures through the real commands: crawled, merged and built; then damaged, and nothing stored is lost."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.captures.reduced import reduced
from tests.captures.support import EXPECTED, FILES, SOURCES
from tests.support.damage import mutated

ROUNDS, MANY_ROUNDS = 1, 16
CAPTURES = "../../../../shared/captures/"
Kith = Callable[..., Any]


def summaries(out: str) -> dict[str, dict[str, Any]]:
    return {one["source"]: one for one in map(json.loads, out.splitlines())}


def stored(home: Path) -> set[tuple[str, str]]:
    with sqlite3.connect(home / "kith.db") as store:
        return set(store.execute("SELECT source, key FROM records"))


@pytest.mark.soak
def test_all_captures_become_a_directory(kith: Kith, shared: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    crawled = kith("crawl", *FILES, "--json", home=home)
    found = summaries(crawled.out)
    wanted = EXPECTED["sources"]
    assert {name: (one["records"] or wanted[name]["records"], one["skipped"]) for name, one in found.items()} == {
        name: (one["records"], one.get("skipped", {})) for name, one in wanted.items()
    }
    assert {name: one["status"] for name, one in found.items()} == {
        name: "ok" if one["records"] else "failed" for name, one in wanted.items()
    }
    assert (crawled.status, "Traceback" in crawled.err, "broke" in crawled.err) == (1, False, False)
    merged = kith("merge", home=home)
    assert (merged.status, merged.err) == (0, ""), merged.err
    assert len(stored(home)) == sum(one["records"] for one in wanted.values())
    built = kith("build", home=home)
    assert built.status == 0, built.err
    answer = json.loads(kith("search", "food pantry", "--near", "Los Angeles, CA", "--json", home=home).out)
    assert answer["groups"]["near"] > 100


def copied(folder: Path, captures: Path) -> list[Path]:
    """The source files with small feeds of the captures below them."""
    feeds = folder / "captures"
    for path in (path for path in captures.rglob("*") if path.is_file()):
        target = feeds / path.relative_to(captures)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(reduced(path) if target.suffix in (".csv", ".json", ".gz", ".zip") else path.read_bytes())
    files = [folder / path.name for path in FILES]
    for path, own in zip(FILES, files, strict=True):
        own.write_text(path.read_text("utf-8").replace(CAPTURES, "captures/"), "utf-8")
    return files


def test_damaged_captures_lose_nothing_that_is_stored(
    kith: Kith, shared: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder, home = tmp_path / "sources", tmp_path / "home"
    folder.mkdir()
    files = copied(folder, shared / "captures")
    shutil.rmtree(folder / "captures/html")
    good = summaries(kith("crawl", *files, "--json", home=home).out)
    listings = [name for name in SOURCES if EXPECTED["sources"][name]["records"]]
    assert [name for name in listings if good[name]["status"] != "ok"] == []
    assert kith("merge", home=home).status == 0
    assert kith("build", home=home).status == 0
    sound = {path: path.read_bytes() for path in (folder / "captures").rglob("*") if path.is_file()}
    for number in range(MANY_ROUNDS if request.config.getoption("--soak") else ROUNDS):
        before = stored(home)
        for path, body in sound.items():
            path.write_bytes(mutated(path.name, body, random.Random(f"{path.name}|{number}")))
        crawled = kith("crawl", *files, "--json", home=home)
        assert not [word for word in ("Traceback", "spider broke", "could not be written") if word in crawled.err]
        ended = summaries(crawled.out)
        assert set(ended) == set(SOURCES), f"round {number}: {crawled.err}"
        for name, one in ended.items():
            known = "kept" if good[name]["status"] == "ok" else "failed"
            assert one["status"] in {"ok", known}, f"round {number}: {one}"
            good[name] = one if one["status"] == "ok" else good[name]
        assert kith("merge", home=home).status == 0
        assert before <= stored(home), f"round {number}"
