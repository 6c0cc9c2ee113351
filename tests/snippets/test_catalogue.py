"""Every entry of the catalogue is executed on real Flask and the real extensions."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import flask
import pytest
import yaml
from flask_ls.knowledge.snippets import Snippet, builtin
from runner import run, run_text, texts

TOP = Path(__file__).resolve().parents[2]
CHECKS: dict[str, dict[str, Any]] = {
    entry["id"]: entry.get("check", {})
    for path in sorted((TOP / "snippets").glob("*.yaml"))
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
}
BY_ID = {snippet.id: snippet for snippet in builtin()}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)


@pytest.mark.parametrize("snippet", builtin(), ids=lambda snippet: snippet.id)
def test_snippet_runs(snippet: Snippet, tmp_path: Path) -> None:
    """The entry's default text, and the text of each choice, does on real Flask what its check says."""
    assert len(texts(snippet)) == run(snippet, CHECKS[snippet.id], str(tmp_path))


# Deliberate mistakes in entries: what is right, and what stands there instead.
BROKEN = [
    ("route", '"${3:Hello}"', '"${3:Bye}"'),
    ("after-request", "return response", "pass"),
    ("error-handler", ", ${1}", ""),
    ("upload", "secure_filename(file.filename)", "file.filename"),
    ("db-query", ".scalars(", ".skalars("),
    ("url-for", "url_for(", "url_four("),
    ("test-view", "== ${3:200}", "== ${3:404}"),
    ("j-for", "{% endfor %}", ""),
    ("j-link", "</a>", "<a>"),
    ("sh-env", "export FLASK_APP", "if FLASK_APP"),
    ("route-decorator", ".route(", ".rout("),
    ("wtf-validate", "raise ValidationError", "return ValidationError"),
    ("j-table", "</td>", ""),
    ("babel-locale-attribute", "get_locale", "get_lokale"),
]


@pytest.mark.parametrize(("snippet_id", "good", "bad"), BROKEN)
def test_broken_snippet_is_noticed(snippet_id: str, good: str, bad: str, tmp_path: Path) -> None:
    """A deliberately broken copy of an entry makes its check fail."""
    snippet = BY_ID[snippet_id]
    assert good in snippet.body
    broken = snippet._replace(body=snippet.body.replace(good, bad))
    with pytest.raises(BaseException) as raised:
        run(broken, CHECKS[snippet_id], str(tmp_path))
    assert isinstance(raised.value, Exception)


# Statements without which an entry behaves the same, so far as a check can see.
_INDIFFERENT = {
    ("error-own", "super().__init__(message)"),  # Exception keeps the argument by itself
    ("request-method", 'if request.method == "POST":'),  # holds a place for the reader's own code
    ("request-context", 'with app.test_request_context("/hello?name=Ann", method="GET"):'),  # holds assertions
    ("test-context", "with client:"),  # holds assertions
}


@pytest.mark.parametrize("snippet", builtin(), ids=lambda snippet: snippet.id)
def test_every_statement_matters(snippet: Snippet, tmp_path: Path) -> None:
    """With any one statement taken out of an entry, its check fails: it looks at what each of them does."""
    if snippet.where[0] not in ("python.module", "python.function", "python.class"):
        return
    text = texts(snippet)[0]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.stmt) and not isinstance(node, ast.Assert) and not _is_text(node):
            lines = text.split("\n")
            first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
            statement = lines[node.lineno - 1].strip()
            lines[first - 1 : node.end_lineno] = [" " * node.col_offset + "pass"]
            if statement != "pass" and (snippet.id, statement) not in _INDIFFERENT:
                with pytest.raises(BaseException) as raised:
                    run_text(snippet, CHECKS[snippet.id], 0, "\n".join(lines), str(tmp_path))
                assert isinstance(raised.value, Exception), statement


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@pytest.mark.parametrize(
    ("snippet_id", "check", "message"),
    [
        ("route", {}, "declares no check"),
        ("route", {"after": "x = 1"}, "neither requests nor runs"),
        ("route", {"request": ["GET / -> 404"]}, "unknown keys"),
        ("route", {"requests": ["GET /nowhere -> 404"]}, "never reached"),
        ("route", {"requests": ["GET /path"]}, "not a request"),
        ("app-run", {"run": "pass", "unreached": ["app.run"]}, "said to be unreached"),
        ("j-var", {"before": "x"}, "a template's check"),
        ("j-var", {"render": ""}, "expected ''"),
        ("sh-version", {"shell": "look"}, "look"),
    ],
)
def test_weak_check_is_noticed(snippet_id: str, check: dict[str, Any], message: str, tmp_path: Path) -> None:
    """A check that would not notice a broken entry is itself an error."""
    with pytest.raises(AssertionError, match=message):
        run(BY_ID[snippet_id], check, str(tmp_path))


def test_deprecated_calls_are_noticed(tmp_path: Path) -> None:
    """A deprecation warning of Python or an extension fails the entry."""
    broken = BY_ID["session-get"]._replace(
        body="import datetime\nuser_id = 1\nimport warnings\nwarnings.warn('x', DeprecationWarning)",
    )
    with pytest.raises(AssertionError, match="500"):
        run(broken, CHECKS["session-get"], str(tmp_path))


def test_environment_does_not_leak(tmp_path: Path) -> None:
    """A variable of the environment that one check sets is not there for the next."""
    before = dict(os.environ)
    for snippet_id in ("factory-config", "jwt"):
        run(BY_ID[snippet_id], CHECKS[snippet_id], str(tmp_path))
    assert before == dict(os.environ)


def test_contexts_do_not_leak(tmp_path: Path) -> None:
    """A context that one entry leaves open is not there for the next."""
    run(BY_ID["db-model"], CHECKS["db-model"], str(tmp_path))
    assert not flask.has_app_context()


@pytest.mark.parametrize(
    ("prefix", "where", "text"),
    [
        ("hw", "python.module", "Flask(__name__)"),
        ("fapp", "python.module", "Flask(__name__)"),
        ("froute", "python.module", ".route("),
        ("routegp", "python.module", 'methods=["GET", "POST"]'),
        ("furl", "python.expression", "url_for("),
        ("fmeth", "python.expression", "methods=["),
        ("frt", "python.expression", "render_template("),
        ("ftreq", "python.module", ".test_request_context("),
        ("fup", "python.module", "request.files"),
        ("fsup", "python.module", "secure_filename("),
        ("frc", "python.function", "request.cookies.get("),
        ("fsc", "python.function", ".set_cookie("),
        ("feh", "python.module", ".errorhandler("),
        ("flog", "python.function", ".logger."),
        ("fvar", "jinja", "{{ "),
        ("fexp", "jinja", "{{ "),
        ("ffilter", "jinja", "|"),
        ("fcomment", "jinja", "{#"),
        ("fblock", "jinja", "{% block"),
        ("fextends", "jinja", "{% extends"),
        ("fself", "jinja", "self."),
        ("fsuper", "jinja", "super()"),
        ("ffor", "jinja", "{% for"),
        ("fif", "jinja", "{% if"),
        ("fife", "jinja", "{% else %}"),
        ("felif", "jinja", "{% elif"),
        ("fmacro", "jinja", "{% macro"),
        ("ffb", "jinja", "{% filter"),
        ("fset", "jinja", "{% set"),
        ("finclude", "jinja", "{% include"),
        ("fimport", "jinja", "{% import"),
        ("ffrom", "jinja", "{% from"),
        ("fautoescape", "jinja", "{% autoescape"),
        ("furl", "jinja", "url_for("),
        ("ftitle", "jinja", "{% block title"),
        ("fcontent", "jinja", "{% block content"),
    ],
)
def test_known_prefixes_mean_the_same(prefix: str, where: str, text: str) -> None:
    """Somebody who comes from the flask-snippets pack finds its prefixes, with the same meaning."""
    found = [snippet for snippet in builtin() if prefix in snippet.prefix and where in snippet.where]
    assert len(found) == 1
    assert text in found[0].body


def test_prefixes_begin_with_f() -> None:
    """Prefixes are `f` and the thing, except for two of the pack that people's fingers know."""
    others = {prefix for snippet in builtin() for prefix in snippet.prefix if not prefix.startswith("f")}
    assert others == {"hw", "routegp"}


@pytest.mark.parametrize("snippet", builtin(), ids=lambda snippet: snippet.id)
def test_entry_is_in_style(snippet: Snippet) -> None:
    """An entry has a sentence and a page, whole lines, and nothing that Flask 3.1 or good sense has given up."""
    assert snippet.description.endswith((".", "`", ")"))
    assert (snippet.docs or "").startswith("https://")
    assert [line for line in snippet.body.split("\n") if line != line.rstrip()] == []
    gone = (
        r"FLASK_ENV|before_first_request|utcnow|debug=True|\.query\.|query\.get|flask_script|_request_ctx|json_encoder"
    )
    assert re.search(gone, snippet.body) is None
    assert re.search(r"(?i)(secret_?key|password)[\"'\]]*\s*=\s*[\"']", snippet.body) is None


def test_python_entries_are_formatted(tmp_path: Path) -> None:
    """Bodies are as the formatter would have them, so that inserting one makes no work."""
    for snippet in builtin():
        if snippet.where[0] in ("python.module", "python.function", "python.class"):
            (tmp_path / f"{snippet.id}.py").write_text(texts(snippet)[0] + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "120", "--diff", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == ""
    assert done.returncode == 0, done.stderr
