"""The thread that computes answers."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError

import pytest
from flask_ls.lsp.worker import BACKGROUND, Worker

TIMEOUT = 5


def busy(worker: Worker) -> threading.Event:
    """Keep the worker busy until the event is set."""
    free, begun = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        free.wait(TIMEOUT)

    worker.submit(hold)
    begun.wait(TIMEOUT)
    return free


def test_requests_overtake_background_work() -> None:
    """What somebody waits for is computed before findings that were asked for earlier."""
    worker, order = Worker(), list[str]()
    free = busy(worker)
    last = worker.submit(lambda: order.append("findings"), BACKGROUND)
    worker.submit(lambda: order.append("hover"))
    worker.submit(lambda: order.append("completion"))
    free.set()
    last.result(TIMEOUT)
    assert ["hover", "completion", "findings"] == order


def test_a_cancelled_answer_is_never_computed() -> None:
    """A future that is cancelled while it waits costs nothing."""
    worker, computed = Worker(), list[str]()
    free = busy(worker)
    worker.submit(lambda: computed.append("cancelled")).cancel()
    last = worker.submit(lambda: computed.append("kept"))
    free.set()
    last.result(TIMEOUT)
    assert ["kept"] == computed


def test_an_exception_reaches_the_one_who_waits_and_the_worker_goes_on() -> None:
    """One failure does not end the thread."""
    worker = Worker()
    with pytest.raises(ZeroDivisionError):
        worker.submit(lambda: 1 // 0).result(TIMEOUT)
    assert 2 == worker.submit(lambda: 2).result(TIMEOUT)


def test_a_closed_worker_drops_what_waits_and_takes_nothing_more() -> None:
    """After `close`, whoever waits hears at once that there is no answer."""
    worker = Worker()
    free = busy(worker)
    waiting = worker.submit(lambda: 1)
    worker.close()
    free.set()
    with pytest.raises(CancelledError):
        waiting.result(TIMEOUT)
    with pytest.raises(CancelledError):
        worker.submit(lambda: 1).result(TIMEOUT)
