"""One engine in a process of its own: built or opened, pinned to the first CPU, timed inside."""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic, TypeVar

from tests.bench.search.questions import Question
from tests.bench.search.rows import Rows
from tests.bench.search.sidecar import Answer

T = TypeVar("T")
CPU = 0


@dataclass(frozen=True)
class Engine:
    """A module of `engines`, the package it needs, the class that answers, and whose folder it reads."""

    module: str
    needs: str
    peer: str = "Peer"
    compared: bool = True

    @property
    def is_here(self) -> bool:
        """Whether what it needs is installed."""
        if self.module == "postgis" and not any(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
            return False
        return importlib.util.find_spec(self.needs) is not None

    def load(self) -> Any:
        """Import its module."""
        return importlib.import_module(f"tests.bench.search.engines.{self.module}")


ENGINES = {
    "kith": Engine("kith", "index"),
    "sqlite": Engine("sqlite_fts5", "sqlite3"),
    "tantivy": Engine("tantivy_peer", "tantivy"),
    "postgis": Engine("postgis", "psycopg"),
    "whoosh": Engine("plain_whoosh", "whoosh"),
    "kith-whole": Engine("kith", "index", peer="Whole", compared=False),
}


class Timed(Generic[T]):
    """An iterable that knows how long it kept its reader waiting."""

    def __init__(self, inner: Iterable[T]) -> None:
        self._inner = inner
        self.seconds = 0.0

    def __iter__(self) -> Iterator[T]:
        """Yield what the inner iterable yields."""
        began = time.perf_counter()
        for one in self._inner:
            self.seconds += time.perf_counter() - began
            yield one
            began = time.perf_counter()


class TimedRows(Timed[Any]):
    """Rows that know how long they kept an engine waiting."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows)
        self.facets = rows.facets


def build(name: str, source: Iterable[Any], folder: Path) -> None:
    """Build an engine's index into `folder`; leave `built.json` beside it: seconds without the source's, memory, size.

    Runs in a process of its own, so that the memory is the build's.
    """
    os.sched_setaffinity(0, {CPU})
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    timed = TimedRows(source) if isinstance(source, Rows) else Timed(source)
    module = ENGINES[name].load()
    began = time.perf_counter()
    module.build(timed, folder)
    seconds = time.perf_counter() - began - timed.seconds
    facts = {
        "seconds": round(seconds, 2),
        "rss_mb": _highest_mb(),
        "size_mb": round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 1),
    }
    (folder / "built.json").write_text(json.dumps(facts), "utf-8")


def _highest_mb() -> int:
    """The most memory this process has had; `ru_maxrss` would count what its parent had when it was started."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii"))
    assert found
    return int(found[1]) // 1024


def answer(name: str, folder: Path, questions: list[Question], pipe: Connection) -> None:
    """Open an engine, then do what is asked through `pipe`: `("ask", number)`, `("time", number)`, `("stop",)`."""
    os.sched_setaffinity(0, {CPU})
    engine = ENGINES[name]
    module = engine.load()
    began = time.perf_counter()
    peer = getattr(module, engine.peer)(folder)
    pipe.send((time.perf_counter() - began) * 1000)
    try:
        while (asked := pipe.recv())[0] != "stop":
            began = time.perf_counter()
            found = peer.answer(questions[asked[1]])
            took = (time.perf_counter() - began) * 1000
            pipe.send((took, _plain(found) if asked[0] == "ask" else None))
        pipe.send(_memory(os.getpid(), getattr(peer, "helper", None)))
    finally:
        peer.close()


def _plain(found: Answer) -> tuple[int, dict[str, dict[str, int]], list[str]]:
    facets = {facet: dict(values) for facet, values in found.facets.items() if values}
    return found.total, facets, [listing for listing, _ in found.top]


def _memory(*processes: int | None) -> dict[str, float]:
    """Megabytes: `uss` that no other process has, `pss` with a share of what others have too, `own` of no file."""
    found = {"uss": 0.0, "pss": 0.0, "own": 0.0}
    for process in processes:
        if process is None:
            continue
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()[1:]
        kb = {line.split(":")[0]: int(line.split()[1]) for line in lines}
        found["uss"] += (kb["Private_Clean"] + kb["Private_Dirty"]) / 1024
        found["pss"] += kb["Pss"] / 1024
        found["own"] += kb["Anonymous"] / 1024
    return {name: round(value, 1) for name, value in found.items()}
