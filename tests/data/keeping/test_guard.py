import pytest

from data import pipeline
from data.keeping.guard import disbelief
from tests.support.builders import make_source

KEYS = [str(number) for number in range(10)]


@pytest.mark.parametrize(
    ("records", "least", "earlier", "words"),
    [
        (10, 0, 0, None),
        (10, 10, 0, None),
        (5, 0, 10, None),
        (0, 0, 0, "no records"),
        (9, 10, 0, "9 records, fewer than the 10 expected"),
        (4, 0, 10, "4 records where the run before gave 10"),
        (1_999, 0, 4_000, "1,999 records where the run before gave 4,000"),
    ],
)
def test_what_is_not_believed(records, least, earlier, words):
    assert disbelief(records, least, earlier) == words


@pytest.mark.parametrize(("least", "keys"), [(0, KEYS[:4]), (8, KEYS[:7]), (0, [])])
def test_a_run_that_is_not_believed_changes_nothing_and_is_told(home, least, keys):
    home.source = make_source(expect={"min": least})
    home.run(0, *KEYS)
    before = home.listings()
    for day in (7, 21, 100, 200):
        result = home.run(day, *keys)
        assert len(result.errors) == 1
        assert "source test: run " in result.errors[0]
        assert "kept what is stored" in result.errors[0]
    assert home.listings() == before


def test_a_run_that_the_steward_accepts_is_taken(home):
    home.run(0, *KEYS)
    home.crawl(7, *KEYS[:2])
    assert pipeline.merge(home.settings, accepted=["other"]).errors
    assert pipeline.merge(home.settings, accepted=["test"]).errors == []
    found = home.listings()
    assert len(found) == 10, "not one bad run hides anything, accepted or not"
    assert sum(one.not_seen_since is not None for one in found.values()) == 8
    assert home.run(14, *KEYS[:2]).errors == [], "the next is measured by it"


def test_the_guard_compares_with_the_last_run_not_with_all_that_is_kept(home):
    home.run(0, *KEYS)
    home.run(7, *KEYS[:6])
    assert home.run(14, *KEYS[:3]).errors == []


def test_a_shrunken_file_is_damaged_and_changes_nothing(home):
    home.run(0, *KEYS)
    run = home.crawl(7, *KEYS[:5], "new")
    path = home.settings.raw / "test" / f"{run}.jsonl.gz"
    good = path.read_bytes()
    path.write_bytes(good[: len(good) // 2])
    before = home.listings()
    (error,) = pipeline.merge(home.settings).errors
    assert f"source test: {run}.jsonl.gz, line " in error
    assert home.listings() == before
    path.write_bytes(good)
    assert pipeline.merge(home.settings).errors == []
    assert "new" in home.listings()


def test_the_command_takes_what_is_accepted(home, kith):
    home.run(0, *KEYS)
    home.crawl(7, *KEYS[:2])
    done = kith("merge", home=home.settings.home)
    assert done.status == 1
    assert "kith merge --accept test" in done.err
    assert kith("merge", "--accept", "test", home=home.settings.home).status == 0
