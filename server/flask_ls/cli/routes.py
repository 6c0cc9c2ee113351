"""`flask-ls routes`: the routes of a project's applications, read off the source."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from flask_ls.cli.projects import read_project
from flask_ls.project.routes import Route, RouteMap
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map


def routes(path: str, output: str) -> int:
    """Print the routes below a path. 2: there is nothing, or nothing could be read."""
    if not Path(path).exists():
        print(f"flask-ls: {path}: no such file or folder", file=sys.stderr)
        return 2
    project, _, unread, complaints = read_project([path])
    for complaint in (*unread, *complaints):
        print(f"flask-ls: {complaint}", file=sys.stderr)
    found = route_map(project)
    base = str(Path(path).absolute() if Path(path).is_dir() else Path(path).absolute().parent)
    if output == "json":
        rows = [_row(project, found, route, base) for route in (*found.routes, *found.loose)]
        print(json.dumps(rows, indent=2, ensure_ascii=False))
    else:
        print(_text(project, found, base), end="")
    return 0


def _row(project: Project, found: RouteMap, route: Route, base: str) -> dict[str, Any]:
    path, line = _place(project, route, base)
    return {
        "rule": route.rule,
        "endpoint": route.endpoint,
        "methods": list(route.methods),
        "view": route.view_name,
        "path": path,
        "line": line,
        "app": found.applications[route.app].name if route.app >= 0 else None,
        "certain": route.certain,
        "reason": route.reason or None,
    }


def _place(project: Project, route: Route, base: str) -> tuple[str | None, int | None]:
    """The file of the route's view, or of what adds it, relative to `base`, and the line, from 1."""
    site = route.view or route.registered
    file = project.python(site.path) if site is not None else None
    if site is None or file is None:
        return None, None
    line = file.lines.line_of(file.absolute(site.block, site.span).start) + 1
    return os.path.relpath(site.path, base).replace(os.sep, "/"), line


def _text(project: Project, found: RouteMap, base: str) -> str:
    """A table for each application, as `flask routes` has it, with the place of each view."""
    if not found.routes and not found.loose:
        return "No routes found.\n"
    lines: list[str] = []
    groups = [(app.name, app.open, number) for number, app in enumerate(found.applications)]
    groups += [("no application that is known", "", -1)] if found.loose else []
    for name, opened, number in groups:
        rows = [("Endpoint", "Methods", "Rule", "View")]
        notes: dict[str, None] = {f"There may be more routes: {opened}": None} if opened else {}
        for route in (*found.routes, *found.loose):
            if route.app == number:
                path, line = _place(project, route, base)
                mark = "" if route.certain else "? "
                rows.append(
                    (mark + route.endpoint, ", ".join(route.methods), route.rule, f"{path}:{line}" if path else "")
                )
                if not route.certain:
                    notes[f"? {route.endpoint}: {route.reason}"] = None
        lines += [f"{name}", ""]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        rows.insert(1, ("-" * widths[0], "-" * widths[1], "-" * widths[2], "-" * max(len(row[3]) for row in rows)))
        for row in rows:
            cells = [cell.ljust(width) for cell, width in zip(row[:3], widths, strict=True)]
            lines.append("  ".join([*cells, row[3]]).rstrip())
        lines += ["", *notes, ""] if notes else [""]
    return "\n".join(lines).rstrip("\n") + "\n"
