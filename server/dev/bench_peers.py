"""What an editor waits for, against other servers for Python on the same places of the same files, run by run in turns.

The others are installed into `.cache/bench`: what `bench_peers.txt` names with uv, Pyright with npm where there is one.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bench_client import Client
from bench_figures import Row, p95

BASE = Path(__file__).parents[2] / ".cache" / "bench"
PYRIGHT = "pyright@1.1.414"
SIZES = (300, 2_000)  # lines
RUNS, TRIES = 3, 25
FASTEST = "ty"
COMPLETED = ("request.", "app.", "url_for('")
HOVERED = ("request", "url_for", "app.route")
PROBE = """

@app.route("/probe")
def probe():
    number = 1
    pass
    return number
"""


class Peer(NamedTuple):
    """A server: how it is started."""

    name: str
    command: Sequence[str]
    options: Any = None


class Times(NamedTuple):
    """Seconds of one process: to its first completion, of every later answer by what was asked, and megabytes."""

    first: float
    answers: Mapping[str, list[float]]
    memory: float
    whole: float


def rows(view: str, head: str) -> list[Row]:
    """The comparison for each size. `view`: a format of `n` that is repeated behind `head` until a file is long enough."""
    peers = _installed()
    environment = {
        "VIRTUAL_ENV": str(BASE / "venv"),
        "PATH": f"{BASE / 'venv' / 'bin'}:/usr/local/bin:/usr/bin:/bin",
        "FLASK_LS_CACHE": "",
    }
    found: list[Row] = []
    for lines in SIZES:
        count = (lines - head.count("\n")) // view.count("\n")
        text = head + "".join(view.format(n=number) for number in range(count)) + PROBE
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "app.py")
            path.write_text(text, encoding="utf-8")
            page = Path(folder, "templates", "item.html")  # what the file renders is there, as in any project
            page.parent.mkdir()
            page.write_text("{{ rows }} {{ item_id }} {{ page }}", encoding="utf-8")
            measured: dict[str, list[Times]] = {peer.name: [] for peer in peers}
            for _ in range(RUNS):
                for peer in peers:
                    measured[peer.name].append(_run(peer, path, text, environment))
        found += _table(lines, measured)
    return found


def _installed() -> list[Peer]:
    """The servers, this one first. They are installed where they are not there yet."""
    python = BASE / "venv" / "bin" / "python"
    if not python.exists():
        uv = str(Path(sys.executable).with_name("uv"))
        requirements = Path(__file__).with_name("bench_peers.txt")
        subprocess.run([uv, "venv", "--quiet", str(BASE / "venv")], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "-p", str(python), "-r", str(requirements)], check=True)
    pyright = BASE / "npm" / "node_modules" / "pyright" / "langserver.index.js"
    if not pyright.exists():
        try:
            subprocess.run(["npm", "install", "--silent", "--prefix", str(BASE / "npm"), PYRIGHT], check=True)
        except (OSError, subprocess.CalledProcessError):
            print("Pyright is not compared: npm did not install it\n")
    beside = python.parent
    peers = [
        Peer("flask-ls", [sys.executable, "-m", "flask_ls", "serve"]),
        Peer(FASTEST, [str(beside / "ty"), "server"]),
        Peer(
            "jedi-language-server",
            [str(beside / "jedi-language-server")],
            {"workspace": {"environmentPath": str(python)}},
        ),
    ]
    return [*peers, Peer("pyright", ["node", str(pyright), "--stdio"])] if pyright.exists() else peers


def _run(peer: Peer, path: Path, text: str, environment: dict[str, str]) -> Times:
    """One process, from its start to its end."""
    row = text.count("\n") - 2  # the line of `pass` in the probe
    answers: dict[str, list[float]] = {}
    start = time.perf_counter()
    with Client(path.parent, environment, peer.command, peer.options) as client:
        client.tell("initialized", {})
        client.open(path)
        page = _Page(client, path, row)
        page.write(COMPLETED[0])
        page.ask("textDocument/completion", len(COMPLETED[0]))
        first = time.perf_counter() - start
        client.findings(path)
        for method, words, behind in (("completion", COMPLETED, 0), ("hover", HOVERED, 1)):
            for word in words:
                page.write(word)
                for _ in range(TRIES + 1):
                    start = time.perf_counter()
                    page.touch()
                    page.ask(f"textDocument/{method}", len(word) - behind)
                    answers.setdefault(f"{method} {word}", []).append(time.perf_counter() - start)
        page.write("pass")
        client.findings(path)
        for _ in range(TRIES + 1):
            start = time.perf_counter()
            page.touch()
            client.findings(path)
            answers.setdefault("edit to diagnostics", []).append(time.perf_counter() - start)
        return Times(
            first, {name: times[1:] for name, times in answers.items()}, client.memory(), client.memory(whole=True)
        )


class _Page:
    """The open file, of which one line is written again and again."""

    def __init__(self, client: Client, path: Path, row: int) -> None:
        self._client = client
        self._path = path
        self._row = row
        self._length = len("pass")
        self._digit = 1

    def write(self, text: str) -> None:
        """Make the line this one."""
        self._client.replace(self._path, self._row, 4, 4 + self._length, text)
        self._length = len(text)

    def touch(self) -> None:
        """Change one character of the line above: nothing that was computed for the text before still holds as it is."""
        self._digit = self._digit % 9 + 1
        self._client.replace(self._path, self._row - 1, 13, 14, str(self._digit))

    def ask(self, method: str, column: int) -> Any:
        return self._client.at(method, self._path, self._row, 4 + column)


def _table(lines: int, measured: Mapping[str, list[Times]]) -> list[Row]:
    what = f"{lines:,} lines"
    found: list[Row] = []
    names = [*measured["flask-ls"][0].answers]
    for label, value, goal, factor in (
        ("first completion after the start", lambda run: run.first, "goal <= 1.0", 1000),
        ("memory of the main process", lambda run: run.memory, "goal <= 1.0", 1),
        ("memory with all processes", lambda run: run.whole, "", 1),
    ):
        found += _rows(f"{label}, {what}", measured, value, goal, "MB" if factor == 1 else "ms", factor)
    for name in names:
        goal = "goal <= 0.33" if name == "edit to diagnostics" else "goal <= 1.0"
        found += _rows(f"{name}, median, {what}", measured, _picked(name, statistics.median), goal, "ms", 1000)
        goal = "" if name == "edit to diagnostics" else "goal <= 1.25"
        found += _rows(f"{name}, 95th percentile, {what}", measured, _picked(name, p95), goal, "ms", 1000)
    return found


def _picked(name: str, middle: Callable[[list[float]], float]) -> Callable[[Times], float]:
    return lambda run: middle(run.answers[name])


def _rows(
    label: str,
    measured: Mapping[str, list[Times]],
    value: Callable[[Times], float],
    goal: str,
    unit: str,
    factor: float,
) -> Iterator[Row]:
    """Our figure as a ratio to the fastest of the others, with all figures beside it."""
    medians = {name: factor * statistics.median(value(run) for run in runs) for name, runs in measured.items()}
    beside = ", ".join(f"{name} {median:.3g}" for name, median in medians.items())
    yield label, medians["flask-ls"] / medians[FASTEST], f"x {FASTEST} ({beside} {unit})", goal
