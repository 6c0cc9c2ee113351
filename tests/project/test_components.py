"""Which files imports connect, which can matter, and that nothing else is parsed or even held in memory."""

from __future__ import annotations

import pytest
from flask_ls.features.diagnostics import findings, project_findings
from flask_ls.options import Options
from flask_ls.project import pyfile
from flask_ls.project.components import component, components, links, relevant
from flask_ls.project.files import MemoryFiles
from flask_ls.project.glimpse import glimpse, may_matter
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project

TEXTS = {
    "/p/web/__init__.py": "",
    "/p/web/app.py": "from flask import Flask\nfrom . import helpers\napp = Flask(__name__)\n",
    "/p/web/helpers.py": "import json\n",
    "/p/run.py": "from start import app\napp.run(debug=True)\n",
    "/p/start.py": "from web.app import app\n",
    "/p/batch/job.py": "import json, batch.more\n",
    "/p/batch/more.py": "x = 1\n",
    "/p/api/core.py": "from flask import Flask\napi = Flask(__name__)\n",
}


def _project(texts: dict[str, str]) -> Project:
    return Project.empty(("/p",)).with_files(texts)


def test_files_that_can_matter() -> None:
    """Those with Flask's words in them, and those that import one of them by whatever way; no others."""
    assert ["/p/api/core.py", "/p/run.py", "/p/start.py", "/p/web/app.py"] == [
        file.path for file in relevant(_project(TEXTS))
    ]


def test_components_are_those_with_flask() -> None:
    """Files that imports connect are one group, of which those that matter are named."""
    web = ["/p/run.py", "/p/start.py", "/p/web/app.py"]
    project = _project(TEXTS)
    assert [["/p/api/core.py"], web] == [[file.path for file in group] for group in components(project)]
    assert web == [file.path for file in component(project, "/p/web/helpers.py")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from flask import Flask", True),
        ("from .compat import Flask", True),
        ("def init(app):\n    app.add_url_rule('/', view_func=index)\n", True),
        ("@core.route('/')\ndef index(): ...\n", True),
        ("core.register_blueprint(pages)\n", True),
        ("import os\n\nprint(os.environ)\n", False),
        ("", False),
    ],
)
def test_words_that_can_matter(text: str, expected: bool) -> None:
    """A file may matter by its own words where it names Flask or registers something."""
    assert expected == may_matter(text)


def test_only_files_that_can_matter_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings of a whole workspace parse no file that cannot matter, and do not even hold its text."""
    parsed: list[str] = []
    real = pyfile.split
    monkeypatch.setattr(pyfile, "split", lambda text: parsed.append(text) or real(text))
    source = MemoryFiles(TEXTS)
    files = {path: PyFile.unread(path, source, glimpse(text)) for path, text in TEXTS.items()}
    project = Project.empty(("/p",)).with_read(files)
    assert ["FLK301"] == [finding.code for found in project_findings(project, Options()).values() for finding in found]
    assert set() == {TEXTS["/p/batch/job.py"], TEXTS["/p/batch/more.py"]} & set(parsed)
    assert [None, None] == [files[f"/p/batch/{name}.py"].held for name in ("job", "more")]


def test_an_edit_carries_over_what_it_cannot_change() -> None:
    """Typing inside a function reads no other file; an import, or a first Flask word, is noticed at once."""
    project = _project(TEXTS)
    before = relevant(project), links(project), project.tree
    text = TEXTS["/p/batch/job.py"]
    same = project.with_edit("/p/batch/job.py", text + "y", len(text), len(text), len(text) + 1)
    assert (before[1], before[2]) == (same.wholes["components._links"], same.tree)
    assert [file.path for file in before[0]] == list(same.wholes["components._relevant"])
    new = "import web.app\n"
    linked = same.with_edit("/p/batch/job.py", new + text + "y", 0, 0, len(new))
    assert "/p/batch/job.py" in [file.path for file in relevant(linked)]
    assert project.tree is linked.tree
    words = "import flask\n"
    named = project.with_edit("/p/batch/more.py", words + "x = 1\n", 0, 0, len(words))
    assert ["/p/batch/job.py", "/p/batch/more.py"] == [
        file.path for file in relevant(named) if file.path.startswith("/p/batch")
    ]


def test_a_file_that_is_gone_is_empty() -> None:
    """A file that was there, and is not when its text is wanted, has none."""
    file = PyFile.unread("/p/gone.py", MemoryFiles({}), glimpse("import os\n"))
    assert ("", (("os", ()),)) == (file.text, file.glimpse.imports)


def test_a_file_read_again_replaces_the_unread_one() -> None:
    """What the disk says now counts, where the text of before is not held to compare with."""
    old = Project.empty(("/p",)).with_read({"/p/a.py": PyFile.unread("/p/a.py", MemoryFiles({}), glimpse("x = 1\n"))})
    new = old.with_files({"/p/a.py": "import flask\n"})
    assert [[], ["/p/a.py"]] == [[file.path for file in relevant(project)] for project in (old, new)]
    assert () == findings(new, "/p/a.py", Options())
