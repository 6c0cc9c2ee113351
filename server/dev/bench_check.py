"""What `flask-ls check` of a tree of real applications costs, against Ruff, Bandit and Semgrep on the same tree.

The tree is the folder that `FLASK_LS_BENCH_TREE` names. Bandit and Semgrep are measured where they are beside the Python
that runs this, or on the path; Semgrep with a rule of its own, so that it asks nobody for rules.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_SEMGREP = """
rules:
- id: debug
  languages: [python]
  severity: WARNING
  message: debug
  pattern: $APP.run(..., debug=True, ...)
"""


def rows() -> list[tuple[str, float, str, str]]:
    """Name, value, yardstick and goal of each figure; none where no tree is named."""
    tree = os.environ.get("FLASK_LS_BENCH_TREE")
    if tree is None:
        return []
    files = sum(1 for _ in Path(tree).rglob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "rules.yaml")
        config.write_text(_SEMGREP, encoding="utf-8")
        own = _seconds([sys.executable, "-m", "flask_ls", "check", "--exit-zero", "--format", "concise", tree], 2)
        ruff = [_tool("ruff"), "check", "--select", "S,B", "--quiet", "--exit-zero"]
        cached = [*ruff, "--cache-dir", str(Path(folder, "ruff")), tree]
        found = [
            (f"flask-ls check of {files:,} files", own, "s", ""),
            ("flask-ls check", own / _seconds([*ruff, "--no-cache", tree], 3), "x ruff --no-cache", "goal <= 3"),
            ("flask-ls check", own / _seconds(cached, 3), "x ruff with its cache", "goal <= 1"),
        ]
        for name, command in (
            ("bandit", [_tool("bandit"), "-q", "-r", "--exit-zero", "-f", "json", tree]),
            (
                "semgrep",
                [_tool("semgrep"), "--metrics=off", "--disable-version-check", "--quiet", f"--config={config}", tree],
            ),
        ):
            if shutil.which(command[0]) is not None:
                found.append((f"{name} of the same", _seconds(command, 1) / own, "x flask-ls check", "goal >= 15"))
    return found


def _tool(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else name


def _seconds(command: list[str], rounds: int) -> float:
    measured = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        measured.append(time.perf_counter() - start)
    return statistics.median(measured)
