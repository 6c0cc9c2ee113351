"""Reports for others, held to what they have published about their forms."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from flask_ls.cli.main import main

SCHEMAS = Path(__file__).parent / "schemas"
APP = """from flask import Flask, render_template, url_for

app = Flask(__name__)
app.config["SECRET_KEY"] = "k%ey: ünd, 🎉"


@app.route("/<name>")
def show(name, other):
    return render_template("nowhere.html", link=url_for("missing"))


app.run(debug=True)  # flask-ls: ignore[FLK999]
"""
# GitHub's documentation, "Workflow commands": properties with `,`, `:`, `%` and line ends escaped, then the message.
_COMMAND = re.compile(
    r"::(?:error|warning|notice) (?P<properties>(?:(?:file|line|col|endLine|endColumn|title)=[^,:\r\n]*,?)+)::(?P<message>[^\r\n]+)"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the current one, with an application that much is wrong with."""
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _printed(form: str, capsys: pytest.CaptureFixture[str]) -> str:
    main(["check", "--preview", "--format", form])
    return capsys.readouterr().out


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("form", "schema"), [("sarif", "sarif-2.1.0"), ("gitlab", "gitlab-code-quality")])
def test_schema(form: str, schema: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A report of several findings is valid, and so is one of none; what is no report is not."""
    checker = jsonschema.validators.validator_for(json.loads((SCHEMAS / f"{schema}.json").read_text(encoding="utf-8")))
    validator = checker(json.loads((SCHEMAS / f"{schema}.json").read_text(encoding="utf-8")))
    report = json.loads(_printed(form, capsys))
    assert len(report if form == "gitlab" else report["runs"][0]["results"]) > 3
    assert [] == [error.message for error in validator.iter_errors(report)]
    Path("app.py").write_text("x = 1\n", encoding="utf-8")
    assert validator.is_valid(json.loads(_printed(form, capsys)))
    assert not validator.is_valid({"version": 3})


@pytest.mark.usefixtures("folder")
def test_github(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line is a workflow command whose properties can be told apart."""
    lines = _printed("github", capsys).splitlines()
    assert len(lines) > 3
    for line in lines:
        match = _COMMAND.fullmatch(line)
        assert match is not None, line
        properties = dict(each.split("=", 1) for each in match["properties"].split(","))
        assert "app.py" == properties["file"]
        assert properties["line"].isdigit() and properties["col"].isdigit()
        assert re.fullmatch(r"FLK\d{3} [a-z-]+", properties["title"])
