"""Runs one catalogue entry on real Flask, as its `check` says (see snippets/README.md). Failures are `AssertionError`s."""

from __future__ import annotations

import json
import re
import subprocess
import textwrap
import warnings
from typing import Any

from flask_ls.knowledge.snippet_body import expansions
from flask_ls.knowledge.snippets import NEEDS, Snippet

_PRELUDE = """
import os
os.environ["SECRET_KEY"] = "only-for-tests"
from flask import Flask
app = Flask("snippet_under_test")
app.config["SECRET_KEY"] = "only-for-tests"
"""
_DATABASE = """
from flask_sqlalchemy import SQLAlchemy
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///:memory:"
db = SQLAlchemy(app)
"""
_ROWS = """
class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
with app.app_context():
    db.create_all()
    db.session.add(User(name="Bob"))
    db.session.commit()
"""
_BLUEPRINT = "from flask import Blueprint\nbp = Blueprint('bp', 'snippet_under_test')\n"
_REQUEST = re.compile(r"(?P<method>[A-Z]+) (?P<path>\S+)(?P<data>.*?) -> (?P<status>\d+|any)(?: (?P<text>.*))?\Z")
_TEMPLATES = {
    "base.html": "BASE{% block title %}{% endblock %}{% block content %}{% endblock %}",
    "header.html": "HEADER",
    "macros.html": "{% macro field() %}FIELD{% endmacro %}",
}
_CONTEXT = {"name": "Ann", "items": ["a", "b"], "text": "A somewhat long text about nothing"}


def texts(snippet: Snippet) -> list[str]:
    """The snippet's default text, and one for each further choice."""
    return expansions(snippet.body, {variable: variable for variable in NEEDS.values()})


def run(snippet: Snippet, check: dict[str, Any], text: str, folder: str) -> None:
    """Run one text of a snippet. Warnings are errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", category=ResourceWarning)
        warnings.filterwarnings("ignore", module=r"flask_(?!ls)|sqlalchemy|marshmallow|aniso8601|pytz")
        if "shell" in snippet.where:
            _shell(check, text, folder)
        elif "jinja" in snippet.where:
            _render(check, text)
        else:
            _python(snippet, check, text)


def _python(snippet: Snippet, check: dict[str, Any], text: str) -> None:
    known = {"place", "setup", "after", "inside", "requests", "run", "db"}
    assert set(check) <= known, f"unknown keys in check: {set(check) - known}"
    assert check.get("requests") or check.get("run"), "the check neither requests nor runs anything"
    source = "\n".join(_source(snippet, check, text))
    space: dict[str, Any] = {"__name__": "snippet_under_test"}
    exec(compile(source, snippet.id, "exec"), space)
    if hasattr(space.get("app"), "test_client"):
        space["client"] = space["app"].test_client()
    for request in check.get("requests", ()):
        _request(space["client"], request)
    if "run" in check:
        if check.get("db"):
            space["app"].app_context().push()
        exec(compile(check["run"], f"{snippet.id} (run)", "exec"), space)


def _source(snippet: Snippet, check: dict[str, Any], text: str) -> list[str]:
    place = check.get("place", snippet.where[0].removeprefix("python."))
    lines = [*snippet.imports]
    if not snippet.starter:
        lines.append(_PRELUDE)
    if "db" in snippet.needs or check.get("db"):
        lines.append(_DATABASE)
        if place == "function":
            lines.append(_ROWS)
    if "blueprint" in snippet.needs:
        lines.append(_BLUEPRINT)
    lines.append(check.get("setup", ""))
    after = check.get("after", "")
    if place in ("module", "decorator"):
        return [*lines, text, after]
    inner = f"return str({text})" if place == "expression" else text
    body = "\n".join([check.get("inside", ""), inner, after, 'return "done"'])
    return [
        *lines,
        '@app.route("/", methods=["GET", "POST"])\ndef snippet_view():',
        textwrap.indent(body, "    "),
    ]


def _request(client: Any, request: str) -> None:
    match = _REQUEST.match(request)
    assert match is not None, f"not a request: {request}"
    values: dict[str, Any] = {}
    data = match["data"].strip()
    if data.startswith("json="):
        values["json"] = json.loads(data.removeprefix("json="))
    elif data:
        pairs = [pair.split("=", 1) for pair in data.split()]
        values["data"] = {name: [value for n, value in pairs if n == name] for name, _ in pairs}
    response = client.open(match["path"], method=match["method"], **values)
    if match["status"] != "any":
        assert int(match["status"]) == response.status_code, f"{request}: {response.status_code} {response.text}"
    if match["text"]:
        assert match["text"] in response.text, f"{request}: {response.text}"


def _render(check: dict[str, Any], text: str) -> None:
    from flask import Flask, flash, render_template_string
    from jinja2 import DictLoader

    assert set(check) <= {"before", "after", "render"} and "render" in check
    app = Flask("snippet_under_test")
    app.config["SECRET_KEY"] = "only-for-tests"
    app.jinja_loader = DictLoader(_TEMPLATES)
    app.add_url_rule("/start", "index", lambda: "")
    with app.test_request_context("/"):
        flash("flashed")
        shown = render_template_string(check.get("before", "") + text + check.get("after", ""), **_CONTEXT)
    assert check["render"] in shown, shown


def _shell(check: dict[str, Any], text: str, folder: str) -> None:
    assert check.get("shell") in ("parse", "run"), check
    command = ["bash", "-n"] if check["shell"] == "parse" else ["bash", "-eu"]
    done = subprocess.run(command, input=text, text=True, capture_output=True, cwd=folder, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
