"""A merge that is killed at any moment, or that finds the disk full, loses nothing and is completed by the next."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from data import pipeline, runs
from data.settings import load_settings
from data.store import Store
from tests.support.builders import NOW, crawled, make_record, make_source

SOURCES = [make_source(name) for name in ("first", "second", "third")]
SEED = 20261124
FIRST, SECOND = runs.new_run_id(NOW), runs.new_run_id(NOW.replace(day=30))
# Kills, records a source.
SMALL, SOAK = (6, 150), (100, 1_500)
Tables = dict[str, set[tuple[object, ...]]]


@dataclass
class Town:
    """A home with a committed merge and new runs to merge, and what the tables hold before and after.

    `starting` are the seconds of a merge before it first writes into the store, `writing` those from then on.
    """

    home: Path
    before: Tables
    after: Tables
    starting: float
    writing: float


def leave_runs(home: Path, run: str, count: int, changed: str) -> None:
    """A third of the records is the same for two sources, a tenth changes, one in fifty comes or goes."""
    for number, source in enumerate(SOURCES):
        records = [
            make_record(
                str(key),
                name=f"Circle {key if key % 3 == 0 else f'{number}-{key}'}",
                description=f"Told {changed}" if key % 10 == number else "Told at first",
                phones=[{"number": f"217-555-01{key % 100:02}"}],
            )
            for key in range(count)
            if key % 50 != len(changed)
        ]
        crawled(home / "raw", run, *records, source=source)


def tables(home: Path) -> Tables:
    """Every row of the store, without numbers that only count rows."""
    found: Tables = {}
    with closing(sqlite3.connect(home / "kith.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for table in ("sources", "records", "listings", "changes"):
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            wanted = ", ".join(f'"{name}"' for name in names if (table, name) != ("changes", "id"))
            found[table] = set(connection.execute(f"SELECT {wanted} FROM {table}"))
    return found


def merging(home: Path, **options: object) -> subprocess.Popen[str]:
    command = [Path(sys.executable).with_name("kith"), "merge", "--json", "--home", home]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)  # type: ignore[call-overload, no-any-return]


def wait_for_the_first_write(home: Path, merge: subprocess.Popen[str]) -> None:
    log = home / "kith.db-wal"
    while merge.poll() is None and not (log.exists() and log.stat().st_size):
        time.sleep(0.002)


@pytest.fixture(scope="module")
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Kills and records a source."""
    return SOAK if request.config.getoption("--soak") else SMALL


@pytest.fixture(scope="module")
def town(size: tuple[int, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The home every kill begins with."""
    home = tmp_path_factory.mktemp("town") / "home"
    leave_runs(home, FIRST, size[1], "before")
    pipeline.merge(load_settings(home))
    leave_runs(home, SECOND, size[1], "later")
    done = home.with_name("done")
    shutil.copytree(home, done)
    began = time.monotonic()
    merge = merging(done)
    wait_for_the_first_write(done, merge)
    first = time.monotonic()
    out, err = merge.communicate()
    ended = time.monotonic()
    assert merge.returncode == 0, err
    assert json.loads(out)["errors"] == []
    yield Town(home, tables(home), tables(done), first - began, ended - first)
    shutil.rmtree(home.parent)


def check_what_is_left(home: Path, town: Town) -> int:
    """Each source is wholly as it was or wholly as it will be, and the next merge makes all as if nothing happened.

    Return how many of the transactions, one a source and one for the listings, had been committed.
    """
    left = tables(home)
    kept = {row[:2] for row in left["records"]}
    assert {row[:2] for row in town.before["records"]} <= kept
    committed = 0
    for source in SOURCES:
        rows = {row for row in left["records"] if row[0] == source.id}
        states = [{row for row in one["records"] if row[0] == source.id} for one in (town.before, town.after)]
        committed += states.index(rows)
    assert left["listings"] in (town.before["listings"], town.after["listings"])
    committed += left["listings"] == town.after["listings"]
    assert pipeline.merge(load_settings(home)).errors == []
    assert tables(home) == town.after
    return committed


@pytest.fixture
def copy(town: Town, tmp_path: Path) -> Callable[[], Path]:
    """A copy of the home for one trial."""

    def copied() -> Path:
        home = tmp_path / "home"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(town.home, home)
        return home

    return copied


def test_a_merge_that_is_killed_loses_nothing(
    town: Town, size: tuple[int, int], copy: Callable[[], Path], record_property: Callable[[str, object], None]
) -> None:
    moments = random.Random(SEED)
    finished = 0
    committed: Counter[int] = Counter()
    for number in range(size[0]):
        home = copy()
        merge = merging(home)
        # How long starting takes varies by more than all of the writing: only the first write tells how far it is.
        if number % 5 == 0:
            time.sleep(moments.uniform(0.2, 1.0) * town.starting)
        else:
            wait_for_the_first_write(home, merge)
            time.sleep(moments.uniform(0.0, 1.0) * town.writing)
        merge.kill()
        merge.communicate()
        finished += merge.returncode != -signal.SIGKILL
        committed[check_what_is_left(home, town)] += 1
    record_property("kills by transactions committed", dict(committed))
    record_property("merges that ended before they were killed", finished)
    assert finished < size[0], "not one merge was killed while it ran"
    assert len(committed) > 1, "every merge was killed at the same point"


def test_a_merge_on_a_full_disk_says_so_and_loses_nothing(town: Town, copy: Callable[[], Path]) -> None:
    home = copy()
    largest = 40_000  # bytes a file may grow to: the store's log begins to be written and cannot go on

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    merge = merging(home, preexec_fn=full)
    out, err = merge.communicate()
    assert merge.returncode == 1, out
    assert "Traceback" not in err
    assert all(line.startswith("kith: ") for line in err.splitlines())
    assert str(home / "kith.db") in err
    assert tables(home)["records"] == town.before["records"]
    check_what_is_left(home, town)


def test_a_store_that_may_not_be_written_says_so(town: Town, copy: Callable[[], Path]) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    home = copy()
    (home / "kith.db").chmod(0o444)
    merge = merging(home)
    _, err = merge.communicate()
    assert (merge.returncode, "Traceback" in err) == (1, False)
    (home / "kith.db").chmod(0o644)
    check_what_is_left(home, town)


def test_a_new_store_that_is_killed_while_it_is_made_opens_again(tmp_path: Path) -> None:
    program = "import sys; from pathlib import Path; from data.store import Store; Store(Path(sys.argv[1]) / 'kith.db')"
    moments = random.Random(SEED)
    for number in range(2):
        home = tmp_path / str(number)
        making = subprocess.Popen([sys.executable, "-c", program, home], cwd=Path(__file__).parents[2])
        deadline = time.monotonic() + 20
        while not (home / "kith.db").exists() and making.poll() is None and time.monotonic() < deadline:
            time.sleep(0.0005)
        time.sleep(moments.uniform(0, 0.02))
        making.kill()
        making.wait()
        store = Store(home / "kith.db")
        assert store.count_listings() == 0
        store.close()
