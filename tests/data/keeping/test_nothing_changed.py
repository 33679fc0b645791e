"""Listings are made anew when something changed that they are made of, and only then."""

import pytest

from data import pipeline
from data.ids import listing_id
from data.keeping.edits import Edit
from data.merging import regroup, state
from data.merging.ledger import opened
from tests.support.builders import make_record, make_source


@pytest.fixture
def made(home, monkeypatch):
    """How often listings were made, after a first merge of two records."""
    home.run(0, "a", "b")
    counted = []

    def counting(*args):
        counted.append(args)
        return match(*args)

    match = regroup.match
    monkeypatch.setattr(regroup, "match", counting)
    return counted


def test_a_merge_of_nothing_new_makes_nothing_and_tells_the_same(home, made):
    with home.store() as store:
        before = [one.model_dump_json() for one in store.listings()]
    told = [pipeline.merge(home.settings) for _ in range(2)]
    assert made == []
    assert {(one.records, one.listings, one.errors == []) for one in told} == {(2, 2, True)}
    with home.store() as store:
        assert [one.model_dump_json() for one in store.listings()] == before


def seen_again(home):
    home.run(7, "a", "b")


def left(home):
    home.run(7, "a")


def another_source(home):
    home.run(0, make_record("c", source="other"), source=make_source("other"))


def again(home):
    pipeline.merge(home.settings, again=True)


def edited(home):
    pipeline.edit(home.settings, Edit(listing_id("test", "a"), "name", '"Else"', "steward", None, "2026-11-24"))


def decided(home):
    with opened(home.settings.store) as ledger:
        ledger.decide([frozenset((("test", "a"), ("test", "b")))], "together", "x")
    pipeline.merge(home.settings)


def forgotten(home):
    pipeline.forget(home.settings, "test")


@pytest.mark.parametrize("change", [seen_again, left, another_source, again, edited, decided, forgotten])
def test_what_changes_makes_listings_anew_once(home, made, change):
    change(home)
    assert len(made) == 1
    pipeline.merge(home.settings)
    # A source that was crawled and forgotten leaves no run that would bring it back.
    assert len(made) == 1


def test_other_code_makes_listings_anew(home, made, monkeypatch):
    monkeypatch.setattr(state, "code_hash", lambda: b"other")
    pipeline.merge(home.settings)
    assert len(made) == 1
