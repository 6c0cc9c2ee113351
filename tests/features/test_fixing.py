"""All fixes at once, and the ways to silence a finding."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask_ls.features.code_actions import code_actions, fix_all_actions
from flask_ls.features.diagnostics import findings
from flask_ls.features.fixing import fix_all
from flask_ls.features.results import CodeAction
from flask_ls.options import Options
from flask_ls.project.configuration import load
from flask_ls.project.snapshot import Project
from flask_ls.text.spans import TextEdit, apply_edits
from marks import ROOT

APP = """\
from flask import Flask
app = Flask(__name__)
app.config["SECRET_KEY"] = "correct horse battery staple"
app.config["JWT_SECRET_KEY"] = "another horse without battery"
app.run(debug=True)
"""
PATH, TOML = f"{ROOT}/app.py", f"{ROOT}/pyproject.toml"


def shop(text: str = APP, toml: str | None = None) -> Project:
    texts = {PATH: text} if toml is None else {PATH: text, TOML: toml}
    return Project.empty((ROOT,)).with_files(texts)


def codes(project: Project, options: Options | None = None) -> list[str]:
    return [each.code for each in findings(project, PATH, options or Options())]


def done(project: Project, action: CodeAction) -> Project:
    """The snapshot after an action."""

    def text(path: str, edits: tuple[TextEdit, ...]) -> str:
        return apply_edits(project.files[path].text, sorted(edits))

    edits: Mapping[str, tuple[TextEdit, ...]] = action.edits
    return project.with_files({path: text(path, each) for path, each in edits.items()} | dict(action.creates))


def action(project: Project, title: str, at: str = "debug=True") -> CodeAction:
    span = next(
        each.span
        for each in findings(project, PATH, Options())
        if each.span.contains(project.files[PATH].text.index(at))
    )
    found = [each for each in code_actions(project, PATH, span, Options()) if title in each.title]
    assert found, title
    return found[0]


def test_fix_all() -> None:
    """Unsafe fixes are made when they are asked for, those of one rule alone where it is named, until nothing is left."""
    project = shop()
    assert ["FLK303", "FLK303", "FLK301"] == codes(project)
    assert {} == fix_all(project, [PATH], Options()).texts
    fixed = fix_all(project, [PATH], Options(), unsafe=True)
    assert (3, []) == (fixed.count, codes(fixed.project))
    assert 1 == fixed.texts[PATH].count("import os\n")
    alone = fix_all(project, [PATH], Options(), unsafe=True, code="FLK301")
    assert ["FLK303", "FLK303"] == codes(alone.project)
    assert fixed.project.files[PATH].text == fixed.texts[PATH]


def test_fix_all_of_a_rule_in_the_editor() -> None:
    """Where a rule has several findings in a file, one action mends them all; where it has one, there is none."""
    project = shop()
    both = action(project, "Fix all FLK303", at='"correct')
    assert ["FLK301"] == codes(done(project, both))
    assert not [
        each
        for each in code_actions(project, PATH, findings(project, PATH, Options())[-1].span, Options())
        if "Fix all" in each.title
    ]
    assert [] == fix_all_actions(project, PATH, Options())


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (APP, "# flask-ls: ignore-file[FLK301]\nfrom flask"),
        (
            "#!/usr/bin/python\n# -*- coding: utf-8 -*-\n" + APP,
            "utf-8 -*-\n# flask-ls: ignore-file[FLK301]\nfrom flask",
        ),
        (APP.replace("\n", "\r\n"), "# flask-ls: ignore-file[FLK301]\r\nfrom flask"),
    ],
)
def test_ignore_in_the_file(text: str, after: str) -> None:
    """A comment for the whole file, below what must come first."""
    project = shop(text)
    changed = done(project, action(project, "in this file"))
    assert after in changed.files[PATH].text
    assert ["FLK303", "FLK303"] == codes(changed)


@pytest.mark.parametrize(
    ("toml", "after"),
    [
        (None, '[tool.flask-ls]\nignore = ["FLK301"]\n'),
        ("", '[tool.flask-ls]\nignore = ["FLK301"]\n'),
        ('[project]\nname = "x"', '[project]\nname = "x"\n\n[tool.flask-ls]\nignore = ["FLK301"]\n'),
        ("[tool.flask-ls]\nexclude = []\n", '[tool.flask-ls]\nignore = ["FLK301"]\nexclude = []\n'),
        ('[tool.flask-ls]\nignore = ["FLK1"]\n[x]\n', '[tool.flask-ls]\nignore = ["FLK1", "FLK301"]\n[x]\n'),
        ("[tool.flask-ls]\nignore = []\n", '[tool.flask-ls]\nignore = ["FLK301"]\n'),
        (
            '[tool.flask-ls] # ours\nignore = [\n    "FLK1",\n]\n',
            '[tool.flask-ls] # ours\nignore = [\n    "FLK1", "FLK301",\n]\n',
        ),
        (
            '[tool.flask-ls]\n[other]\nignore = ["A"]\n',
            '[tool.flask-ls]\nignore = ["FLK301"]\n[other]\nignore = ["A"]\n',
        ),
    ],
)
def test_ignore_in_the_project(toml: str | None, after: str) -> None:
    """The rule joins `ignore` of `[tool.flask-ls]`, wherever that is or is not yet, and the rest stays as it is."""
    project = shop(toml=toml)
    changed = done(project, action(project, "in the project"))
    text = changed.files[TOML].text
    assert after == text
    options, wrong = load(ROOT, text, Options())
    assert [] == wrong and ["FLK303", "FLK303"] == codes(changed, options)


def test_ignore_here() -> None:
    """A comment at the end of the line, joined with one that is there."""
    project = shop()
    changed = done(project, action(project, "here"))
    assert "app.run(debug=True)  # flask-ls: ignore[FLK301]\n" in changed.files[PATH].text
    joined = shop(APP.replace("debug=True)", "debug=True)  # flask-ls: ignore[FLK999]"))
    assert "# flask-ls: ignore[FLK999, FLK301]" in done(joined, action(joined, "here")).files[PATH].text
