"""Feeds that did not change: not sent, not read again, and their records seen again all the same."""

import json
import time

import pytest

from data import runs
from data.pipeline import merge
from data.settings import load_settings
from tests.support.http import recording

DATE = "Tue, 24 Nov 2026 17:00:00 GMT"
CONDITIONS = ("If-None-Match", "If-Modified-Since")
SOURCE = '[[source]]\nid = "{}"\nname = "T"\nformat = "{}"\nurl = "http://127.0.0.1:{}/{}"\n{}\n'
COLUMNS = '[source.columns]\nid = "id"\nname = "name"\n'


def meetings(count=6):
    return json.dumps(
        [{"slug": f"m{number}", "name": f"Circle {number}", "day": 1} for number in range(count)]
    ).encode()


PAGES = [b'[{"id": 1, "name": "A"}, {"id": 2, "name": "B"}]', b'[{"id": 3, "name": "C"}]']
PAGED = "/resource/x.json?$limit=2&$offset={}&$order=:id"


class Site:
    """Pages by path: headers and a body, sent unless the conditions asked with are met."""

    def __init__(self):
        self.pages = {
            "/tag": ({"ETag": '"one"'}, meetings()),
            "/date": ({"Last-Modified": DATE}, meetings()),
            "/same": ({}, meetings()),
            "/moved": ({"Location": "/tag"}, b""),
            PAGED.format(0): ({"ETag": '"p0"'}, PAGES[0]),
            PAGED.format(2): ({"ETag": '"p1"'}, PAGES[1]),
        }  # fmt: skip

    def __call__(self, asked):
        if asked.path not in self.pages:
            return 404, {}, b""
        headers, body = self.pages[asked.path]
        if "Location" in headers:
            return 302, headers, b""
        met = any(
            asked.headers.get(condition) and asked.headers[condition] == headers.get(header)
            for condition, header in zip(CONDITIONS, ("ETag", "Last-Modified"), strict=True)
        )
        return (304, headers, b"") if met else (200, headers, body)


@pytest.fixture
def home(kith, tmp_path):
    """Crawl all feeds of a site again and again."""
    site = Site()
    with recording(site) as (port, seen):

        class Home:
            raw = tmp_path / "home" / "raw"
            pages = site.pages
            extra = ""

            def crawl(self):
                names = {"tag": "tag", "date": "date", "same": "same", "moved": "moved"}
                text = "".join(
                    SOURCE.format(name, "meeting-guide", port, path, self.extra) for name, path in names.items()
                )
                text += SOURCE.format("paged", "socrata", port, "resource/x.json?$limit=2", COLUMNS)
                (tmp_path / "sources.toml").write_text(text)
                seen.clear()
                done = kith("crawl", tmp_path / "sources.toml", home=tmp_path / "home")
                assert (done.status, done.err) == (0, "")
                self.asked = [asked for asked in seen if asked.path != "/robots.txt"]
                return {line.partition(":")[0]: "not changed" in line for line in done.out.splitlines()}

            def conditions(self):
                """What was asked with which conditions, by path."""
                return {asked.path: {asked.headers[name] for name in CONDITIONS if name in asked.headers}
                        for asked in self.asked}  # fmt: skip

            def records(self, source):
                last = runs.last_good_run(self.raw, source)
                return last, list(runs.read_records(self.raw, last))

        yield Home()


ALL = ("tag", "date", "same", "moved", "paged")


def bare(records):
    return [one.model_copy(update={"run": "", "seen": None}) for one in records]


def test_a_feed_that_did_not_change_is_seen_again_without_being_read(home, tmp_path):
    assert not any(home.crawl().values())
    assert set.union(*home.conditions().values()) == set()
    first = {name: home.records(name) for name in ALL}
    # When a record was seen is told in whole seconds.
    time.sleep(1)
    assert home.crawl() == {"tag": True, "date": True, "same": True, "moved": True, "paged": False}
    conditions = home.conditions()
    assert (conditions["/tag"], conditions["/date"]) == ({'"one"'}, {DATE})
    assert not any(found for path, found in conditions.items() if path not in ("/tag", "/date"))
    for name, (summary, found) in first.items():
        last, again = home.records(name)
        assert last.run > summary.run
        assert (last.status, last.read, last.records) == ("ok", summary.read, summary.records)
        assert {one.run for one in again} == {last.run}
        assert min(one.seen for one in again) > max(one.seen for one in found)
        assert bare(again) == bare(found)
    assert merge(load_settings(tmp_path / "home")).records == 4 * 6 + 3

    home.pages["/tag"] = ({"ETag": '"two"'}, meetings(7))
    home.pages["/date"] = ({"Last-Modified": "Wed, 25 Nov 2026 17:00:00 GMT"}, meetings(8))
    home.pages["/same"] = ({}, meetings(9))
    assert not any(home.crawl().values())
    assert [len(home.records(name)[1]) for name in ALL] == [7, 8, 9, 7, 3]


def test_a_feed_is_read_again_when_its_source_file_changed_or_its_stored_run_is_damaged(home):
    home.crawl()
    lines = home.raw / "tag" / f"{home.records('tag')[0].run}.jsonl.gz"
    lines.write_bytes(lines.read_bytes()[:-9])
    assert home.crawl() == {"tag": False, "date": True, "same": True, "moved": True, "paged": False}
    assert len(home.records("tag")[1]) == 6
    home.extra = 'organization = "Test Aid"'
    assert not any(home.crawl().values())
    assert set.union(*home.conditions().values()) == set()
    assert {one.organization.name for one in home.records("tag")[1]} == {"Test Aid"}
