"""Generations switched and builds killed under readers: no request fails, every answer is of one generation."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.settings import Settings
from index import generations
from index.directory import Directory
from index.request import SearchRequest
from tests.support import switching

ROOT = Path(__file__).resolve().parents[2]


def start(what: str, settings: Settings, *more: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.support.switching", what, str(settings.home), *map(str, more)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)


def switch_under_readers(settings: Settings, switches: int, rest: float) -> None:
    for _ in switching.STATES:
        switching.publish_next(settings)
    readers = [start("read", settings) for _ in range(2)]
    try:
        time.sleep(rest)
        writer = start("publish", settings, switches)
        assert len(writer.communicate()[0].split()) == switches
        assert writer.returncode == 0
        found = [json.loads(reader.communicate("stop\n")[0]) for reader in readers]
    finally:
        for process in readers:
            process.kill()
    assert generations.current_folder(settings.generations).name == f"gen-{switches + 4:06d}"
    for one in found:
        assert one["faults"] == one["refusals"] == []
        assert one["asked"] > one["generations"] > switches / 4


def test_switches_under_two_reading_processes(settings: Settings) -> None:
    switch_under_readers(settings, 24, rest=1.5)


@pytest.mark.soak
def test_a_thousand_switches_under_two_reading_processes(settings: Settings) -> None:
    switch_under_readers(settings, 1_000, rest=1.5)


def kill_builds(settings: Settings, kills: int) -> None:
    chance, root = random.Random(11), settings.generations
    for _ in switching.STATES:
        switching.publish_next(settings)
    directory, cut = Directory(settings), 0
    for _ in range(kills):
        process = start("publish", settings, 1_000)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        cut += any(root.glob("*.tmp"))
        for asking in (directory, Directory(settings)):
            assert switching.fault_of(asking.current(), SearchRequest(near="62701", limit=200)) is None
        switching.publish_next(settings)
        assert switching.fault_of(directory.current(), SearchRequest(near="62701", limit=200)) is None
        left = sorted(path.name for path in root.iterdir())
        assert left == [".lock", "CURRENT", *sorted(path.name for path in root.glob("gen-??????"))]
        assert len(left) == 4
        generations.verify(generations.current_folder(root))
    assert cut >= kills / 4


def test_builds_killed_at_any_moment(settings: Settings) -> None:
    kill_builds(settings, 4)


@pytest.mark.soak
def test_many_builds_killed_at_any_moment(settings: Settings) -> None:
    kill_builds(settings, 50)
