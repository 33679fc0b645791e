from datetime import UTC, datetime, timedelta

import pytest

from data import runs
from data.runs import RunSummary
from data.sources.health import choose, health
from tests.support.builders import make_source

START = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)


def leave(settings, *past, source="test"):
    """Leave summaries a day apart, the last one on the day before the clock's: `ok`, or a failure's code."""
    for number, code in enumerate(past):
        run = runs.new_run_id(START + timedelta(days=number))
        folder = settings.raw / source
        folder.mkdir(parents=True, exist_ok=True)
        if code == "ok":
            (folder / f"{run}.jsonl.gz").touch()
            runs.write_summary(folder, RunSummary(source, run, "ok"))
        else:
            status = "kept" if "ok" in past[:number] else "failed"
            runs.write_summary(folder, RunSummary(source, run, status, code=code, messages=[f"said {code}"]))


@pytest.mark.parametrize(
    ("past", "shown"),
    [
        ([], "new"),
        (["interrupted"], "new"),
        (["http-404", "ok"], "ok"),
        (["ok", "interrupted"], "ok"),
        (["ok", "shrunk"], "kept since 2026-11-02: said shrunk"),
        (["http-500", "bad-json"], "failing since 2026-11-01: said bad-json"),
        (["http-404", "http-404"], "failing since 2026-11-01: said http-404"),
        (["http-404", "http-404", "http-404"], "resting since 2026-11-01: said http-404"),
        (["ok", "http-403", "robots", "http-410"], "resting since 2026-11-02: said http-410"),
        (["http-500", "robots", "interrupted", "robots", "robots"], "resting since 2026-11-02: said robots"),
        (["http-404", "http-404", "http-500", "http-404"], "failing since 2026-11-01: said http-404"),
        (["http-404", "http-404", "http-404", "http-500"], "failing since 2026-11-01: said http-500"),
        (["robots"] * 3 + ["ok"], "ok"),
    ],
)
def test_how_a_source_is_doing(settings, past, shown):
    leave(settings, *past)
    assert str(health(settings, "test")) == shown


def test_health_names_the_last_run_that_says_something(settings):
    leave(settings, "ok", "shrunk", "interrupted")
    assert health(settings, "test").last_run.code == "shrunk"


def test_a_resting_source_keeps_the_runs_that_say_since_when(settings):
    leave(settings, "ok", *["http-404"] * 20)
    assert health(settings, "test").since == START + timedelta(days=1)


@pytest.mark.parametrize(
    ("past", "age", "everything", "chosen"),
    [
        ([], timedelta(0), False, "due"),
        (["ok"], timedelta(days=1), False, "not due"),
        (["ok"], timedelta(days=1), True, "due"),
        (["ok"], timedelta(days=6, hours=18), False, "due"),
        (["ok", "shrunk"], timedelta(days=3), False, "not due"),
        (["ok", "shrunk"], timedelta(days=7), False, "due"),
        (["http-404"], timedelta(days=1), False, "due"),
        (["robots"] * 3, timedelta(days=9), True, "resting"),
    ],
)
def test_what_a_crawl_without_names_takes(settings, clock, past, age, everything, chosen):
    leave(settings, *past)
    clock.move_to(START + age)
    choice = choose(settings, [make_source(every="P7D")], everything)
    assert [len(choice.due), choice.not_due, len(choice.resting)] == [
        chosen == one for one in ("due", "not due", "resting")
    ]
