import json

import pytest

from data.model import Phone, Schedule
from tests.webapp.support import make_listing
from webapp.lists import facts

LISTING = make_listing("facts")
KNOWN = facts.read(facts.facts_of(LISTING))


def changed(**changes):
    return list(facts.changes(KNOWN, LISTING.model_copy(update=changes)))


def test_nothing_has_changed():
    assert changed() == []
    assert changed(description="Other words.") == []


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"status": "temporarily closed"}, ["closed"]),
        ({"schedules": [Schedule(freq="WEEKLY", byday=["WE"], opens_at="19:00")]}, ["times"]),
        ({"modes": ["online"]}, ["place"]),
        ({"phones": [Phone(number="+12175550199")]}, ["phones"]),
        ({"name": "Another name"}, ["name"]),
        ({"name": "Another name", "phones": [], "status": "temporarily closed"}, ["closed", "phones", "name"]),
    ],
)
def test_what_changed(changes, kinds):
    assert changed(**changes) == kinds


def test_what_is_gone_and_what_opens_again():
    assert list(facts.changes(KNOWN, None)) == ["gone"]
    closed = facts.read(facts.facts_of(LISTING.model_copy(update={"status": "temporarily closed"})))
    assert list(facts.changes(closed, LISTING)) == ["open"]


def test_what_was_never_known_has_not_changed():
    assert list(facts.changes(facts.Facts(), LISTING)) == []


def test_the_point_is_a_rough_one_and_hidden_places_have_none():
    assert KNOWN.point == "39.8,-89.7"
    hidden = LISTING.location.model_copy(update={"visibility": "hidden", "latitude": None, "longitude": None})
    assert json.loads(facts.facts_of(LISTING.model_copy(update={"location": hidden})))["c"] == ""


@pytest.mark.parametrize("text", ["", "x", "[1]", '{"n":5}', '{"n":null}', "{" * 5000, '{"n":"' + "x" * 9000 + '"}'])
def test_facts_of_others_are_read_with_care(text):
    assert len(facts.read(text).name) <= 120


def test_facts_fit_what_is_kept():
    long = make_listing("long", name="é" * 500)
    assert len(facts.facts_of(long)) <= facts.LONGEST_FACTS
