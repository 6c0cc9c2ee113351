"""Static files by the names that `url_for("static", filename="…")` takes.

They are no part of the model: what is in a static folder is asked of the disk when somebody wants to know.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map
from flask_ls.symbols.endpoint import Endpoint, resolve_use
from flask_ls.symbols.uses import Use, uses_by_name

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico", ".bmp")
_UNITS = ("bytes", "KB", "MB", "GB")


def folder(project: Project, use: Use) -> str | None:
    """The folder that a static file, or the endpoint itself, is looked up in; None where it cannot be known."""
    found = resolve_use(project, replace(use, symbol="endpoint", name=use.endpoint or use.name))
    if not isinstance(found, Endpoint):
        return None
    known = route_map(project)
    blueprint = found.name.rpartition(".")[0]
    folders = {
        owner.static_folder
        for owner in (
            [mount for mount in known.mounts if mount.app in found.applications and mount.name == blueprint]
            if blueprint
            else [known.applications[number] for number in found.applications if number >= 0]
        )
    }
    return folders.pop() if len(folders) == 1 else None


def path_of(project: Project, use: Use) -> str | None:
    """The path that a static file's name stands for, whether it is there or not; None where it cannot be known."""
    home = folder(project, use)
    parts = use.name.split("/")
    if home is None or not use.name or os.path.isabs(use.name) or ".." in parts:  # noqa: PTH117
        return None
    return os.path.join(home, *parts)  # noqa: PTH118


def resolve_name(project: Project, use: Use) -> str | None:
    """The file that a use names; None where there is none."""
    path = path_of(project, use)
    return path if path is not None and project.disk.size(path) is not None else None


def occurrences(project: Project, target: str) -> list[Use]:
    """Every use of the static file at a path, in Python and in templates."""
    named = uses_by_name(project).get(("static", os.path.basename(target)), [])  # noqa: PTH119
    return [use for use in named if path_of(project, use) == target]


def describe(project: Project, use: Use) -> str:
    """Markdown: where the file is, how large, and of a picture what it shows."""
    path = path_of(project, use)
    if path is None:
        return f"Static file `{use.name}`: the folder that it is in cannot be known."
    size = project.disk.size(path)
    if size is None:
        return f"Static file `{use.name}`\n\nNo such file: `{project.relative(path)}`."
    about = f"Static file `{use.name}`\n\n`{project.relative(path)}`, {_amount(size)}."
    if path.lower().endswith(_PICTURES):
        about += f"\n\n![{os.path.basename(path)}]({Path(path).as_uri()}|height=160)"  # noqa: PTH119
    return about


def _amount(size: int) -> str:
    """A number of bytes for people."""
    amount, unit = float(size), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{size} {_UNITS[0]}" if not unit else f"{amount:.1f} {_UNITS[unit]}"
