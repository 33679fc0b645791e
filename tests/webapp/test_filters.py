import pytest
from markupsafe import Markup

from webapp import filters


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


def test_words_for_addresses():
    assert filters.web_words("https://www.door.example/") == "door.example"
    assert len(filters.web_words("https://door.example/" + "x" * 200)) == 60
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
