import pytest

from data.errors import QueryError
from index.request import LONGEST_PLACE, LONGEST_TEXT
from webapp.parameters import read, read_json


def test_empty_unknown_and_repeated_values_are_left_out():
    asked = read({"q": [" grief  group "], "near": [""], "need": ["crisis", "crisis", ""], "utm_source": ["x"]})
    assert asked.pairs == (("q", "grief group"), ("need", "crisis"))
    assert asked.query_string == "q=grief+group&need=crisis"


def test_a_name_that_is_no_list_has_one_value():
    assert read({"q": ["one", "two"]}).values("q") == ("one",)


def test_long_values_are_cut_so_that_links_stay_short():
    asked = read({"q": ["x" * 100_000], "near": ["y" * 5_000]})
    assert len(asked.first("q")) == LONGEST_TEXT + 1
    assert len(asked.first("near")) == LONGEST_PLACE


def test_characters_no_page_can_show_are_left_out():
    assert read({"q": ["a\x00b\ud800c\x0bd"]}).first("q") == "abcd"


def test_changes_begin_again_on_the_first_page():
    asked = read({"q": ["grief"], "cost": ["free", "donation"], "offset": ["40"]})
    assert asked.with_value("sort", "name").query_string == "q=grief&cost=free&cost=donation&sort=name"
    assert asked.without("cost", "free").query_string == "q=grief&cost=donation"
    assert asked.without("cost").query_string == "q=grief"
    assert asked.with_value("offset", 20).first("offset") == "20"


@pytest.mark.parametrize("given", [{}, {"sort": ["name"]}, {"radius": ["5"]}, {"limit": ["5"], "group": ["near"]}])
def test_how_to_show_asks_nothing(given):
    assert not read(given).asks_something


def test_json_values_may_be_texts_numbers_and_lists():
    asked = read_json({"q": "grief", "radius": 5, "need": ["crisis"], "near": None})
    assert asked.pairs == (("q", "grief"), ("radius", "5"), ("need", "crisis"))


@pytest.mark.parametrize("body", [[], "grief", None, {"q": {"a": 1}}, {"q": True}, {"need": [["crisis"]]}])
def test_other_json_is_refused(body):
    with pytest.raises(QueryError):
        read_json(body)
