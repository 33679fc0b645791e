"""Crawls that are cut off: by Ctrl-C, by a kill, by a server that goes away; and what the next one does."""

import json
import signal
import threading
import time
from contextlib import contextmanager

import pytest

from data import runs
from tests.support.commands import Command
from tests.support.http import recording

SIZE, PAGES = 5, 6
PAGED = (
    '[[source]]\nid = "paged"\nname = "T"\nformat = "socrata"\nurl = "http://127.0.0.1:{}/resource/x.json?$limit=5"\n'
)
LOCAL = '[[source]]\nid = "local"\nname = "T"\nformat = "csv"\npath = "big.csv"\n'
COLUMNS = '[source.columns]\nid = "id"\nname = "name"\n'


class Site:
    """Pages of rows; the page `stops_at` hangs, or answers with the status `broken`, until it is mended."""

    def __init__(self, stops_at=None, broken=None):
        self.stops_at, self.broken = stops_at, broken
        self.reached, self.mended = threading.Event(), threading.Event()

    def __call__(self, asked):
        if asked.path == "/robots.txt":
            return 404, {}, b""
        page = int(asked.query["$offset"][0]) // SIZE
        if page == self.stops_at and not self.mended.is_set():
            self.reached.set()
            if self.broken:
                return self.broken, {}, b""
            self.mended.wait(60)
        left = min(SIZE, SIZE * PAGES - 2 - page * SIZE)
        rows = [{"id": page * SIZE + number, "name": f"Pantry {page * SIZE + number}"} for number in range(left)]
        return 200, {}, json.dumps(rows).encode()


@contextmanager
def crawling(tmp_path, text):
    """The command in a process of its own; killed when the test is done with it."""
    (tmp_path / "sources.toml").write_text(text)
    with Command(
        "crawl", tmp_path / "sources.toml", "--home", tmp_path / "home", env={"KITH_CRAWL_DELAY": "0"}
    ) as process:
        yield process


def pages_of(seen):
    return [int(asked.query["$offset"][0]) // SIZE for asked in seen if asked.path != "/robots.txt"]


def records(tmp_path, source="paged"):
    last = runs.last_good_run(tmp_path / "home" / "raw", source)
    return last and [one.key for one in runs.read_records(tmp_path / "home" / "raw", last)]


def left(tmp_path, source="paged"):
    folder = tmp_path / "home" / "raw" / source
    return sorted(path.name.partition(".")[2] for path in folder.iterdir())


ALL = [str(number) for number in range(SIZE * PAGES - 2)]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_crawl_that_was_cut_off_goes_on_where_it_was(kith, tmp_path, how):
    site = Site(stops_at=3)
    with recording(site) as (port, seen):
        text = PAGED.format(port) + COLUMNS
        with crawling(tmp_path, text) as process:
            assert site.reached.wait(60)
            process.send_signal(how)
            began = time.monotonic()
            done = process.wait(60)
            seconds = time.monotonic() - began
        if how == signal.SIGKILL:
            assert left(tmp_path) == ["jsonl.gz.tmp", "pages"]
        else:
            assert (done.status, done.out) == (
                1,
                "paged: failed, 15 records of 15 rows in " + done.out.partition(" in ")[2],
            )
            assert done.err.splitlines() == [
                "kith: source paged: interrupted",
                "kith: interrupted (1 sources cut off, 0 not begun); the next kith crawl goes on",
            ]
            assert seconds < 10, "about one second on a machine with nothing else to do"
            assert left(tmp_path) == ["json", "pages"]
        assert records(tmp_path) is None
        site.mended.set()
        done = kith("crawl", tmp_path / "sources.toml", home=tmp_path / "home")
        assert (done.status, done.err) == (0, "")
        assert pages_of(seen) == [0, 1, 2, 3, 3, 4, 5]
    assert records(tmp_path) == ALL
    assert left(tmp_path)[-2:] == ["json", "jsonl.gz"]
    assert "pages" not in left(tmp_path)


def test_a_second_signal_ends_a_crawl_at_once(tmp_path):
    site = Site(stops_at=3)
    with recording(site) as (port, _), crawling(tmp_path, PAGED.format(port) + COLUMNS) as process:
        assert site.reached.wait(60)
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        done = process.wait(60)
        site.mended.set()
    assert done.status == 130
    assert done.err == "kith: stopped at once; the next kith crawl goes on\n"
    assert left(tmp_path) == ["jsonl.gz.tmp", "pages"]


def test_a_large_local_file_is_left_long_before_its_end(tmp_path):
    (tmp_path / "big.csv").write_text("id,name\n" + "".join(f"{number},Pantry\n" for number in range(200_000)))
    other = LOCAL.replace('"local"', '"other"')
    with crawling(tmp_path, LOCAL + COLUMNS + other + COLUMNS) as process:
        lines = tmp_path / "home" / "raw" / "local"
        while not lines.exists() or not any(path.stat().st_size for path in lines.iterdir()):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        done = process.wait(60)
        seconds = time.monotonic() - began
    assert done.status == 1
    assert seconds < 10, "about one second on a machine with nothing else to do"
    assert done.err.splitlines() == [
        "kith: source local: interrupted",
        "kith: interrupted (1 sources cut off, 1 not begun); the next kith crawl goes on",
    ]
    assert left(tmp_path, "local") == ["json"]


def test_a_server_that_went_away_is_not_asked_again_for_what_it_gave(kith, tmp_path):
    site = Site(stops_at=3, broken=503)
    with recording(site) as (port, seen):
        (tmp_path / "sources.toml").write_text(PAGED.format(port) + COLUMNS)
        assert kith("crawl", tmp_path / "sources.toml", home=tmp_path / "home").status == 1
        site.mended.set()
        assert kith("crawl", tmp_path / "sources.toml", home=tmp_path / "home").status == 0
        assert pages_of(seen) == [0, 1, 2, 3, 3, 3, 3, 3, 4, 5]
    assert records(tmp_path) == ALL


def test_two_crawls_of_one_source_do_not_get_into_each_others_way(kith, tmp_path):
    site = Site(stops_at=3)
    with recording(site) as (port, seen), crawling(tmp_path, PAGED.format(port) + COLUMNS) as process:
        assert site.reached.wait(60)
        before = left(tmp_path)
        done = kith("crawl", tmp_path / "sources.toml", home=tmp_path / "home")
        assert done.status == 1
        assert done.err == f"kith: source paged: another process ({process.pid}) crawls this source just now\n"
        assert (left(tmp_path), len(pages_of(seen))) == (before, 4)
        site.mended.set()
        assert process.wait(60).status == 0
    assert records(tmp_path) == ALL
