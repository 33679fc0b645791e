import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data import pipeline, workers
from data.errors import KithError
from data.settings import load_settings
from data.workers import LARGE, Workers
from tests.support.builders import crawled, make_record

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def several():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "processors", lambda: 2)
        with Workers() as made:
            yield made


def test_small_work_stays_in_this_process(monkeypatch):
    monkeypatch.setattr(workers, "processors", lambda: 2)
    with Workers() as made:
        assert list(made.map(lambda batch: [os.getpid(), *batch], [[1], [2]], LARGE - 1)) == [
            [os.getpid(), 1],
            [os.getpid(), 2],
        ]


def test_one_processor_has_no_processes(monkeypatch):
    monkeypatch.setattr(workers, "processors", lambda: 1)
    with Workers() as made:
        assert list(made.map(lambda batch: batch, range(3), LARGE)) == [0, 1, 2]
    assert multiprocessing.active_children() == []


def test_answers_come_in_order(several):
    assert list(several.map(json.loads, map(str, range(200)), LARGE)) == list(range(200))
    assert len(multiprocessing.active_children()) == 2


def test_what_a_batch_raises_is_raised_here_and_the_next_work_goes_on(several):
    answers = several.map(json.loads, ["1", "{", "3"], LARGE)
    assert next(answers) == 1
    with pytest.raises(json.JSONDecodeError):
        next(answers)
    assert list(several.map(json.loads, ["4"], LARGE)) == [4]


def test_a_process_that_is_killed_is_named_and_replaced(several):
    with pytest.raises(KithError) as caught:
        list(several.map(os._exit, [1], LARGE))
    assert caught.value.code == "worker-lost"
    assert list(several.map(json.loads, ["5"], LARGE)) == [5]


PROGRAM = """
import signal, sys, time
from data import workers
workers.processors = lambda: 2
# Where the tests run in the background Ctrl-C is ignored, and that is passed on.
signal.signal(signal.SIGINT, signal.default_int_handler)
if __name__ == "__main__":
    import multiprocessing
    with workers.Workers() as made:
        for _ in made.map(time.sleep, [0.01] * 10 + [1] * 100, workers.LARGE):
            print(*(one.pid for one in multiprocessing.active_children()), flush=True)
"""


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_processes_end_with_the_one_that_started_them(tmp_path, stop):
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    # A group of its own, as on a terminal, where Ctrl-C goes to all processes.
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    starter = subprocess.Popen(
        [sys.executable, program],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    pids = [int(word) for word in starter.stdout.readline().split()]
    assert len(pids) == 2
    os.killpg(starter.pid, stop) if stop == signal.SIGINT else starter.kill()
    _, err = starter.communicate(timeout=30)
    assert err.count("Traceback") == (stop == signal.SIGINT), "the processes say nothing themselves"
    deadline = time.monotonic() + 20
    while any(is_alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(is_alive(pid) for pid in pids)


def is_alive(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]
    except OSError:
        return False
    return state != "Z"


def test_a_merge_gives_the_same_with_and_without_processes(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "processors", lambda: 2)
    found = []
    for name, large in (("without", LARGE), ("with", 100)):
        monkeypatch.setattr(workers, "LARGE", large)
        settings = load_settings(tmp_path / name)
        records = [
            make_record(str(number), name=f"CIRCLE {number}", url="x y", description=f"<b>{number % 7}</b>")
            for number in range(1_200)
        ]
        crawled(settings.raw, "20261124T170000000000Z", *records)
        found.append((vars(pipeline.merge(settings)), listings(settings)))
    assert found[0] == found[1]
    assert found[0][0]["problems"]["url"] == 1_200


def listings(settings):
    store = pipeline.Store(settings.store)
    try:
        return [one.model_dump_json(exclude_defaults=True) for one in store.listings()]
    finally:
        store.close()


def test_a_damaged_line_is_named_the_same_from_another_process(tmp_path, monkeypatch):
    monkeypatch.setattr(workers, "processors", lambda: 2)
    messages = []
    for name, large in (("without", LARGE), ("with", 100)):
        monkeypatch.setattr(workers, "LARGE", large)
        settings = load_settings(tmp_path / name)
        # The first reading looks at names and places alone.
        records = [make_record(str(number)) for number in range(1_500)]
        records[1_200] = records[1_200].model_copy(update={"modes": ["by pigeon"]})
        crawled(settings.raw, "20261124T170000000000Z", *records)
        messages.append(pipeline.merge(settings).errors)
    assert messages[0] == messages[1]
    assert ".jsonl.gz, line 1201: " in messages[0][0]
