"""`flask-ls check`: the editor's findings, in a terminal or in CI."""

from __future__ import annotations

import json
import os
import sys

from flask_ls.cli.projects import read_project
from flask_ls.features.diagnostics import findings
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding

_GITHUB = {"error": "error", "warning": "warning", "information": "notice", "hint": "notice"}


def check(paths: list[str], form: str) -> int:
    """Print the findings below the paths. 0: none, 1: some, 2: a path could not be read or a setting is wrong."""
    missing = [path for path in paths if not os.path.exists(path)]
    for path in missing:
        print(f"flask-ls: {path}: no such file or folder", file=sys.stderr)
    present = [path for path in paths if path not in missing]
    found: list[Finding] = []
    failed = bool(missing)
    if present:
        project, options, unread, complaints = read_project(present)
        for complaint in [*unread, *complaints]:
            print(f"flask-ls: {complaint}", file=sys.stderr)
        failed = (
            failed
            or bool(complaints)
            or any(each.startswith(f"{os.path.abspath(path)}:") for each in unread for path in present)
        )
        asked = [os.path.abspath(path) for path in present]
        below = [
            path
            for path in sorted(project.files)
            if any(path == each or path.startswith(each.rstrip(os.sep) + os.sep) for each in asked)
        ]
        found = [finding for path in below for finding in findings(project, path, options)]
        _print(project, found, form)
    elif form == "json":
        print("[]")
    return 2 if failed else 1 if found else 0


def _print(project: Project, found: list[Finding], form: str) -> None:
    rows = [_row(project, finding) for finding in found]
    if form == "json":
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    elif form == "github":
        for row in rows:
            title = _escaped(f"{row['code']} {row['name']}", ",:")
            place = f"file={_escaped(str(row['path']), ',:')},line={row['line']},col={row['column']},endLine={row['end_line']}"
            print(f"::{_GITHUB[str(row['severity'])]} {place},title={title}::{_escaped(str(row['message']))}")
    else:
        for row in rows:
            print(
                f"{row['path']}:{row['line']}:{row['column']}: {row['severity']} {row['code']} {row['name']}: {row['message']}"
            )
        if rows:
            print(f"{len(rows)} finding{'s' if len(rows) != 1 else ''}", file=sys.stderr)


def _row(project: Project, finding: Finding) -> dict[str, object]:
    """A finding with lines and columns from 1, columns in code points."""
    file = project.python(finding.path)
    assert file is not None
    line, column = file.lines.position(finding.span.start)
    end_line, end_column = file.lines.position(finding.span.end)
    here = os.path.join(os.getcwd(), "")
    return {
        "path": finding.path.removeprefix(here),
        "line": line + 1,
        "column": column + 1,
        "end_line": end_line + 1,
        "end_column": end_column + 1,
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "url": finding.url,
        "fixable": finding.fixable,
    }


def _escaped(text: str, more: str = "") -> str:
    """Text in a GitHub workflow command."""
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
