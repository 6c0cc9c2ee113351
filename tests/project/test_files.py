"""Which files belong to a project, and how their bytes become text."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask_ls.features.diagnostics import findings
from flask_ls.options import Options
from flask_ls.project.files import MAX_BYTES, DiskFiles, decode, find_files
from flask_ls.project.snapshot import Project


def test_only_the_persons_files_are_found(tmp_path: Path) -> None:
    """Virtual environments, node_modules, hidden folders and excluded patterns are left out; link circles end."""
    for name in (
        "app.py",
        "pkg/a.py",
        "templates/x.html",
        ".hidden/b.py",
        "node_modules/c.py",
        "env/lib/d.py",
        "old/e.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    (tmp_path / "env" / "pyvenv.cfg").write_text("")
    (tmp_path / "pkg" / "loop").symlink_to(tmp_path, target_is_directory=True)
    found = [str(Path(path).relative_to(tmp_path)) for path in find_files(str(tmp_path), ("old",))]
    assert ["app.py", "pkg/a.py", "templates/x.html"] == sorted(found)


@pytest.mark.parametrize(
    ("data", "text", "reason"),
    [
        (b"x = 1\r\n", "x = 1\r\n", ""),
        ("é".encode(), "é", ""),
        (b"\xef\xbb\xbfx", "x", ""),
        (b"# coding: latin-1\nx = '\xe9'", "# coding: latin-1\nx = 'é'", ""),
        (b"\xff\xfe", None, "not utf-8 text"),
        (b"a\0b", None, "binary"),
        (b"x" * (MAX_BYTES + 1), None, "larger than 2 MB"),
        (b"# coding: nonsense\n", None, "not nonsense text"),
    ],
)
def test_bytes_to_text(data: bytes, text: str | None, reason: str) -> None:
    """UTF-8 or what the file declares; anything else is not read, with a reason."""
    assert (text, reason) == decode(data)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    """A file that disappears is nothing, and the reason is told."""
    told: list[str] = []
    assert DiskFiles(lambda path, reason: told.append(reason)).read(str(tmp_path / "gone.py")) is None
    assert ["No such file or directory"] == told


def test_components_follow_the_imports() -> None:
    """An edit that leaves the imports alone keeps the groups of files; one that changes them groups anew."""
    app = "from flask import Flask\napp = Flask(__name__)\n"
    views = "from flask import session\ndef index():\n    session['a'] = 1\n"
    project = Project.empty(("/p",)).with_files({"/p/app.py": app, "/p/views.py": views})
    assert () == findings(project, "/p/views.py", Options())
    linked = "import views\n" + app
    project = project.with_edit("/p/app.py", linked, 0, 0, len("import views\n"))
    assert ["FLK302"] == [finding.code for finding in findings(project, "/p/views.py", Options())]
    project = project.with_edit("/p/app.py", linked + "\nx = 1\n", len(linked), len(linked), len(linked) + 7)
    assert ["FLK302"] == [finding.code for finding in findings(project, "/p/views.py", Options())]
