"""Batches of work shared out to processes of their own, one a processor, when there is enough of it to pay.

Answers come in the order of the batches and are the same as without processes. A process ends with the one that
started it, however that ends; Ctrl-C is for the starter alone.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Self, TypeVar

from data.errors import KithError
from data.garbage import NEW_OBJECTS

T = TypeVar("T")
R = TypeVar("R")

# Records; with fewer, starting processes takes longer than they save.
LARGE = 10_000
_MOST = 8
# Batches under way for each process: enough that none waits, few enough that answers do not pile up.
_AHEAD = 2


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """Processes that are started when the first large work comes, and stay until the context ends."""

    def __init__(self) -> None:
        self._count = min(processors(), _MOST)
        self._pool: ProcessPoolExecutor | None = None

    def map(self, work: Callable[[T], R], batches: Iterable[T], size: int) -> Iterator[R]:
        """Yield `work(batch)` for each batch, in order. `size` is about how many records all of them hold.

        `work` and what it takes and gives must be picklable, `work` a function of a module (or a partial of one).
        What it raises is raised here; KithError `worker-lost` when a process was killed.
        """
        if self._count < 2 or (self._pool is None and size < LARGE):
            yield from map(work, batches)
            return
        pool = self._started()
        pending: deque[Future[R]] = deque()
        try:
            for batch in batches:
                with _interrupts_kept():
                    pending.append(pool.submit(work, batch))
                if len(pending) > self._count * _AHEAD:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except BrokenProcessPool:
            self.close()
            raise KithError("a process that shared the work was killed; run it again", code="worker-lost") from None
        finally:
            for one in pending:
                one.cancel()

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Spawned on every system alike: a fork would copy locks that other threads hold.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, mp_context=context, initializer=_begin)
        return self._pool

    def close(self) -> None:
        """End the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


@contextmanager
def _interrupts_kept() -> Iterator[None]:
    """Ctrl-C waits until this ends. A process that is started meanwhile never gets one, not even while it starts."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    threading.Thread(target=_end_with_the_starter, daemon=True).start()


def _end_with_the_starter() -> None:
    starter = multiprocessing.parent_process()
    if starter is not None:
        starter.join()
        os._exit(1)
