"""`flask-ls check`: choosing rules, mending, forms of reports, and what CI needs of it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask_ls.cli.main import main

APP = """\
from flask import Flask
app = Flask(__name__)
app.config["SECRET_KEY"] = "correct horse battery staple"
if __name__ == "__main__":
\tapp.run(debug=True)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "pyproject.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    main(["check", "--format", "json", *arguments])
    return [row["code"] for row in json.loads(capsys.readouterr().out)]


def test_chosen_rules(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--select` and `--ignore` take codes, their beginnings and names; what is ignored on the command line is added."""
    assert ["FLK303", "FLK301"] == codes(capsys)
    assert ["FLK301"] == codes(capsys, "--select", "debug-mode-enabled")
    assert ["FLK303"] == codes(capsys, "--select", "FLK3", "--ignore", "FLK301,FLK001")
    (folder / "pyproject.toml").write_text('[tool.flask-ls]\nselect = ["FLK301"]\nignore = ["FLK302"]\n')
    assert ["FLK301"] == codes(capsys)
    assert ["FLK303"] == codes(capsys, "--select", "FLK303")
    assert [] == codes(capsys, "--ignore", "FLK301")


def test_rules_ignored_in_some_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`per-file-ignores` names files by a pattern from the root, or the folder that they are in."""
    (folder / "old").mkdir()
    (folder / "old" / "app.py").write_text(APP)
    (folder / "pyproject.toml").write_text('[tool.flask-ls.per-file-ignores]\n"old" = ["FLK3"]\n"*.py" = ["FLK301"]\n')
    assert ["FLK303"] == codes(capsys)
    (folder / "pyproject.toml").write_text('[tool.flask-ls.per-file-ignores]\n"old" = "FLK3"\n')
    assert 2 == main(["check"])
    assert "per-file-ignores: old: expected a list of strings" in capsys.readouterr().err


def test_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The text form shows the line and points at what it means, tabs and all."""
    main(["check", "--select", "FLK301"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("app.py:5:10: information FLK301 debug-mode-enabled: ")
    assert ["  5 | app.run(debug=True)", "    |         ^^^^^^^^^^"] == lines[1:]
    main(["check", "--select", "FLK301", "--format", "concise"])
    assert 1 == len(capsys.readouterr().out.splitlines())


def test_colour(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Colour is for terminals that show it, and for nobody who wants none."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    main(["check"])
    assert "\033[1;33mwarning FLK303" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    main(["check"])
    assert "\033" not in capsys.readouterr().out


def test_exit_status_and_statistics(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--exit-zero` is for those who only want to look; `--statistics` counts."""
    assert 1 == main(["check"])
    assert 0 == main(["check", "--exit-zero"])
    capsys.readouterr()
    (folder / "b.py").write_text(APP)
    main(["check", "--statistics"])
    assert [
        "     2 FLK303 hardcoded-secret-key",
        "     2 FLK301 debug-mode-enabled",
    ] == (said := capsys.readouterr()).out.splitlines()
    assert re.fullmatch(r"seconds: routes \d+\.\d\d, rules \d+\.\d\d \(slowest: FLK\d{3} .*\)\n", said.err)


def test_rules_that_do_not_exist(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped rule is named with the one that may be meant, wherever it stands, and gives status 2."""
    assert 2 == main(["check", "--select", "debug-mode-enable"])
    assert "select: there is no rule debug-mode-enable; do you mean debug-mode-enabled?" in capsys.readouterr().err
    (folder / "pyproject.toml").write_text(
        '[tool.flask-ls]\nignore = ["XYZ"]\n[tool.flask-ls.severity]\nFLK999 = "hint"\n'
        '[tool.flask-ls.per-file-ignores]\n"tests/*" = ["FLK9999"]\n'
    )
    assert 2 == main(["check"])
    said = capsys.readouterr().err
    assert "ignore: there is no rule XYZ; `flask-ls rules` lists them" in said
    assert "severity: there is no rule FLK999; do you mean FLK9" in said
    assert "per-file-ignores: there is no rule FLK9999; do you mean FLK9" in said


def test_gitlab(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """GitLab's report has what it must have; a finding keeps its fingerprint when its line moves, equal ones differ."""

    def report() -> list[dict[str, object]]:
        main(["check", "--format", "gitlab"])
        rows: list[dict[str, object]] = json.loads(capsys.readouterr().out)
        return rows

    first = report()
    for row in first:
        assert {"description", "check_name", "fingerprint", "severity", "location"} == set(row)
        assert row["severity"] in ("info", "minor", "major", "critical", "blocker")
    assert {"path": "app.py", "lines": {"begin": 3, "end": 3}} == first[0]["location"]
    (folder / "app.py").write_text("\n" + APP + APP)
    prints = [row["fingerprint"] for row in report()]
    assert {row["fingerprint"] for row in first} < set(prints)
    assert len(set(prints)) == len(prints)


def test_sarif(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """SARIF 2.1.0: a run with its tool, each rule once, and results that point at them and at places from 1."""
    main(["check", "--format", "sarif"])
    log = json.loads(capsys.readouterr().out)
    (run,) = log["runs"]
    assert "2.1.0" == log["version"] and "unicodeCodePoints" == run["columnKind"]
    rules = run["tool"]["driver"]["rules"]
    assert ["FLK301", "FLK303"] == [rule["id"] for rule in rules]
    result = run["results"][0]
    assert ("FLK303", 1, "warning") == (result["ruleId"], result["ruleIndex"], result["level"])
    place = result["locations"][0]["physicalLocation"]
    assert {"uri": "app.py", "uriBaseId": "%SRCROOT%"} == place["artifactLocation"]
    assert {"startLine": 3, "startColumn": 28, "endLine": 3, "endColumn": 58} == place["region"]


@pytest.mark.parametrize("form", ["text", "concise", "json", "github", "gitlab", "sarif"])
def test_clean_reports(form: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every form can say that there is nothing."""
    (folder / "app.py").write_text("x = 1\n")
    assert 0 == main(["check", "--format", form])
    out = capsys.readouterr().out
    if form in ("json", "gitlab"):
        assert [] == json.loads(out)
    elif form == "sarif":
        assert [] == json.loads(out)["runs"][0]["results"]
    else:
        assert "" == out


def test_fixes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--fix` makes safe changes alone, `--unsafe-fixes` the others too; line ends and the rest stay as they are."""
    (folder / "app.py").write_bytes(APP.replace("\n", "\r\n").encode())
    before = (folder / "app.py").read_bytes()
    main(["check", "--fix"])
    assert before == (folder / "app.py").read_bytes()
    assert 1 == main(["check", "--diff", "--unsafe-fixes"])
    shown = capsys.readouterr().out
    assert before == (folder / "app.py").read_bytes()
    assert '-app.config["SECRET_KEY"] = "correct horse battery staple"\r\n' in shown
    main(["check", "--fix", "--unsafe-fixes"])
    after = (folder / "app.py").read_bytes()
    assert b'os.environ["SECRET_KEY"]\r\n' in after and b"import os\r\n" in after
    assert "fixed in 1 file" in capsys.readouterr().err
    assert "FLK303" not in codes(capsys)


def test_standard_input(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """One file may come from standard input, in the place of the one on the disk, with the project around it."""

    def given(text: str) -> None:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text.encode())))

    given(APP.replace("debug=True", ""))
    assert ["FLK303"] == codes(capsys, "-", "--stdin-filename", "app.py")
    given(APP)
    assert 0 == main(["check", "-", "--stdin-filename", "new.py", "--fix", "--unsafe-fixes"])
    assert 'os.environ["SECRET_KEY"]' in capsys.readouterr().out
    assert APP == (folder / "app.py").read_text() and not (folder / "new.py").exists()
    assert 2 == main(["check", "-"])
    assert 2 == main(["check", "-", "--stdin-filename", "nowhere/app.py"])


def test_rules_and_explanations(capsys: pytest.CaptureFixture[str]) -> None:
    """`rules` lists them, `explain` prints the page of one; a wrong name is answered with the nearest."""
    assert 0 == main(["rules", "--format", "json"])
    names = [row["name"] for row in json.loads(capsys.readouterr().out)]
    assert "debug-mode-enabled" in names
    assert 0 == main(["rules"])
    assert len(names) == len(capsys.readouterr().out.splitlines())
    assert 0 == main(["explain", "flk301"])
    assert "Why is this bad?" in capsys.readouterr().out
    assert 2 == main(["explain", "debug-mode"])
    assert "did you mean debug-mode-enabled?" in capsys.readouterr().err


def test_the_hook_of_pre_commit(folder: Path) -> None:
    """What `.pre-commit-hooks.yaml` says is run is run: the files that changed are handed over as arguments."""
    import yaml

    top = Path(__file__).resolve().parents[2]
    (hook,) = yaml.safe_load((top / ".pre-commit-hooks.yaml").read_text())
    command = hook["entry"].split()
    assert "flask-ls" == command[0] and "python" == hook["language"] and ["python"] == hook["types_or"]
    arguments = [sys.executable, "-m", "flask_ls", *command[1:], *hook.get("args", []), "app.py"]
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)
    assert 1 == done.returncode and "FLK303" in done.stdout
