from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from webapp import numbers
from webapp.languages import LANGUAGES, speaking

CHICAGO = ZoneInfo("America/Chicago")
ASKED = datetime(2026, 11, 22, 12, tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("distance", "about", "words"),
    [
        (0.0, False, "less than 0.1 miles"),
        (0.34, False, "0.3 miles"),
        (1.0, False, "1 mile"),
        (2.34, False, "2.3 miles"),
        (9.99, False, "10 miles"),
        (23.4, False, "23 miles"),
        (1234.5, False, "1,234 miles"),
        (0.2, True, "about 1 mile"),
        (2.3, True, "about 2 miles"),
    ],
)
def test_miles(distance, about, words):
    assert numbers.miles(distance, about) == words


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        (datetime(2026, 11, 22, 14, tzinfo=CHICAGO), "today 2:00 PM, in 2 hours"),
        (datetime(2026, 11, 22, 19, tzinfo=CHICAGO), "tonight 7:00 PM, in 7 hours"),
        (datetime(2026, 11, 23, 9, 30, tzinfo=CHICAGO), "tomorrow 9:30 AM"),
        (datetime(2026, 11, 26, 0, 0, tzinfo=CHICAGO), "Thursday midnight"),
        (datetime(2026, 11, 29, 19, tzinfo=CHICAGO), "Sun, Nov 29, 7:00 PM"),
        (datetime(2027, 1, 5, 19, tzinfo=CHICAGO), "Tue, Jan 5, 2027, 7:00 PM"),
    ],
)
def test_next_words(starts, words):
    assert numbers.next_words(starts, ASKED) == words


def test_next_words_are_local_to_the_listing():
    late_in_chicago = datetime(2026, 11, 23, 4, tzinfo=ZoneInfo("UTC"))
    starts = datetime(2026, 11, 22, 23, tzinfo=CHICAGO)
    assert numbers.next_words(starts, late_in_chicago) == "tonight 11:00 PM, in 1 hour"
    naive = datetime(2026, 11, 22, 8)  # noqa: DTZ001  local time where the help is
    assert numbers.next_words(datetime(2026, 11, 22, 19, tzinfo=CHICAGO), naive) == "tonight 7:00 PM, in 11 hours"


def test_dates():
    assert numbers.date_words(date(2026, 11, 1)) == "Nov 1, 2026"
    assert numbers.date_words("2026-11-20T08:00:00+00:00") == "Nov 20, 2026"
    assert numbers.date_words("soon") == "soon"
    assert numbers.date_words(None) == ""
    assert numbers.day_and_date(date(2026, 11, 24)) == "Tuesday, Nov 24"
    assert numbers.long_date(date(2026, 11, 24)) == "Tuesday, November 24, 2026"


@pytest.mark.parametrize(
    ("value", "words"), [("00:00", "midnight"), ("24:00", "midnight"), ("12:00", "noon"), ("19:30", "7:30 PM")]
)
def test_clock(value, words):
    assert numbers.clock_words(value) == words


def test_joined():
    assert numbers.joined([]) == ""
    assert numbers.joined(["A"]) == "A"
    assert numbers.joined(["A", "B", "C"]) == "A, B, and C"
    assert numbers.joined(["A", "B"], "or") == "A or B"


def test_spanish_is_that_of_the_united_states():
    with speaking("es"):
        assert numbers.clock_words("19:30") == "7:30 p.m."
        assert numbers.number_words(1234.5) == "1,234.5"
        assert numbers.long_date(date(2026, 11, 24)) == "martes, 24 de noviembre de 2026"
        assert numbers.zone_words("America/New_York") == "hora oriental"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda one: one.tag)
def test_no_blank_that_old_fonts_lack(language):
    with speaking(language.tag):
        away = numbers.next_words(datetime(2026, 12, 29, 19, tzinfo=CHICAGO), ASKED)
        days = [numbers.date_words(ASKED), numbers.long_date(ASKED.date())]
        said = [numbers.clock_words("19:30"), numbers.number_words(12345.6), away, *days]
    assert all(said)
    assert not {"\u202f", "\u00a0"} & set("".join(said))


@pytest.mark.parametrize("tag", [one.tag for one in LANGUAGES])
@pytest.mark.parametrize("style", ["standard", "or", "unit"])
def test_lists_of_any_length_in_every_language(tag, style):
    with speaking(tag):
        for count in range(5):
            said = numbers.joined("ABCD"[:count], style)
            assert all(letter in said for letter in "ABCD"[:count])


def test_a_telephone_number_keeps_its_order_from_right_to_left():
    assert numbers.one_way("(217) 555-0100") == "(217) 555-0100"
    with speaking("ar"):
        assert numbers.one_way("(217) 555-0100") == "\u2066(217) 555-0100\u2069"
