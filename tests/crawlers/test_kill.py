"""`kill -9` at random moments of a crawl of pages and of a file: nothing published is lost, the next run is right."""

import json
import random
import time
from collections import Counter

import pytest

from data import runs
from tests.support.commands import Command
from tests.support.http import recording

PAGES, SIZE, ROWS = 15, 20, 1_500
SOURCES = """
[[source]]
id = "paged"
name = "T"
format = "socrata"
url = "http://127.0.0.1:{}/resource/x.json?$limit=20"
[source.columns]
id = "id"
name = "name"
[[source]]
id = "local"
name = "T"
format = "csv"
path = "big.csv"
[source.columns]
id = "id"
name = "name"
"""


class Town:
    """Two sources whose every record names the version of the town; a home; and the command that crawls them."""

    def __init__(self, folder):
        self.folder = folder
        self.version = 0

    def answer(self, asked):
        if asked.path == "/robots.txt":
            return 404, {}, b""
        first = int(asked.query["$offset"][0])
        numbers = range(first, min(first + SIZE, PAGES * SIZE - 1))
        return 200, {}, json.dumps([{"id": n, "name": f"Pantry {n} of {self.version}"} for n in numbers]).encode()

    def renew(self):
        self.version += 1
        lines = (f"{number},Pantry {number} of {self.version}\n" for number in range(ROWS))
        (self.folder / "big.csv").write_text("id,name\n" + "".join(lines))

    def begin(self):
        arguments = ("crawl", self.folder / "sources.toml", "--home", self.folder / "home")
        return Command(*arguments, env={"KITH_CRAWL_DELAY": "0"})

    def stored(self):
        """The version that is stored of each source; every record of it must be there and readable."""
        raw = self.folder / "home" / "raw"
        versions = {}
        for last in runs.latest_runs(raw):
            names = [record.name for record in runs.read_records(raw, last)]
            version = versions[last.source] = int(names[0].rpartition(" ")[2])
            count = ROWS if last.source == "local" else PAGES * SIZE - 1
            assert names == [f"Pantry {number} of {version}" for number in range(count)]
        return versions


@pytest.mark.parametrize("kills", [6, pytest.param(100, marks=pytest.mark.soak)])
def test_a_crawl_that_is_killed_at_any_moment(tmp_path, kills):
    chance = random.Random(kills)
    town = Town(tmp_path)
    with recording(town.answer) as (port, seen):
        (tmp_path / "sources.toml").write_text(SOURCES.format(port))
        length, hit = complete(town, seen), Counter()
        for number in range(kills):
            before = town.version
            town.renew()
            seen.clear()
            with town.begin() as process:
                wait_for(seen, process)
                # The first at once: how long a crawl takes changes with what else the machine does.
                time.sleep(chance.uniform(0, 1.1 * length) if number else 0)
                hit["running" if process.is_running else "ended"] += 1
            after = town.stored()
            assert set(after) == {"paged", "local"}
            assert set(after.values()) <= {before, town.version}
            hit.update(f"{source} {'old' if version == before else 'new'}" for source, version in after.items())
            asked = Counter(one.path for one in seen)
            complete(town, seen)
            again = Counter(one.path for one in seen)
            if after["paged"] == before:
                twice = sum(path != "/robots.txt" and again[path] > 0 for path in asked)
                assert twice <= 1, "only the page on its way when the crawl was killed is asked for again"
    print(dict(hit))  # noqa: T201 - what the long run reports
    assert hit["running"] >= kills / 3
    assert hit["paged old"]
    assert hit["local old"]


def wait_for(seen, process):
    while not seen and process.is_running:
        time.sleep(0.005)


def complete(town, seen):
    """Crawl to the end; return the seconds from the first request on."""
    if not town.version:
        town.renew()
    seen.clear()
    with town.begin() as process:
        wait_for(seen, process)
        began = time.monotonic()
        done = process.wait(120)
        seconds = time.monotonic() - began
    assert done.status == 0, done
    assert town.stored() == {"paged": town.version, "local": town.version}
    left = sorted(path.name for path in (town.folder / "home" / "raw").rglob("*.*"))
    assert all(name.endswith((".json", ".jsonl.gz")) for name in left), left
    return seconds
