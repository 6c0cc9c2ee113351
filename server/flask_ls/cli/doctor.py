"""`flask-ls doctor`: the report that the editor shows as debug information."""

from __future__ import annotations

import sys
from pathlib import Path

from flask_ls.cli.projects import read_project
from flask_ls.features.doctor import report


def doctor(path: str) -> int:
    """Print the report on the project at a path. 2: there is nothing."""
    if not Path(path).exists():
        print(f"flask-ls: {path}: no such file or folder", file=sys.stderr)
        return 2
    project, options, _, complaints = read_project([path])
    print(report(project, options, {"door": "command line"}), end="")
    if complaints:
        print("\n## Settings that are wrong\n")
        print("\n".join(f"- {each}" for each in complaints))
    return 0
