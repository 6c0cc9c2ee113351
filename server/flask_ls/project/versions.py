"""Which version of a library a project runs on: what is installed in its environment, or else what it pins.

A project that pins an old version must not be told what a newer one has removed.
"""

from __future__ import annotations

import os
import re
import time

from flask_ls.project.environment import KEPT, environment, normalised
from flask_ls.project.memory import note
from flask_ls.project.snapshot import Project

_FILES = (
    "constraints.txt", "Pipfile", "Pipfile.lock", "pyproject.toml", "poetry.lock",
    "uv.lock", "setup.py", "setup.cfg", "environment.yml",
)  # fmt: skip
_REQUIREMENTS = re.compile(r"requirements.*\.(?:txt|in)\Z")


def version(project: Project, path: str, name: str) -> tuple[int, int] | None:
    """Major and minor version of a distribution, for the file of this path; None where nothing says it.

    The pins nearest above the file count, or else those in folders of the root; of several the oldest, of `<3` the last
    before it.
    """
    root = project.root_of(path)
    if root is None:
        return None
    wanted = normalised(name)
    found = environment(project, root)
    if found is not None and wanted in found.versions:
        return _number(found.versions[wanted])
    folder = os.path.dirname(path)  # noqa: PTH120
    while (pin := _pin(project, folder, wanted)) is None and folder not in (root, os.path.dirname(folder)):  # noqa: PTH120
        folder = os.path.dirname(folder)  # noqa: PTH120
    if pin is None:
        below = sorted(each for each in project.folders if os.path.dirname(each) == root)  # noqa: PTH120
        pin = min((pin for each in below if (pin := _pin(project, each, wanted)) is not None), default=None)
    return pin


def _pin(project: Project, folder: str, name: str) -> tuple[int, int] | None:
    """What the files of one folder pin."""
    read, found = project.memory.pins.get((folder, name), (-KEPT, None))
    now = time.monotonic()
    if now - read >= KEPT:
        found = min(_pinned(project, folder, name), default=None)
        project.memory.pins[folder, name] = now, found
    note(found, None, _pin, folder, name)
    return found


def _pinned(project: Project, folder: str, name: str) -> list[tuple[int, int]]:
    inside = os.path.join(folder, "requirements")  # noqa: PTH118
    paths = [os.path.join(folder, each) for each in _FILES]  # noqa: PTH118
    paths += [os.path.join(folder, each) for each in project.disk.names(folder) if _REQUIREMENTS.match(each)]  # noqa: PTH118
    paths += [os.path.join(inside, each) for each in project.disk.below(inside) if each.endswith((".txt", ".in"))]  # noqa: PTH118
    written = re.escape(name).replace(r"\-", "[-_.]")
    pin = re.compile(
        rf"(?i)(?<![\w.-])[\"']?{written}[\"']?(?:\[[\w, -]*\])?\s*"
        r"(?:(?:=|:|,)?\s*\{?[\"']?(?:version[\"']?\s*[=:]\s*[\"'])?)\s*"
        r"(?:>=?\s*[\d.]+\s*,\s*)?(?P<how>===?|~=|<=?|\^|~)\s*v?(?P<major>\d+)(?:\.(?P<minor>\d+))?(?P<rest>[\d.]*)"
    )
    locked = re.compile(
        rf"(?im)(?:^name\s*=\s*\"{written}\"\s*\nversion\s*=\s*\"|\"{written}\":\s*\{{[^}}]*?\"version\":\s*\"==)"
        r"(?P<major>\d+)(?:\.(?P<minor>\d+))?"
    )
    found = []
    for path in dict.fromkeys(paths):
        text = project.disk.read(path) if project.disk.size(path) is not None else None
        found += [
            _at_most(match["how"], int(match["major"]), match["minor"], match["rest"])
            for match in pin.finditer(text or "")
        ]
        found += [(int(match["major"]), int(match["minor"] or 0)) for match in locked.finditer(text or "")]
    return found


def _at_most(how: str, major: int, minor: str | None, rest: str) -> tuple[int, int]:
    """The newest version that a requirement allows."""
    if how == "<":
        return (major, int(minor) - 1) if minor is not None and int(minor) else (major - 1, 99)
    if how == "^" or (how == "~=" and not rest):
        return major, 99
    return major, int(minor or 0)


def _number(text: str) -> tuple[int, int]:
    parts = [int(part) for part in re.findall(r"\d+", text)[:2]]
    return parts[0], parts[1] if len(parts) > 1 else 0
