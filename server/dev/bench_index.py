"""What reading a whole workspace costs, the first time and the second, and what an edit costs in a small and a large one."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench_client import Client
from bench_figures import Row, read_all
from bench_workspace import BIG, VIEW_FILE, write
from flask_ls.features.diagnostics import findings
from flask_ls.options import Options
from flask_ls.project.files import DiskFiles, find_files
from flask_ls.project.reading import read_file
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map

SIZES = ((100, BIG), (1_000, BIG), (10_000, 500))  # Python files, and how many of them use Flask
ROUNDS = 5


def rows() -> list[Row]:
    """Index and edits, for each size."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for files, flask_files in SIZES:
            root = Path(folder, str(files))
            paths = write(root, files, flask_files)
            if files == SIZES[-1][0]:
                found = [*_index(root, paths, Path(folder, "cache")), *found]
            found += _edits(root, files)
    return found


def _index(root: Path, paths: list[Path], cache: Path) -> list[Row]:
    """The largest workspace, through a server process: from `initialized` to `ready`, and to all routes."""
    names = [str(path) for path in paths]
    reading = _median(lambda: read_all(names))
    ruff = Path(sys.executable).with_name("ruff")
    command = [str(ruff), "check", "--select", "S,B", "--no-cache", "--quiet", "--exit-zero", str(root)]
    linting = _median(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)) if ruff.exists() else None
    seconds: dict[str, list[float]] = {"first": [], "followed": [], "second": [], "took over": []}
    memory: dict[str, list[float]] = {"first": [], "followed": []}
    for number in range(ROUNDS):
        environment = {"FLASK_LS_CACHE": str(cache / str(number))}
        for start, routes in (("first", "followed"), ("second", "took over")):
            with Client(root, environment) as client:
                seconds[start].append(client.ready())
                if start in memory:
                    memory[start].append(client.memory())
                seconds[routes].append(seconds[start][-1] + client.logged(routes))
                if routes in memory:
                    memory[routes].append(client.memory())
    median = {name: statistics.median(times) for name, times in seconds.items()}
    what = f"of {len(paths):,} files"
    found = [(f"reading the bytes {what}", 1000 * reading, "ms", "")]
    if linting is not None:
        found.append((f"ruff check --select S,B {what}", linting / reading, "x reading the bytes", ""))
        found.append((f"first index {what}", median["first"] / linting, "x ruff", "goal <= 1.0"))
        found.append((f"first index {what}, until all routes are known", median["followed"] / linting, "x ruff", ""))
    return [
        *found,
        (f"first index {what}", median["first"] / reading, "x reading the bytes", ""),
        (f"second index {what}", median["second"] / reading, "x reading the bytes", "goal <= 2.0"),
        (f"second index {what}, until all routes are known", median["took over"] / reading, "x reading the bytes", ""),
        ("memory after the first index", statistics.median(memory["first"]), "MB resident", ""),
        ("memory when all routes are known", statistics.median(memory["followed"]), "MB resident", ""),
    ]


def _edits(root: Path, files: int) -> list[Row]:
    """One typed character in a view to all fresh answers, in this process and over a server's pipes."""
    path = root / VIEW_FILE
    text = path.read_text(encoding="utf-8")
    source = DiskFiles()
    read = {name: file for name in find_files(str(root)) if (file := read_file(name, source)) is not None}
    project = Project((str(root),), read)
    route_map(project)
    name_at = text.index("rows = [", len(text) // 2) + 4  # a name gets longer: the code stays whole
    line_at = text.rindex("\n", 0, name_at) + 5  # a statement begins: the code is broken
    whole = _typed(project, path, name_at, "x")
    broken = _typed(project, path, line_at, "v ")
    wire = []
    with Client(root, {"FLASK_LS_CACHE": ""}) as client:
        client.ready()
        client.logged("followed")
        line = client.open(path)[:name_at].count("\n")
        for _ in range(ROUNDS * 8):
            start = time.perf_counter()
            client.type(path, line, 8, "x")
            client.findings(path)
            wire.append(time.perf_counter() - start)
    what = f"typed character, {files:,} files:"
    goal = "independent of the files"
    return [
        (f"{what} findings", 1000 * whole[0], "ms in the server", goal),
        (f"{what} findings", 1000 * statistics.median(wire[5:]), "ms over the wire", ""),
        (f"{what} routes", 1000 * whole[1], "ms in the server", goal),
        (f"{what} findings where the code is broken", 1000 * broken[0], "ms in the server", goal),
        (f"{what} routes where the code is broken", 1000 * broken[1], "ms in the server", goal),
    ]


def _typed(project: Project, path: Path, at: int, word: str) -> tuple[float, float]:
    """Seconds until the findings, and then until the routes, are those of the new text. Never the same text twice."""
    text = project.files[str(path)].text
    times = []
    for _ in range(ROUNDS * 3):
        start = time.perf_counter()
        text = text[:at] + word + text[at:]
        project = project.with_edit(str(path), text, at, at, at + len(word))
        findings(project, str(path), Options())
        between = time.perf_counter()
        route_map(project)
        times.append((between - start, time.perf_counter() - between))
    first, second = zip(*times[2:], strict=True)
    return statistics.median(first), statistics.median(second)


def _median(action: Callable[[], object]) -> float:
    measured = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        measured.append(time.perf_counter() - start)
    return statistics.median(measured)
