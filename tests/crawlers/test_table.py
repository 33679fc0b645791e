"""The mapping that all tables share: columns in nested rows, words, times, telephones, keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawlers.paths import at, texts
from data.errors import FeedError
from data.model import Record
from tests.support.tables import crawl

ROW = {
    "hours": {"mon": "9-5", "tue": None}, "loc": {"type": "Point", "coordinates": [-89.6, 39.8]}, "tags": ["a", "b"],
    "services": [{"name": "Meals"}, {"name": "Beds"}, "x"], "addr.city": "Testville", "a": {"b.c": 1, "d": {"e.f": 2}},
    "human": '{"zip": "62701"}', "empty": None, "broken": "{oh", "1": "one",
}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("hours.mon", ["9-5"]),
        ("hours.tue", [None]),
        ("hours.wed", []),
        ("loc.coordinates.1", [39.8]),
        ("loc.coordinates.2", []),
        ("loc.coordinates.²", []),
        ("tags", [["a", "b"]]),
        ("tags.0", ["a"]),
        ("services.name", ["Meals", "Beds"]),
        ("services.1.name", ["Beds"]),
        ("addr.city", ["Testville"]),
        ("addr", []),
        ("a.b.c", [1]),
        ("a.d.e.f", [2]),
        ("human.zip", ["62701"]),
        ("broken.zip", []),
        ("empty", [None]),
        ("empty.x", []),
        ("1", ["one"]),
        ("", []),
    ],
)
def test_a_dotted_path_leads_into_objects_lists_and_json_in_texts(path: str, found: list[Any]) -> None:
    assert at(ROW, path) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (" a ", ["a"]),
        (None, []),
        ("", []),
        (7, ["7"]),
        (90012.0, ["90012"]),
        (39.85, ["39.85"]),
        (float("nan"), []),
        pytest.param(10**9000, [], id="huge"),
        (True, ["true"]),
        (False, ["false"]),
        (["a", None, 2, ["b"]], ["a", "2", "b"]),
        ({"m": "9-5", "tu": "", "we": ["1-2", "3-4"]}, ["m: 9-5", "we: 1-2, 3-4"]),
        ([[[[["deep"]]]]], []),
    ],
)
def test_values_are_read_as_texts(value: Any, found: list[str]) -> None:
    assert texts(value) == found


def read(columns: dict[str, Any], folder: Path, *rows: dict[str, Any], values: str = "") -> list[Record]:
    lines = [f"{field} = {column!r}" for field, column in {"name": "n", "id": "k", **columns}.items()]
    toml = 'format = "json"\n[columns]\n' + "\n".join(lines) + f"\n{values}"
    return crawl(toml, [{"n": "Pantry", "k": number} | row for number, row in enumerate(rows)], folder)[0]


def test_columns_are_joined_by_blanks_and_items_of_a_list_by_commas(tmp_path: Path) -> None:
    row = {"what": ["Boxes", "Bread"], "note": "Bring bags.", "zip": 62701.0}
    [found] = read({"description": ["what", "note"], "postal_code": "zip"}, tmp_path, row)
    assert found.description == "Boxes, Bread Bring bags."
    assert found.location.address is not None
    assert found.location.address.postal_code == "62701"


def test_every_item_is_a_word_of_its_own(tmp_path: Path) -> None:
    values = '[values.needs]\nmeals = "practical-help/food"\n"BEDS; WINTER" = "practical-help/housing"'
    row = {"s": [{"c": "Meals"}, {"c": "beds; winter"}, {"c": "Bicycles;Meals"}]}
    [found] = read({"needs": "s.c"}, tmp_path, row, values=values)
    assert found.needs == ["practical-help/food", "practical-help/housing"]
    assert found.attributes == ["Bicycles"]


def test_truth_values_are_words_too(tmp_path: Path) -> None:
    values = '[values.status]\ntrue = "inactive"\nfalse = "active"'
    found = read({"status": "gone"}, tmp_path, {"gone": True}, {"gone": False}, {"gone": None}, values=values)
    assert [one.status for one in found] == ["inactive", "active", "active"]
    assert not found[0].attributes


@pytest.mark.parametrize(
    ("phone", "row", "numbers"),
    [
        ("p", {"p": "217-555-0101"}, ["217-555-0101"]),
        ("p", {"p": ["217-555-0101", "217-555-0102", None]}, ["217-555-0101", "217-555-0102"]),
        (["p", "q"], {"p": "217-555-0101", "q": "217-555-0102"}, ["217-555-0101", "217-555-0102"]),
        (["p", "q"], {"p": "217-555-0101", "q": "217-555-0101"}, ["217-555-0101"]),
        ("p.n", {"p": [{"n": 2175550101}]}, ["2175550101"]),
        ("p", {"p": ""}, []),
    ],
)
def test_each_column_or_item_is_a_telephone(
    phone: Any, row: dict[str, Any], numbers: list[str], tmp_path: Path
) -> None:
    [found] = read({"phone": phone}, tmp_path, row)
    assert [one.number for one in found.phones] == numbers


@pytest.mark.parametrize(
    ("days", "byday"),
    [("Monday", ["MO"]), ("tues, Thurs", ["TU", "TH"]), (["Sat", "SU"], ["SA", "SU"]), ("Mo;Fri", ["MO", "FR"])],
)
def test_days_with_a_column_of_their_own_make_a_weekly_rule(days: Any, byday: list[str], tmp_path: Path) -> None:
    columns = {"byday": "d", "opens_at": "from", "closes_at": "to"}
    [found] = read(columns, tmp_path, {"d": days, "from": "7:00 PM", "to": "20:00"})
    [schedule] = found.schedules
    assert (schedule.freq, schedule.byday) == ("WEEKLY", byday)
    assert (schedule.opens_at, schedule.closes_at, schedule.description) == ("7:00 PM", "20:00", None)


def test_days_that_are_no_weekday_are_kept_as_words(tmp_path: Path) -> None:
    [found] = read({"byday": "d", "schedule": "h"}, tmp_path, {"d": "Weekdays", "h": {"m": "10am-6pm", "su": "closed"}})
    assert (found.attributes, found.schedules[0].freq) == (["Weekdays"], None)
    assert found.schedules[0].description == "m: 10am-6pm, su: closed"


def test_a_day_of_the_calendar_has_no_weekly_rule(tmp_path: Path) -> None:
    columns = {"dtstart": "d", "opens_at": "t", "location_name": "hall", "address_1": "street"}
    [found] = read(columns, tmp_path, {"d": "2026-11-25", "t": "18:00", "hall": "Test Hall", "street": "1 A St"})
    assert (str(found.schedules[0].dtstart), found.schedules[0].freq) == ("2026-11-25", None)
    assert found.location.name == "Test Hall"


def test_times_tell_rows_without_an_id_apart(tmp_path: Path) -> None:
    toml = 'format = "json"\n[columns]\nname = "n"\nbyday = "d"'
    found, tally = crawl(
        toml, [{"n": "Mass", "d": "Mon"}, {"n": "Mass", "d": "Tue"}, {"n": "Mass", "d": "Mon"}], tmp_path
    )
    assert len({record.key for record in found}) == 2
    assert not any("#" in record.key for record in found)
    assert tally.skipped == {"repeated": 1}


def test_a_column_that_no_row_has_is_named(tmp_path: Path) -> None:
    toml = 'format = "json"\n[columns]\nname = "n"\nphone = "a.tel"\nemail = "mail"'
    _, tally = crawl(toml, [{"n": "One"}, {"n": "Two", "mail": None}], tmp_path)
    assert tally.messages == ["warning: no row has 'a.tel', which [columns] names"]


@pytest.mark.parametrize("field", ["colour", "@latitude"])
def test_a_field_that_does_not_exist_is_named(field: str, tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=field):
        read({f'"{field}"': "n"}, tmp_path, {})


def test_a_value_of_the_wrong_kind_costs_its_row(tmp_path: Path) -> None:
    toml = 'format = "json"\n[columns]\nname = "n"\nid = "k"\nlatitude = "p.0"'
    rows = [{"n": "One", "k": 1, "p": [True]}, 7, None, ["x"], {"n": None, "k": 2}, {"n": "Two"}, {"n": "Six", "k": 6}]
    found, tally = crawl(toml, rows, tmp_path)
    assert [record.record for record in found] == ["6"]
    assert tally.skipped == {"wrong-type": 4, "no-name": 1, "no-id": 1}


FIRST_OF = 'format = "json"\n[columns]\nname = {first = ["NAME", "Name"]}\naddress_1 = {first = ["addr", "street"]}\n'


@pytest.mark.parametrize(
    ("row", "name", "street"),
    [
        ({"NAME": "A", "Name": "B", "street": "1 Main St"}, "A", "1 Main St"),
        ({"NAME": None, "Name": "B", "addr": "1 Main St", "street": "x"}, "B", "1 Main St"),
        ({"NAME": "  ", "Name": "B"}, "B", None),
    ],
)
def test_of_several_candidates_the_first_with_a_value_is_read(
    row: dict[str, Any], name: str, street: str | None, tmp_path: Path
) -> None:
    (found,), tally = crawl(FIRST_OF, [row], tmp_path)
    assert found.location is not None
    assert found.location.address is not None
    assert (found.name, found.location.address.address_1) == (name, street)
    assert tally.messages == []


def test_a_table_with_none_of_the_candidates_gives_no_record(tmp_path: Path) -> None:
    found, tally = crawl(FIRST_OF, [{"title": "A"}, {"title": "B"}], tmp_path)
    assert (found, tally.skipped) == ([], {"no-name": 2})


def test_private_flags_are_honoured(tmp_path):
    columns = (
        'format = "csv"\n[columns]\nid = "Num"\nname = "Name"\naddress_1 = "Street"\n'
        'phone = ["P1", "P2"]\nphone_private = ["P1Private", "P2Private"]\n'
        'address_private = "AddressIsPrivate"\nexclude = ["NoDirectory", "NoWebsite"]\n'
    )
    body = (
        "Num,Name,Street,AddressIsPrivate,P1,P1Private,P2,P2Private,NoDirectory,NoWebsite\n"
        "1,Open House,1 Elm St,No,213-555-0100,FALSE,213-555-0101,TRUE,No,No\n"
        "2,Quiet House,2 Elm St,Yes,213-555-0102,,213-555-0103,,No,No\n"
        "3,Left Out,3 Elm St,No,,,,,Yes,No\n"
        "4,Left Out Too,4 Elm St,No,,,,,No,true\n"
    )
    found, tally = crawl(columns, body, tmp_path)
    assert [(one.record, one.location.visibility, [phone.number for phone in one.phones]) for one in found] == [
        ("1", "full", ["213-555-0100"]),
        ("2", "hidden", ["213-555-0102", "213-555-0103"]),
    ]
    assert tally.skipped == {"excluded": 2}
