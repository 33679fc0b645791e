import json

import pytest
from click.testing import CliRunner

from data.commands.merge import merge
from data.commands.unmerge import unmerge
from data.errors import KithError
from data.ids import listing_id
from data.store import Store
from tests.support.builders import crawled, make_record, make_source

A, B, C = (make_source(f"{letter}-source") for letter in "abc")
TUESDAY = [{"freq": "WEEKLY", "byday": ["TU"], "opens_at": "19:00"}]
FRIDAY = [{"freq": "WEEKLY", "byday": ["FR"], "opens_at": "19:00"}]
FIRST, OTHER = listing_id("a-source", "tu"), listing_id("b-source", "1")


@pytest.fixture
def home(settings):
    """Two days of a group in one source, the Tuesday again in another, and a third that only a steward can tell."""
    crawled(settings.raw, "r1", make_record("tu", schedules=TUESDAY), make_record("fr", schedules=FRIDAY), source=A)
    crawled(settings.raw, "r2", make_record("1", schedules=TUESDAY, description="Tea"), source=B)
    crawled(settings.raw, "r3", make_record("1", name="Grief Circle for Women"), source=C)
    return settings.home


@pytest.fixture
def kith(home):
    """Run a command; a KithError is raised."""

    def run(command, *arguments):
        done = CliRunner().invoke(command, [*arguments, "--home", str(home)])
        if isinstance(done.exception, KithError):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.output

    return run


@pytest.fixture
def listings(settings):
    """The listings by id, as sets of `source:key`; merging comes first."""

    def read():
        store = Store(settings.store)
        try:
            return {
                one.id: {f"{by.source}:{by.key}" for by in one.sources} for one in store.listings()
            }, store.redirects()
        finally:
            store.close()

    return read


def test_days_and_another_source_are_one_listing_and_the_old_ids_lead_there(kith, listings):
    told = json.loads(kith(merge, "--json"))
    assert {name: told[name] for name in ("records", "listings", "days_joined", "matched", "asked")} == {
        "records": 4, "listings": 2, "days_joined": 1, "matched": 1, "asked": 2
    }  # fmt: skip
    found, redirects = listings()
    first = listing_id("a-source", "fr")
    assert found[first] == {"a-source:tu", "a-source:fr", "b-source:1"}
    assert redirects == {FIRST: first, OTHER: first}


def test_the_reasons_in_words(kith):
    kith(merge)
    told = kith(merge, "--explain", "b-source:1")
    assert "a-source:fr, a-source:tu (exact duplicates, or the days of one group)" in told
    assert "joined because: a-source:fr and b-source:1" in told
    assert "the same name (grief circle)" in told
    assert "a steward is asked: a-source:fr and c-source:1" in told
    assert json.loads(kith(merge, "--explain", OTHER, "--json"))["listing"] == listing_id("a-source", "fr")


def test_what_waits_for_a_steward(kith):
    kith(merge)
    waiting = json.loads(kith(merge, "--ask", "--json"))
    assert waiting["total"] == len(waiting["pairs"]) == 2
    assert {pair["other"] for pair in waiting["pairs"]} == {"c-source:1"}
    assert "c-source:1" in kith(merge, "--ask")


def test_put_apart_it_stays_apart_and_can_be_undone(kith, listings, settings):
    kith(merge)
    one = listing_id("a-source", "fr")
    assert "2 pairs of records kept apart" in kith(unmerge, one)
    kith(merge)
    assert listings()[0][one] == {"a-source:tu", "a-source:fr"}
    assert listings()[0][OTHER] == {"b-source:1"}
    crawled(settings.raw, "r4", make_record("1", schedules=TUESDAY, description="More tea"), source=B)
    kith(merge)
    assert OTHER in listings()[0], "a decision outlasts a crawl"
    assert "a steward put them apart" in kith(merge, "--explain", one)
    assert f"kith unmerge {one} --undo" in kith(unmerge, "--list")
    assert "2 pairs of records forgotten" in kith(unmerge, one, "--undo")
    kith(merge)
    assert OTHER not in listings()[0]
    assert json.loads(kith(unmerge, "--list", "--json")) == []


def test_one_day_is_taken_out_of_its_group(kith, listings):
    kith(merge)
    kith(unmerge, "a-source:tu")
    kith(merge)
    found, _ = listings()
    assert found[FIRST] == {"a-source:tu"}


def test_a_steward_joins_what_was_asked(kith, listings):
    kith(merge)
    kith(merge, "--join", "a-source:tu", "c-source:1")
    assert [len(one) for one in listings()[0].values()] == [4]
    kith(unmerge, "a-source:tu", "c-source:1")
    kith(merge)
    assert {"c-source:1"} in listings()[0].values()


@pytest.mark.parametrize(
    ("command", "arguments", "code"),
    [
        (merge, ["--explain", "nobody:1"], "no-such-listing"),
        (merge, ["--explain", "0b5ad0ae-0000-5000-8000-000000000000"], "no-such-listing"),
        (merge, ["--join", "a-source:tu", "b-source:1"], "nothing-to-join"),
        (unmerge, ["c-source:1"], "nothing-to-part"),
        (unmerge, ["c-source:1", "--undo"], "nothing-decided"),
    ],
)
def test_what_cannot_be_done_is_said(kith, command, arguments, code):
    kith(merge)
    with pytest.raises(KithError) as error:
        kith(command, *arguments)
    assert error.value.code == code


def test_nothing_is_explained_before_the_first_merge(kith):
    with pytest.raises(KithError, match="run kith merge first"):
        kith(merge, "--explain", FIRST)


def test_an_id_or_list(home):
    assert CliRunner().invoke(unmerge, ["--home", str(home)]).exit_code == 2
