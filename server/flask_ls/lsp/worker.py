"""The thread on which answers are computed. It knows neither the protocol nor Flask."""

from __future__ import annotations

import contextlib
import itertools
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

REQUEST = 0  # somebody waits for it
BACKGROUND = 1  # findings and indexing: whatever is waited for goes first

_Job = tuple[int, int, "Future[Any]", Callable[[], Any]]


class Worker:
    """One thread: what is urgent first, otherwise first come, first served.

    It is a daemon, so that a long computation does not keep the process alive once the client is gone.
    """

    def __init__(self) -> None:
        self._jobs: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._number = itertools.count()
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, compute: Callable[[], T], priority: int = REQUEST) -> Future[T]:
        """Have it computed. A future that is cancelled before its turn is never computed."""
        future: Future[T] = Future()
        if self._closed:
            future.cancel()
            return future
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="flask-ls", daemon=True)
            self._thread.start()
        self._jobs.put((priority, next(self._number), future, compute))
        return future

    def close(self) -> None:
        """Cancel all that did not begin, and take nothing more."""
        self._closed = True
        with contextlib.suppress(queue.Empty):
            while True:
                self._jobs.get_nowait()[2].cancel()

    def _work(self) -> None:
        while True:
            _, _, future, compute = self._jobs.get()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(compute())
            except BaseException as error:  # also SystemExit: the one that waits shall hear of it
                future.set_exception(error)
