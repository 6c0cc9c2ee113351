"""Which files of a workspace belong together: those that imports connect, in either direction.

Several applications in one workspace stay apart as long as nothing imports both.
"""

from __future__ import annotations

import os

from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import import_target
from flask_ls.project.snapshot import Project


def component(project: Project, path: str) -> list[PyFile]:
    """The Python files connected with this one, itself included, by path."""
    groups = _groups(project)
    mine = groups.get(path)
    return [file for file in project.python_files() if groups.get(file.path) == mine] if mine is not None else []


def components(project: Project) -> list[list[PyFile]]:
    """All files in their groups, by path."""
    gathered: dict[str, list[PyFile]] = {}
    groups = _groups(project)
    for file in project.python_files():
        gathered.setdefault(groups[file.path], []).append(file)
    return list(gathered.values())


def _groups(project: Project) -> dict[str, str]:
    """Each Python file's path to the path that stands for its group; computed once for a snapshot and carried over."""
    known: dict[str, str] | None = project.__dict__.get("groups")
    if known is None:
        known = project.__dict__["groups"] = _joined(project)
    return known


def _joined(project: Project) -> dict[str, str]:
    parents = {file.path: file.path for file in project.python_files()}

    def top(path: str) -> str:
        while parents[path] != path:
            parents[path] = parents[parents[path]]
            path = parents[path]
        return path

    by_tail: dict[str, list[str]] = {}
    for stem, path in project.modules.items():
        by_tail.setdefault(os.path.basename(stem), []).append(path)  # noqa: PTH119
    for file in project.python_files():
        for path in _linked(project, file, by_tail):
            if path in parents:
                parents[top(file.path)] = top(path)
    return {path: top(path) for path in parents}


def _linked(project: Project, file: PyFile, by_tail: dict[str, list[str]]) -> list[str]:
    """The files that a file imports; where a module is not found by its path, every file that could be it."""
    found: list[str] = []
    for module, names in file.import_names:
        for dotted in [
            module,
            *(f"{module.rstrip('.')}.{name}" if module.strip(".") else f"{module}{name}" for name in names),
        ]:
            target = import_target(project, file, dotted)
            if isinstance(target, PyFile):
                found.append(target.path)
            elif target is None and dotted == module:
                tail = os.sep + module.strip(".").replace(".", os.sep)
                found += [
                    path
                    for path in by_tail.get(os.path.basename(tail), [])  # noqa: PTH119
                    if path.removesuffix(".py").removesuffix(f"{os.sep}__init__").endswith(tail)
                ]
    return found
