import random

import pytest

from data.cleaning.text import LONGEST_NAME, LONGEST_TEXT, clean_name, clean_text, title_case_if_shouted


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


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ("LOS ANGELES", "Los Angeles"),
        ("MCDONALD'S", "McDonald's"),
        ("MCH CLINIC", "Mch Clinic"),
        ("O'FALLON", "O'Fallon"),
        ("O’FALLON", "O’Fallon"),
        ("MCGREGOR-MCKINNEY LIBRARY", "McGregor-McKinney Library"),
        ("ST. LOUIS", "St. Louis"),
        ("ST. MARY'S", "St. Mary's"),
        ("AA", "AA"),
        ("AA MEETING", "AA Meeting"),
        ("12TH ST", "12th St"),
        ("21ST AVE NE", "21st Ave NE"),
        ("SUITE 100B", "Suite 100B"),
        ("8115 U.S. HIGHWAY 43", "8115 U.S. Highway 43"),
        ("J.F. KENNEDY LIBRARY", "J.F. Kennedy Library"),
        ("P.O. BOX 12", "P.O. Box 12"),
        ("MARTIN LUTHER KING, JR. CENTER", "Martin Luther King, Jr. Center"),
        ("HOUSE OF THE GOOD SHEPHERD", "House of the Good Shepherd"),
        ("THE ALAMEDA", "The Alameda"),
        ("938 THE ALAMEDA", "938 The Alameda"),
        ("100 LA BREA AVE", "100 La Brea Ave"),
        ("VISTA DEL MAR", "Vista del Mar"),
        ("COMMUNITY CENTER (WEST)", "Community Center (West)"),
        ("HARBOR HOUSE LLC", "Harbor House LLC"),
        ("ÉCOLE", "École"),
        ("McDonald's", "McDonald's"),
        ("Los ANGELES", "Los ANGELES"),
        ("los angeles", "los angeles"),
        ("123", "123"),
        ("", ""),
        (None, None),
    ],
)
def test_shouted_words_are_set_in_title_case(found, shown):
    assert title_case_if_shouted(found) == shown
