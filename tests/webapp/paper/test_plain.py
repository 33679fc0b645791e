"""Texts as paper can show them."""

import pytest

from webapp.languages import speaking
from webapp.paper.fonts import SERIF, Fonts, script_of
from webapp.paper.plain import letters_of, one_way, plain, shown_by

LATIN_ONLY = Fonts((SERIF,), None, {})


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("Grief circle", "Grief circle"),
        ("two\nlines\tand  blanks\r\n", "two lines and blanks"),
        (
            "#let x = 1; *bold* _it_ $x$ @ref <b>b</b> `code` // no",
            "#let x = 1; *bold* _it_ $x$ @ref <b>b</b> `code` // no",
        ),
        ("\u202eevil\u202c and \u2067more\u2069", "evil and more"),
        ("\u2066balanced\u2069", "\u2066balanced\u2069"),
        ("\u2066open for ever", "open for ever"),
        ("nul\x00 bell\x07 del\x7f c1\x85 bom\ufeff", "nul bell del c1 bom"),
        ("half \ud800 private \ue000 non \uffff tag \U000e0041", "half private non tag"),
        ("at 7:00 PM, 8:30 p.m.", "at 7:00\u00a0PM, 8:30\u00a0p.m."),
        ("a 5 Amazing things", "a 5 Amazing things"),
        ("example.org/help/grief.html", "example.\u200borg/\u200bhelp/\u200bgrief.\u200bhtml"),
        ("short.example.org", "short.example.org"),
        ("x" * 70, f"{'x' * 30}\u200b{'x' * 30}\u200b{'x' * 10}"),
    ],
)
def test_plain(given, printed):
    assert plain(given) == printed


def test_a_number_keeps_its_order_among_words_from_right_to_left():
    assert one_way("(217) 555-0100") == "(217) 555-0100"
    with speaking("ar"):
        assert one_way("(217) 555-0100") == "\u2066(217) 555-0100\u2069"


@pytest.mark.parametrize(
    ("letter", "tag"),
    [
        ("한", "ko"),
        ("中", "zh"),
        ("ع", "ar"),
        ("ш", "ru"),
        ("ก", "th"),
        ("ꠀ", "mul"),
        ("😀", None),
        ("★", None),
        ("1", None),
    ],
)
def test_scripts(letter, tag):
    assert script_of(letter) == tag


@pytest.mark.parametrize(
    ("given", "printed"),
    [
        ("Iglesia Ángeles, Đà Nẵng", "Iglesia Ángeles, Đà Nẵng"),
        ("한국 가족 Group", "[letters of Korean] [letters of Korean] Group"),
        ("Group 😀", "Group"),
        ("مجموعة", "[letters of Arabic]"),
    ],
)
def test_what_no_font_has_is_said_in_words(given, printed):
    assert shown_by(LATIN_ONLY, LATIN_ONLY.missing(given))(given) == printed


def test_letters_nobody_knows_have_a_name_too():
    assert letters_of("mul") == "other letters"
