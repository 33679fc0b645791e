"""The command `kith serve`."""

from __future__ import annotations

import socket

import click

from data.cli import home_option
from data.errors import KithError
from data.settings import Settings, set_home

# Requests that one worker answers at a time; more only wait for each other in Python.
THREADS = 4
SECONDS_TO_STOP = 10


def _check_address(host: str, port: int) -> None:
    """Raise KithError when nothing can listen there: the server itself would share a port in use, silently."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise KithError(f"cannot listen on {host} port {port}: {error.strerror}", code="address-in-use") from None


def _samples(settings: Settings) -> str:
    """What to write for the demo's samples, where there are any: a site never shows them unasked."""
    from index.generations import is_published

    demo = settings.demo()
    return f" For the demo's samples: kith serve --home {demo.home}" if is_published(demo.generations) else ""


@click.command()
@home_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve the site until Ctrl-C. No request is logged."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from index.generations import is_published

    _check_address(host, port)
    # Workers are processes of their own and read their settings from the environment.
    set_home(settings)
    click.echo(f"Serving {settings.home} at http://{host}:{port}/ (Ctrl-C stops)")
    if not is_published(settings.generations):
        click.echo(
            f"kith: {settings.home} has no index yet, so nothing can be found; crisis lines are shown. To build one:"
            f" kith crawl, kith merge, kith build, each with --home {settings.home} (no restart is needed)."
            f"{_samples(settings)}",
            err=True,
        )
    Granian(
        "webapp.wsgi:build",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        workers_kill_timeout=SECONDS_TO_STOP,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()
