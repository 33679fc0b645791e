"""How long a whole `/api/search` takes under load: the real server, one worker, requests at a fixed rate.

    .venv/bin/python -m tests.bench.search.whole --rate 100 --seconds 20

The server runs on the first CPU, the client on the last. A request's time begins when it was due, not when a
connection was free for it, so that a stall counts for all who would have come in it. On a virtual machine the line
ends with how much of the processors its host took away meanwhile: above some hundredths the times are the host's.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from data import taxonomy
from data.settings import load_settings
from index import generations
from tests.bench.search.corpus import CORPORA
from tests.bench.search.engines import kith
from tests.bench.search.questions import Question, draw
from tests.bench.search.rows import Listings, is_there, sample, write
from tests.bench.search.run import DATA, SAMPLE

CONNECTIONS = 64
SECONDS_TO_START = 60
SECONDS_TO_END = 30
# A timer wakes up to so much too late, which is not the server's doing: the rest is waited for without one.
TIMER_SECONDS = 0.002
_PARAMETERS = {"needs": "need", "cost": "cost", "languages": "language", "audiences": "audience", "modes": "mode",
               "days": "day"}  # fmt: skip


def address_of(question: Question) -> str:
    """Return the path of a question: every other as filters, every other as a sentence that must be understood."""
    near = question.place.label[-5:] if question.place else ""
    filters = dict(question.filters)
    if question.number % 2:
        needs = [taxonomy.needs()[need].label().lower() for need in filters.get("needs", ())]
        free = ["free"] if "free" in filters.get("cost", ()) else []
        place = ["near", near] if near else []
        return "/api/search?" + urlencode({"q": " ".join([*free, *needs, *question.words[:2], *place])})
    pairs = [("q", " ".join(question.words))]
    if near:
        pairs += [("near", near), ("radius", f"{question.radius:g}")]
    pairs += [(_PARAMETERS[facet], value) for facet, values in filters.items() for value in values]
    return "/api/search?" + urlencode(pairs)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _serve(home: Path, port: int) -> subprocess.Popen[bytes]:
    program = Path(sys.executable).with_name("kith")
    command = ["taskset", "--cpu-list", "0", program, "serve", "--home", home, "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return server
    _stop(server)
    raise SystemExit("the server did not start")


def _stop(server: subprocess.Popen[bytes]) -> None:
    os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


class Load:
    """Sends requests when they are due and keeps what came of them."""

    def __init__(self, port: int, paths: list[str]) -> None:
        self._port, self._paths = port, paths
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._slots = asyncio.Semaphore(CONNECTIONS)
        self.milliseconds: list[float] = []
        self.statuses: Counter[int] = Counter()
        self.taken = 0.0

    async def run(self, rate: float, seconds: float) -> None:
        """Send `rate` requests a second for `seconds`; wait for the last answers."""
        began, sent = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter() - TIMER_SECONDS))
            while time.perf_counter() < due:
                await asyncio.sleep(0)
            sent.append(asyncio.create_task(self._ask(self._paths[number % len(self._paths)], due)))
        await asyncio.wait(sent, timeout=SECONDS_TO_END)
        for one in sent:
            if not one.done():
                one.cancel()
                self.statuses[0] += 1
            elif one.exception() is not None:
                self.statuses[0] += 1

    async def _ask(self, path: str, due: float) -> None:
        async with self._slots:
            pair = self._idle.pop() if self._idle else await asyncio.open_connection("127.0.0.1", self._port)
            reader, writer = pair
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode("ascii"))
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            size = re.search(r"(?im)^content-length: *(\d+)", head)
            if size is None:
                raise ValueError("an answer without Content-Length")
            await reader.readexactly(int(size[1]))
            self.milliseconds.append((time.perf_counter() - due) * 1000)
            self.statuses[int(head.split(" ", 2)[1])] += 1
            self._idle.append(pair)

    def close(self) -> None:
        """Close the connections."""
        for _, writer in self._idle:
            writer.close()


async def _measure(port: int, paths: list[str], rate: float, seconds: float) -> Load:
    warm = Load(port, paths)
    await warm.run(rate / 4, min(seconds, 4 * len(paths) / rate))
    warm.close()
    load, before = Load(port, paths), _ticks()
    await load.run(rate, seconds)
    load.close()
    load.taken = _share_taken(before, _ticks())
    return load


def _ticks() -> list[int]:
    """What all processors have done since the start, as Linux counts it (proc(5), /proc/stat)."""
    return [int(one) for one in Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:9]]


def _share_taken(before: list[int], after: list[int]) -> float:
    """The share of the time that the host of a virtual machine took away ("steal", the eighth)."""
    spent = [end - start for start, end in zip(before, after, strict=True)]
    return spent[7] / max(1, sum(spent))


def main() -> None:
    """Run as asked for; end with status 1 when a request failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", choices=list(CORPORA), default="whole-100k")
    parser.add_argument("--rate", type=float, default=100.0, help="requests a second")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--data", type=Path, default=DATA, help="where corpora and indexes are kept")
    parser.add_argument("--rebuild", action="store_true", help="build the index again")
    options = parser.parse_args()
    folder = options.data.resolve() / options.corpus
    if not is_there(folder / "rows"):
        write(CORPORA[options.corpus], folder / "rows")
    settings = load_settings(folder / "home")
    if options.rebuild or generations.mark(settings.generations) is None:
        settings.generations.mkdir(parents=True, exist_ok=True)
        kith.build(Listings(folder / "rows"), settings.generations)
    paths = [address_of(question) for question in draw(sample(folder / "rows", SAMPLE), 200)]
    port = _free_port()
    server = _serve(settings.home, port)
    try:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        load = asyncio.run(_measure(port, paths, options.rate, options.seconds))
    finally:
        _stop(server)
    middle, slow, slowest = np.percentile(load.milliseconds, [50, 95, 99])
    sys.stdout.write(
        f"{len(load.milliseconds)} answers at {options.rate:g}/s: p50 {middle:.2f} ms, p95 {slow:.2f} ms, "
        f"p99 {slowest:.2f} ms; statuses {dict(load.statuses)}; the host took {load.taken:.1%} of the processors\n"
    )
    sys.exit(0 if set(load.statuses) == {200} else 1)


if __name__ == "__main__":
    main()
