import json
from datetime import date, timedelta

import pytest

from data import pipeline, runs
from data.ids import listing_id
from data.keeping.ageing import AGES, settle, speaking
from data.runs import RunSummary
from data.visibility import public
from tests.support.builders import crawled, make_record, make_source

MISSING = "b"


def state_of(home, key=MISSING):
    """`seen`, `missed`, `hidden` or `gone`."""
    found = home.listings().get(key)
    if found is None:
        with home.store() as store:
            gone = store.gone(listing_id("test", key))
        return "gone" if gone else "unknown"
    assert (public(found) is None) == (found.standing == "hidden")
    return "hidden" if found.standing == "hidden" else "missed" if found.not_seen_since else "seen"


# Every: how often the source is crawled. Days of the good runs that lack the record, and its state after each.
TIMELINES = {
    "one bad run hides nothing": ("P7D", [(7, "missed")]),
    "weekly": ("P7D", [(7, "missed"), (14, "missed"), (20.9, "missed"), (21, "hidden"), (186, "hidden"),
                       (187, "gone")]),
    "two bad runs of one day": ("P7D", [(7, "missed"), (7.01, "missed"), (7.02, "missed"), (7.03, "missed")]),
    "daily": ("P1D", [(1, "missed"), (2, "missed"), (14, "missed"), (15, "hidden"), (16, "hidden"), (181, "gone")]),
    "monthly": ("P30D", [(30, "missed"), (44, "missed"), (60, "hidden"), (90, "hidden"), (211, "gone")]),
    "yearly": ("P365D", [(365, "missed"), (400, "missed"), (730, "hidden"), (1094, "hidden"), (1095, "gone")]),
    "a long pause, then two runs": ("P7D", [(400, "missed"), (401, "missed"), (415, "hidden")]),
    "days alone do not bury": ("P7D", [(7, "missed"), (400, "hidden"), (401, "hidden"), (402, "gone")]),
}  # fmt: skip


@pytest.mark.parametrize(("every", "days"), TIMELINES.values(), ids=TIMELINES.keys())
def test_a_record_that_its_source_no_longer_shows(home, every, days):
    home.source = make_source(every=every)
    home.run(0, "a", MISSING)
    assert state_of(home) == "seen"
    for day, state in days:
        assert home.run(day, "a").errors == []
        assert (day, state_of(home), state_of(home, "a")) == (day, state, "seen")


@pytest.mark.parametrize("away", [[7], [7, 21], [7, 21, 100, 200]])
def test_a_record_that_comes_back_has_its_id_and_all_it_said(home, away):
    home.run(0, "a", MISSING)
    before = home.listings()[MISSING]
    for day in away:
        home.run(day, "a")
    assert state_of(home) != "seen"
    home.run(300, "a", MISSING)
    after = home.listings()[MISSING]
    assert (after.id, after.standing, after.not_seen_since) == (before.id, "shown", None)
    assert after.model_copy(update={"sources": before.sources}) == before
    with home.store() as store:
        assert store.gone(before.id) is None
        assert store.record("test", MISSING).missed == 0
        assert store.record("test", MISSING).first_seen == runs.new_run_id(home.at(0))
    home.run(310, "a")
    assert state_of(home) == "missed", "the count begins anew"


def test_it_says_since_when(home):
    home.run(0, "a", MISSING)
    home.run(7, "a", MISSING)
    home.run(14, "a")
    home.run(21, "a")
    found = home.listings()
    assert found[MISSING].not_seen_since == home.at(7).date()
    assert found["a"].not_seen_since is None


def test_a_tombstone_knows_the_last_day_and_leads_nowhere_else(home):
    home.run(0, "a", MISSING)
    for day in (7, 21, 100, 200):
        result = home.run(day, "a")
    with home.store() as store:
        assert store.gone(listing_id("test", MISSING)) == home.at(0).date()
        assert store.gone(listing_id("test", "a")) is None
        assert store.gone("never heard of") is None
        assert list(store.tombstones()) == [listing_id("test", MISSING)]
        assert (store.count_listings(), store.redirects()) == (1, {})
        assert store.standings() == {"test": {"seen": 1, "missed": 0, "hidden": 0, "gone": 1}}
    assert (result.listings, result.records) == (1, 2)


def test_runs_that_fail_age_nothing(home):
    home.run(0, "a", MISSING)
    for day in range(7, 700, 70):
        run = runs.new_run_id(home.at(day))
        runs.write_summary(home.settings.raw / "test", RunSummary("test", run, "kept", messages=["HTTP 500"]))
        pipeline.merge(home.settings)
    found = home.listings()
    assert {one.not_seen_since for one in found.values()} == {None}
    assert {one.seen for one in found.values()} == {home.at(0)}


def test_another_source_ages_nothing_here(home):
    home.run(0, "a", MISSING)
    for day in (7, 21, 100, 200):
        home.run(day, "x", source=make_source("other"))
    assert state_of(home) == "seen"


def test_merging_again_ages_nothing(home):
    home.run(0, "a", MISSING)
    home.run(7, "a")
    for again in (False, True, True):
        pipeline.merge(home.settings, again=again)
    with home.store() as store:
        assert store.record("test", MISSING).missed == 1


def test_an_older_run_is_never_stored_over_a_newer_one(home):
    home.run(0, "a")
    newest = home.crawl(7, make_record("a", name="New name"))
    pipeline.merge(home.settings)
    (home.settings.raw / "test" / f"{newest}.json").unlink()
    for again in (False, True):
        pipeline.merge(home.settings, again=again)
        assert home.listings()["a"].name == "New name"


def test_a_source_that_was_not_modified_shows_all_it_showed(home):
    home.run(0, "a", MISSING)
    old = runs.new_run_id(home.at(0))
    run = runs.new_run_id(home.at(30))
    folder = home.settings.raw / "test"
    # The new run has the very lines of the old one.
    (folder / f"{run}.jsonl.gz").write_bytes((folder / f"{old}.jsonl.gz").read_bytes())
    (folder / f"{run}.json").write_text(json.dumps(json.loads((folder / f"{old}.json").read_text()) | {"run": run}))
    pipeline.merge(home.settings)
    found = home.listings()
    assert {one.seen for one in found.values()} == {home.at(30)}
    assert {one.not_seen_since for one in found.values()} == {None}
    assert {one.sources[0].run for one in found.values()} == {run}


def test_a_listing_of_two_sources_stands_while_one_shows_it(home):
    other = make_source("other")
    same = make_record("b", name="Circle b")
    home.run(0, "a", MISSING)
    home.run(1, same, source=other)
    for day in (7, 30):
        home.run(day, "a")
    home.run(31, same, source=other)
    (found,) = [one for one in home.listings().values() if one.name == "Circle b"]
    assert (found.id, found.standing, found.not_seen_since) == (listing_id("test", "b"), "shown", None)
    assert [one.source for one in found.sources] == ["other"], "a source that hides it is not named for it"
    home.run(38, make_record("y", name="Else"), same.model_copy(update={"key": "n", "name": "N"}), source=other)
    (found,) = [one for one in home.listings().values() if one.name == "Circle b"]
    assert found.not_seen_since == home.at(31).date()


@pytest.mark.parametrize(
    ("records", "speak", "standing", "since"),
    [
        ([{}], 1, None, None),
        ([{}, {"not_seen_since": "2026-01-01"}], 2, None, None),
        ([{"not_seen_since": "2026-01-01"}, {"not_seen_since": "2026-02-01"}], 2, "shown", "2026-02-01"),
        ([{}, {"standing": "hidden", "not_seen_since": "2026-01-01"}], 1, None, None),
        ([{"standing": "gone", "not_seen_since": "2025-01-01"},
          {"standing": "hidden", "not_seen_since": "2026-01-01"}], 1, "hidden", "2026-01-01"),
        ([{"standing": "gone", "not_seen_since": "2025-01-01"},
          {"standing": "gone", "not_seen_since": "2025-02-01"}], 2, "gone", "2025-02-01"),
    ],
)  # fmt: skip
def test_the_standing_of_a_listing_is_that_of_its_best_records(records, speak, standing, since):
    chosen = speaking(records)
    assert len(chosen) == speak
    settled = settle({"id": "x"}, chosen)
    assert (settled.get("standing"), settled.get("not_seen_since")) == (standing, since)


def test_every_age_needs_more_than_one_run_and_more_than_days():
    assert [one.standing for one in AGES] == ["hidden", "gone"]
    assert all(one.runs > 1 and one.time > timedelta(days=7) for one in AGES)
    hidden, gone = AGES
    assert (hidden.runs, hidden.time) < (gone.runs, gone.time)


LIBRARY = {"name": "Town Library", "organization": {"name": "Town"}, "needs": ["libraries"]}


def test_a_source_that_is_registered_no_longer_keeps_its_listings(home):
    home.run(0, "a")
    crawled(home.settings.raw, runs.new_run_id(home.at(1)), make_record("x", **LIBRARY), source=make_source("other"))
    for path in (home.settings.raw / "test").iterdir():
        path.unlink()
    pipeline.merge(home.settings)
    assert "a" in home.listings()
    assert isinstance(home.listings()["a"].seen.date(), date)
