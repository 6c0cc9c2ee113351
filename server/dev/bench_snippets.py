"""What the snippet catalogue costs: to load, to hold, and to make a completion list of."""

from __future__ import annotations

import statistics
import time
import tracemalloc

from flask_ls.features.completion import complete
from flask_ls.knowledge.snippets import builtin
from flask_ls.options import Options
from flask_ls.project.snapshot import Project

_PLACES = {"a module": ("app.py", ""), "a function": ("app.py", "    "), "a template": ("templates/page.html", "")}


def rows(source: str) -> list[tuple[str, float, str, str]]:
    """Rows of the table: name, value, unit, goal. `source` is a Python file that uses Flask."""
    return [
        (f"loading the snippets, {len(builtin())} entries", _loading(), "ms", "goal <= 5"),
        ("memory of the snippets", _memory(), "MB", "goal <= 5"),
        *(
            (f"list of snippets at `{typed}` in {place}", _listing(source, typed, *where), "ms", "goal <= 1")
            for typed in ("f", "fdb")
            for place, where in _PLACES.items()
        ),
    ]


def _loading() -> float:
    times = []
    for _ in range(15):
        builtin.cache_clear()
        start = time.perf_counter()
        builtin()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def _memory() -> float:
    builtin.cache_clear()
    tracemalloc.start()
    builtin()
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return held / 1e6


def _listing(source: str, typed: str, name: str, indent: str) -> float:
    """Milliseconds of a list at the end of a file, typed at anew each time, so that no cache knows the line."""
    path, options, times = f"/bench/{name}", Options(), []
    python = name.endswith(".py")
    before = f"{source}\n\ndef last():\n    one = 1\n" if python else "<p>One</p>\n" * 200
    project = Project.empty(("/bench",)).with_files({"/bench/app.py": source, path: before})
    for number in range(60):
        added = (f"{indent}v{number} = 1\n" if python else f"<p>{number}</p>\n") + indent + typed
        now = project.with_edit(path, before + added, len(before), len(before), len(before) + len(added))
        start = time.perf_counter()
        complete(
            now, path, len(before) + len(added), options, snippet_support=True, language="python" if python else "html"
        )
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times[5:])
