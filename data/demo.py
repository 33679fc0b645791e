"""The command `kith demo`: everything once, with an invented town on this machine."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import click
from click.core import ParameterSource

from data import runs, sample, sources
from data.cli import home_option
from data.errors import KithError
from data.sample.server import serve
from data.settings import Settings, environment_with

EXAMPLE = "free support group near me"
HELPLINES = "helplines"
_PORTS_TRIED = 50


@click.command()
@home_option
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port of the site.")
@click.option("--no-serve", is_flag=True, help="Stop when the index is built.")
@click.pass_context
def demo(ctx: click.Context, settings: Settings, port: int, no_serve: bool) -> None:
    """Show the whole way with an invented town: crawl its sample site, merge, build, serve.

    Without --home it works in the folder demo/ of the usual home, so samples never mix with real listings.
    """
    if ctx.get_parameter_source("settings") != ParameterSource.COMMANDLINE:
        settings = settings.demo()
    home = str(settings.home)
    click.echo(f"Everything of this demo is kept in {home}")
    _crawl(settings)
    click.echo("3. Clean, match and merge what was found into listings.")
    _say(_kith("merge", "--home", home))
    click.echo("4. Build the search index and publish it.")
    _say(_kith("build", "--home", home))
    click.echo("5. Search it, for example:")
    click.echo(f'   ./kith search "{EXAMPLE}" --near {sample.ZIP}{_home_needed(ctx, home)}')
    _say(_kith("search", EXAMPLE, "--near", sample.ZIP, "--group", "near", "--limit", "1", "--home", home))
    if no_serve:
        return
    free = _free_port(port)
    click.echo(f"6. The site is at http://127.0.0.1:{free}/ (Ctrl-C ends it).")
    _become("serve", "--port", str(free), "--home", home)


def _home_needed(ctx: click.Context, home: str) -> str:
    """A search without --home finds the demo by itself, unless the demo was told where to work."""
    return f" --home {home}" if ctx.get_parameter_source("settings") == ParameterSource.COMMANDLINE else ""


def _crawl(settings: Settings) -> None:
    """Serve the sample on a free port and crawl it over HTTP; refuses a home that holds real listings."""
    with serve() as site:
        paths = sample.write_sources(settings.home / "sample", site.port)
        wanted = [one.id for path in paths for one in sources.read_source_file(path)]
        lines = [HELPLINES] if sources.find(HELPLINES) else []
        others = {summary.source for summary in runs.latest_runs(settings.raw)} - {*wanted, *lines}
        if others:
            raise KithError(f"{settings.home} holds {sorted(others)[0]}, which is no sample", code="real-listings")
        click.echo(f"1. The invented town of Sampleton is at http://127.0.0.1:{site.port}/ for this crawl.")
        click.echo("2. Crawl it over HTTP, robots.txt obeyed. Each feed has one broken record on purpose:")
        # The host is this machine, so the crawler need not wait between requests.
        quick = environment_with(KITH_CRAWL_DELAY="0")
        printed = _kith("crawl", *map(str, paths), *lines, "--json", "--home", str(settings.home), env=quick)
    total = 0
    for line in printed.splitlines():
        row = json.loads(line)
        left_out = ", ".join(f"{reason} {count}" for reason, count in sorted(row["skipped"].items()))
        total += row["records"]
        click.echo(f"   {row['source']}: {row['records']} records" + (f" (left out: {left_out})" if left_out else ""))
    click.echo(f"   {total} records, {len(site.requests)} requests")


def _command() -> list[str]:
    """The installed script `kith` of the environment this runs in."""
    beside = Path(sys.executable).with_name("kith")
    found = str(beside) if beside.exists() else shutil.which("kith")
    if found is None:
        raise KithError("the command kith is not installed beside Python: run ./kith", code="not-installed")
    return [found]


def _kith(name: str, *arguments: str, env: dict[str, str] | None = None) -> str:
    """Run a kith command and return what it printed; its error is this command's error."""
    command = [*_command(), name, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise KithError(f"kith {name} ended with exit status {done.returncode}:\n{done.stderr.strip()}", code="demo")
    return done.stdout


def _become(name: str, *arguments: str) -> NoReturn:
    """Replace this process by a kith command, so that signals reach it."""
    command = [*_command(), name, *arguments]
    sys.stdout.flush()
    os.execv(command[0], command)  # noqa: S606 - our own command, without a shell


def _say(printed: str) -> None:
    for line in printed.rstrip().splitlines():
        click.echo(f"   {line}")


def _free_port(wanted: int) -> int:
    """The port asked for, or the next one that nobody listens on."""
    for port in range(wanted, min(wanted + _PORTS_TRIED, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise KithError(f"no free port from {wanted} on", code="no-port", field="port")
