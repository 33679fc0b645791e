"""Runs over loopback: what counts, what is kept, how polite the crawler is."""

import gzip
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crawlers.run import crawl as run_crawl
from data import runs
from data.settings import load_settings
from data.sources.health import health
from tests.support import commands

MEETINGS = [{"slug": f"m{number}", "name": f"Circle {number}", "day": 1, "time": "19:00"} for number in range(10)]


class Site(ThreadingHTTPServer):
    """Answers `pages` (path to status, headers, body) and remembers what it was asked."""

    daemon_threads = True

    def __init__(self, pages):
        self.pages = pages
        self.asked = []
        self.agents = set()
        super().__init__(("127.0.0.1", 0), _Answer)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.server.agents.add(self.headers["User-Agent"])
        status, headers, body = self.server.pages.get(self.path, (404, {}, b""))
        if status is None:
            self.server.hang.wait(20)
            return
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value.replace("{url}", self.server.url))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@contextmanager
def site(**pages):
    """Serve pages: a body, a status, or (status, headers, body); names become paths."""
    table = {}
    for name, page in pages.items():
        path = "/" + name.replace("_txt", ".txt")
        table[path] = page if isinstance(page, tuple) else (page, {}, b"") if isinstance(page, int) else (200, {}, page)
    server = Site(table)
    server.hang = threading.Event()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.hang.set()
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def crawl(kith, tmp_path):
    """Crawl sources given by their facts; return the command's end and the summaries by source."""

    def run(*sources, options=()):
        path = tmp_path / "sources.toml"
        lines = []
        for facts in sources:
            lines.append("[[source]]")
            facts = {"format": "meeting-guide", "name": "Test"} | facts
            lines += [f"{name} = {json.dumps(value) if not isinstance(value, dict) else _inline(value)}"
                      for name, value in facts.items()]  # fmt: skip
        path.write_text("\n".join(lines))
        done = kith("crawl", path, "--json", *options, home=tmp_path / "home")
        return done, {row["source"]: row for row in map(json.loads, done.out.splitlines())}

    return run


def _inline(table):
    return "{" + ", ".join(f"{name} = {json.dumps(value)}" for name, value in table.items()) + "}"


def stored(tmp_path, source):
    return sorted(path.name for path in (tmp_path / "home" / "raw" / source).iterdir())


def lines_of(done):
    return done.err.splitlines()


def test_a_good_run_is_published_with_its_summary(crawl, tmp_path):
    with site(feed=MEETINGS) as server:
        done, rows = crawl({"id": "good", "url": f"{server.url}/feed"})
    assert (done.status, lines_of(done)) == (0, [])
    assert (rows["good"]["status"], rows["good"]["read"], rows["good"]["records"]) == ("ok", 10, 10)
    summary = runs.last_good_run(tmp_path / "home" / "raw", "good")
    assert stored(tmp_path, "good") == [f"{summary.run}.json", f"{summary.run}.jsonl.gz"]
    records = list(runs.read_records(tmp_path / "home" / "raw", summary))
    assert {record.run for record in records} == {summary.run}
    assert all(record.seen.utcoffset().total_seconds() == 0 for record in records)


def test_the_crawler_says_who_it_is_and_reads_robots_first(crawl):
    with site(robots_txt=b"User-agent: *\nDisallow: /private\n", feed=MEETINGS) as server:
        done, _ = crawl({"id": "good", "url": f"{server.url}/feed"})
    assert done.status == 0
    assert server.asked == ["/robots.txt", "/feed"]
    (agent,) = server.agents
    assert agent.startswith("Kith/")
    assert "contact: " in agent


@pytest.mark.parametrize("rules", [b"User-agent: *\nDisallow: /\n", b"User-agent: Kith\nDisallow: /feed\n"])
def test_robots_are_obeyed(crawl, rules):
    with site(robots_txt=rules, feed=MEETINGS) as server:
        done, rows = crawl({"id": "shy", "url": f"{server.url}/feed"})
        assert lines_of(done) == [f"kith: source shy: robots.txt forbids {server.url}/feed"]
    assert done.status == 1
    assert server.asked == ["/robots.txt"]
    assert rows["shy"]["status"] == "failed"


def test_what_goes_wrong_on_the_way_is_named_and_the_others_go_on(crawl, tmp_path):
    moved = (302, {"Location": "{url}/feed"}, b"")
    pages = {
        "feed": MEETINGS,
        "broken": 500,
        "moved": moved,
        "loop": (302, {"Location": "{url}/loop"}, b""),
        "file": (302, {"Location": "file:///etc/hostname"}, b""),
        "html": (200, {"Content-Type": "text/html"}, b"<html>Sign in</html>"),
        "large": (200, {}, b"[" + b" " * 1_500_000 + b"]"),
        "bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"[" + b" " * 9_000_000 + b"]")),
        "cut": (200, {"Content-Length": "90000"}, b"[{"),
    }
    with site(**pages) as server:
        names = [*pages, "missing"]
        done, rows = crawl(
            *({"id": f"s-{name}", "url": f"{server.url}/{name}", "max_mb": 1} for name in names),
            {"id": "s-nobody", "url": "http://127.0.0.1:9/feed"},
        )
    assert done.status == 1
    assert {name for name, row in rows.items() if row["status"] == "ok"} == {"s-feed", "s-moved"}
    assert {row["status"] for name, row in rows.items() if name not in ("s-feed", "s-moved")} == {"failed"}
    said = {}
    for line in lines_of(done):
        source, message = line.removeprefix("kith: source ").split(": ", 1)
        assert source not in said, line
        said[source] = message
    assert said.keys() == rows.keys() - {"s-feed", "s-moved"}
    assert said["s-broken"] == f"{server.url}/broken answered HTTP 500"
    assert said["s-missing"] == f"{server.url}/missing answered HTTP 404"
    assert said["s-file"] == f"{server.url}/file answered HTTP 302"
    assert said["s-html"] == "html is an HTML page where JSON was expected"
    assert "max redirections reached" in said["s-loop"]
    for source in ("s-large", "s-bomb"):
        assert "1000000" in said[source] or "1 MB" in said[source], said[source]
    for source in ("s-cut", "s-nobody"):
        assert said[source].startswith("http://127.0.0.1:"), said[source]
    assert server.asked.count("/broken") == 4
    assert server.asked.count("/missing") == 1
    for source in said:
        assert [name for name in stored(tmp_path, source) if not name.endswith(".json")] == []


def test_a_server_that_says_nothing_ends_in_a_timeout(tmp_path):
    program = """
import sys
from pathlib import Path
import crawlers.run
from crawlers.run import crawl, scrapy_settings
from data.settings import load_settings
from data.sources import Source
crawlers.run.scrapy_settings = lambda settings: scrapy_settings(settings) | {"DOWNLOAD_TIMEOUT": 0.5, "RETRY_TIMES": 0}
source = Source(id="slow", name="Slow", format="meeting-guide", url=sys.argv[1])
(summary,) = crawl([source], load_settings(sys.argv[2]), lambda summary: None, lambda source, count: None)
print(summary.status, summary.messages)
"""
    with site(feed=(None, {}, b"")) as server:
        done = commands.run(f"{server.url}/feed", tmp_path, program=program, timeout=30)
    assert done.out.startswith("failed ["), done.err
    assert f"{server.url}/feed" in done.out
    assert "0.5 seconds" in done.out or "Timeout" in done.out


CODES = {
    "shrinks": "shrunk", "too-few": "too-few", "nameless": "no-records", "cut-short": "bad-json", "gone": "http-404",
}  # fmt: skip
UNBELIEVED = {
    "shrinks": ((200, {}, MEETINGS[:4]), {}, "4 records where the run before gave 10 (to take it"),
    "too-few": ((200, {}, MEETINGS), {"expect": {"min": 11}}, "10 records, fewer than the 11 expected"),
    "nameless": ((200, {}, [{"slug": "x"}]), {}, "no row became a record"),
    "cut-short": ((200, {}, b"[{"), {}, "cut-short is not valid JSON: Expecting property name"),
    "gone": ((404, {}, b""), {}, "/gone answered HTTP 404"),
}


def test_a_run_that_is_not_believed_keeps_what_is_stored(crawl, tmp_path):
    raw = tmp_path / "home" / "raw"
    with site(half=MEETINGS, **dict.fromkeys(UNBELIEVED, MEETINGS)) as server:
        facts = {name: {"id": name, "url": f"{server.url}/{name}"} for name in ("half", *UNBELIEVED)}
        crawl(*facts.values())
        before = {path: path.read_bytes() for path in raw.rglob("*") if path.is_file()}
        first = {name: runs.last_good_run(raw, name) for name in facts}
        for name, (page, _, _) in UNBELIEVED.items():
            server.pages[f"/{name}"] = page
        server.pages["/half"] = (200, {}, MEETINGS[:5])
        done, rows = crawl(facts["half"], *(facts[name] | more for name, (_, more, _) in UNBELIEVED.items()))
    assert done.status == 1
    assert {name: row["status"] for name, row in rows.items()} == {"half": "ok"} | dict.fromkeys(UNBELIEVED, "kept")
    for name, (_, _, message) in UNBELIEVED.items():
        assert message in next(line for line in lines_of(done) if line.startswith(f"kith: source {name}: "))
        assert runs.last_good_run(raw, name) == first[name]
        found = health(load_settings(tmp_path / "home"), name)
        assert (found.state, found.last_run.code) == ("kept", CODES[name])
        assert message in found.reason
    assert runs.last_good_run(raw, "half") != first["half"]
    assert {path: path.read_bytes() for path in before} == before
    assert len(list(raw.rglob("*.jsonl.gz"))) == len(first) + 1


def test_a_person_may_believe_a_small_run(crawl, kith, tmp_path):
    home = tmp_path / "home"
    with site(feed=MEETINGS) as server:
        facts = {"id": "feed", "url": f"{server.url}/feed"}
        crawl(facts)
        assert kith("merge", home=home).status == 0
        server.pages["/feed"] = (200, {}, MEETINGS[:2])
        _, rows = crawl(facts)
        assert rows["feed"]["status"] == "kept"
        _, rows = crawl(facts, options=["--accept"])
    assert (rows["feed"]["status"], rows["feed"]["records"]) == ("ok", 2)
    done = kith("merge", home=home)
    assert done.status == 0, done.err


def test_too_few_at_first_is_failed_and_too_many_only_warns(crawl, tmp_path):
    with site(feed=MEETINGS) as server:
        done, rows = crawl(
            {"id": "few", "url": f"{server.url}/feed", "expect": {"min": 11}},
            {"id": "many", "url": f"{server.url}/feed", "expect": {"max": 9}},
        )
    assert (rows["few"]["status"], rows["many"]["status"]) == ("failed", "ok")
    assert sorted(lines_of(done)) == [
        "kith: source few: 10 records, fewer than the 11 expected (to take it all the same: kith crawl --accept)",
        "kith: source many: warning: 10 records, more than the 9 expected",
    ]
    assert runs.last_good_run(tmp_path / "home" / "raw", "few") is None


def test_a_local_source_leaves_no_folder_of_this_machine_behind(crawl, tmp_path):
    (tmp_path / "feed.json").write_text(json.dumps([*MEETINGS, {"slug": "odd"}]))
    (tmp_path / "bad.json").write_text("[{")
    done, rows = crawl(
        {"id": "good", "path": "feed.json", "organization": "Sample Neighbors"}, {"id": "bad", "path": "bad.json"},
        {"id": "gone", "path": "gone.json"},
    )  # fmt: skip
    assert (rows["good"]["status"], rows["good"]["skipped"]) == ("ok", {"no-name": 1})
    assert len(lines_of(done)) == 3
    summary = runs.last_good_run(tmp_path / "home" / "raw", "good")
    assert summary.facts == {
        "id": "good", "name": "Test", "format": "meeting-guide", "organization": "Sample Neighbors"
    }  # fmt: skip
    for path in (tmp_path / "home" / "raw").rglob("*"):
        if path.is_file():
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            assert str(tmp_path).encode() not in content, path.name


def test_a_record_that_cannot_be_written_fails_the_run(tmp_path):
    program = """
import sys
from pathlib import Path
from crawlers.run import crawl
from data.runs import RunWriter
from data.settings import load_settings
from data.sources import Source
def full(self, record):
    if record.key == "m5":
        raise OSError(28, "No space left on device")
    self.records += 1
RunWriter.write = full
source = Source(id="full", name="Full", format="meeting-guide", path=sys.argv[1])
(summary,) = crawl([source], load_settings(sys.argv[2]), lambda summary: None, lambda source, count: None)
print(summary.status, summary.messages)
"""
    feed = tmp_path / "feed.json"
    feed.write_text(json.dumps(MEETINGS))
    done = commands.run(feed, tmp_path / "home", program=program, timeout=30)
    assert done.out.startswith("failed ["), done.err
    assert "No space left on device" in done.out
    assert not list((tmp_path / "home").rglob("*.gz*"))


def test_a_run_that_cannot_be_stored_is_said_to_have_failed(tmp_path):
    program = """
import sys
from crawlers.run import crawl
from data import runs
from data.settings import load_settings
from data.sources import Source
def full(path):
    raise OSError(28, "No space left on device")
runs._sync = full
source = Source(id="full", name="Full", format="meeting-guide", path=sys.argv[1])
(summary,) = crawl([source], load_settings(sys.argv[2]), lambda summary: None, lambda source, count: None)
print(summary.status, summary.code, summary.messages)
"""
    feed = tmp_path / "feed.json"
    feed.write_text(json.dumps(MEETINGS))
    done = commands.run(feed, tmp_path / "home", program=program, timeout=60)
    assert done.out == "failed unwritten ['the run could not be stored: No space left on device']\n", done.err
    assert runs.last_good_run(tmp_path / "home" / "raw", "full") is None


def test_nothing_to_crawl_is_nothing_wrong(settings):

    assert run_crawl([], settings, lambda summary: None, lambda source, count: None) == []
