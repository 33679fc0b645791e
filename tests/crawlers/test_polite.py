"""How the crawler treats servers, measured on one: pauses, hosts at a time, asking again, being sent away."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from crawlers.run import AT_A_TIME
from data import runs, sources
from data.settings import load_settings
from data.sources import read_source_file
from data.sources.health import choose
from tests.support.http import recording

ROWS = json.dumps([{"slug": f"m{number}", "name": f"Circle {number}", "day": 1} for number in range(3)]).encode()


def tables(**urls):
    """The text of a source file with a Meeting Guide feed at each address."""
    return "\n".join(
        f'[[source]]\nid = "{name.replace("_", "-")}"\nname = "T"\nformat = "meeting-guide"\nurl = "{url}"\n'
        for name, url in urls.items()
    )


def crawl(kith, tmp_path, text, delay="0"):
    (tmp_path / "sources.toml").write_text(text)
    done = kith("crawl", tmp_path / "sources.toml", "--json", home=tmp_path / "home", env={"KITH_CRAWL_DELAY": delay})
    return done, {row["source"]: row for row in map(json.loads, done.out.splitlines())}


def most_at_once(seen):
    return max(sum(other.began <= one.began < other.ended for other in seen) for one in seen)


def test_sources_of_one_host_share_its_pause(kith, tmp_path):
    with recording(lambda asked: (404 if asked.path == "/robots.txt" else 200, {}, ROWS)) as (port, seen):
        urls = {f"source-{number}": f"http://127.0.0.1:{port}/{number}" for number in range(3)}
        _, rows = crawl(kith, tmp_path, tables(**urls), delay="0.6")
    assert {row["status"] for row in rows.values()} == {"ok"}
    assert [asked.path for asked in seen if asked.path != "/robots.txt"] == ["/0", "/1", "/2"]
    gaps = [later.began - earlier.began for earlier, later in zip(seen, seen[1:], strict=False)]
    # A busy machine may see a request after it was sent: the gap before it is then longer, the one behind it shorter.
    for before, gap in zip([0.0, *gaps], gaps, strict=False):
        assert gap >= 0.55 or before + gap >= 1.15
    assert most_at_once(seen) == 1


def test_only_so_many_hosts_are_crawled_at_a_time_and_each_gets_one_request_at_a_time(kith, tmp_path):
    def slowly(asked):
        time.sleep(0.15)
        return 404 if asked.path == "/robots.txt" else 200, {}, ROWS

    hosts = [f"127.0.0.{number}" for number in range(1, AT_A_TIME + 5)]
    with recording(slowly, "0.0.0.0") as (port, seen):
        urls = {f"source-{host}-{number}".replace(".", "-"): f"http://{host}:{port}/{number}"
                for number in range(2) for host in hosts}  # fmt: skip
        done, rows = crawl(kith, tmp_path, tables(**urls))
    assert (done.status, len(rows)) == (0, len(urls))
    assert 1 < most_at_once(seen) <= AT_A_TIME
    for host in hosts:
        assert most_at_once([asked for asked in seen if asked.host.startswith(f"{host}:")]) == 1


class Passing:
    """Answers as told by path, one answer after the other; the last one for ever."""

    def __init__(self, **answers):
        self.answers = {f"/{name}": list(found) for name, found in answers.items()}

    def __call__(self, asked):
        left = self.answers.get(asked.path)
        if left is None:
            return 404, {}, b""
        status, headers = left.pop(0) if len(left) > 1 else left[0]
        headers = {name: value() if callable(value) else value for name, value in headers.items()}
        return status, headers, ROWS


def in_two_seconds():
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


def test_what_may_pass_is_asked_again_later_each_time_and_when_the_server_says(kith, tmp_path):
    good = (200, {})
    answers = Passing(
        grows=[(503, {}), (500, {}), good],
        seconds=[(429, {"Retry-After": "1"}), good],
        date=[(503, {"Retry-After": in_two_seconds}), good],
        far=[(429, {"Retry-After": "3600"}), good],
        never=[(503, {})],
        busy=[(408, {}), good],
    )
    with recording(answers, "0.0.0.0") as (port, seen):
        urls = {path[1:]: f"http://127.0.0.{number}:{port}{path}" for number, path in enumerate(answers.answers, 1)}
        done, rows = crawl(kith, tmp_path, tables(**urls), delay="0.1")
    assert {name: row["status"] for name, row in rows.items()} == {
        "grows": "ok", "seconds": "ok", "date": "ok", "busy": "ok", "far": "failed", "never": "failed",
    }  # fmt: skip
    pauses = {}
    for path in answers.answers:
        times = [asked.began for asked in seen if asked.path == path]
        pauses[path] = [later - earlier for earlier, later in zip(times, times[1:], strict=False)]
    assert {path: len(found) for path, found in pauses.items()} == {
        "/grows": 2, "/seconds": 1, "/date": 1, "/far": 0, "/never": 3, "/busy": 1,
    }  # fmt: skip
    for found in (pauses["/grows"], pauses["/never"], pauses["/busy"]):
        assert all(pause >= 0.98 * 0.1 * 2**number for number, pause in enumerate(found, 1))
    assert pauses["/seconds"][0] >= 0.98
    # An HTTP date has whole seconds.
    assert pauses["/date"][0] >= 0.98
    assert sorted(done.err.splitlines()) == [
        f"kith: source far: {urls['far']} answered HTTP 429 and asks to wait 3,600 s",
        f"kith: source never: {urls['never']} answered HTTP 503",
    ]


@pytest.mark.parametrize(("status", "asked_for"), [(500, 0), (503, 0), (404, 1), (403, 1), (200, 1)])
def test_a_robots_txt_that_its_server_cannot_give_forbids_everything(kith, tmp_path, status, asked_for):
    with recording(lambda asked: (status, {}, b"") if asked.path == "/robots.txt" else (200, {}, ROWS)) as (port, seen):
        done, rows = crawl(kith, tmp_path, tables(site=f"http://127.0.0.1:{port}/a"))
    assert [asked.path for asked in seen].count("/a") == asked_for
    assert rows["site"]["status"] == ("ok" if asked_for else "failed")
    if not asked_for:
        why = f"robots.txt answered HTTP {status}: nothing may be asked"
        assert done.err == f"kith: source site: http://127.0.0.1:{port}/a: {why}\n"
        assert next(runs.history(tmp_path / "home" / "raw", "site")).code == "robots-unread"


def test_a_robots_txt_that_comes_at_the_second_attempt_counts(kith, tmp_path):
    answers = Passing(**{"robots.txt": [(503, {}), (404, {})], "a": [(200, {})]})
    with recording(answers) as (port, _):
        _, rows = crawl(kith, tmp_path, tables(site=f"http://127.0.0.1:{port}/a"))
    assert rows["site"]["status"] == "ok"


@pytest.mark.parametrize(
    ("robots", "pause"),
    [
        ("User-agent: *\nCrawl-delay: 0.7\n", 0.7),
        ("User-agent: *\nCrawl-delay: 5\n\nUser-agent: kith\nCrawl-delay: 0.6\n", 0.6),
        ("User-agent: other\nCrawl-delay: 5\n\nUser-agent: *\nDisallow: /x\n", 0.0),
        ("User-agent: *\nCrawl-delay: soon\n", 0.0),
    ],
)
def test_the_pause_that_robots_txt_asks_for_is_kept(kith, tmp_path, robots, pause):
    def answer(asked):
        if asked.path == "/robots.txt":
            return 200, {}, robots.encode()
        first = int(asked.query["$offset"][0])
        return 200, {}, json.dumps([{"id": first, "name": "Pantry"}] if first < 2 else []).encode()

    source = """
[[source]]
id = "paged"
name = "T"
format = "socrata"
url = "http://127.0.0.1:{}/resource/x.json?$limit=1"
[source.columns]
id = "id"
name = "name"
"""
    with recording(answer) as (port, seen):
        _, rows = crawl(kith, tmp_path, source.format(port), delay="0.05")
    assert rows["paged"]["records"] == 2
    assert len(seen) == 4
    # A busy machine may see a request after it was sent.
    assert seen[-1].began - seen[0].began >= 3 * pause - 0.1
    assert seen[-1].began - seen[0].began < 4.5, "no other crawler's pause"


def test_a_pause_of_more_than_a_day_forbids(kith, tmp_path):
    robots = b"User-agent: *\nCrawl-delay: 90000\n"
    with recording(lambda asked: (200, {}, robots if asked.path == "/robots.txt" else ROWS)) as (port, seen):
        done, _ = crawl(kith, tmp_path, tables(site=f"http://127.0.0.1:{port}/a"))
    assert [asked.path for asked in seen] == ["/robots.txt"]
    assert done.err == f"kith: source site: robots.txt forbids http://127.0.0.1:{port}/a\n"


def test_a_source_that_does_not_want_us_rests_until_it_is_named(kith, tmp_path):
    def answer(asked):
        return (200, {}, b"User-agent: *\nDisallow: /shy\n") if asked.path == "/robots.txt" else (410, {}, b"")

    with recording(answer) as (port, seen):
        text = tables(shy=f"http://127.0.0.1:{port}/shy", gone=f"http://127.0.0.1:{port}/gone")
        assert crawl(kith, tmp_path, text)[0].status == 1
        settings = load_settings(tmp_path / "home")
        for name in ("shy", "gone"):
            last = next(runs.history(settings.raw, name))
            for days in (1, 2):
                earlier = runs.new_run_id(runs.time_of(last.run) - timedelta(days=days))
                runs.write_summary(settings.raw / name, replace(last, run=earlier))
        choice = choose(settings, read_source_file(tmp_path / "sources.toml"), also_not_due=True)
        reasons = {name: found.reason for name, found in choice.resting.items()}
        assert reasons == {
            "shy": f"robots.txt forbids http://127.0.0.1:{port}/shy",
            "gone": f"http://127.0.0.1:{port}/gone answered HTTP 410",
        }
        seen.clear()
        crawl(kith, tmp_path, text)
        assert [asked.path for asked in seen] == ["/robots.txt", "/robots.txt", "/gone"]
    shown = kith("sources", tmp_path / "sources.toml", home=tmp_path / "home").out
    assert shown.count("(resting since ") == 2


def test_a_crawl_without_names_says_what_it_leaves_out(kith, tmp_path):
    raw = tmp_path / "home" / "raw"
    now = datetime.now(UTC)
    # All but one were crawled an hour ago, so that nothing is due and nobody is asked.
    for source in sources.registered():
        run = runs.new_run_id(now - timedelta(hours=1))
        (raw / source).mkdir(parents=True)
        (raw / source / f"{run}.jsonl.gz").touch()
        runs.write_summary(raw / source, runs.RunSummary(source, run, "ok", records=1))
    for path in (raw / "helplines").iterdir():
        path.unlink()
    for days in (3, 2, 1):
        run = runs.new_run_id(now - timedelta(days=days))
        gone = runs.RunSummary("helplines", run, "failed", messages=["it answered HTTP 404"], code="http-404")
        runs.write_summary(raw / "helplines", gone)
    done = kith("crawl", home=tmp_path / "home")
    since = f"{now - timedelta(days=3):%Y-%m-%d}"
    assert done.status == 0
    assert done.err.splitlines()[1:] == [
        f"kith: source helplines: resting since {since}: it answered HTTP 404 (name it to try again)"
    ]
    assert "sources are not due yet (--all crawls them too)" in done.err
    assert done.out == ""
