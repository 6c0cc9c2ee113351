"""Prints what things cost, as ratios measured in one run, since machines are noisy: `make bench`."""

from __future__ import annotations

import ast
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bench_check
import bench_index
import bench_inferred
import bench_peers
import bench_snippets
import bench_templates
from bench_client import Client
from bench_figures import p95
from flask_ls.features.completion import complete
from flask_ls.features.diagnostics import findings
from flask_ls.features.hover import hover
from flask_ls.options import Options
from flask_ls.project.snapshot import Project

VIEW = '''
@app.route("/items/{n}/<int:item_id>", methods=["GET", "POST"])
def item_{n}(item_id):
    """Show or change an item."""
    if request.method == "POST":
        name = request.form.get("name", "")
        session["last"] = item_id
        flash(f"Saved {{name}}", "success")
        return redirect(url_for("item_{n}", item_id=item_id))
    rows = [row for row in load(item_id) if row["active"]]
    if not rows:
        abort(404)
    return render_template("item.html", rows=rows, item_id=item_id, page=request.args.get("page", 1, type=int))

'''
HEAD = """import os

from flask import Flask, abort, flash, redirect, render_template, request, session, url_for

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
"""
EMPTY_SERVER = "from pygls.lsp.server import LanguageServer; LanguageServer('empty', '1').start_io()"


def main() -> None:
    source = HEAD + "".join(VIEW.format(n=number) for number in range(71))
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, a file of {source.count(chr(10))} lines\n")
    rows = [
        *_editing(source),
        *_over_the_wire(source),
        *_starting(source),
        *bench_snippets.rows(source),
        *bench_templates.rows(),
        *bench_index.rows(),
        *bench_check.rows(),
        *bench_inferred.rows(source),
        *bench_peers.rows(VIEW, HEAD),
    ]
    width = max(len(row[0]) for row in rows)
    for name, value, yardstick, goal in rows:
        print(f"{name:{width}}  {value:8.2f}  {yardstick:44}  {goal}")


def _editing(source: str) -> list[tuple[str, float, str, str]]:
    """One typed character, completion and hover, against one `ast.parse` of the file."""
    path, options = "/bench/app.py", Options()
    parse = statistics.median(_times(lambda _: ast.parse(source), 30))
    at = source.index("rows = [row", len(source) // 2)
    project = Project.empty(("/bench",)).with_files({path: source})
    findings(project, path, options)
    state: dict[str, Any] = {"project": project, "text": source}

    def typed(round_: int) -> None:
        text = state["text"]
        new = text[:at] + "x" + text[at:] if round_ % 2 == 0 else text[:at] + text[at + 1 :]
        before = state["project"]
        end, new_end = (at, at + 1) if round_ % 2 == 0 else (at + 1, at)
        state["project"] = before.with_edit(path, new, at, end, new_end)
        state["text"] = new
        findings(state["project"], path, options)

    # Every round types something that was not there before, so that no cache answers for it.
    def fresh(round_: int) -> None:
        text, before = state["text"], state["project"]
        word = f"v{round_} "
        new = text[:at] + word + text[at:]
        state["project"] = before.with_edit(path, new, at, at, at + len(word))
        state["text"] = new
        findings(state["project"], path, options)

    keystroke = _times(fresh, 60)
    cached = _times(typed, 60)
    word = source.index("request.form", len(source) // 2)
    place = source.index("    rows = [row", len(source) // 2) + 4
    half = Project.empty(("/bench",)).with_files({path: source[:place] + "f\n    " + source[place:]})
    findings(half, path, options)
    hovers = _times(lambda _: hover(project, path, word + 2, options), 60)
    lists = _times(lambda _: complete(half, path, place + 1, options, snippet_support=True, language="python"), 60)
    dotted = Project.empty(("/bench",)).with_files({path: source[:place] + "request.\n    " + source[place:]})
    findings(dotted, path, options)
    members = _times(lambda _: complete(dotted, path, place + 8, options, snippet_support=True, language="python"), 60)
    unit = "x ast.parse of the file"
    return [
        ("typed character to findings, median", statistics.median(keystroke) / parse, unit, "goal <= 1.0"),
        ("typed character to findings, 95th percentile", p95(keystroke) / parse, unit, ""),
        ("the same text again, median", statistics.median(cached) / parse, unit, ""),
        ("completion, median", statistics.median(lists) / parse, unit, "goal <= 1.0"),
        ("completion, 95th percentile", p95(lists) / parse, unit, ""),
        ("completion of members, median", statistics.median(members) * 1000, "ms", "goal <= 1.0"),
        ("hover, median", statistics.median(hovers) / parse, unit, "goal <= 1.0"),
        ("hover, 95th percentile", p95(hovers) / parse, unit, ""),
    ]


def _over_the_wire(source: str) -> list[tuple[str, float, str, str]]:
    """The same, from the editor's side of a server's pipes: protocol, threads and JSON included."""
    edits: list[float] = []
    lists: list[float] = []
    hovers: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "app.py")
        path.write_text(source, encoding="utf-8")
        line = source[: source.index("    rows = [row", len(source) // 2)].count("\n")
        with Client(Path(folder), {"FLASK_LS_CACHE": ""}) as client:
            client.ready()
            client.open(path)
            for number in range(40):
                start = time.perf_counter()
                client.type(path, line, 4, f"v{number} ")
                client.findings(path)
                edits.append(time.perf_counter() - start)
            client.type(path, line, 4, "f\n    ")
            for asked, method, place in (
                (lists, "textDocument/completion", (line, 5)),
                (hovers, "textDocument/hover", (line - 4, 18)),
            ):
                for _ in range(40):
                    start = time.perf_counter()
                    client.at(method, path, *place)
                    asked.append(time.perf_counter() - start)
    return [
        (f"{name} over the wire, {which}", 1000 * value, "ms", "")
        for name, times in (("typed character to findings", edits), ("completion", lists), ("hover", hovers))
        for which, value in (("median", statistics.median(times[5:])), ("95th percentile", p95(times[5:])))
    ]


def _starting(source: str) -> list[tuple[str, float, str, str]]:
    """Processes: the answer to `initialize`, `flask-ls check` of one file, memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "app.py")
        path.write_text("from flask import Flask\napp = Flask(__name__)\n")
        ours, empty, check, nothing = [], [], [], []
        memory = 0.0
        for _ in range(7):
            seconds, memory = _initialize([sys.executable, "-m", "flask_ls", "serve"])
            ours.append(seconds)
            empty.append(_initialize([sys.executable, "-c", EMPTY_SERVER])[0])
            check.append(_run([sys.executable, "-m", "flask_ls", "check", str(path)]))
            nothing.append(_run([sys.executable, "-c", "pass"]))
    return [
        (
            "initialize answered",
            statistics.median(ours) / statistics.median(empty),
            "x an empty pygls server",
            "goal <= 1.25",
        ),
        (
            "flask-ls check of one file",
            statistics.median(check) / statistics.median(nothing),
            "x python -c pass",
            "goal <= 5",
        ),
        ("memory after initialize", memory, "MB resident", ""),
    ]


def _times(action: Callable[[int], object], rounds: int) -> list[float]:
    for warm in range(3):
        action(-1000 - 2 * warm)
    measured = []
    for number in range(rounds):
        start = time.perf_counter()
        action(number)
        measured.append(time.perf_counter() - start)
    return measured


def _run(command: list[str]) -> float:
    """Seconds of a process, with compiled modules cached as on anybody's machine."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - start


def _initialize(command: list[str]) -> tuple[float, float]:
    """Seconds from the start to the answer, and the process's resident megabytes then (0 where the system does not say)."""
    params: dict[str, Any] = {"processId": None, "rootUri": None, "capabilities": {}}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params}).encode()
    start = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        process.stdin.flush()
        process.stdout.readline()
        seconds = time.perf_counter() - start
        statm = Path(f"/proc/{process.pid}/statm")
        memory = int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if statm.exists() else 0.0
        process.kill()
    return seconds, memory


if __name__ == "__main__":
    main()
