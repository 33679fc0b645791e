import gzip
import json
from datetime import UTC, datetime

import pytest

from data import runs
from data.errors import StoreError
from data.runs import RunSummary, RunWriter
from tests.support.builders import crawled, make_record, make_source


def summary_of(raw, run, status="ok", source="test"):
    return RunSummary(source=source, run=run, status=status)


def test_a_run_id_sorts_by_time():
    first = runs.new_run_id(datetime(2026, 11, 24, 17, 0, 0, 5, tzinfo=UTC))
    assert len(runs.new_run_id()) == len(first)
    assert first == "20261124T170000000005Z"
    assert first < runs.new_run_id(datetime(2026, 11, 24, 17, 0, 1, tzinfo=UTC))


def test_what_was_written_is_read_again(tmp_path):
    found = [make_record(str(number), name=f"Círculo {number} 💚") for number in range(3)]
    crawled(tmp_path, "r1", *found)
    summary = runs.last_good_run(tmp_path, "test")
    assert (summary.run, summary.status, summary.records) == ("r1", "ok", 3)
    again = list(runs.read_records(tmp_path, summary))
    assert [(record.key, record.name, record.run) for record in again] == [
        ("0", "Círculo 0 💚", "r1"),
        ("1", "Círculo 1 💚", "r1"),
        ("2", "Círculo 2 💚", "r1"),
    ]
    assert again[0].location == found[0].location


def test_nothing_can_be_seen_before_a_run_is_published(tmp_path):
    with RunWriter(tmp_path, make_source(), "r1") as writer:
        writer.write(make_record())
        assert runs.latest_runs(tmp_path) == []
        assert not list(tmp_path.rglob("*.jsonl.gz"))
    assert not list(tmp_path.rglob("*.*")), "a run that was given up leaves nothing"


def test_a_run_that_breaks_leaves_the_one_before(tmp_path):
    crawled(tmp_path, "r1", make_record())

    def breaks():
        with RunWriter(tmp_path, make_source(), "r2") as writer:
            writer.write(make_record())
            raise KeyboardInterrupt

    pytest.raises(KeyboardInterrupt, breaks)
    assert runs.last_good_run(tmp_path, "test").run == "r1"
    assert not list(tmp_path.rglob("*.tmp"))


def test_lines_without_a_summary_are_no_run(tmp_path):
    crawled(tmp_path, "r1", make_record())
    (tmp_path / "test" / "r2.jsonl.gz").write_bytes(gzip.compress(b"{}"))
    assert runs.last_good_run(tmp_path, "test").run == "r1"


@pytest.mark.parametrize("torn", ["", "{", '{"source": "test"}', "[]", "null", '{"source": "test", "colour": 1}'])
def test_a_torn_summary_is_passed_over(tmp_path, torn):
    crawled(tmp_path, "r1", make_record())
    crawled(tmp_path, "r2", make_record())
    (tmp_path / "test" / "r2.json").write_text(torn)
    assert runs.last_good_run(tmp_path, "test").run == "r1"
    assert [summary.run for summary in runs.latest_runs(tmp_path)] == ["r1"]


def test_a_summary_without_its_lines_is_passed_over(tmp_path):
    crawled(tmp_path, "r1", make_record())
    crawled(tmp_path, "r2", make_record()).unlink()
    assert runs.last_good_run(tmp_path, "test").run == "r1"


@pytest.mark.parametrize("status", ["failed", "kept"])
def test_a_run_that_failed_is_not_the_last_good_one(tmp_path, status):
    crawled(tmp_path, "r1", make_record())
    runs.write_summary(tmp_path / "test", summary_of(tmp_path, "r2", status))
    assert runs.last_good_run(tmp_path, "test").run == "r1"


def test_without_a_run_there_is_none(tmp_path):
    assert runs.last_good_run(tmp_path, "test") is None
    assert runs.latest_runs(tmp_path / "none") == []
    (tmp_path / "stray.txt").touch()
    (tmp_path / "empty").mkdir()
    assert runs.latest_runs(tmp_path) == []


def test_the_newest_run_of_every_source(tmp_path):
    for source_id in ("b-source", "a-source"):
        for run in ("r2", "r3", "r1"):
            crawled(tmp_path, run, make_record(), source=make_source(source_id))
    assert [(one.source, one.run) for one in runs.latest_runs(tmp_path)] == [("a-source", "r3"), ("b-source", "r3")]


def test_the_last_three_runs_are_kept(tmp_path):
    for number in range(5):
        crawled(tmp_path, f"r{number}", make_record())
        runs.write_summary(tmp_path / "test", summary_of(tmp_path, f"r{number}-failed", "failed"))
    left = sorted(path.name for path in (tmp_path / "test").iterdir())
    assert [name for name in left if name.endswith(".gz")] == ["r2.jsonl.gz", "r3.jsonl.gz", "r4.jsonl.gz"]
    assert [name for name in left if name.endswith(".json")] == [
        "r2-failed.json", "r2.json", "r3-failed.json", "r3.json", "r4-failed.json", "r4.json",
    ]  # fmt: skip


def confirm(raw, earlier, run, seen):
    with RunWriter(raw, make_source(), run, seen) as writer:
        summary = RunSummary("test", run, "ok", records=earlier.records)
        writer.publish_again(earlier, summary)
    return runs.last_good_run(raw, "test")


@pytest.mark.parametrize("linked", [True, False])
def test_a_run_of_a_feed_that_had_not_changed_gives_the_same_records_as_seen_now(tmp_path, monkeypatch, linked):
    def refuse(*paths):
        raise OSError(1, "Operation not permitted")

    if not linked:
        monkeypatch.setattr("os.link", refuse)
    first = crawled(tmp_path, "r1", make_record("1"), make_record("2"))
    again = runs.last_good_run(tmp_path, "test")
    for number in range(2, 7):
        again = confirm(tmp_path, again, f"r{number}", datetime(2026, 11, 24 + number, 5, 0, 0, 9, tzinfo=UTC))
    assert (again.run, again.records, again.seen) == ("r6", 2, "2026-11-30T05:00:00+00:00")
    found = list(runs.read_records(tmp_path, again))
    assert [(one.key, one.run, one.seen.isoformat()) for one in found] == [
        ("1", "r6", "2026-11-30T05:00:00+00:00"), ("2", "r6", "2026-11-30T05:00:00+00:00"),
    ]  # fmt: skip
    assert not first.exists(), "older runs go as ever"
    assert sorted(path.name for path in first.parent.iterdir())[-2:] == ["r6.json", "r6.jsonl.gz"]


def test_what_killed_runs_left_is_cleared_and_no_run_with_it(tmp_path):
    crawled(tmp_path, "r1", make_record())
    folder = tmp_path / "test"
    runs.write_summary(folder, summary_of(tmp_path, "r2", "failed"))
    for name in ("r3.jsonl.gz.tmp", "r4.json.tmp", "r5.jsonl.gz"):
        (folder / name).touch()
    runs.clear_leftovers(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["r1.json", "r1.jsonl.gz", "r2.json"]


def test_only_so_many_failures_are_remembered(tmp_path):
    crawled(tmp_path, "r0", make_record())
    for number in range(60):
        runs.write_summary(tmp_path / "test", summary_of(tmp_path, f"r1{number:02}", "failed"))
    past = [one.run for one in runs.history(tmp_path, "test")]
    assert (len(past), past[0], past[-2], past[-1]) == (51, "r159", "r110", "r0")


def test_a_run_knows_when_it_began():
    now = datetime(2026, 11, 24, 17, 0, 0, 5, tzinfo=UTC)
    assert runs.time_of(runs.new_run_id(now)) == now
    assert runs.time_of("r1") is None


def lines_of(path):
    return gzip.decompress(path.read_bytes())


def cut_short(path):
    path.write_bytes(path.read_bytes()[:-20])


def half_a_line(path):
    path.write_bytes(gzip.compress(lines_of(path)[:-40]))


def a_line_missing(path):
    path.write_bytes(gzip.compress(b"".join(lines_of(path).splitlines(keepends=True)[:-1])))


def emptied(path):
    path.write_bytes(b"")


def another_file(path):
    path.write_bytes(b"<html>not found</html>")


def a_byte_turned(path):
    raw = bytearray(path.read_bytes())
    raw[40] ^= 0xFF
    path.write_bytes(bytes(raw))


@pytest.mark.parametrize(
    ("damage", "line"),
    [(cut_short, "line "), (half_a_line, "line 3"), (a_line_missing, "line 3"), (emptied, "line 1"),
     (another_file, "line 1"), (a_byte_turned, "line ")],
)  # fmt: skip
def test_a_damaged_run_is_named_with_its_file_and_line(tmp_path, damage, line):
    path = crawled(tmp_path, "r1", *(make_record(str(number)) for number in range(3)))
    summary = runs.last_good_run(tmp_path, "test")
    assert runs.is_whole(tmp_path, summary)
    damage(path)
    assert not runs.is_whole(tmp_path, summary)
    with pytest.raises(StoreError) as caught:
        list(runs.read_records(tmp_path, runs.last_good_run(tmp_path, "test")))
    assert f"source test: r1.jsonl.gz, {line}" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.code == "damaged-run"


def test_a_line_of_another_shape_is_named(tmp_path):
    path = crawled(tmp_path, "r1", make_record("1"), make_record("2"))
    first, second = lines_of(path).splitlines()
    path.write_bytes(gzip.compress(first + b"\n" + json.dumps(json.loads(second) | {"colour": "red"}).encode()))
    with pytest.raises(StoreError, match=r"r1\.jsonl\.gz, line 2: "):
        list(runs.read_records(tmp_path, runs.last_good_run(tmp_path, "test")))


def test_the_facts_of_a_source_leave_its_local_path_out():
    source = make_source(url=None, path="../secret/x.csv", licence="CC0-1.0", columns={"name": "n"})
    facts = runs.source_facts(source)
    assert facts == {"id": "test", "name": "Test source", "format": "csv", "licence": "CC0-1.0"}
