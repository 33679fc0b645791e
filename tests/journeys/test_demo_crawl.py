"""The sample community, from its server through the real spiders to a site that answers."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from data import runs, sample, sources, taxonomy
from data.cleaning import clean_record
from data.sample.server import serve

KITH = str(Path(sys.executable).with_name("kith"))
LEFT_OUT = {
    "sample-site": {"bad-json-ld": 1, "no-structured-data": 3, "robots": 1},
    "sample-meetings": {"bad-day": 1},
    "sample-meetings-north": {"no-name": 1},
    "sample-bmlt": {"bad-day": 1},
    "sample-hsds": {"too-many-cells": 1},
    "sample-places": {"too-many-cells": 1},
    "sample-events": {"broken-event": 1},
}


@pytest.fixture(scope="module")
def crawled(kith, tmp_path_factory):
    """Home, summaries by source, cleaned records, and what the server was asked for."""
    home = tmp_path_factory.mktemp("home")
    with serve() as site:
        paths = sample.write_sources(home / "sample", site.port)
        done = kith("crawl", *paths, "--json", home=home)
    assert done.status == 0, done.err
    summaries = {row["source"]: row for row in map(json.loads, done.out.splitlines())}
    described = {one.id: one for path in paths for one in sources.read_source_file(path)}
    records = [
        clean_record(record, described[summary.source])
        for summary in runs.latest_runs(home / "raw")
        for record in runs.read_records(home / "raw", summary)
    ]
    return home, summaries, records, site.requests


def test_every_source_is_read_and_names_what_it_leaves_out(crawled):
    _, summaries, _, _ = crawled
    assert {source: row["skipped"] for source, row in summaries.items()} == LEFT_OUT
    assert {row["status"] for row in summaries.values()} == {"ok"}


def test_the_sample_covers_every_need_several_times(crawled):
    _, _, records, _ = crawled
    assert len(records) >= 70
    for need in (need for need in taxonomy.needs() if "/" not in need):
        assert sum(need in record.needs for record in records) >= 2, need


def test_the_forbidden_page_is_never_fetched(crawled):
    _, _, _, requests = crawled
    assert "/robots.txt" in requests
    assert "/help/grief-circle.html" in requests
    assert not [path for path in requests if path.startswith("/private")]


def test_nothing_in_the_sample_can_be_taken_for_real(crawled):
    _, _, records, _ = crawled
    for record in records:
        assert "(Sample listing, not real help.)" in (record.description or ""), record.name
        assert all(re.fullmatch(r"\+121755501\d\d", phone.number) for phone in record.phones)
        links = [record.url, record.organization.url, record.attendance and record.attendance.url]
        assert all(re.match(r"https://([\w-]+\.)*example\.(org|com)/", link) for link in links if link), links
        emails = [record.email, record.organization.email]
        assert all(re.search(r"@([\w-]+\.)*example\.(org|com)$", email) for email in emails if email)
        assert record.problems == []


def test_free_support_groups_say_when_where_and_how_to_reach_them(crawled):
    _, _, records, _ = crawled
    found = [
        record for record in records
        if "support-groups" in record.needs and record.cost == ["free"] and record.phones
        and record.location.precision == "point" and any(one.freq == "WEEKLY" for one in record.schedules)
    ]  # fmt: skip
    assert len(found) >= 6


def test_the_sample_holds_the_odd_shapes_too(crawled):
    _, _, records, _ = crawled
    assert sum(any(one.freq == "MONTHLY" for one in record.schedules) for record in records) >= 3
    assert sum(bool(record.service_areas) for record in records) >= 4
    assert {cost for record in records for cost in record.cost} == set(taxonomy.facet_labels()["cost"])
    assert {"en", "es", "vi"} <= {tag for record in records for tag in record.languages}
    assert any(record.status == "temporarily closed" for record in records)
    assert any(record.modes == ["in_person", "online"] for record in records)


def test_two_feeds_with_the_same_meeting_give_one_listing(kith, crawled):
    home, _, records, _ = crawled
    result = json.loads(kith("merge", "--json", home=home).out)
    assert (result["records"], result["exact_duplicates"]) == (len(records), 2)


@pytest.mark.parametrize("path", sorted((sample.sample_folder() / "site").rglob("*.html")), ids=lambda path: path.name)
def test_every_page_says_that_the_town_does_not_exist(path):
    html = path.read_text("utf-8")
    assert "Sample data: this town does not exist" in html
    assert html.count("<h1>") == 1
    assert set(re.findall(r"https?://([\w.-]+)", html)) <= {"schema.org"} | set(
        re.findall(r"[\w.-]+\.example\.\w+", html)
    )


def test_the_demo_says_each_step_and_ends_in_a_search(tmp_path):
    command = [KITH, "demo", "--no-serve", "--home", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stderr
    assert re.findall(r"^(\d)\.", done.stdout, re.MULTILINE) == ["1", "2", "3", "4", "5"]
    assert "sample-site: 25 records (left out: bad-json-ld 1, no-structured-data 3, robots 1)" in done.stdout
    assert "0.4 miles · free" in done.stdout


def test_the_demo_refuses_a_home_with_real_listings(kith, tmp_path):
    folder = tmp_path / "raw" / "real-source"
    folder.mkdir(parents=True)
    (folder / "1.jsonl.gz").write_bytes(b"")
    (folder / "1.json").write_text('{"source": "real-source", "run": "1", "status": "ok"}')
    done = kith("demo", "--no-serve", home=tmp_path)
    assert done.status == 1
    assert "real-source, which is no sample" in done.err
