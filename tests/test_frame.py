"""The promises of the frame: sizes, one place for each concern, documented commands, the launcher."""

from __future__ import annotations

import ast
import os
import re
import subprocess
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("crawlers", "data", "index", "webapp")
CODE = sorted(path for folder in (*PACKAGES, "tests") for path in (ROOT / folder).rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 400, 50


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", CODE, ids=name_of)
def test_modules_and_functions_stay_short(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = (node.end_lineno or 0) - node.lineno + 1
            assert lines <= LONGEST_FUNCTION, f"{node.name} has {lines} lines"


@pytest.mark.parametrize(
    ("pattern", "allowed"),
    [
        (r"^\s*(?:from|import) whoosh\b", {"index/whoosh_store.py"}),
        (r"\bos\.environ\b|\bgetenv\b", {"data/settings.py"}),
        (
            r"^\s*(?:from|import) sqlalchemy\b",
            {
                "data/store.py",
                "data/tables.py",
                "data/keeping/ledger.py",
                "data/keeping/updates.py",
                "data/keeping/reports.py",
                "data/merging/ledger.py",
                "data/shared_lists.py",
            },
        ),
        (r"^\s*(?:from|import) geopy\b", {"index/geo.py", "data/geocoding.py"}),
    ],
)
def test_one_place_for_each_tool(pattern: str, allowed: set[str]) -> None:
    found = {name_of(path) for path in CODE if re.search(pattern, path.read_text("utf-8"), re.MULTILINE)}
    assert {name for name in found if not name.startswith("tests/")} == allowed


COMMANDS = {point.name: point for point in entry_points(group="kith.commands")}


def test_every_command_of_the_readme_exists_and_the_other_way_round() -> None:
    told = (ROOT / "README.md").read_text("utf-8") + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    written = set(re.findall(r"(?:\./)?kith ([a-z][a-z-]+)", told)) - {"test"}
    assert written == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_and_a_home(name: str) -> None:
    command = COMMANDS[name].load()
    assert isinstance(command, click.Command)
    assert command.help
    assert all(one.help for one in command.params if isinstance(one, click.Option))
    assert any("--home" in one.opts for one in command.params)


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_files_named_in_the_guides_are_there(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    named = set(re.findall(r"`((?:crawlers|data|index|webapp|tests)/[\w./-]+)`", text))
    assert not [path for path in named if not (ROOT / path).exists()]


def launch(tmp_path: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Run a copy of the launcher where the only Python is a script that answers as told."""
    (tmp_path / "kith").write_bytes((ROOT / "kith").read_bytes())
    (tmp_path / "requirements.txt").touch()
    (tmp_path / "pyproject.toml").touch()
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "dirname", "cksum", "cat"):
        (tools / tool).symlink_to(
            next(Path(one) / tool for one in os.defpath.split(":") if (Path(one) / tool).exists())
        )
    (tools / "python3").write_text(f"#!/bin/sh\n{python}\n", "utf-8")
    (tools / "python3").chmod(0o755)
    command = [tools / "sh", tmp_path / "kith", "--help"]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": str(tools)})


def test_the_launcher_names_a_python_that_is_too_old(tmp_path: Path) -> None:
    done = launch(tmp_path, 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac')
    assert done.returncode == 1
    assert done.stderr == (
        "kith: Python 3.11 or newer is needed (found: Python 3.9.2). "
        "Install it, or name it: KITH_PYTHON=/path/to/python3 ./kith\n"
    )


def test_the_launcher_says_how_to_get_venv(tmp_path: Path) -> None:
    done = launch(tmp_path, 'case "$2" in *ensurepip*) exit 1;; esac')
    assert done.returncode == 1
    assert "has no venv module. On Debian or Ubuntu: apt install python3-venv" in done.stderr


@pytest.mark.parametrize("shell", ["dash", "bash", "busybox"])
def test_the_launcher_is_plain_sh(shell: str) -> None:
    command = [shell, "sh", "-n", "kith"] if shell == "busybox" else [shell, "-n", "kith"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip(f"{shell} is not on this machine")
    assert done.returncode == 0, done.stderr
    assert not re.search(r"\[\[|\bfunction\b|\blocal\b|<<<|\$'", (ROOT / "kith").read_text("utf-8"))
