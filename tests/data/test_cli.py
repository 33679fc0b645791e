import json
import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from data import cli
from data.errors import KithError
from data.ids import listing_id
from data.store import Store
from tests.support.builders import crawled, make_record, make_source

COMMANDS = sorted(point.name for point in entry_points(group="kith.commands"))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name):
    done = CliRunner().invoke(cli.group, [name, "--help"])
    assert done.exit_code == 0
    command = entry_points(group="kith.commands")[name].load()
    assert command.help
    assert " ".join(command.help.split())[:40] in " ".join(done.output.split())
    assert "--home" in done.output
    for option in command.params:
        if isinstance(option, click.Option) and not option.hidden:
            assert option.help, f"kith {name} {option.opts[0]} has no help"


def test_the_help_of_the_group_names_every_command():
    done = CliRunner().invoke(cli.group, ["--help"])
    assert done.exit_code == 0
    assert set(COMMANDS) >= {"build", "crawl", "demo", "merge", "search", "serve", "sources"}
    for name in COMMANDS:
        assert f"\n  {name} " in done.output


@pytest.mark.parametrize(
    "arguments",
    [["unheard-of"], ["merge", "--unheard-of"], ["merge", "stray"], ["--unheard-of"]],
)
def test_wrong_usage_is_status_two(arguments):
    done = CliRunner().invoke(cli.group, arguments)
    assert done.exit_code == 2
    assert "Usage" in done.output


def test_the_version_is_told():
    done = CliRunner().invoke(cli.group, ["--version"])
    assert (done.exit_code, "version" in done.output) == (0, True)


def test_an_error_of_ours_is_one_line_and_status_one(kith, tmp_path):
    done = kith("merge", home=tmp_path / "empty")
    assert (done.status, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert done.err.startswith("kith: nothing has been crawled into ")


def test_a_bad_setting_is_one_line_too(kith, tmp_path):
    done = kith("sources", "--check", home=tmp_path, env={"KITH_CRAWL_DELAY": "soon"})
    assert done.status == 1
    assert done.err == "kith: KITH_CRAWL_DELAY must be a number of seconds from 0 to 86400, not 'soon'\n"


def test_a_damaged_store_is_one_line_too(kith, settings):
    crawled(settings.raw, "r1", make_record())
    settings.store.write_bytes(b"no database, but long enough to be taken for one" * 30)
    done = kith("merge", home=settings.home)
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert str(settings.store) in done.err


def test_an_error_says_where_it_is():
    error = KithError("not a number", source="test", record="7", field="opens_at")
    assert str(error) == "source test, record 7, field opens_at: not a number"
    assert str(KithError("no place")) == "no place"


def test_merge_tells_what_it_did(kith, settings):
    crawled(settings.raw, "r1", make_record("1", url="x y"), make_record("2"))
    done = kith("merge", "--json", home=settings.home)
    assert done.status == 0, done.err
    assert json.loads(done.out) == {
        "sources": 1, "records": 2, "listings": 1, "exact_duplicates": 1, "days_joined": 0,
        "matched": 0, "asked": 0, "problems": {"url": 1}, "errors": [],
    }  # fmt: skip
    again = kith("merge", home=settings.home)
    assert (
        again.out
        == "1 listings from 2 records of 1 sources (1 exact duplicates, 0 further days of a group, 0 matched)\n"
    )
    store = Store(settings.store)
    assert [one.id for one in store.listings()] == [listing_id("test", "1")]
    store.close()


def test_merge_names_a_damaged_run_and_ends_with_status_one(kith, settings):
    crawled(settings.raw, "r1", make_record())
    path = crawled(settings.raw, "r1", make_record(), source=make_source("broken"))
    path.write_bytes(path.read_bytes()[:-20])
    done = kith("merge", home=settings.home)
    assert done.status == 1
    assert done.out.startswith("1 listings from 1 records of 2 sources")
    assert done.err.startswith("kith: source broken: r1.jsonl.gz, line 1: ")
    assert done.err.count("\n") == 1


def test_sources_are_listed_with_their_last_run(kith, settings):
    crawled(settings.raw, "r1", make_record(), source=make_source("helplines"))
    rows = [json.loads(line) for line in kith("sources", "--json", home=settings.home).out.splitlines()]
    (row,) = [row for row in rows if row["id"] == "helplines"]
    assert (row["format"], row["last_run"], row["records"]) == ("helplines", "r1", 1)
    assert "run r1" in kith("sources", home=settings.home).out


def test_the_home_may_come_from_the_environment(tmp_path):
    command = [Path(sys.executable).with_name("kith"), "merge"]
    environment = os.environ | {"KITH_HOME": str(tmp_path / "there")}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 1
    assert str(tmp_path / "there") in done.stderr
