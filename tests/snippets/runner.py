"""Runs one catalogue entry on real Flask, as its `check` says (see snippets/README.md). Failures are `AssertionError`s.

A Python entry passes only when each of its lines was reached, so that a handler that nobody calls is not called checked.
"""

from __future__ import annotations

import contextvars
import json
import logging
import re
import subprocess
import sys
import textwrap
import threading
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import CodeType, FrameType, ModuleType
from typing import Any
from unittest import mock

from flask_ls.knowledge.snippet_body import expansions
from flask_ls.knowledge.snippets import NEEDS, Snippet
from run_system import SYSTEM_PLACES, asked_of_root, run_system, serves

PYTHON_KEYS = {"place", "setup", "after", "inside", "within", "requests", "run", "db", "modules", "unreached"}
JINJA_KEYS = {"before", "after", "render"}
SHELL_KEYS = {"shell", "asks"}

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
BEGIN, END = "# the snippet begins", "# the snippet ends"
_TEMPLATES = {
    "base.html": "BASE{% block title %}parent{% endblock %}{% block content %}{% endblock %}",
    "header.html": "HEADER",
    "macros.html": "{% macro field() %}FIELD{% endmacro %}",
}
_CONTEXT = {"name": "Ann", "items": ["a", "b"], "text": "A somewhat long text about nothing", "price": 3.14159}


def texts(snippet: Snippet) -> list[str]:
    """The snippet's default text, and one for each further choice."""
    return expansions(snippet.body, {variable: variable for variable in NEEDS.values()})


def run(snippet: Snippet, check: dict[str, Any], folder: str) -> int:
    """Run every text of a snippet, and say how many that were. Warnings are errors; contexts left open end with it, and so
    do variables of the environment."""
    ran = texts(snippet)
    for number, text in enumerate(ran):
        run_text(snippet, check, number, text, folder)
    return len(ran)


def run_text(snippet: Snippet, check: dict[str, Any], number: int, text: str, folder: str) -> None:
    """Run one text of a snippet, the one of this number (from 0) among its `texts`."""
    assert check, "the entry declares no check"
    with warnings.catch_warnings(), mock.patch.dict("os.environ"):
        warnings.simplefilter("error")
        warnings.filterwarnings("ignore", category=ResourceWarning)
        # Extensions may use what is deprecated; a snippet may not.
        warnings.filterwarnings("ignore", module=r"flask_(?!ls)|sqlalchemy|aniso8601|pytz")
        contextvars.copy_context().run(_one, snippet, check, number, text, folder)


def _one(snippet: Snippet, check: dict[str, Any], number: int, text: str, folder: str) -> None:
    if "shell" in snippet.where:
        _shell(check, number, text, folder)
    elif snippet.where[0] in SYSTEM_PLACES:
        run_system(snippet.where[0], check, number, text)
    elif {"jinja", "html-attribute"} & set(snippet.where):
        _render(check, number, text)
    else:
        _python(snippet, check, text)


def _python(snippet: Snippet, check: dict[str, Any], text: str) -> None:
    assert set(check) <= PYTHON_KEYS, f"unknown keys in check: {set(check) - PYTHON_KEYS}"
    assert check.get("requests") or check.get("run"), "the check neither requests nor runs anything"
    written = source(snippet, check, text)
    code = compile(written, snippet.id, "exec", dont_inherit=True)
    # As if started with `python FILE`, but with a server that ends at once.
    space: dict[str, Any] = {"__name__": "__main__" if "__main__" in text else "snippet_under_test", "snippet": text}
    reached: set[int] = set()
    modules = _modules(check.get("modules", {}))
    with mock.patch("flask.Flask.run"), modules, _quiet_logging(), _traced(snippet.id, reached):
        exec(code, space)
        if hasattr(space.get("app"), "test_client"):
            space["client"] = space["app"].test_client()
        for request in check.get("requests", ()):
            send(space["client"], request)
        if "run" in check:
            if check.get("db"):
                space["app"].app_context().push()
            exec(compile(check["run"], f"{snippet.id} (run)", "exec", dont_inherit=True), space)
    _assert_reached(written, code, reached, check.get("unreached", ()))


@contextmanager
def _modules(sources: Mapping[str, str]) -> Iterator[None]:
    """Modules of the project that the snippet imports. Others that it imports stay; some cannot be imported twice."""
    for name, source in sources.items():
        assert name not in sys.modules
        sys.modules[name] = ModuleType(name)
        exec(source, sys.modules[name].__dict__)
    try:
        yield
    finally:
        for name in sources:
            del sys.modules[name]


@contextmanager
def _quiet_logging() -> Iterator[None]:
    """What a snippet does to the loggers is undone; every application under test has the same one."""
    root, own = logging.getLogger(), logging.getLogger("snippet_under_test")
    level, handlers = root.level, root.handlers[:]
    try:
        yield
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers
        own.setLevel(logging.NOTSET)
        own.handlers.clear()
        own.filters.clear()


@contextmanager
def _traced(filename: str, reached: set[int]) -> Iterator[None]:
    """Collect the lines that run of the code compiled as `filename`."""

    def lines(frame: FrameType, event: str, argument: Any) -> Any:
        reached.add(frame.f_lineno)
        return lines

    def calls(frame: FrameType, event: str, argument: Any) -> Any:
        return lines if frame.f_code.co_filename == filename else None

    before = sys.gettrace()
    sys.settrace(calls)
    threading.settrace(calls)  # asynchronous views run in a thread of their own
    try:
        yield
    finally:
        sys.settrace(before)
        threading.settrace(before)  # type: ignore[arg-type]


def _assert_reached(source: str, code: CodeType, reached: set[int], unreached: tuple[str, ...]) -> None:
    """Every line of the snippet ran, but for those that contain one of the texts of `unreached`."""
    rows = source.split("\n")
    first, last = (next(at for at, row in enumerate(rows, 1) if row.strip() == mark) for mark in (BEGIN, END))
    missed = [rows[at - 1] for at in sorted(_lines(code) - reached) if first < at < last]
    unexpected = [row for row in missed if not any(text in row for text in unreached)]
    assert not unexpected, f"these lines were never reached: {unexpected}"
    needless = [text for text in unreached if not any(text in row for row in missed)]
    assert not needless, f"these lines are said to be unreached, but are: {needless}"


def _lines(code: CodeType) -> set[int]:
    found = {line for _, _, line in code.co_lines() if line}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= _lines(constant)
    return found


def source(snippet: Snippet, check: dict[str, Any], text: str) -> str:
    """One text of a Python entry in a small application: its imports first, one a line, the text behind a mark."""
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
    if "within" in check:
        return "\n".join([*lines, BEGIN, _replaced(check["within"], text), END, after])
    if place in ("module", "decorator"):
        return "\n".join([*lines, BEGIN, text, END, after])
    inner = f"return str({text})" if place == "expression" else text
    body = "\n".join([check.get("inside", ""), BEGIN, inner, END, after or 'return "done"'])
    view = '@app.route("/", methods=["GET", "POST"])\ndef snippet_view():'
    return "\n".join([*lines, view, textwrap.indent(body, "    ")])


def _replaced(around: str, text: str) -> str:
    """`around` with the text at its `<|>`, further lines indented as the line it is on."""
    before, mark, after = around.partition("<|>")
    assert mark, "`within` must say with <|> where the snippet stands"
    indent = re.match(r" *", before.rpartition("\n")[2])
    return before + text.replace("\n", "\n" + (indent[0] if indent else "")) + after


def send(client: Any, request: str) -> None:
    """Send a request with a test client, and see that the answer is the one that it says."""
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
    response.close()


def rendered(check: dict[str, Any], text: str) -> str:
    """What a template gives, each run of white space as one space."""
    from flask import Flask, flash, render_template_string
    from flask_wtf.csrf import CSRFProtect
    from jinja2 import DictLoader, StrictUndefined

    app = Flask("snippet_under_test")
    app.config["SECRET_KEY"] = "only-for-tests"
    app.jinja_loader = DictLoader(_TEMPLATES)
    app.jinja_env.undefined = StrictUndefined
    app.add_url_rule("/start", "index", lambda: "")
    app.add_url_rule("/users/<int:user_id>", "show_user", lambda user_id: "")
    with mock.patch("flask_wtf.csrf.generate_csrf", return_value="TOKEN"), app.test_request_context("/"):
        CSRFProtect(app)
        flash("flashed")
        source = check.get("before", "") + text + check.get("after", "")
        shown = render_template_string(source, **_CONTEXT, wtf_form=_wtf_form())
    return " ".join(shown.split())


def _wtf_form() -> Any:
    """A form as Flask-WTF makes it, whose user name was too short."""
    from flask_wtf import FlaskForm
    from wtforms import StringField, SubmitField

    class Form(FlaskForm):
        username = StringField("Username")
        submit = SubmitField("Send")

    form = Form()
    form.username.errors = ["Too short"]
    return form


def _render(check: dict[str, Any], number: int, text: str) -> None:
    assert "render" in check and set(check) <= JINJA_KEYS, f"a template's check has the keys {JINJA_KEYS}"
    expected = _numbered(check["render"], number)
    shown = rendered(check, text)
    assert expected == shown, f"expected {expected!r}, not {shown!r}"


def _numbered(expected: str | list[str], number: int) -> str:
    """What is expected of the text of this number."""
    return expected[number] if isinstance(expected, list) else expected


def _shell(check: dict[str, Any], number: int, text: str, folder: str) -> None:
    assert set(check) <= SHELL_KEYS and check["shell"] in ("parse", "run", "serve", "root"), check
    match check["shell"]:
        case "serve":
            serves(text)
        case "root":
            assert _numbered(check["asks"], number) == asked_of_root(text)
        case how:
            command = ["bash", "-n"] if how == "parse" else ["bash", "-eu"]
            done = subprocess.run(
                command, input=text, text=True, capture_output=True, cwd=folder, timeout=60, check=False
            )
            assert done.returncode == 0, done.stderr
