"""What a question to jedi costs more than jedi itself, and what others wait for while jedi works."""

from __future__ import annotations

import itertools
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from bench_client import Client
from bench_figures import Row, p95
from flask_ls.infer import worker
from flask_ls.infer.documents import Documents

ROUNDS = 25
_PROBE = """

@app.route("/probe")
def probe():
    number = 10
    connection = sqlite3.connect("shop.db")
    connection
    request
"""


def rows(source: str) -> list[Row]:
    """`source`: a Flask file, which a view with a database connection is added to."""
    text = "import sqlite3\n" + source + _PROBE
    line = text.count("\n") - 2  # the one of `connection`, below is the one of `request`
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "app.py")
        path.write_text(text, encoding="utf-8")
        with Client(Path(folder), {"FLASK_LS_CACHE": ""}) as client:
            client.ready()
            client.logged("followed")
            client.open(path)
            digits = itertools.cycle(range(10, 100))

            def touch() -> None:
                client.replace(path, line - 2, 13, 15, str(next(digits)))

            place: dict[str, Any] = {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": 6}}
            while client.ask("textDocument/hover", place) is None:
                touch()
            asked, alone, beside = [], [], []
            for _ in range(ROUNDS):
                touch()
                asked.append(_seconds(lambda: client.ask("textDocument/hover", place)))
                touch()
                alone.append(_seconds(lambda: client.at("textDocument/hover", path, line + 1, 6)))
            for _ in range(ROUNDS):
                touch()
                number = client.send("textDocument/hover", place)
                beside.append(_seconds(lambda: client.at("textDocument/hover", path, line + 1, 6)))
                client.answer(number)
    documents = Documents()
    asked_of: Any = {"path": str(path), "line": line, "column": 4, "root": folder, "python": "", "environment": ""}
    direct = []
    for number in range(ROUNDS):
        changed = {str(path): text.replace("number = 10", f"number = {number}")}
        direct.append(
            _seconds(partial(worker.answer, documents, "hover", **asked_of, name="", changed=changed, closed=[]))
        )
    return [
        ("jedi itself, median", 1000 * statistics.median(direct[1:]), "ms", ""),
        (
            "a hover that asks jedi, median",
            statistics.median(asked) / statistics.median(direct[1:]),
            "x jedi itself",
            "goal <= 1.1",
        ),
        ("a hover on Flask's names while jedi works, 95th percentile", p95(beside) / p95(alone), "x without it", ""),
        ("the same, median", statistics.median(beside) / statistics.median(alone), "x without it", ""),
    ]


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start
