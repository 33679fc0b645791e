import random
import re

import pytest

from data.cleaning.clock import add_minutes, clean_time, is_byday, weekday_from_sunday


@pytest.mark.parametrize(
    ("found", "cleaned"),
    [
        ("19:30", "19:30"),
        ("19:30:00", "19:30"),
        ("19:30:00.000", "19:30"),
        ("7:30 PM", "19:30"),
        ("7:30pm", "19:30"),
        ("7:30 p.m.", "19:30"),
        ("7:30p", "19:30"),
        ("9:00am", "09:00"),
        ("9 a. m.", "09:00"),
        ("9am", "09:00"),
        ("12am", "00:00"),
        ("12:15 AM", "00:15"),
        ("12 pm", "12:00"),
        ("0900", "09:00"),
        ("0000", "00:00"),
        ("830", "08:30"),
        ("830.0", "08:30"),
        ("2355", "23:55"),
        ("2359", "23:59"),
        ("00:00", "00:00"),
        ("24:00", "24:00"),
        ("19.30", "19:30"),
        ("19h30", "19:30"),
        ("noon", "12:00"),
        ("Midnight", "00:00"),
        ("mediodía", "12:00"),
        (" 8:05 ", "08:05"),
    ],
)
def test_every_way_of_writing_a_time_is_read(found, cleaned):
    assert clean_time(found) == cleaned


@pytest.mark.parametrize(
    "found",
    [
        None, "", "-1", "9", "19", "25:00", "24:01", "12:60", "13:00 PM", "0:30 AM", "2460", "9999", "closed",
        "9am-5pm", "19:30 EST", "19:3", "12345", "7:30:00:00",
    ],
)  # fmt: skip
def test_anything_else_is_no_time(found):
    assert clean_time(found) is None


def test_a_time_is_hours_and_minutes_or_nothing():
    rng = random.Random(3)
    read = 0
    for _ in range(5_000):
        cleaned = clean_time("".join(rng.choice("0123456789:. apmAPM\u0661h") for _ in range(rng.randint(1, 8))))
        if cleaned is not None:
            read += 1
            assert re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", cleaned), cleaned
    assert read > 50


def test_weekdays_are_counted_from_sunday():
    assert [weekday_from_sunday(day) for day in range(-1, 8)] == [
        None, "SU", "MO", "TU", "WE", "TH", "FR", "SA", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "expected"),
    [("MO", True), ("2TU", True), ("-1FR", True), ("+3SA", True), ("5SU", True), ("6MO", False), ("0MO", False),
     ("mo", False), ("Monday", False), ("", False), ("MO\n", False), ("MO,TU", False)],
)  # fmt: skip
def test_weekdays_of_a_rule(value, expected):
    assert is_byday(value) is expected


@pytest.mark.parametrize(
    ("clock", "minutes", "later"),
    [
        ("19:00", 90, "20:30"),
        ("23:00", 60, "24:00"),
        ("23:00", 61, "00:01"),
        ("00:00", 0, "00:00"),
        ("24:00", 30, "00:30"),
        ("00:00", 1440, "24:00"),
    ],
)
def test_minutes_are_added_past_midnight(clock, minutes, later):
    assert add_minutes(clock, minutes) == later
