"""How fast the HSDS API is: the real server, one worker, one reader, over invented listings.

.venv/bin/python -m tests.bench.api.run --corpus 100k
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from data.hsds import terms
from data.settings import load_settings
from index import generations
from index.cataloguing import Cataloguing
from index.whoosh_engine import WhooshEngine
from tests.bench.search.corpus import CORPORA, Corpus
from tests.bench.search.whole import _free_port, _serve, _stop

DATA = Path("var/bench/api")
SEED = 7
_GIGABYTE, _MEGABYTE = 1_000_000_000, 1_000_000


def build(corpus: Corpus, root: Path) -> None:
    """Build the generation and say what the catalog costs of it."""
    began = time.perf_counter()
    engine = WhooshEngine(through_whoosh=False)
    generations.publish(root, lambda folder: engine.build(corpus, {}, folder))
    whole = time.perf_counter() - began
    cataloguing = Cataloguing(frozenset())
    # A build has the JSON of each listing anyway.
    listings = [(one, one.model_dump(mode="json", exclude_defaults=True)) for one in corpus]
    began = time.perf_counter()
    for listing, document in listings:
        cataloguing.add(listing, document)
    with tempfile.TemporaryDirectory() as folder:
        cataloguing.write(Path(folder), np.arange(len(listings)))
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
    own = time.perf_counter() - began
    all_bytes = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    sys.stdout.write(f"built in {whole:.1f} s, of which the catalog {own:.1f} s; {size / _MEGABYTE:.1f} MB of "
                     f"{all_bytes / _MEGABYTE:.0f} MB\n")  # fmt: skip


def questions(count: int, total: int) -> Iterator[tuple[str, list[str]]]:
    """Yield kinds of requests, each with addresses of it."""
    chance = random.Random(SEED)
    pages = [chance.randrange(1, total // 50) for _ in range(count)]
    needs = [one["id"] for one in terms.fixed_terms() if one["code"].startswith("support-groups")]
    zips = ["10001", "60601", "90012", "77002", "85004", "19103", "33130", "98101"]

    def term() -> str:
        return f"taxonomy_term_id={chance.choice(needs)}&page={chance.randrange(1, 9)}"

    def near() -> str:
        return f"postcode={chance.choice(zips)}&proximity=8000&full=true"

    kinds = {
        "services, a page of 50": [f"services?page={page}" for page in pages],
        "services, a page of 50, full": [f"services?full=true&page={page}" for page in pages],
        "service_at_locations, a page of 50": [f"service_at_locations?page={page}" for page in pages],
        "organizations, a page of 50": [f"organizations?page={page % 20 + 1}" for page in pages],
        "services of a term": [f"services?{term()}" for _ in pages],
        "services with words": [f"services?search=group+{chance.choice('bcdfg')}a" for _ in pages],
        "service_at_locations near, full": [f"service_at_locations?{near()}" for _ in pages],
        "services, minimal, 1,000": [f"services?minimal=true&per_page=1000&page={page % 50 + 1}" for page in pages],
    }
    for kind, asked in kinds.items():
        yield kind, [f"/api/{one}" for one in asked]


def ask(connection: http.client.HTTPConnection, paths: list[str]) -> np.ndarray:
    """Return the milliseconds of each request. Raises AssertionError for an error."""
    took = []
    for path in paths:
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        took.append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, path
    return np.array(took)


def stream(connection: http.client.HTTPConnection, group: int, packed: bool) -> str:
    """Read everything in lines; return how long it took and how much the server grew."""
    before, largest, size, lines = memory_of(group), 0, 0, 0
    began = time.perf_counter()
    connection.request("GET", "/api/services?format=ndjson&full=true", headers={"Accept-Encoding": "gzip"} if packed
                       else {})  # fmt: skip
    answer = connection.getresponse()
    body = gzip.GzipFile(fileobj=answer) if packed else answer
    while chunk := body.read(1 << 20):
        size += len(chunk)
        lines += chunk.count(b"\n")
        largest = max(largest, memory_of(group))
    took = time.perf_counter() - began
    packing, grown = " packed" if packed else "", (largest - before) / 1000
    return f"{lines:,} lines, {size / _GIGABYTE:.2f} GB{packing} in {took:.1f} s; the server grew by {grown:.0f} MB"


def memory_of(group: int) -> int:
    """Return the private memory (RssAnon) of the processes of a group in kilobytes."""
    found = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if os.getpgid(int(status.parent.name)) == group:
                line = next(one for one in status.read_text("ascii").splitlines() if one.startswith("RssAnon"))
                found += int(line.split()[1])
        except (OSError, StopIteration):
            continue
    return found


def main() -> None:
    """Run as asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", choices=list(CORPORA), default="100k")
    parser.add_argument("--count", type=int, default=200, help="requests of each kind")
    parser.add_argument("--data", type=Path, default=DATA, help="where the index is kept")
    parser.add_argument("--rebuild", action="store_true", help="build the index again")
    options = parser.parse_args()
    corpus, settings = CORPORA[options.corpus], load_settings(options.data.resolve() / options.corpus)
    if options.rebuild or generations.mark(settings.generations) is None:
        build(corpus, settings.generations)
    port = _free_port()
    server = _serve(settings.home, port)
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        began = time.perf_counter()
        ask(connection, ["/api/services"])
        sys.stdout.write(f"first answer after {time.perf_counter() - began:.2f} s\n")
        for kind, paths in questions(options.count, corpus.count):
            ask(connection, paths[:10])
            middle, slow, slowest = np.percentile(ask(connection, paths), [50, 95, 99])
            sys.stdout.write(f"{kind}: p50 {middle:.1f} ms, p95 {slow:.1f} ms, p99 {slowest:.1f} ms\n")
        for packed in (False, True):
            sys.stdout.write(f"streamed {stream(connection, server.pid, packed)}\n")
    finally:
        _stop(server)


if __name__ == "__main__":
    main()
