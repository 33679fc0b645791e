import codecs

import pytest

from crawlers.payload import Payload
from crawlers.readers import LONGEST_CELL, read_array, read_csv, read_json, read_text
from data.errors import FeedError, RowError


def payload(body, name="feed"):
    return Payload(name, body if isinstance(body, bytes) else body.encode(), "https://example.org/feed")


def table(body, **how):
    return list(read_csv(payload(body), **how))


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        ("Café".encode(), None),
        (codecs.BOM_UTF8 + "Café".encode(), None),
        (codecs.BOM_UTF8 + "Café".encode(), "cp1252"),
        ("Café".encode("utf-16"), None),
        (codecs.BOM_UTF16_BE + "Café".encode("utf-16-be"), None),
        ("Café".encode("cp1252"), None),
        ("Café".encode("latin-1"), None),
        ("Café".encode("cp1252"), "cp1252"),
    ],
)
def test_text_in_the_encodings_feeds_use(body, encoding):
    assert read_text(payload(body), encoding) == "Café"


def test_windows_quotes_and_impossible_bytes():
    assert read_text(payload(b"Women\x92s \x93open\x94 \x81")) == "Women’s “open” �"


@pytest.mark.parametrize(
    "text", ['[1, "é"]', 'jQuery123_4([1, "é"]);', 'cb([1, "é"])', ' my.call$back ( [1, "é"] ) ; ']
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_json_and_jsonp(text, encoding):
    assert read_json(payload(text.encode(encoding))) == [1, "é"]


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("", "empty", "feed is empty"),
        (" \n", "empty", "feed is empty"),
        (codecs.BOM_UTF8, "empty", "feed is empty"),
        ("<!DOCTYPE html><p>Sign in</p>", "html-not-json", "an HTML page where JSON was expected"),
        ("\ufeff\n<html>", "html-not-json", "an HTML page"),
        ('[{"a": 1}, {"a"', "bad-json", "not valid JSON: .*line 1 column"),
        ("[1] trailing", "bad-json", "Extra data"),
        ("[" * 100_000, "bad-json", "not valid JSON"),
        ("9" * 10_000, "bad-json", "not valid JSON"),
        ("cb([1}", "bad-json", "not valid JSON"),
        ("[1,\0 2]", "bad-json", "not valid JSON"),
        ("name,city\n", "bad-json", "not valid JSON"),
    ],
)
def test_what_is_no_json_is_named(body, code, words):
    with pytest.raises(FeedError, match=words) as error:
        read_json(payload(body))
    assert error.value.code == code


@pytest.mark.parametrize("text", ["[1]", '{"meetings": [1]}', '{"meetings": {}, "rows": [1]}'])
def test_rows_are_the_array_or_stand_under_a_name(text):
    assert read_array(payload(text), "meetings", "rows") == [1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "empty list"),
        ('{"rows": []}', "empty list"),
        ('{"a": 1}', "no list"),
        ("1", "no list"),
        ("null", "no list"),
    ],
)
def test_a_document_without_rows_is_refused(text, words):
    with pytest.raises(FeedError, match=words) as error:
        read_array(payload(text), "rows")
    assert error.value.code == "no-rows"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end):
    assert table(end.join([" a , b", "1,2", "", '"x', 'y",3', ",,"])) == [{"a": "1", "b": "2"}, {"a": "x\ny", "b": "3"}]


def test_a_short_row_is_filled_up_and_nul_is_dropped():
    assert table("a,b\n1\n\0002,\0\n") == [{"a": "1", "b": ""}, {"a": "2", "b": ""}]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_byte_order_mark_is_no_part_of_the_first_column(encoding):
    assert table("näme,b\né,2\n".encode(encoding)) == [{"näme": "é", "b": "2"}]


def test_too_many_cells_cost_one_row():
    first, broken, last = table("a,b\n1,2\n1,2,3\n4,5\n")
    assert (first, last) == ({"a": "1", "b": "2"}, {"a": "4", "b": "5"})
    assert isinstance(broken, RowError)
    assert (broken.code, broken.record) == ("too-many-cells", "line 3")
    assert "3 cells, the header 2" in str(broken)


def test_empty_cells_beyond_the_header_do_no_harm():
    assert table("a,b\n1,2,, \n3,4,,\n") == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


def test_an_empty_cell_more_than_the_rows_before_have_shows_a_stray_comma():
    first, broken = table("a,b,c\n1,2,\n3,x,4,\n")
    assert first == {"a": "1", "b": "2", "c": ""}
    assert (broken.code, broken.record) == ("too-many-cells", "line 3")


def test_a_huge_cell_costs_one_row():
    first, broken, last = table(f"a,b\n1,2\n{'x' * (LONGEST_CELL + 1)},2\n4,5\n")
    assert (first, last) == ({"a": "1", "b": "2"}, {"a": "4", "b": "5"})
    assert isinstance(broken, RowError)
    assert (broken.code, broken.record) == ("unreadable-line", "line 3")


def test_a_cell_of_the_largest_size_passes():
    assert len(table(f"a\n{'x' * LONGEST_CELL}\n")[0]["a"]) == LONGEST_CELL


def test_a_quote_that_never_ends_costs_a_megabyte_and_no_more():
    rows = table('a,b\n"1,2\n' + "3,4\n" * 400_000)
    assert sum(isinstance(row, RowError) for row in rows) == 1
    assert rows[-1] == {"a": "3", "b": "4"}


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("", "empty", "is empty"),
        ("\n1,2\n", "empty", "is empty"),
        (",,\n1,2\n", "empty", "is empty"),
        ("<html><body>Not found", "html-not-csv", "an HTML page where CSV was expected"),
        ("a;b\n1;2\n", "no-column", "no column a"),
        ("b\n1\n", "no-column", "no column a"),
    ],
)
def test_what_is_no_table_is_named(body, code, words):
    with pytest.raises(FeedError, match=words) as error:
        table(body, required=("a",))
    assert error.value.code == code
