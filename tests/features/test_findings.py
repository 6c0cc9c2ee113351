"""Findings after settings and comments had their say, and the actions on them."""

from __future__ import annotations

import pytest
from flask_ls.features.code_actions import code_actions
from flask_ls.features.diagnostics import findings
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from flask_ls.text.spans import apply_edits
from marks import ROOT, parse

SOURCE = "from flask import Flask\napp = Flask(__name__)\napp.run(debug=True)"
PATH = f"{ROOT}/app.py"


def _codes(source: str, **options: object) -> list[tuple[str, str]]:
    project = parse(source).project
    return [(found.code, found.severity) for found in findings(project, PATH, Options(**options))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "comment",
    [
        "  # flask-ls: ignore",
        "  # flask-ls: ignore[FLK301]",
        "  # flask-ls: ignore[debug-mode-enabled]",
        "  # noqa",
        "  # noqa: FLK301",
        "  # noqa: E501, FLK301",
        "\n# flask-ls: ignore-file",
        "\n# flask-ls: ignore-file[FLK301]",
    ],
)
def test_silenced_by_a_comment(comment: str) -> None:
    """A comment on the line, or for the file, silences the rule it names, or all."""
    assert [] == _codes(SOURCE + comment)


@pytest.mark.parametrize(
    "comment", ["  # flask-ls: ignore[FLK302]", "  # noqa: E501", "\n# flask-ls: ignore-file[FLK302]", "\n# noqa"]
)
def test_not_silenced_by_another_comment(comment: str) -> None:
    """A comment for another rule, or on another line, does not."""
    assert ("FLK301", "warning") in _codes(SOURCE + comment)


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ({}, [("FLK301", "warning")]),
        ({"ignore": ("FLK301",)}, []),
        ({"ignore": ("FLK3",)}, []),
        ({"ignore": ("debug-mode-enabled",)}, []),
        ({"select": ("FLK2",)}, []),
        ({"select": ("FLK301",)}, [("FLK301", "warning")]),
        ({"severity": {"FLK301": "hint"}}, [("FLK301", "hint")]),
        ({"severity": {"debug-mode-enabled": "off"}}, []),
        ({"diagnostics_enabled": False}, []),
    ],
)
def test_settings(options: dict[str, object], codes: list[tuple[str, str]]) -> None:
    """Settings choose the rules and their severity."""
    assert codes == _codes(SOURCE, **options)


def test_ignore_action_silences() -> None:
    """The action writes a comment that silences the finding, joining one that is there."""
    for source in (SOURCE, SOURCE + "  # flask-ls: ignore[FLK999]\n", SOURCE + "  # why\r\nx = 1\r\n"):
        project = parse(source).project
        finding = next(each for each in findings(project, PATH, Options()) if each.code == "FLK301")
        action = next(a for a in code_actions(project, PATH, finding.span, Options()) if a.title.startswith("Ignore"))
        text = apply_edits(project.files[PATH].text, list(action.edits[PATH]))
        assert "FLK301" not in [code for code, _ in _codes(text)]


def test_findings_stay_while_typing_and_go_with_their_cause() -> None:
    """A half-typed line elsewhere leaves the finding; removing the cause removes it."""
    project = parse(SOURCE + "\ndef f(\n").project
    assert 1 == len(findings(project, PATH, Options()))
    start = project.files[PATH].text.index("True")
    text = project.files[PATH].text.replace("True", "False")
    assert () == findings(project.with_edit(PATH, text, start, start + 4, start + 5), PATH, Options())


def test_a_project_inside_a_folder_called_tests_is_no_test() -> None:
    """Only folders below the project's root make a file a test."""
    root = "/home/ann/tests/site"
    inside = Project.empty((root,)).with_files({f"{root}/app.py": SOURCE, f"{root}/tests/app.py": SOURCE})
    assert 1 == len(findings(inside, f"{root}/app.py", Options()))
    assert 0 == len(findings(inside, f"{root}/tests/app.py", Options()))
