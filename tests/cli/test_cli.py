"""The command line: exit statuses, formats, and clear words about bad input."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from flask_ls.cli.main import main

BAD = "from flask import Flask\napp = Flask(__name__)\nx = '😋'; app.run(debug=True)\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(BAD, encoding="utf-8")
    return tmp_path


def test_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has lines and columns from 1 in code points, and status 1 says that there are findings."""
    assert 1 == main(["check", "--format", "json"])
    (row,) = json.loads(capsys.readouterr().out)
    assert list(row) == [
        "path",
        "line",
        "column",
        "end_line",
        "end_column",
        "code",
        "name",
        "severity",
        "message",
        "url",
        "fixable",
    ]
    assert ("app.py", 3, 18, 3, 28, "FLK301") == (
        row["path"], row["line"], row["column"], row["end_line"], row["end_column"], row["code"],
    )  # fmt: skip


def test_text_and_github(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The text form is one line a finding, GitHub's is a workflow command."""
    main(["check", "app.py"])
    assert capsys.readouterr().out.startswith("app.py:3:18: warning FLK301 debug-mode-enabled: ")
    main(["check", "app.py", "--format", "github"])
    assert capsys.readouterr().out.startswith(
        "::warning file=app.py,line=3,col=18,endLine=3,title=FLK301 debug-mode-enabled::"
    )


def test_clean(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Status 0 where nothing is found."""
    (folder / "app.py").write_text("x = 1\n")
    assert 0 == main(["check", "--format", "json"])
    assert [] == json.loads(capsys.readouterr().out)


def test_what_a_project_pins(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A project on an old Flask is not told what a newer one has removed; one on a newer is told as an error."""
    (folder / "app.py").write_text("from flask import escape\n", encoding="utf-8")
    (folder / "requirements.txt").write_text("Flask==2.2.5\n", encoding="utf-8")
    assert 0 == main(["check"])
    (folder / "requirements.txt").write_text("Flask==3.0.0\n", encoding="utf-8")
    assert 1 == main(["check"])
    assert "error FLK701" in capsys.readouterr().out


def test_missing_path(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A path that is not there is named, with status 2; the others are checked."""
    assert 2 == main(["check", "nowhere", "app.py"])
    captured = capsys.readouterr()
    assert "nowhere: no such file or folder" in captured.err
    assert "FLK301" in captured.out


def test_unreadable_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is asked for and is no text is named, with status 2."""
    (folder / "binary.py").write_bytes(b"\0\0")
    assert 2 == main(["check", "binary.py"])
    assert "binary.py: binary" in capsys.readouterr().err


def test_usage_error() -> None:
    """Unknown arguments end with status 2."""
    with pytest.raises(SystemExit) as ended:
        main(["check", "--format", "nonsense"])
    assert 2 == ended.value.code


def test_configuration(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`[tool.flask-ls]` is obeyed; a wrong key or value is named and gives status 2."""
    (folder / "pyproject.toml").write_text('[tool.flask-ls]\nignore = ["FLK301"]\n')
    assert 0 == main(["check"])
    (folder / "pyproject.toml").write_text("[tool.flask-ls]\nignroe = []\nselect = 3\n")
    assert 2 == main(["check"])
    said = capsys.readouterr().err
    assert (
        "ignroe: no such setting; do you mean ignore?" in said and "select: expected a list of strings, not 3" in said
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_folder(folder: Path) -> None:
    """A folder without permission is passed over."""
    (folder / "closed").mkdir(mode=0)
    assert 1 == main(["check"])


def test_snippets_list(capsys: pytest.CaptureFixture[str]) -> None:
    """Every entry has the promised keys."""
    assert 0 == main(["snippets", "list", "--format", "json"])
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) > 80
    assert all({"id", "prefix", "title", "where", "category", "imports", "body", "source"} <= set(row) for row in rows)


def test_doctor(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The report names the version, the Python, the settings and the rules."""
    assert 0 == main(["doctor"])
    said = capsys.readouterr().out
    assert "# Flask Language Server" in said and "FLK301" in said and "diagnostics.ignore" in said


def test_sample_project(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample project has each of the five findings at its place, and nothing else."""
    monkeypatch.chdir(Path(__file__).resolve().parents[1] / "sample_project")
    assert 1 == main(["check", "--format", "json"])
    rows = json.loads(capsys.readouterr().out)
    assert [
        ("app.py", 8, "FLK303"), ("app.py", 19, "FLK302"), ("app.py", 24, "FLK201"), ("app.py", 30, "FLK301"), ("click.py", 1, "FLK001"),
    ] == [(row["path"], row["line"], row["code"]) for row in rows]  # fmt: skip


def test_routes(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A table for people, JSON for programs, and 2 where there is nothing."""
    monkeypatch.chdir(Path(__file__).resolve().parents[1] / "sample_project")
    assert 0 == main(["routes"])
    said = capsys.readouterr().out
    assert said.startswith("app:app\n")
    assert "shop.item   GET, POST  /shop/item/<int:number>  shop.py:15" in said
    assert 0 == main(["routes", "--format", "json"])
    rows = json.loads(capsys.readouterr().out)
    assert {
        "rule": "/shop/item/<int:number>", "endpoint": "shop.item", "methods": ["GET", "POST"], "view": "item",
        "path": "shop.py", "line": 15, "app": "app:app", "certain": True, "reason": None,
    } in rows  # fmt: skip
    assert 2 == main(["routes", "nowhere"])
    assert "nowhere: no such file or folder" in capsys.readouterr().err


def test_snippets_are_shown_and_searched(capsys: pytest.CaptureFixture[str]) -> None:
    """`show` takes an id or a prefix, `search` words of the title; what is not there is said, with status 1."""
    assert 0 == main(["snippets", "show", "froute"])
    shown = capsys.readouterr().out
    assert "Route (route)" in shown and '@${app}.route("/${1:path}")' in shown
    assert 0 == main(["snippets", "search", "json", "error"])
    assert "feh-json" in capsys.readouterr().out
    assert 1 == main(["snippets", "search", "no-such-thing-at-all"])
    assert 1 == main(["snippets", "show", "nothing"])
    assert "there is no entry nothing" in capsys.readouterr().err
    for usage in (["show"], ["search"], ["validate"], ["export"]):
        assert 2 == main(["snippets", *usage])


def test_snippets_of_the_project(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The entries of a project's own catalogue are listed and exported with the others, one of the same id instead."""
    (tmp_path / "pyproject.toml").write_text('[tool.flask-ls]\nsnippets = ["mine.yaml"]\n')
    mine = "- {id: route, prefix: fmine, title: Mine, where: python.module, body: mine}\n"
    (tmp_path / "mine.yaml").write_text(mine)
    monkeypatch.chdir(tmp_path)
    assert 0 == main(["snippets", "show", "route"])
    assert "fmine in python.module" in capsys.readouterr().out
    assert 0 == main(["snippets", "export", "--to", "vscode"])
    assert '"fmine"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "status", "said"),
    [
        ("a.yaml", "- {id: a, prefix: fa, title: A, where: python.module, body: a}\n", 0, "1 snippet, nothing wrong"),
        ("a.yaml", "- id: a\n  prefix: fa\n  titel: A\n", 1, "a.yaml:3: entry `a`: unknown key `titel`; did you mean `title`?"),
        ("a.yaml", "- id: [\n", 1, "a.yaml:2:"),
        ("a.yaml", "x" * 3_000_000, 1, "cannot be read (larger than 2 MB)"),
        ("a.yaml", None, 1, "cannot be read (Is a directory)"),
        ("a.code-snippets", '{"A": {"prefix": "a", "body": "x"}}', 0, "1 snippet, nothing wrong"),
        ("a.code-snippets", '{"A": {"prefix": "a"}}', 1, "a.code-snippets:1: entry `A`: `body` is missing"),
    ],
)  # fmt: skip
def test_validate(
    name: str, text: str | None, status: int, said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A catalogue is checked with one clear message for each fault, and its line."""
    path = tmp_path / name
    if text is None:
        path.mkdir()
    else:
        path.write_text(text)
    assert status == main(["snippets", "validate", str(path)])
    assert said in capsys.readouterr().out
