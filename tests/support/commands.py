"""`kith` in a process of its own that need not load anything: it is forked from one that has loaded all commands.

What the command sees is what the installed script gives it: arguments, environment, folder, files for what it prints,
signals, an exit status. Only that script itself is not run, and what a module does while it loads was done before;
`tests/test_frame.py` and the tests of kills and servers run the script. Loading takes longer than most commands.
"""

from __future__ import annotations

import multiprocessing
import os
import pkgutil
import sys
import tempfile
from dataclasses import dataclass
from importlib.metadata import entry_points
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import crawlers.spiders

# What commands load when they are run; nothing here may start a thread or Scrapy's reactor.
_LATER = (
    "crawlers.run", "crawlers.pipelines", "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.cookies", "data.pipeline", "index.publishing", "index.search",
)  # fmt: skip


@dataclass
class Done:
    """How a command ended: its exit status (less than 0: the signal that ended it) and what it printed."""

    status: int
    out: str
    err: str


class Command:
    """A command that runs; it ends by itself, or is killed where the context it is used as ends.

    With a `program` in Python that runs in its place, and finds the arguments where Python puts them.
    """

    def __init__(self, *arguments: str | Path, env: dict[str, str] | None = None, program: str = "") -> None:
        self._printed = tempfile.TemporaryDirectory(prefix="kith-command-")
        self._out, self._err = Path(self._printed.name, "out"), Path(self._printed.name, "err")
        seen = dict(os.environ) | (env or {})
        files = str(self._out), str(self._err)
        self._process: ForkServerProcess = _ready().Process(
            target=_run, args=([str(one) for one in arguments], seen, str(Path.cwd()), *files, program)
        )
        self._process.start()

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.is_alive()

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def send_signal(self, number: int) -> None:
        """Send a signal to the process."""
        os.kill(self.pid, number)

    def wait(self, timeout: float | None = None) -> Done:
        """Return how the command ended. Raises TimeoutError when it runs longer than so many seconds."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise TimeoutError(f"still running after {timeout} seconds: {self._err.read_text('utf-8', 'replace')}")
        return Done(self._process.exitcode, *(path.read_text("utf-8") for path in (self._out, self._err)))

    def __enter__(self) -> Command:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._process.close()
        self._printed.cleanup()


def run(
    *arguments: str | Path, env: dict[str, str] | None = None, timeout: float | None = None, program: str = ""
) -> Done:
    """Run a command to its end; `env` is added to the environment."""
    with Command(*arguments, env=env, program=program) as command:
        return command.wait(timeout)


def _ready() -> ForkServerContext:
    """Processes forked from one that has loaded the commands; it is started with the first of them."""
    context = multiprocessing.get_context("forkserver")
    spiders = [f"{crawlers.spiders.__name__}.{one.name}" for one in pkgutil.iter_modules(crawlers.spiders.__path__)]
    loaded = [point.module for point in entry_points(group="kith.commands")]
    context.set_forkserver_preload([*loaded, *_LATER, *spiders])
    return context


def _run(arguments: list[str], env: dict[str, str], folder: str, out: str, err: str, program: str) -> None:
    os.setsid()
    for path, descriptor in ((out, 1), (err, 2)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.environ.clear()
    os.environ.update(env)
    os.chdir(folder)
    sys.argv = ["kith", *arguments]
    if program:
        exec(program, {"__name__": "__main__"})
        return
    from data.cli import main

    main()
