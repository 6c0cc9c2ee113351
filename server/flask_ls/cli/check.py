"""`flask-ls check`: the editor's findings, in a terminal or in CI."""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass, replace

from flask_ls.cli.projects import read_project
from flask_ls.cli.reports import FORMATS, rows
from flask_ls.features.diagnostics import findings
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding
from flask_ls.rules.registry import Clock, by_code


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for. `stdin`: the path that the text on standard input stands for."""

    form: str = "text"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    preview: bool = False
    fix: bool = False
    unsafe: bool = False
    diff: bool = False
    statistics: bool = False
    exit_zero: bool = False
    stdin: str | None = None


def check(paths: list[str], request: Request) -> int:
    """Print the findings below the paths. 0: none, 1: some, 2: a path could not be read or a setting is wrong."""
    if request.stdin is not None:
        return _check_stdin(request)
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
        options = _with(options, request)
        wrong = _wrong_names(options)
        for each in wrong:
            print(f"flask-ls: {each}", file=sys.stderr)
        failed = failed or bool(wrong)
        if request.fix or request.diff:
            project, mended = _fixed(project, below, options, request)
            if mended is not None:
                return 2 if failed else mended
        if request.statistics:
            _clocked(project)
        found = _found(project, below, options)
        _print(project, found, request)
    elif request.form != "text":
        print(FORMATS[request.form]([]), end="")
    return 2 if failed else 1 if found and not request.exit_zero else 0


def _with(options: Options, request: Request) -> Options:
    """The project's options as the command line changes them."""
    return replace(
        options,
        select=request.select or options.select,
        ignore=(*options.ignore, *request.ignore),
        preview=request.preview or options.preview,
    )


def _wrong_names(options: Options) -> list[str]:
    named = options.named_rules
    if not named:
        return []
    from flask_ls.rules.names import complaints

    return complaints(named)


def _found(project: Project, paths: list[str], options: Options) -> list[Finding]:
    return [finding for path in paths for finding in findings(project, path, options)]


def _check_stdin(request: Request) -> int:
    """One file from standard input, in the place of the one on the disk."""
    path = os.path.abspath(str(request.stdin))
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        print(f"flask-ls: {folder}: no such folder", file=sys.stderr)
        return 2
    project, options, _, complaints = read_project([path if os.path.exists(path) else folder])
    for complaint in complaints:
        print(f"flask-ls: {complaint}", file=sys.stderr)
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    project, options = project.with_files({path: text}), _with(options, request)
    if request.fix or request.diff:
        from flask_ls.features.fixing import fix_all

        fixed = fix_all(project, [path], options, unsafe=request.unsafe)
        print(_diff(path, text, fixed.texts.get(path, text)) if request.diff else fixed.texts.get(path, text), end="")
        project = fixed.project
        return 0 if request.exit_zero or not _found(project, [path], options) else 1
    found = _found(project, [path], options)
    _print(project, found, request)
    return 2 if complaints else 1 if found and not request.exit_zero else 0


def _fixed(project: Project, paths: list[str], options: Options, request: Request) -> tuple[Project, int | None]:
    """Mend what can be mended: written to the files, or shown as a difference with the exit status that ends the run."""
    from flask_ls.features.fixing import fix_all

    fixed = fix_all(project, paths, options, unsafe=request.unsafe)
    if request.diff:
        for path, text in sorted(fixed.texts.items()):
            print(_diff(path, project.files[path].text, text), end="")
        return project, 1 if fixed.texts and not request.exit_zero else 0
    for path, text in fixed.texts.items():
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
    if fixed.count:
        print(f"{fixed.count} fixed in {_counted(len(fixed.texts), 'file')}", file=sys.stderr)
    return fixed.project, None


def _diff(path: str, before: str, after: str) -> str:
    from difflib import unified_diff

    shown = path.removeprefix(os.path.join(os.getcwd(), ""))
    lines = unified_diff(before.splitlines(keepends=True), after.splitlines(keepends=True), shown, shown)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _print(project: Project, found: list[Finding], request: Request) -> None:
    if request.statistics:
        for (code, name), count in Counter((each.code, each.name) for each in found).most_common():
            print(f"{count:6} {code} {name}")
        _print_times()
        return
    print(FORMATS[request.form](rows(project, found)), end="")
    if found and request.form in ("text", "concise"):
        fixable = sum(each.fixable for each in found)
        more = f", {fixable} with a fix" if fixable else ""
        print(_counted(len(found), "finding") + more, file=sys.stderr)


def _clocked(project: Project) -> None:
    """Have every rule timed. The routes, which many of them ask for, come first, so that no rule is blamed for them."""
    import time

    from flask_ls.project.url_map import route_map

    start = time.perf_counter()
    route_map(project)
    Clock.seconds = {"routes": time.perf_counter() - start}


def _print_times() -> None:
    """Where the time went, on standard error: the routes, all rules together, and the slowest of them."""
    seconds, Clock.seconds = Clock.seconds or {}, None
    routes = seconds.pop("routes", 0)
    slowest = sorted(seconds, key=lambda code: -seconds[code])[:5]
    named = ", ".join(f"{code} {by_code()[code].rule.name} {seconds[code]:.2f}" for code in slowest)
    print(f"seconds: routes {routes:.2f}, rules {sum(seconds.values()):.2f} (slowest: {named})", file=sys.stderr)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
