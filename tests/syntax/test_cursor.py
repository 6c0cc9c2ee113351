"""What the cursor scanner says about half-typed code."""

from __future__ import annotations

import pytest
from flask_ls.syntax import jinja
from flask_ls.syntax.cursor import cursor


@pytest.mark.parametrize(
    ("text", "place", "prefix"),
    [
        ("fap|", "statement", "fap"),
        ("@fr|", "decorator", "fr"),
        ("def f():\n    fr|", "statement", "fr"),
        ("x = re|", "expression", "re"),
        ("return jso|", "expression", "jso"),
        ("x = 1; f|", "statement", "f"),
        ("# f|", "comment", "f"),
        ('"f|"', "string", "f"),
        ("'''a\nb|", "string", "a\nb"),
        ("from flask import re|", "import", "re"),
        ("request.a|", "attribute", "a"),
        ("def fo|", "name", "fo"),
        ("abort(|)", "expression", ""),
        ("x = r'\\|'", "string", "\\"),
        ("é = '😋|", "string", "😋"),
        ("(\n  a,\n  b|\n)", "expression", "b"),
    ],
)
def test_place(text: str, place: str, prefix: str) -> None:
    """Where the cursor is, and what is typed of the name it is in."""
    found = cursor(text.replace("|", ""), text.index("|"))
    assert (place, prefix) == (found.place, found.prefix)


@pytest.mark.parametrize(
    ("text", "callee", "index", "keyword"),
    [
        ('app.config["SE|', "app.config", 0, None),
        ('url_for("x", a|', "url_for", 1, None),
        ('app.route("/", methods=["|', "", 0, None),
        ("f(a, key=|", "f", 1, "key"),
        ("f(g(1, 2), |", "f", 1, None),
    ],
)
def test_enclosing_call(text: str, callee: str, index: int, keyword: str | None) -> None:
    """The innermost bracket, what stands before it and which argument the cursor is in."""
    argument = cursor(text.replace("|", ""), text.index("|")).arguments[0]
    assert (callee, index, keyword) == (argument.callee, argument.index, argument.keyword)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("<p>|", "text"),
        ("{{ us|", "expression"),
        ("{{ user }}|", "text"),
        ("{% if |", "tag"),
        ("{# |", "comment"),
        ("<a href=|", "attribute"),
        ('<a href="{{ |', "expression"),
        ('<a href="{{ x }}">|', "text"),
        ("<!-- |", "text"),
        ("a < b |", "text"),
    ],
)
def test_jinja_place(text: str, place: str) -> None:
    """Where the cursor is in a template."""
    assert place == jinja.place(text.replace("|", ""), text.index("|"))
