"""Hover: found through imports and aliases, in strings with a meaning, and nowhere else."""

from __future__ import annotations

import pytest
from flask_ls.features.hover import hover
from flask_ls.options import Options
from flask_ls.text.spans import Span
from marks import parse

HEAD = "from flask import Flask, abort, make_response, request as req, session, url_for\nimport flask\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("line", "word", "begins"),
    [
        ("r<|>eq.args", "req", "flask.request: Request"),
        ("req.ar<|>gs", "args", "flask.Request.args"),
        ("req.args.g<|>et('x')", "get", "werkzeug.datastructures.MultiDict.get("),
        ("flask.cur<|>rent_app", "current_app", "flask.current_app: Flask"),
        ("flask.current_app.lo<|>gger", "logger", "flask.Flask.logger"),
        ("app.ro<|>ute", "route", "flask.Flask.route(rule, **options)"),
        ("app.config['SECRET_<|>KEY']", "SECRET_KEY", "SECRET_KEY: str | bytes | None = None"),
        ("app.config.get('DEB<|>UG')", "DEBUG", "DEBUG: bool = False"),
        ("@app.route('/<in<|>t:x>')\ndef f(x): pass", "int", "<int:variable>"),
        ("abort(4<|>04)", "404", "404 Not Found"),
        ("@app.errorhandler(40<|>3)\ndef f(e): pass", "403", "403 Forbidden"),
        (
            "def f():\n    resp = make_response('')\n    resp.set_<|>cookie('a')",
            "set_cookie",
            "flask.Response.set_cookie(",
        ),
        ("def f(:\n    url_<|>for(", "url_for", "flask.url_for("),
        ("from flask import fla<|>sh", "flash", "flask.flash("),
    ],
)
def test_hover(line: str, word: str, begins: str) -> None:
    """The word's span, and Markdown that begins with the signature."""
    fixture = parse(HEAD + line)
    found = hover(fixture.project, fixture.path, fixture.offset, Options())
    assert found is not None
    assert word == fixture.texts[fixture.path][slice(*found.span)]
    assert found.markdown.splitlines()[1].startswith(begins) or found.markdown.splitlines()[1] == f"class {begins}"


@pytest.mark.parametrize(
    "line",
    [
        "def f(req):\n    return r<|>eq.args",
        "# r<|>eq",
        "'r<|>eq'",
        "other.req.ar<|>gs",
        "x = {}\nx['SECRET_<|>KEY']",
        "x = 4<|>04",
        "class session: pass\nses<|>sion.get",
        "unknown.rou<|>te('/<int:x>')",
        "app.route('/<nothing<|>:x>')",
        "f().arg<|>s",
    ],
)
def test_no_hover(line: str) -> None:
    """What is not Flask's gets nothing, however it is called."""
    fixture = parse(HEAD + line)
    assert hover(fixture.project, fixture.path, fixture.offset, Options()) is None


def test_hover_with_wide_characters() -> None:
    """Characters beyond ASCII before the word, on its line and above, do not move the span."""
    fixture = parse("from flask import request\n'😋é'; x = ['é', re<|>quest.args]\n")
    found = hover(fixture.project, fixture.path, fixture.offset, Options())
    assert found is not None
    assert "request" == fixture.texts[fixture.path][slice(*found.span)]


def test_every_offset_is_survived() -> None:
    """No place in a file, and in no prefix of it, makes hover raise or leave the text."""
    text = parse(HEAD + "@app.route('/<int:x>')\ndef f(x):\n    abort(404, 'é😋')\n    app.config['DEBUG']\n").texts
    source = next(iter(text.values()))
    for end in range(0, len(source), 11):
        fixture = parse(source[:end])
        for offset in range(end + 1):
            found = hover(fixture.project, fixture.path, offset, Options())
            assert found is None or (Span(0, 0) <= found.span and found.span.end <= end)


def test_hover_can_be_switched_off() -> None:
    """The setting `hover.enabled` silences it."""
    fixture = parse(HEAD + "re<|>q")
    assert hover(fixture.project, fixture.path, fixture.offset, Options(hover_enabled=False)) is None
