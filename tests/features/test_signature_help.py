"""Signature help for the calls of Flask and the extensions: what is shown, and which parameter is being typed."""

from __future__ import annotations

import pytest
from flask_ls.features.results import Signature
from flask_ls.features.signature_help import signature_help
from flask_ls.knowledge import api
from flask_ls.project.snapshot import Project
from flask_ls.symbols.describe import split_signature
from flask_ls.symbols.parameters import label, parameters
from marks import parse

HEAD = """\
from flask import Blueprint, Flask, make_response, redirect, render_template, send_file, url_for
from flask_sqlalchemy import SQLAlchemy
app = Flask(__name__)
db = SQLAlchemy(app)
"""
REDIRECT = "redirect(location, code=302, Response=None)"


def helped(marked: str, head: str = HEAD) -> Signature | None:
    fixture = parse(head + marked)
    return signature_help(fixture.project, fixture.path, fixture.offset)


@pytest.mark.parametrize(
    ("marked", "shown", "active"),
    [
        ("redirect(<|>", REDIRECT, "location"),
        ("redirect(<|>)", REDIRECT, "location"),
        ("redirect('/a, (b', <|>)", REDIRECT, "code=302"),
        ("redirect('/a<|>, (b', 3)", REDIRECT, "location"),
        ("redirect(Response=None, <|>", REDIRECT, "location"),
        ("redirect('/', Response=<|>", REDIRECT, "Response=None"),
        ("redirect('/', Response=None, <|>", REDIRECT, "code=302"),
        ("redirect('/', wrong=<|>", REDIRECT, None),
        ("redirect('/', 302, None, <|>", REDIRECT, None),
        ("redirect(['/', '<|>'][0])", REDIRECT, "location"),
        ("redirect(('a' + '<|>'), 1)", REDIRECT, "location"),
        ("redirect(paths['/', <|>], 1)", REDIRECT, "location"),
        ("def f():\n    return redirect(\n        '/',  # a (comment\n        <|>\n    )", REDIRECT, "code=302"),
        ("def f():\n    return redirect(\n        '/',\n        <|>\n\ndef g():\n    pass\n", REDIRECT, "code=302"),
        ("send_file(redirect('/', <|>), 1)", REDIRECT, "code=302"),
        ("from flask import redirect as go\ngo(<|>", REDIRECT, "location"),
        ("db.Column(db.String(<|>20))", "String(length=None, ", "length=None"),
        ("make_response('').delete_cookie(<|>)", "delete_cookie(", "key"),
        ("app.test_client().post('/', js<|>on={})", "post(*args, ", "json=…"),
    ],
)
def test_calls(marked: str, shown: str, active: str | None) -> None:
    """The innermost call is shown, with the parameter that the cursor's argument is for."""
    found = helped(marked)
    assert found is not None and found.label.startswith(shown)
    assert active == (None if found.active is None else found.parameters[found.active])


@pytest.mark.parametrize(
    ("marked", "active"),
    [
        ("@app.route(<|>", "rule"),
        ("@app.route('/', <|>)\ndef f(): pass", None),
        ("@app.route('/', methods=['GET', '<|>'])\ndef f(): pass", "methods=…"),
        ("@app.route('/', methods=['GET'], <|>)\ndef f(): pass", "defaults=…"),
        ("@app.route('/', strict_slashes=<|>", "strict_slashes=…"),
    ],
)
def test_what_a_route_hands_on(marked: str, active: str | None) -> None:
    """The options of a rule stand in the place of `**options`, in decorators too."""
    found = helped(marked)
    assert found is not None and found.label.startswith("route(rule, *, methods=…, defaults=…, ")
    assert "**" not in found.label
    assert active == (None if found.active is None else found.parameters[found.active])


@pytest.mark.parametrize(
    "marked",
    [
        "print(<|>",
        "other.route(<|>",
        "redirect<|>('/')",
        "redirect('/')<|>",
        "app(<|>)",
        "redirect(f(<|>))",
        "def redirect(<|>): pass",
        "class Flask(<|>): pass",
        "redirect('/'  # <|>",
        "def f(redirect):\n    redirect(<|>)",
    ],
)
def test_nothing_is_guessed(marked: str) -> None:
    """Functions of others, definitions, calls of an instance and comments have no signature here."""
    assert helped(marked) is None


def test_parameters_are_explained() -> None:
    """Each parameter says what it is for, and the call what it does."""
    found = helped("redirect(<|>)")
    assert found is not None
    assert "sends the browser to another URL" in found.documentation
    assert ("Where to go, as `url_for` gives it.", "The HTTP status.") == found.said[:2]
    assert len(found.parameters) == len(found.said)


def test_an_endpoint_that_is_not_known_yet() -> None:
    """`url_for` shows its own parameters until the endpoint is there."""
    found = helped("url_for(<|>)")
    assert found is not None and found.label.startswith("url_for(endpoint, *, _anchor=None")


def test_every_signature_is_read() -> None:
    """What is shown of an entry has each part of its signature, and each parameter is a part of the label."""
    for entry in api.entries():
        taken = parameters(entry)
        shown = label(entry, taken)
        assert all(each.written in shown for each in taken)
        if not any(each.startswith("**") for each in split_signature(entry.signature or "")) and taken:
            assert split_signature(entry.signature or "") == split_signature(shown), entry.name


def test_every_offset_is_survived() -> None:
    """No place in half-typed code makes it raise."""
    text = HEAD + "@app.route('/é', methods=['😋'])\ndef f():\n    return redirect(url_for('f', a=(1, [2])), code=3)\n"
    for end in range(len(HEAD), len(text)):
        project = Project.empty().with_files({"app.py": text[:end]})
        for offset in range(max(end - 12, 0), end + 1):
            signature_help(project, "app.py", offset)
