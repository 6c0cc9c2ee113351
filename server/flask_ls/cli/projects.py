"""A project read from the disk for one run of a command."""

from __future__ import annotations

import os

from flask_ls.options import Options
from flask_ls.project.configuration import load
from flask_ls.project.files import DiskFiles, find_files
from flask_ls.project.reading import read_file
from flask_ls.project.snapshot import Project


def root_of(paths: list[str]) -> str:
    """The folder that the paths belong to: the nearest one above them with a `pyproject.toml` or `.git`, else their own."""
    common = os.path.commonpath([os.path.abspath(path) for path in paths]) if paths else os.getcwd()
    folder = above = common if os.path.isdir(common) else os.path.dirname(common)
    while True:
        if os.path.isfile(os.path.join(above, "pyproject.toml")) or os.path.exists(os.path.join(above, ".git")):
            return above
        if os.path.dirname(above) == above:
            return folder
        above = os.path.dirname(above)


def read_project(paths: list[str]) -> tuple[Project, Options, list[str], list[str]]:
    """The project of these paths, its options, what could not be read among the paths, and other complaints."""
    root = root_of(paths)
    unread: dict[str, str] = {}
    left_out: dict[str, str] = {}
    source = DiskFiles(unread.__setitem__)
    pyproject = os.path.join(root, "pyproject.toml")
    options, complaints = load(root, source.read(pyproject) if os.path.isfile(pyproject) else None, Options())
    asked = [os.path.abspath(path) for path in paths]
    # One file alone is checked alone with its neighbours: the root may be a whole repository.
    folders = {path if os.path.isdir(path) else os.path.dirname(path) for path in asked}
    files = {
        path: file
        for folder in sorted(folders)
        for path in find_files(folder, options.exclude, left_out.__setitem__)
        if (file := read_file(path, source)) is not None
    }
    for path in asked:
        if os.path.isfile(path) and path not in files and (file := read_file(path, source)) is not None:
            files[path] = file
    project = Project((root,), files, left_out | unread, DiskFiles())
    project.memory.lasting = False
    return project, options, [f"{path}: {reason}" for path, reason in unread.items()], complaints
