from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from webapp import filters

CHICAGO = ZoneInfo("America/Chicago")
ASKED = datetime(2026, 11, 22, 12, tzinfo=CHICAGO)


@pytest.mark.parametrize(
    ("distance", "about", "words"),
    [
        (0.0, False, "less than 0.1 mile"),
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
    assert filters.miles(distance, about) == words


@pytest.mark.parametrize(
    ("starts", "words"),
    [
        (datetime(2026, 11, 22, 14, tzinfo=CHICAGO), "today 2:00 PM"),
        (datetime(2026, 11, 22, 19, tzinfo=CHICAGO), "tonight 7:00 PM"),
        (datetime(2026, 11, 23, 9, 30, tzinfo=CHICAGO), "tomorrow 9:30 AM"),
        (datetime(2026, 11, 26, 0, 0, tzinfo=CHICAGO), "Thursday 12:00 AM"),
        (datetime(2026, 11, 29, 19, tzinfo=CHICAGO), "Sun, Nov 29, 7:00 PM"),
        (datetime(2027, 1, 5, 19, tzinfo=CHICAGO), "Tue, Jan 5, 2027, 7:00 PM"),
    ],
)
def test_next_words(starts, words):
    assert filters.next_words(starts, ASKED) == words


def test_next_words_are_local_to_the_listing():
    late_in_chicago = datetime(2026, 11, 23, 4, tzinfo=ZoneInfo("UTC"))
    assert filters.next_words(datetime(2026, 11, 22, 23, tzinfo=CHICAGO), late_in_chicago) == "tonight 11:00 PM"
    naive = datetime(2026, 11, 22, 8)  # noqa: DTZ001  local time where the help is
    assert filters.next_words(datetime(2026, 11, 22, 19, tzinfo=CHICAGO), naive) == "tonight 7:00 PM"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "http://", "", None])
def test_only_web_addresses_become_links(url):
    assert filters.web_link(url) is None


def test_links():
    assert filters.web_link("HTTPS://a.example/x") == "HTTPS://a.example/x"
    assert filters.tel_link("+12175550100", "12") == "tel:+12175550100;ext=12"
    assert filters.tel_link('988"><script>') == "tel:988"
    assert filters.sms_link("+12175550101") == "sms:+12175550101"
    assert filters.mail_link("a@b.example") == "mailto:a@b.example"
    assert filters.mail_link("a@b.example?bcc=x@y.example") is None


def test_words_for_addresses_and_dates():
    assert filters.web_words("https://www.door.example/") == "door.example"
    assert len(filters.web_words("https://door.example/" + "x" * 200)) == 60
    assert filters.date_words(date(2026, 11, 1)) == "Nov 1, 2026"
    assert filters.date_words("2026-11-20T08:00:00+00:00") == "Nov 20, 2026"
    assert filters.date_words("soon") == "soon"
    assert filters.date_words(None) == ""
    assert filters.phone_words("not a number") == "not a number"
    assert filters.phone_words("+not") == "+not"


def test_shortened_ends_at_a_word():
    assert filters.shortened("one two three", 9) == "one two…"
    assert filters.shortened("one", 9) == "one"
    assert filters.shortened("x" * 20, 9) == "x" * 9 + "…"


def test_printable_leaves_markup_alone():
    assert filters.printable(None) == ""
    assert filters.printable("a\x00b") == "ab"
    assert isinstance(filters.printable(Markup("<b>")), Markup)
    assert filters.printable(5) == 5
