"""A project read from the disk for one run of a command."""

from __future__ import annotations

import os
from pathlib import Path

from flask_ls.options import Options
from flask_ls.project.configuration import load
from flask_ls.project.files import DiskFiles, find_files
from flask_ls.project.reading import read_file
from flask_ls.project.snapshot import Project


def root_of(paths: list[str]) -> str:
    """The folder that the paths belong to: the nearest one above them with a `pyproject.toml` or `.git`, else their own."""
    absolute = [str(Path(path).absolute()) for path in paths]
    common = os.path.commonpath(absolute) if absolute else str(Path.cwd())
    folder = Path(common) if Path(common).is_dir() else Path(common).parent
    for above in (folder, *folder.parents):
        if (above / "pyproject.toml").is_file() or (above / ".git").exists():
            return str(above)
    return str(folder)


def read_project(paths: list[str]) -> tuple[Project, Options, list[str], list[str]]:
    """The project of these paths, its options, what could not be read among the paths, and other complaints."""
    root = root_of(paths)
    unread: dict[str, str] = {}
    left_out: dict[str, str] = {}
    source = DiskFiles(unread.__setitem__)
    pyproject = Path(root, "pyproject.toml")
    options, complaints = load(root, source.read(str(pyproject)) if pyproject.is_file() else None, Options())
    # One file alone is checked alone with its neighbours: the root may be a whole repository.
    folders = {str(path if path.is_dir() else path.parent) for path in (Path(each).absolute() for each in paths)}
    files = {
        path: file
        for folder in sorted(folders)
        for path in find_files(folder, options.exclude, left_out.__setitem__)
        if (file := read_file(path, source)) is not None
    }
    for path in (Path(each).absolute() for each in paths):
        if path.is_file() and str(path) not in files and (file := read_file(str(path), source)) is not None:
            files[str(path)] = file
    project = Project((root,), files, left_out | unread)
    return project, options, [f"{path}: {reason}" for path, reason in unread.items()], complaints
