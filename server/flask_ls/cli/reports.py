"""Findings as text, JSON, and in the forms that GitHub, GitLab and SARIF viewers read."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from flask_ls import __version__
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding
from flask_ls.text.lines import LineIndex

_GITHUB = {"error": "error", "warning": "warning", "information": "notice", "hint": "notice"}
_SARIF = {"error": "error", "warning": "warning", "information": "note", "hint": "note"}
_GITLAB = {"error": "major", "warning": "minor", "information": "info", "hint": "info"}
_COLOURS = {"error": "31", "warning": "33", "information": "36", "hint": "36"}
Row = dict[str, Any]


def rows(project: Project, found: Iterable[Finding]) -> list[Row]:
    """Findings with lines and columns from 1, columns in code points, and paths relative to this folder."""
    lines: dict[str, LineIndex] = {}
    here = os.path.join(os.getcwd(), "")  # noqa: PTH109, PTH118
    made = []
    for finding in found:
        if finding.path not in lines:
            file = project.files[finding.path]
            lines[finding.path] = file.lines if isinstance(file, PyFile) else LineIndex(file.text)
        line, column = lines[finding.path].position(finding.span.start)
        end_line, end_column = lines[finding.path].position(finding.span.end)
        made.append(
            {
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
                "source": lines[finding.path].line(line),
            }
        )
    return made


def as_concise(found: list[Row]) -> str:
    """One line a finding."""
    return "".join(f"{_place(row)}: {row['severity']} {row['code']} {row['name']}: {row['message']}\n" for row in found)


def as_text(found: list[Row]) -> str:
    """Each finding with its line of source and what it points at, in colour where a terminal shows it."""
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    made = []
    for row in found:
        kind = f"{row['severity']} {row['code']} {row['name']}"
        if coloured:
            kind = f"\033[1;{_COLOURS[row['severity']]}m{kind}\033[0m"
        made.append(f"{_place(row)}: {kind}: {row['message']}\n")
        source = row["source"].rstrip()
        if source.strip():
            indent = len(source) - len(source.lstrip())
            start = row["column"] - 1
            end = row["end_column"] - 1 if row["end_line"] == row["line"] else len(source)
            # Tabs stay tabs, so that the carets stand below what they mean.
            before = "".join("\t" if char == "\t" else " " for char in source[indent:start])
            gutter = str(row["line"])
            made.append(f"  {gutter} | {source[indent:]}\n")
            made.append(f"  {' ' * len(gutter)} | {before}{'^' * max(end - start, 1)}\n")
    return "".join(made)


def as_json(found: list[Row]) -> str:
    shown = [{key: value for key, value in row.items() if key != "source"} for row in found]
    return json.dumps(shown, indent=2, ensure_ascii=False) + "\n"


def as_github(found: list[Row]) -> str:
    """Workflow commands (GitHub documentation, "Workflow commands for GitHub Actions")."""
    made = []
    for row in found:
        title = _escaped(f"{row['code']} {row['name']}", ",:")
        place = f"file={_escaped(row['path'], ',:')},line={row['line']},col={row['column']},endLine={row['end_line']}"
        made.append(f"::{_GITHUB[row['severity']]} {place},title={title}::{_escaped(row['message'])}\n")
    return "".join(made)


def as_gitlab(found: list[Row]) -> str:
    """A Code Quality report (GitLab documentation, "Code Quality"). A finding keeps its fingerprint while lines move."""
    import hashlib  # takes longer to import than all the rest

    seen: Counter[str] = Counter()
    made = []
    for row in found:
        base = "\0".join((row["path"], row["code"], row["message"], row["source"].strip()))
        seen[base] += 1
        made.append(
            {
                "description": f"{row['code']} {row['name']}: {row['message']}",
                "check_name": row["name"],
                "fingerprint": hashlib.sha256(f"{base}\0{seen[base]}".encode()).hexdigest(),
                "severity": _GITLAB[row["severity"]],
                "location": {
                    "path": row["path"].replace(os.sep, "/"),
                    "lines": {"begin": row["line"], "end": row["end_line"]},
                },
            }
        )
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def as_sarif(found: list[Row]) -> str:
    """A log of the Static Analysis Results Interchange Format, version 2.1.0."""
    names = sorted({(row["code"], row["name"], row["url"]) for row in found})
    rules = [
        {"id": code, "name": name, "helpUri": url, "shortDescription": {"text": _summary(code)}}
        for code, name, url in names
    ]
    numbers = {code: number for number, (code, _, _) in enumerate(names)}
    results = [
        {
            "ruleId": row["code"],
            "ruleIndex": numbers[row["code"]],
            "level": _SARIF[row["severity"]],
            "message": {"text": row["message"]},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": _artifact(row["path"]),
                        "region": {
                            "startLine": row["line"],
                            "startColumn": row["column"],
                            "endLine": row["end_line"],
                            "endColumn": row["end_column"],
                        },
                    }
                }
            ],
        }
        for row in found
    ]
    driver = {"name": "flask-ls", "semanticVersion": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


FORMATS: dict[str, Callable[[list[Row]], str]] = {
    "text": as_text,
    "concise": as_concise,
    "json": as_json,
    "github": as_github,
    "gitlab": as_gitlab,
    "sarif": as_sarif,
}


def _summary(code: str) -> str:
    from flask_ls.rules.registry import by_code

    return by_code()[code].rule.summary


def _artifact(path: str) -> dict[str, str]:
    from urllib.parse import quote

    if os.path.isabs(path):  # noqa: PTH117
        from pathlib import Path

        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path.replace(os.sep, "/")), "uriBaseId": "%SRCROOT%"}


def _place(row: Row) -> str:
    return f"{row['path']}:{row['line']}:{row['column']}"


def _escaped(text: str, more: str = "") -> str:
    """Text in a GitHub workflow command."""
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text
