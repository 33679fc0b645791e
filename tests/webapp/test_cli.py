"""Runs `kith serve` as people do: a process, real HTTP, Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from data.errors import KithError
from webapp.cli import serve

ROOT = Path(__file__).parents[2]


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _get(url):
    with urllib.request.urlopen(url, timeout=5) as response:
        return response.status, response.read().decode()


@pytest.fixture
def server(home):
    port = _free_port()
    command = [sys.executable, "-c", "from webapp.cli import serve; serve()", "--port", str(port), "--home", str(home)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=home, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        for _ in range(400):
            try:
                _get(f"http://127.0.0.1:{port}/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield process, f"http://127.0.0.1:{port}"
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def test_serves_until_interrupted_and_logs_no_request(server):
    process, base = server
    assert _get(f"{base}/readyz")[0] == 200
    assert "Grief circle" in _get(f"{base}/search?need=support-groups&near=62701")[1]
    assert _get(f"{base}/search?q={'x' * 20_000}")[0] == 200
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=15)
    assert process.returncode == 0
    assert "62701" not in said
    assert "Traceback" not in said


def test_a_port_in_use_is_said(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        found = CliRunner().invoke(serve, ["--port", port, "--home", str(home)])
    assert isinstance(found.exception, KithError)
    assert f"port {port}" in str(found.exception)


@pytest.mark.parametrize("wrong", [["--port", "0"], ["--workers", "0"], ["--port", "http"]])
def test_wrong_usage(wrong):
    assert CliRunner().invoke(serve, wrong).exit_code == 2


def test_a_home_without_an_index_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("granian.Granian.serve", lambda self: None)
    monkeypatch.setattr("webapp.cli.set_home", lambda settings: None)
    found = CliRunner().invoke(serve, ["--port", str(_free_port()), "--home", str(tmp_path)])
    assert found.exit_code == 0
    assert "no index yet" in found.output
    assert "kith build" in found.output


def test_the_samples_are_named_where_there_are_any(build, tmp_path, monkeypatch):
    monkeypatch.setattr("granian.Granian.serve", lambda self: None)
    monkeypatch.setattr("webapp.cli.set_home", lambda settings: None)
    build()
    (tmp_path / "demo").symlink_to(build.settings.home)
    found = CliRunner().invoke(serve, ["--port", str(_free_port()), "--home", str(tmp_path)])
    assert f"kith serve --home {tmp_path / 'demo'}" in found.output
