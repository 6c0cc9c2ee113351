"""What is running, on what, with which settings: for bug reports and for people who wonder why nothing is said."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from importlib.util import find_spec

from flask_ls import __version__
from flask_ls.options import Options
from flask_ls.project.components import circles, components, relevant
from flask_ls.project.environment import environment
from flask_ls.project.secret_key import set_or_opaque
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.rules.registry import rules

_MOST = 30  # lines of a section
_FEW = 8  # paths in a line


def report(project: Project, options: Options, facts: Mapping[str, str]) -> str:
    """Markdown. `facts` are what the door knows: its kind, the position encoding and the like."""
    lines = [f"# Flask Language Server {__version__}", ""]
    about = {
        "Python": f"{platform.python_version()} at {sys.executable}",
        "platform": platform.platform(),
        "pygls": _version("pygls"),
        "lsprotocol": _version("lsprotocol"),
        "PyYAML": _version("PyYAML"),
        "jedi": _version("jedi")
        if find_spec("jedi")
        else "not installed: only what names alone tell is explained and completed",
        "packages that jedi reads": _packages(project, options),
        **facts,
        "folders": ", ".join(project.roots) or "none",
        "files": str(len(project.files)),
        "files that can matter to Flask": str(len(relevant(project))),
        "Flask in this project": "yes" if project.uses_flask else "no file speaks of it",
        "rules": ", ".join(entry.rule.code for entry in rules()),
    }
    lines += [f"- {name}: {value}" for name, value in about.items()]
    lines += ["", "## Settings", ""]
    lines += [f"- {setting.editor}: {getattr(options, name)!r}" for name, setting, _ in Options.settings()]
    for title, found in _sections(project):
        listed = sorted(found)
        more = [f"- and {len(listed) - _MOST} more"] if len(listed) > _MOST else []
        lines += ["", f"## {title}", "", *(f"- {each}" for each in listed[:_MOST]), *more] if listed else []
    return "\n".join(lines) + "\n"


def _sections(project: Project) -> Iterator[tuple[str, Iterable[str]]]:
    yield "Not read", (f"{path}: {reason}" for path, reason in project.skipped.items())
    yield (
        "Files that do not parse as they stand",
        (file.path for file in relevant(project) if file.mentions_flask and file.damaged),
    )
    yield (
        "Modules that hide others of the same name",
        (f"{package} is imported, {module} never is" for package, module in _hidden(project)),
    )
    yield (
        "Packages without `__init__.py`",
        {folder for file in relevant(project) if (folder := _bare_package(project, file.path))},
    )
    yield "Circular imports", (_named(project, circle) for circle in circles(project))
    yield from _applications(project)
    yield "Secret keys", _secret_keys(project)


def _packages(project: Project, options: Options) -> str:
    root = project.roots[0] if project.roots else ""
    if python := options.python:
        path = os.path.join(root, python)  # noqa: PTH118
        there = project.disk.size(path) is not None if os.sep in python else shutil.which(python) is not None
        return f"those of {python}" + ("" if there else ", which was not found: none are known")
    found = environment(project, root)
    if found is None:
        return "the server's own: no environment was found"
    return f"those in {found.folder}" + ("" if found.versions else ", which has none")


def _named(project: Project, paths: list[str]) -> str:
    """Paths in a line, relative to their root."""
    root = project.root_of(paths[0])
    names = [os.path.relpath(path, root) for path in paths[:_FEW]]
    return ", ".join(names) + (f" and {len(paths) - _FEW} more" if len(paths) > _FEW else "")


def _hidden(project: Project) -> Iterator[tuple[str, str]]:
    """Pairs of a package and the module beside it that has the same name."""
    for package in project.tree.python:
        folder, name = os.path.split(package)
        if name == "__init__.py" and f"{folder}.py" in project.files:
            yield package, f"{folder}.py"


def _bare_package(project: Project, path: str) -> str:
    """The folder of a file, where it lies below a package and is none itself; else empty."""
    folder = os.path.dirname(path)  # noqa: PTH120
    above = os.path.dirname(folder)  # noqa: PTH120
    return folder if folder not in project.modules and above in project.modules else ""


def _applications(project: Project) -> Iterator[tuple[str, Iterable[str]]]:
    found = route_map(project)
    routes = Counter(route.app for route in found.routes)
    yield (
        "Applications",
        (
            f"{app.name}, {app.path}: {routes[number]} routes"
            + (f"; there may be more: {app.open}" if app.open else "")
            for number, app in enumerate(found.applications)
        ),
    )
    unsure = (route for route in (*found.routes, *found.loose) if not route.certain)
    yield "Routes that are not certain", {f"{route.rule} ({route.endpoint}): {route.reason}" for route in unsure}


def _secret_keys(project: Project) -> Iterator[str]:
    for files in components(project):
        if any("session" in file.text and file.mentions_flask for file in files):
            reason = set_or_opaque(project, files)
            yield f"{files[0].path} and {len(files) - 1} more: {reason or 'no key was found'}"


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "bundled"
