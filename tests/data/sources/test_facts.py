"""What a source file says of its area, of the records to expect, of how the source is known."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from crawlers.table import TableSpider
from data.model import Record
from data.sources.facts import Area, Expect, FirstOf, State
from data.sources.fields import FIELDS


@pytest.mark.parametrize(
    ("said", "scope", "words"),
    [
        ({}, "national", ""),
        ({"country": "US"}, "national", "US"),
        ({"state": "NY"}, "state", "NY"),
        ({"states": ["IA", "NE"]}, "state", "IA NE"),
        ({"state": "CA", "county": "Los Angeles"}, "local", "Los Angeles, CA"),
        ({"state": "CA", "counties": ["Marin", "Napa"]}, "local", "Marin, Napa, CA"),
        ({"state": "CA", "city": "Los Angeles", "radius_miles": 30}, "local", "Los Angeles, CA"),
    ],
)
def test_an_area_is_local_of_a_state_or_national(said: dict[str, Any], scope: str, words: str) -> None:
    area = Area(**said)
    assert (area.scope, str(area)) == (scope, words)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"state": "New York"}, "pattern"),
        ({"state": "NY", "states": ["NJ"]}, "state or states"),
        ({"state": "NY", "county": "Kings", "counties": ["Queens"]}, "county or counties"),
        ({"city": "Albany"}, "needs its state"),
        ({"counties": ["Albany"]}, "needs its state"),
        ({"state": "NY", "radius_miles": 10}, "needs the city"),
        ({"state": "NY", "city": "Albany", "radius_miles": 0}, "greater than 0"),
    ],
)
def test_an_area_that_says_two_things_or_half_of_one_is_a_mistake(said: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Area(**said)


@pytest.mark.parametrize(
    ("said", "least", "most"),
    [
        ({}, 0, None),
        ({"about": 100}, 50, 200),
        ({"about": 101, "min": 90}, 90, 202),
        ({"about": 1}, 0, 2),
        ({"min": 5}, 5, None),
    ],
)
def test_what_somebody_counted_gives_the_bounds(said: dict[str, int], least: int, most: int | None) -> None:
    expect = Expect(**said)
    assert (expect.min, expect.max) == (least, most)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "listed by others at a time not recorded, never tried by us"),
        ({"seen": "2026-09", "how": "counted"}, "counted by others 2026-09, never tried by us"),
        (
            {"seen": "2026-09-28", "how": "read", "tried": "2026-11-01"},
            "read by others 2026-09-28, tried by us 2026-11-01",
        ),
        ({"how": "shipped"}, "comes with Kith"),
    ],
)
def test_the_state_says_who_saw_the_source_and_that_we_did_not(said: dict[str, Any], words: str) -> None:
    assert str(State(**said)) == words


@pytest.mark.parametrize("said", [{"seen": "last year"}, {"seen": "2026-9"}, {"how": "trusted"}, {"alive": True}])
def test_a_state_nobody_understands_is_a_mistake(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        State(**said)


def test_the_first_of_no_columns_is_a_mistake() -> None:
    with pytest.raises(ValidationError):
        FirstOf(first=[])


# Fields that say what becomes of a row or of other fields; `tests/crawlers/test_table.py` is about each of them.
STEERING = {"address", "point", "visibility", "schedules", "week", "exclude", "address_private", "phone_private"}
READ = {"latitude": "1.5", "longitude": "2.5", "dtstart": "2026-01-05", "valid_from": "2026-01-06",
        "valid_to": "2026-01-07", "confirmed": "2026-01-08", "last_modified": "2026-01-09", "modes": "in person",
        "byday": "Mon", "status": "inactive", "needs": "crisis"}  # fmt: skip


def test_every_field_a_table_may_fill_ends_in_the_record(make_table: Any) -> None:
    plain = FIELDS - STEERING
    spider: TableSpider = make_table(plain)
    record: Record = spider.record({field: field for field in plain} | READ)
    told = record.model_dump_json()
    words = {field: READ.get(field, field) for field in plain} | {"modes": "in_person", "byday": "MO"}
    assert [field for field, word in words.items() if word not in told.replace(f'"{field}":', "")] == []


@pytest.fixture
def make_table() -> Any:
    from crawlers.spiders.json_rows import JsonSpider
    from data.sources import Source

    def make(fields: frozenset[str]) -> TableSpider:
        columns = {field: field for field in fields}
        source = Source(id="test", name="T", format="json", url="https://example.org/x.json", columns=columns)
        return JsonSpider(source=source, writer=None, progress=lambda *a: None)

    return make
