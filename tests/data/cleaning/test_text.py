import random

import pytest

from data.cleaning.text import LONGEST_NAME, LONGEST_TEXT, clean_name, clean_text


@pytest.mark.parametrize(
    ("found", "cleaned"),
    [
        ("  plain words ", "plain words"),
        ("two  blanks", "two blanks"),
        ("<p>Bring <b>water</b>.</p>", "Bring water."),
        ("first<br/>second<BR>third", "first\nsecond\nthird"),
        ("<li>one</li><li>two</li>", "one\ntwo"),
        ("a<script>alert(1)</script>b", "ab"),
        ("a<style>p{color:red}</style>b", "ab"),
        ('<a href="javascript:alert(1)" onclick="x()">here</a>', "here"),
        ("<!-- note -->shown", "shown"),
        ("Women &amp; children", "Women & children"),
        ("Women &amp;amp; children", "Women & children"),
        ("&amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;", "bold"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;ok", "ok"),
        ("O&#39;Brien&#x2019;s", "O'Brien’s"),
        ("one\\ntwo\\r\\nthree", "one\ntwo\nthree"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("###MON###9am", "9am"),
        ("Room #12", "Room #12"),
        ("co\u00adoperation", "cooperation"),
        ("no\u00a0break", "no break"),
        ("\ufeffmark", "mark"),
        ("555\u202e0010\u202c", "5550010"),
        ("a\u2066b\u2069c\u200e", "abc"),
        ("zero\u200bwidth\u2060", "zerowidth"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("bell\x07 and\x00 null", "bell and null"),
        ("c1\x85control", "c1 control"),
        ("tab\there", "tab here"),
        ("cafe\u0301", "café"),
        ("\U0001f49a recovery \U0001f468\u200d\U0001f469\u200d\U0001f467", "💚 recovery 👨\u200d👩\u200d👧"),
        ("half \ud83d pair", "half ? pair"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("Open daily\\", "Open daily"),
        ("\U0001f389\U0001f389\U0001f389\U0001f389\U0001f389 Free \U0001f49a\U0001f49a", "🎉🎉🎉 Free 💚💚"),
        ("Al-Anon\x92s \x96 all welcome", "Al-Anon’s – all welcome"),
        ("Write to removed@example.org or call 555-555-0100 (555-555-0100)", "Write to or call"),
    ],
)
def test_words_keep_their_meaning_and_lose_the_rest(found, cleaned):
    assert clean_text(found) == cleaned


@pytest.mark.parametrize(
    "nothing", [None, "", "   ", "N/A", "n/a", "NULL", "none", "-", "TBD", "<p> </p>", "&nbsp;", "\u200b", "\x00"]
)
def test_words_for_nothing_are_nothing(nothing):
    assert clean_text(nothing) is None
    assert clean_name(nothing) is None


def test_a_text_is_cut_at_ten_thousand_characters():
    assert clean_text("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT
    cut = clean_text("word " * 5_000)
    assert len(cut) <= LONGEST_TEXT
    assert cut.endswith("word…")
    assert clean_text("one two three, four", 15) == "one two three…"


def test_a_long_text_of_tags_is_cut_too_and_soon():
    assert len(clean_text("<b>é</b>" * 50_000)) <= LONGEST_TEXT


def test_a_name_is_one_line_of_two_hundred_characters():
    assert clean_name(" Grief\nCircle ") == "Grief Circle"
    assert clean_name("n" * LONGEST_NAME) == "n" * LONGEST_NAME
    assert clean_name("n" * 300) == "n" * (LONGEST_NAME - 1) + "…"


PIECES = [
    "&amp;", "&lt;", "&gt;", "&#x27;", "&nbsp;", "<b>", "</b>", "<br>", "<script>x</script>", "<!--", "-->",
    "<p title='", "<", ">", "&", "\\", "\\n", "\n", "\r", "\t", "\x07", " ", "##MON##", "#", "\u200b", "\u00a0",
    "\u202e", "e\u0301", "é", "ﬁ", "\u0130", "\U0001f600", "\ud800", "N/A", "—", "-", "a", "b", "amp;", "lt;",
]  # fmt: skip


def test_cleaning_twice_is_cleaning_once():
    rng = random.Random(20261124)
    for _ in range(2_000):
        found = "".join(rng.choice(PIECES) for _ in range(rng.randint(0, 14)))
        once = clean_text(found)
        assert clean_text(once) == once, found
