import json

import pytest

from data import pipeline
from data.errors import KithError
from data.ids import listing_id
from data.keeping.edits import Edit, apply, checked
from tests.support.builders import make_record, make_source

A = listing_id("test", "a")


def edit(field="name", value="Said", listing=A, at="2026-11-24T17:00:00+00:00"):
    return Edit(listing, field, json.dumps(value), "provider", None, at)


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        ([], {"name": "Crawled", "url": "https://example.org/"}),
        ([edit()], {"name": "Said", "url": "https://example.org/"}),
        ([edit("url", None)], {"name": "Crawled"}),
        ([edit("email", None)], {"name": "Crawled", "url": "https://example.org/"}),
        ([edit(value="Newest", at="2026-12-01"), edit(value="Older", at="2026-11-30")],
         {"name": "Newest", "url": "https://example.org/"}),
    ],
)  # fmt: skip
def test_edits_lie_over_what_was_crawled(edits, after):
    before = {"name": "Crawled", "url": "https://example.org/"}
    assert apply(before, edits) == after
    assert before == {"name": "Crawled", "url": "https://example.org/"}


@pytest.mark.parametrize(
    ("field", "value"),
    [("colour", "red"), ("id", "x"), ("sources", []), ("standing", "shown"), ("status", "dreaming"), ("name", None),
     ("phones", "217-555-0100"), ("cost", ["gold"]), ("minimum_age", "old")],
)  # fmt: skip
def test_what_no_listing_could_say_is_refused(home, field, value):
    with pytest.raises(KithError, match=f"field {field}: "):
        checked(edit(field, value))


def test_an_edit_survives_every_crawl_and_can_be_taken_back(home):
    home.run(0, "a", "b")
    pipeline.edit(home.settings, edit("status", "temporarily closed"))
    pipeline.edit(home.settings, edit())
    for day in (7, 14):
        home.run(day, make_record("a", name=f"Crawled {day}", status="active", status_stated=True), "b")
        found = home.listings()
        assert (found["a"].name, found["a"].status) == ("Said", "temporarily closed")
        assert (found["b"].name, found["b"].status) == ("Circle b", "active")
    pipeline.edit(home.settings, edit(), undo=True)
    assert home.listings()["a"].name == "Crawled 14"


def test_an_edit_goes_with_a_listing_that_is_merged_away_and_back(home):
    library = {"name": "Town Library", "organization": {"name": "Town"}, "needs": ["libraries"]}
    home.run(0, make_record("o", **library), source=make_source("other"))
    home.run(1, "a")
    pipeline.edit(home.settings, edit())
    home.run(8, make_record("a", **library))
    (found,) = home.listings().values()
    assert (found.id, found.name) == (listing_id("other", "o"), "Said")
    home.run(15, "a")
    assert {one.id: one.name for one in home.listings().values()} == {A: "Said", found.id: "Town Library"}


def test_the_command(home, kith):
    home.run(0, "a")
    phones = '[{"number": "+12175550100"}]'
    done = kith("edit", A, "phones", phones, "--role", "provider", "--note", "called", home=home.settings.home)
    assert (done.status, done.err) == (0, "")
    assert [one.number for one in home.listings()["a"].phones] == ["+12175550100"]
    told = kith("history", A, home=home.settings.home).out
    assert "provider says phones: " + phones + " (called)" in told
    assert kith("edit", A, "phones", "--undo", home=home.settings.home).status == 0
    assert home.listings()["a"].phones == []
    assert kith("edit", A, "name", "--undo", home=home.settings.home).status == 0
    wrong = kith("edit", "nobody", "name", "X", home=home.settings.home)
    assert (wrong.status, wrong.err) == (1, "kith: record nobody: no such listing\n")
