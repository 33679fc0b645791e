"""What a source file can say of tables beyond one column a field: joins, skips, whole addresses, several times."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from data.cleaning import clean_record
from data.errors import FeedError, SourceFileError
from data.model import Record
from data.sources import read_source_file
from tests.captures.support import payloads_of, read
from tests.support.tables import crawl

PLACES = "slug,hall,street,parish\nst-a,Hall A,1 Main St,p1\nst-b,Hall B,2 Main St,\n"
PARISHES = "key,title\np1,Sample Parish\n"
HOURS = "place,day,open,close,week\n7,Mon,09:00,12:00,0\n7,Tue,10:00,11:00,-1\n8,Wed,9am,10am,\n"
JOINED = """
also = ["places.csv", "parishes.csv"]
[[join]]
table = "places.csv"
on = "at"
key = "slug"
name = "place"
[[join]]
table = "parishes.csv"
on = "place.parish"
key = "key"
name = "parish"
[columns]
id = "id"
name = "name"
organization = "parish.title"
location_name = "place.hall"
address_1 = "place.street"
"""


def crawl_files(toml: str, files: dict[str, str | bytes], folder: Path) -> tuple[list[Record], Any]:
    """Read files of a folder as the source file says; `path` is the first of them."""
    for name, body in files.items():
        (folder / name).write_bytes(body if isinstance(body, bytes) else body.encode())
    head = f'id = "test"\nname = "Test"\npath = "{next(iter(files))}"\n'
    (folder / "source.toml").write_text(head + toml, "utf-8")
    [source] = read_source_file(folder / "source.toml")
    found, spider = read(source, payloads_of(source))
    return [clean_record(record, source) for record in found], spider.tally


def test_events_are_joined_to_their_places_and_those_to_their_parishes(tmp_path: Path) -> None:
    events = [{"id": 1, "name": "Supper", "at": "st-a"}, {"id": 2, "name": "Talk", "at": "st-b"},
              {"id": 3, "name": "Walk", "at": None}]  # fmt: skip
    files = {"events.json": json.dumps(events), "places.csv": PLACES, "parishes.csv": PARISHES}
    (first, second, third), tally = crawl_files('format = "json"' + JOINED, files, tmp_path)
    assert (first.organization.name, first.location.name) == ("Sample Parish", "Hall A")
    assert first.location.address is not None
    assert first.location.address.address_1 == "1 Main St"
    assert (second.organization.name, second.location.name) == ("Talk", "Hall B")
    assert (third.location.name, third.modes) == (None, [])
    assert tally.messages == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"e.json": '[{"name": "A"}]', "places.csv": PLACES}, "parishes.csv"),
        ({"e.json": '[{"name": "A"}]', "places.csv": "a,b\n1,2\n", "parishes.csv": PARISHES}, "has 'slug'"),
    ],
)
def test_a_table_or_a_key_that_is_not_there_is_named(files: dict[str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=said):
        crawl_files('format = "json"' + JOINED, files, tmp_path)


def test_a_list_of_joined_rows_can_be_the_times(tmp_path: Path) -> None:
    toml = """
format = "csv"
also = ["hours.csv"]
join = [{table = "hours.csv", on = "id", key = "place", name = "hours"}]
[columns]
id = "id"
name = "name"
schedules = "hours"
byday = "day"
opens_at = "open"
closes_at = "close"
week = "week"
"""
    files = {"places.csv": "id,name\n7,Pantry\n8,Kitchen\n9,Garden\n", "hours.csv": HOURS}
    (pantry, kitchen, garden), tally = crawl_files(toml, files, tmp_path)
    assert [(one.freq, one.byday, one.opens_at, one.closes_at) for one in pantry.schedules] == [
        ("WEEKLY", ["MO"], "09:00", "12:00"), ("MONTHLY", ["-1TU"], "10:00", "11:00")
    ]  # fmt: skip
    assert [(one.byday, one.opens_at) for one in kitchen.schedules] == [(["WE"], "09:00")]
    assert (garden.schedules, tally.messages) == ([], [])


def test_rows_of_one_table_can_be_joined_to_each_other(tmp_path: Path) -> None:
    toml = """
format = "csv"
join = [{table = "all.csv", on = "site", key = "id", name = "site_row"}]
skip = {part = {kind = ["site", "ag*"]}, hidden = {"site_row.private" = "yes"}}
[columns]
id = "id"
name = "name"
address_1 = "site_row.street"
"""
    table = ("id,kind,name,site,street,private\n1,Agency,A,,,\n2,Site,S,,1 Main St,no\n3,Site,T,,2 Main St,YES\n"
             "4,Service,Meals,2,,\n5,Service,Beds,3,,\n")  # fmt: skip
    (found,), tally = crawl_files(toml, {"all.csv": table}, tmp_path)
    assert found.location.address is not None
    assert (found.record, found.location.address.address_1) == ("4", "1 Main St")
    assert tally.skipped == {"part": 3, "hidden": 1}
    assert "record 1, field kind: kind is 'Agency'" in tally.messages


ADDRESS = 'format = "json"\n[columns]\nid = "id"\nname = "name"\naddress = "where"\npoint = "where"\n'


@pytest.mark.parametrize(
    ("where", "street", "city", "state", "point"),
    [
        ("1 Main St\nSpringfield, IL\n(39.8, -89.65)", "1 Main St", "Springfield", "IL", (39.8, -89.65)),
        ("1 Main St, Springfield, IL 62701", "1 Main St", "Springfield", "IL", None),
        ("POINT (-89.65 39.8)", None, None, None, (39.8, -89.65)),
        ("39.8,-89.65", None, None, None, (39.8, -89.65)),
        ("12, 14 Main St", "12, 14 Main St", None, None, None),
    ],
)
def test_a_whole_address_and_a_point_in_one_text(
    where: str, street: str | None, city: str | None, state: str | None, point: Any, tmp_path: Path
) -> None:
    (found,), _ = crawl(ADDRESS, [{"id": 1, "name": "One", "where": where}], tmp_path)
    address = found.location.address
    assert address is not None
    assert (address.address_1, address.city, address.state_province) == (street, city, state)
    assert (found.location.latitude, found.location.longitude) == (point or (None, None))


def test_a_dictionary_as_python_writes_it_is_looked_into(tmp_path: Path) -> None:
    where = "{'latitude': '39.8', 'human_address': '{\"address\": \"1 Main St\"}'}"
    toml = 'format = "json"\n[columns]\nname = "n"\nlatitude = "w.latitude"\naddress_1 = "w.human_address.address"\n'
    (found, broken), _ = crawl(toml, [{"n": "One", "w": where}, {"n": "Two", "w": "{'a': [" + "(" * 900}], tmp_path)
    assert found.location.latitude == 39.8
    assert found.location.address is not None
    assert found.location.address.address_1 == "1 Main St"
    assert broken.location.latitude is None


@pytest.mark.parametrize(
    ("word", "shown"), [("No", "full"), ("", "full"), ("partial", "partial"), ("Yes", "hidden"), ("?", "hidden")]
)
def test_an_address_is_hidden_where_a_word_may_mean_it(word: str, shown: str, tmp_path: Path) -> None:
    toml = 'format = "json"\n[columns]\nname = "n"\nvisibility = "v"\n[values.visibility]\nNo = "full"\n'
    (found,), _ = crawl(toml, [{"n": "One", "v": word}], tmp_path)
    assert (found.location.visibility, found.attributes) == (shown, [])


def test_dates_of_rows_and_days_in_words(tmp_path: Path) -> None:
    toml = 'format = "json"\n[columns]\nname = "n"\nlast_modified = "e"\nconfirmed = "c"\ndtstart = "d"\n'
    rows = [{"n": "One", "e": 1398198613000, "c": "2026/3/1", "d": "March 2, 2026"}, {"n": "Two", "d": "in spring"},
            {"n": "Three", "d": 1398198613000}]  # fmt: skip
    (one, two, three), _ = crawl(toml, rows, tmp_path)
    assert (one.last_modified, one.confirmed) == (datetime(2014, 4, 22, 20, 30, 13, tzinfo=UTC), date(2026, 3, 1))
    assert (one.schedules[0].dtstart, three.schedules[0].dtstart) == (date(2026, 3, 2), date(2014, 4, 22))
    assert (two.schedules[0].dtstart, two.schedules[0].description, two.last_modified) == (None, "in spring", None)


def test_a_table_in_an_encoding_of_its_own(tmp_path: Path) -> None:
    toml = 'format = "csv"\nencoding = "mac-roman"\n[columns]\nname = "name"\n'
    (found,), _ = crawl_files(toml, {"t.csv": "name,x\rCafé,\r".encode("mac-roman")}, tmp_path)
    assert found.name == "Café"


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('path = "x"\nencoding = "base64"', "unknown text encoding 'base64'"),
        ('path = "x"\nencoding = "klingon"', "unknown text encoding"),
        ('url = "https://example.org/x"\nalso = ["y.csv"]', "also is only for a source with a path"),
        ('path = "x"\n[[join]]\ntable = "t"\non = "a"\nkey = "b"', "key join.0.name"),
    ],
)
def test_what_a_source_file_cannot_say_is_named(toml: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "source.toml").write_text(f'id = "test"\nname = "T"\nformat = "csv"\n{toml}\n', "utf-8")
    with pytest.raises(SourceFileError, match=said):
        read_source_file(tmp_path / "source.toml")


def test_a_file_beside_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"places\.csv.*key also"):
        crawl_files('format = "json"' + JOINED, {"e.json": '[{"name": "A"}]'}, tmp_path)


def test_dates_of_a_whole_portal_table_stand_for_its_rows(tmp_path: Path) -> None:
    columns = [{"fieldName": ":updated_at"}, {"fieldName": "n"}]
    value = {"meta": {"view": {"rowsUpdatedAt": 1398198613, "columns": columns}},
             "data": [[None, "One"], [1398100000, "Two"]]}  # fmt: skip
    (one, two), _ = crawl('format = "socrata"\n[columns]\nname = "n"\n', value, tmp_path)
    assert one.last_modified == datetime(2014, 4, 22, 20, 30, 13, tzinfo=UTC)
    assert two.last_modified == datetime(2014, 4, 21, 17, 6, 40, tzinfo=UTC)
