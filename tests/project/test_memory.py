"""Answers that outlive their snapshot, as long as what they were read from does."""

from __future__ import annotations

from flask_ls.project.memory import remembered
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project

TEXTS = {"/p/a.py": "import b\n", "/p/b.py": "x = 1\n", "/p/c.py": "y = 1\n"}


class Asked:
    """A question about a file that also reads `/p/b.py`, and counts how often it is computed."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, project: Project) -> str:
        file = project.python("/p/a.py")
        assert file is not None
        return remembered(project, "question", file, lambda: self._compute(project, file))

    def _compute(self, project: Project, file: PyFile) -> str:
        self.count += 1
        other = project.python("/p/b.py")
        return file.text + (other.text if other is not None else "")


def _edited(project: Project, path: str, new: str) -> Project:
    return project.with_edit(path, new + project.files[path].text, 0, 0, len(new))


def test_an_answer_lasts_until_something_it_read_changes() -> None:
    """An edit elsewhere keeps it, one in a file that it was read from does not."""
    asked, project = Asked(), Project.empty(("/p",)).with_files(TEXTS)
    assert ("import b\nx = 1\n", 1) == (asked(project), asked.count)
    project = _edited(project, "/p/c.py", "#")
    assert ("import b\nx = 1\n", 1) == (asked(project), asked.count)
    project = _edited(project, "/p/b.py", "#")
    assert ("import b\n#x = 1\n", 2) == (asked(project), asked.count)
    project = project.with_files({"/p/b.py": None})
    assert ("import b\n", 3) == (asked(project), asked.count)


def test_an_older_snapshot_gets_its_own_answer() -> None:
    """What a newer snapshot was told is not said of an older one."""
    asked, old = Asked(), Project.empty(("/p",)).with_files(TEXTS)
    new = _edited(old, "/p/b.py", "#")
    assert ["import b\n#x = 1\n", "import b\nx = 1\n"] == [asked(new), asked(old)]


def test_an_answer_made_of_others_reads_what_they_read() -> None:
    """Also where the inner answer was there already."""
    asked, project = Asked(), Project.empty(("/p",)).with_files(TEXTS)

    def outer(project: Project) -> str:
        file = project.python("/p/c.py")
        assert file is not None
        return remembered(project, "outer", file, lambda: asked(project).upper())

    asked(project)
    assert "IMPORT B\nX = 1\n" == outer(project)
    assert "IMPORT B\n#X = 1\n" == outer(_edited(project, "/p/b.py", "#"))
