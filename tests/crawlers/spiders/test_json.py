"""JSON arrays, arrays inside documents, and JSON lines."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.errors import FeedError
from tests.support.http import serving
from tests.support.tables import crawl, crawl_clean, crawl_url

TOML = 'format = "json"\n{rows}\n[columns]\nid = "id"\nname = "name"\n'
PLAIN = TOML.format(rows="")
ROWS = [{"id": 1, "name": "Pantry"}, {"id": 2, "name": "Shelter"}]
LINES = '{"id": 1, "name": "Pantry"}\n\n{"id": 2, "name": "Shelter"}\r\n'


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ("", ROWS),
        ('rows = "data"', {"data": ROWS}),
        ('rows = "result.0.items"', {"result": [{"items": ROWS}]}),
        ('rows = "towns.places"', {"towns": [{"places": ROWS[:1]}, {"places": ROWS[1:]}]}),
    ],
)
def test_the_array_is_the_document_or_stands_at_a_path(rows: str, value: object, tmp_path: Path) -> None:
    found, _ = crawl(TOML.format(rows=rows), value, tmp_path)
    assert [record.name for record in found] == ["Pantry", "Shelter"]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (LINES, "feed"),
        (LINES, "feed.jsonl"),
        (LINES.encode("utf-8-sig"), "feed.json"),
        (gzip.compress(LINES.encode(), mtime=0), "feed.jsonl.gz"),
        ('{"id": 1, "name": "Pantry"}\r{"id": 2, "name": "Shelter"}', "feed.ndjson"),
    ],
    ids=["by-content", "by-name", "byte-order-mark", "gzip", "old-line-ends"],
)
def test_one_object_a_line(body: str | bytes, name: str, tmp_path: Path) -> None:
    found, tally = crawl(PLAIN, body, tmp_path, name)
    assert [record.record for record in found] == ["1", "2"]
    assert tally.read == 2


def test_a_single_line_is_known_by_the_name_of_the_file(tmp_path: Path) -> None:
    found, _ = crawl(PLAIN, '{"id": 1, "name": "Pantry"}', tmp_path, "feed.jsonl")
    assert len(found) == 1


def test_a_line_that_is_not_json_costs_a_row(tmp_path: Path) -> None:
    found, tally = crawl(PLAIN, LINES + '{"id": 3, "na\n{"id": 4, "name": "Library"}', tmp_path)
    assert [record.record for record in found] == ["1", "2", "4"]
    assert tally.skipped == {"unreadable-line": 1}
    assert tally.messages[0].startswith("record line 4: not valid JSON")


@pytest.mark.parametrize(
    ("rows", "body", "said"),
    [
        ("", {"data": [], "notes": []}, "it has lists at data, notes"),
        ("", {"data": 7}, "holds no list of rows"),
        ('rows = "items"', {"data": ROWS}, "holds no list at 'items'"),
        ('rows = "data"', {"data": []}, "empty list"),
        ("", "[]", "empty list"),
        ("", "", "is empty"),
        ("", "<html>", "HTML page"),
        ("", "[1, 2", "not valid JSON"),
    ],
)
def test_a_document_without_rows_is_refused(rows: str, body: object, said: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=said):
        crawl(TOML.format(rows=rows), body, tmp_path)


LINKSF = """
format = "json"
[columns]
id = "objectId"
name = "name"
description = ["description", "notes"]
address_1 = "address"
city = "city"
phone = "phone"
url = "website"
latitude = "location.latitude"
longitude = "location.longitude"
needs = "services.category"
audiences = ["age", "gender"]
[values.needs]
food = "practical-help/food"
housing = "practical-help/housing"
medical = "practical-help/health-care"
[values.audiences]
F = "women"
M = "men"
"""


def test_services_of_a_city_nested_in_their_places(shared: Path, tmp_path: Path) -> None:
    found, tally = crawl_clean(LINKSF, shared / "captures/city/linksf-san-francisco.json", tmp_path)
    assert (len(found), tally.read, tally.skipped) == (76, 89, {"repeated": 13})
    first = next(record for record in found if record.record == "JPJwEegZCQ")
    assert (first.needs, first.audiences) == (["practical-help", "practical-help/housing"], ["women"])
    assert first.location.latitude == pytest.approx(37.7712479)
    assert [(phone.number, phone.description) for phone in first.phones][0] == ("+18775031850", "Crisis line")
    hidden = {record.name for record in found if record.location.visibility == "hidden"}
    assert hidden == {"Asian Women's Shelter", "St. Vincent de Paul Society - Riley Center"}
    assert sum("practical-help/food" in record.needs for record in found) > 20
    assert {word for record in found for word in record.attributes} >= {"hygiene", "technology"}


MEETINGS = """
format = "json"
organization = "Alcoholics Anonymous"
needs = ["support-groups/alcohol"]
timezone = "America/Los_Angeles"
[columns]
id = "_id"
name = "title"
address_1 = "address"
postal_code = "zip"
latitude = "loc.coordinates.1"
longitude = "loc.coordinates.0"
byday = "day_of_week"
opens_at = "time"
attributes = "descriptors"
"""


def test_meetings_one_a_line(shared: Path, tmp_path: Path) -> None:
    path = shared / "captures/support-groups/los-angeles-12-step-2016.jsonl.gz"
    found, tally = crawl_clean(MEETINGS, path, tmp_path)
    assert tally.read == 2637
    assert len(found) + tally.skipped.total() == 2637
    assert len(found) >= 2630
    first, second = found[:2]
    assert first.location.address is not None
    assert first.location.address.postal_code == "91324"
    assert (second.schedules[0].byday, second.schedules[0].opens_at) == (["TU"], "06:00")
    assert second.location.longitude == pytest.approx(-118.2576434)
    assert second.attributes == ["Open Meeting"]
    assert sum(not record.schedules or not record.schedules[0].byday for record in found) == 4


MASSES = """
format = "json"
needs = ["spiritual"]
timezone = "America/New_York"
[columns]
name = "event_type"
location_name = "church_slug"
organization = "church_slug"
byday = "day_of_week"
dtstart = "date"
opens_at = "start_time"
closes_at = "end_time"
status = "cancelled"
description = "note"
[values.status]
true = "inactive"
false = "active"
"""


def test_events_weekly_and_dated(shared: Path, tmp_path: Path) -> None:
    path = shared / "captures/spiritual/catholic-events-rochester-ny-2026.json"
    found, tally = crawl_clean(MASSES, path, tmp_path)
    assert (len(found), tally.read) == (829, 829)
    assert not any("#" in record.key for record in found[:100])
    assert sum(record.schedules[0].freq == "WEEKLY" for record in found) > 600
    assert sum(record.schedules[0].dtstart is not None for record in found) > 50
    assert all(not record.problems for record in found)


PAGED = TOML.format(rows='rows = "places"\nnext = "links.next"')


@pytest.mark.parametrize("next_page", ["/list?page=2", "?page=2"])
def test_the_next_page_is_where_the_page_says(next_page: str, kith: Callable[..., Any], tmp_path: Path) -> None:
    def page(asked: dict[str, list[str]]) -> dict[str, Any]:
        last = asked.get("page") == ["2"]
        return {"places": ROWS[1:] if last else ROWS[:1], "links": {"next": None if last else next_page}}

    with serving({"/list": page}) as (host, paths):
        summary = crawl_url(kith, PAGED, host + "/list", tmp_path)
    assert (summary["status"], summary["records"]) == ("ok", 2)
    assert [asked for asked in paths if "robots" not in asked] == ["/list", "/list?page=2"]


def test_a_next_page_on_another_host_is_not_asked_for(kith: Callable[..., Any], tmp_path: Path) -> None:
    elsewhere = "http://127.0.0.1:1/list"
    with serving({"/list": {"places": ROWS, "links": {"next": elsewhere}}}) as (host, _):
        summary = crawl_url(kith, PAGED, host + "/list", tmp_path)
    assert summary["status"] == "failed"
    assert f"the next page is on another host: {elsewhere}" in summary["said"]
