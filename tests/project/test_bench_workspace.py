"""The workspace that the index is measured on is what the figures say it is."""

from __future__ import annotations

from pathlib import Path

from bench_workspace import BIG, VIEW_FILE, write
from flask_ls.project.components import components, relevant
from flask_ls.project.files import DiskFiles, find_files
from flask_ls.project.reading import read_file
from flask_ls.project.snapshot import Project
from flask_ls.project.url_map import route_map


def test_the_same_numbers_give_the_same_files(tmp_path: Path) -> None:
    """So that figures of two machines speak of the same."""
    one, two = write(tmp_path / "a", 90, 70), write(tmp_path / "b", 90, 70)
    assert [path.read_text() for path in one] == [path.read_text() for path in two]


def test_what_is_in_it(tmp_path: Path) -> None:
    """As many files as asked for, all of which parse; one application has a thousand routes."""
    write(tmp_path, 90, 70)
    source = DiskFiles()
    files = {path: file for path in find_files(str(tmp_path)) if (file := read_file(path, source)) is not None}
    project = Project((str(tmp_path),), files)
    assert (90, 70, 3) == (len(files), len(relevant(project)), len(components(project)))
    assert not any(file.damaged for file in project.python_files())
    assert len(project.files[str(tmp_path / VIEW_FILE)].text.splitlines()) > 20 * 20
    found = route_map(project)
    routes = [len([route for route in found.routes if route.app == number]) for number in range(3)]
    assert 20 * BIG + 1 == max(routes)
    assert all(route.certain for route in found.routes)
