import json
import sqlite3

import pytest

from data.errors import KithError, StoreError
from data.keeping import reports
from data.keeping.reported import LONGEST_CONTACT, LONGEST_WORDS
from data.merging.batches import listing_row
from data.store import Store
from tests.support.builders import NOW, make_listing

LISTING = make_listing("Grief Circle")


@pytest.fixture
def path(settings):
    """A store with one listing."""
    store = Store(settings.store)
    with store.writing() as writer:
        writer.put_listings([listing_row(LISTING.model_dump(mode="json", exclude_defaults=True))], {})
    store.close()
    return settings.store


def add(path, words="It moved.", **changes):
    said = {"listing": LISTING.id, "field": "location", "contact": None, "generation": "gen-000001", "now": NOW}
    reports.add(path, words=words, **(said | changes))


def test_what_was_said_is_listed_until_it_is_done_with(path):
    add(path, contact="ana@example.org")
    add(path, "The number is out of service.", field="phones", listing="unknown")
    first, second = reports.listed(path)
    assert first == (
        1, LISTING.id, "location", "It moved.", "ana@example.org", "gen-000001", "2026-11-24T17:00:00+00:00", None,
        "Grief Circle",
    )  # fmt: skip
    assert (second.field, second.contact, second.name) == ("phones", None, None)
    reports.finish(path, 1, NOW)
    assert [one.id for one in reports.listed(path)] == [2]
    assert [(one.id, one.contact, one.done) for one in reports.listed(path, also_done=True)] == [
        (1, None, "2026-11-24T17:00:00+00:00"),
        (2, None, None),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"field": "secrets"}, "field"),
        ({"words": "x" * (LONGEST_WORDS + 1)}, "words"),
        ({"contact": "x" * (LONGEST_CONTACT + 1)}, "contact"),
    ],
)
def test_what_does_not_fit_is_refused(path, changes, field):
    with pytest.raises(KithError) as error:
        add(path, **changes)
    assert error.value.field == field
    assert reports.listed(path) == []


def test_a_flood_is_not_kept(path, monkeypatch):
    monkeypatch.setattr(reports, "MOST_OPEN", 2)
    add(path)
    add(path)
    with pytest.raises(KithError) as error:
        add(path)
    assert error.value.code == "full"
    reports.finish(path, 1, NOW)
    add(path)
    assert [one.id for one in reports.listed(path)] == [2, 3]


def test_without_a_store_there_is_nowhere_to_keep_it(settings):
    with pytest.raises(StoreError, match="there is no store"):
        add(settings.store)
    assert not settings.store.exists()


def test_a_store_that_a_merge_holds_is_said_to_be_busy(path, monkeypatch):
    monkeypatch.setattr(reports, "_SECONDS_TO_WAIT", 0.1)
    holder = sqlite3.connect(path)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked"):
        add(path)
    holder.rollback()
    add(path)
    assert len(reports.listed(path)) == 1


def test_a_report_that_is_not_there_cannot_be_done_with(path):
    with pytest.raises(KithError, match="no report 7"):
        reports.finish(path, 7, NOW)


def test_the_command_lists_and_finishes(path, settings, kith):
    add(path, "Wrong day.\x1b]0;owned\x07\u202egnorw", field="schedules", contact="ana@example.org")
    plain = kith("reports", home=settings.home)
    assert plain.out == (
        "1  2026-11-24  schedules  Grief Circle\n    Wrong day. ]0;owned  gnorw\n"
        f"    {LISTING.id}, seen in gen-000001\n    may be asked: ana@example.org\n"
    )
    (line,) = kith("reports", "--json", home=settings.home).out.splitlines()
    assert json.loads(line)["contact"] == "ana@example.org"
    assert kith("reports", "--done", "1", home=settings.home).out == "report 1 is done with\n"
    assert kith("reports", home=settings.home).out == "no reports wait\n"
    assert "done 2" in kith("reports", "--all", home=settings.home).out
    assert kith("reports", "--done", "9", home=settings.home).status == 1


def test_a_file_that_is_no_store_is_left_alone(path):
    path.write_bytes(b"not a store at all" * 100)
    with pytest.raises(StoreError, match="cannot be used"):
        add(path)
    assert path.read_bytes().startswith(b"not a store")
