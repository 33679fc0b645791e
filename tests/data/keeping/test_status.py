import pytest

from data import runs
from data.keeping.status import status_of
from data.runs import RunSummary

SEEN = {"test": {"seen": 3, "missed": 1, "hidden": 0, "gone": 0}}


@pytest.mark.parametrize(
    ("outcomes", "standings", "word", "failures", "words"),
    [
        ([], {}, "never", 0, "never crawled here"),
        (["ok"], {}, "ok", 0, "ok: run {0}"),
        (["ok", "kept"], SEEN, "kept", 1,
         "kept: the last run failed (HTTP 500); what was found before is kept, run {0}; 3 seen, 1 not seen lately"),
        (["kept", "ok", "kept", "kept"], {}, "kept", 2,
         "kept: the last 2 runs failed (HTTP 500); what was found before is kept, run {1}"),
        (["kept", "ok"], SEEN, "ok", 0, "ok: run {1}; 3 seen, 1 not seen lately"),
        (["failed"], {}, "failed", 1, "failed: the last run failed (HTTP 500); nothing was found yet"),
        (["failed"], SEEN, "kept", 1,
         "kept: the last run failed (HTTP 500); what was found before is kept; 3 seen, 1 not seen lately"),
    ],
)  # fmt: skip
def test_how_a_source_is_doing(home, outcomes, standings, word, failures, words):
    made = []
    for day, outcome in enumerate(outcomes):
        if outcome == "ok":
            made.append(home.crawl(day, "a"))
            continue
        made.append(runs.new_run_id(home.at(day)))
        folder = home.settings.raw / "test"
        folder.mkdir(parents=True, exist_ok=True)
        runs.write_summary(folder, RunSummary("test", made[-1], outcome, messages=["HTTP 500"]))
    status = status_of(home.settings.raw, "test", standings)
    assert (status.word, status.failures) == (word, failures)
    assert status.in_words() == words.format(*made)
