import json

import pytest

from data import cleaned, pipeline
from data.ids import listing_id
from data.keeping.changes import KEPT, LONGEST, Change, differences, in_words
from data.keeping.ledger import moment_text
from tests.support.builders import NOW, make_location, make_record

SAID = {"name": "Circle", "needs": ["support-groups/grief"], "location": {"address": {"city": "Springfield"}}}


@pytest.mark.parametrize(
    ("new", "found"),
    [
        (SAID, []),
        (SAID | {"name": "Circle two"}, [("name", "Circle", "Circle two")]),
        (SAID | {"url": "https://example.org/"}, [("url", None, "https://example.org/")]),
        ({"name": "Circle", "needs": SAID["needs"]}, [("location.address.city", "Springfield", None)]),
        (SAID | {"location": {"address": {"city": "Decatur"}, "latitude": 39.8}},
         [("location.address.city", "Springfield", "Decatur"), ("location.latitude", None, "39.8")]),
        (SAID | {"needs": ["libraries"]}, [("needs", '["support-groups/grief"]', '["libraries"]')]),
        (SAID | {"minimum_age": 18.0}, [("minimum_age", None, "18.0")]),
        (SAID | {"run": "r9", "seen": "2026", "problems": [{"field": "x"}], "last_modified": "2026", "source": "z",
                 "record": "8", "key": "8", "status_stated": True}, []),
        (SAID | {"description": "x" * (LONGEST + 1)}, [("description", None, "x" * (LONGEST - 1) + "…")]),
        (SAID | {"description": "x" * LONGEST}, [("description", None, "x" * LONGEST)]),
    ],
)  # fmt: skip
def test_fields_that_differ(new, found):
    assert list(differences(SAID, new)) == found
    assert [(field, new, old) for field, old, new in differences(new, SAID)] == found


def log_of(home, key="a"):
    with home.store() as store:
        return [(one.field, one.old, one.new, one.cause) for one in store.history("test", key)]


def test_what_a_source_says_otherwise_is_logged_with_its_run_and_time(home):
    home.run(0, make_record("a", phones=[{"number": "217-555-0100"}]), "b")
    run = home.crawl(7, make_record("a", name="Bereaved", phones=[{"number": "217-555-0101"}]), "b")
    pipeline.merge(home.settings)
    with home.store() as store:
        name, phones = store.history("test", "a")
    assert name == ("test", "a", "name", "Grief Circle", "Bereaved", "source", run, moment_text(home.at(7)))
    assert (phones.field, json.loads(phones.old), json.loads(phones.new)) == (
        "phones", [{"number": "+12175550100"}], [{"number": "+12175550101"}],
    )  # fmt: skip
    assert log_of(home, "b") == []


def test_a_nested_field_has_a_path(home):
    home.run(0, make_record("a"))
    home.run(7, make_record("a", location=make_location(transportation="Bus 12")))
    assert log_of(home) == [("location.transportation", None, "Bus 12", "source")]


def test_what_was_seen_again_as_it_was_is_no_change(home):
    for day in (0, 7, 14):
        home.run(day, make_record("a", last_modified=home.at(day), url="x y"))
    pipeline.merge(home.settings, again=True)
    assert log_of(home) == []


def test_a_changed_rule_is_told_from_a_changed_source(home, monkeypatch):
    home.run(0, "a")
    rule = cleaned.clean_record

    def shouting(found, source, shared):
        return rule(found, source, shared).model_copy(update={"alert": "New rule"})

    monkeypatch.setattr(cleaned, "clean_record", shouting)
    pipeline.merge(home.settings, again=True)
    assert log_of(home) == [("alert", None, "New rule", "rules")]
    home.run(7, make_record("a", name="Else"))
    assert log_of(home)[1:] == [("name", "Circle a", "Else", "source")]
    monkeypatch.undo()
    home.run(14, make_record("a", name="Else"))
    assert log_of(home)[2:] == [("alert", "New rule", None, "rules")]


def test_going_and_coming_back_are_logged(home):
    home.run(0, "a", "b")
    for day in (7, 21, 100, 200):
        home.run(day, "b")
    home.run(300, "a", "b")
    assert log_of(home) == [
        ("standing", "shown", "missed", "source"),
        ("standing", "missed", "hidden", "source"),
        ("standing", "hidden", "gone", "source"),
        ("standing", "gone", "shown", "source"),
    ]
    home.run(307, "b")
    home.run(314, "a", "b")
    assert log_of(home)[4:] == [("standing", "shown", "missed", "source"), ("standing", "missed", "shown", "source")]


def test_old_changes_are_dropped(home):
    home.run(0, make_record("a"))
    home.run(7, make_record("a", name="Else"))
    home.run(KEPT.days, make_record("a", name="Again"))
    assert [new for _, _, new, _ in log_of(home)] == ["Else", "Again"]
    home.run(KEPT.days + 8, make_record("a", name="Again"))
    assert [new for _, _, new, _ in log_of(home)] == ["Again"]


@pytest.mark.parametrize(
    ("field", "old", "new", "cause", "words"),
    [
        ("url", None, "https://example.org/", "source", "url: nothing → https://example.org/"),
        ("description", "One\nTwo", None, "rules", "description: One Two → nothing (our cleaning changed)"),
        ("standing", "shown", "missed", "source", "not seen on its source; shown with a note"),
        ("standing", "missed", "hidden", "source", "hidden: not seen for too long"),
        ("standing", "hidden", "gone", "source", "gone: only its id is kept"),
        ("standing", "gone", "shown", "source", "seen again; back under its old id"),
    ],
)
def test_a_change_in_words(field, old, new, cause, words):
    change = Change("test", "a", field, old, new, cause, "r1", moment_text(NOW))
    assert in_words(change) == f"2026-11-24 {words}"


def test_history_prints_a_listing_a_record_and_a_source(home, kith):
    home.run(0, "a", "b")
    home.run(7, make_record("a", name="Else"))
    told = kith("history", listing_id("test", "a"), home=home.settings.home)
    assert told.status == 0, told.err
    assert told.out == (
        "test:a Else: shown, first seen 2026-11-24, last seen 2026-12-01\n  2026-12-01 name: Circle a → Else\n"
    )
    assert kith("history", "test:a", home=home.settings.home).out == told.out
    row = json.loads(kith("history", "test:b", "--json", home=home.settings.home).out)
    assert (row["source"], row["key"], row["standing"], row["missed"]) == ("test", "b", "shown", 1)
    assert [(one["field"], one["new"]) for one in row["changes"]] == [("standing", "missed")]
    source = kith("history", "test", home=home.settings.home).out
    assert source == "test: 1 seen, 1 not seen lately, 0 hidden, 0 gone\n"
    unknown = kith("history", "test:never", home=home.settings.home)
    assert (unknown.status, unknown.err) == (1, "kith: record test:never: not known here\n")
    assert kith("history", "never", home=home.settings.home).err == "kith: source never: nothing is stored of it\n"


def test_history_before_any_merge_is_an_error_of_one_line(kith, tmp_path):
    done = kith("history", "test", home=tmp_path)
    assert (done.status, done.err.count("\n")) == (1, 1)
