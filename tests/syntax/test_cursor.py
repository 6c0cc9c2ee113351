"""What the cursor scanner says about half-typed code."""

from __future__ import annotations

import pytest
from flask_ls.syntax import jinja
from flask_ls.syntax.cursor import cursor, keywords_behind


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
        ("f(a, key == |", "f", 1, None),
        ("f(g(1, 2), |", "f", 1, None),
    ],
)
def test_enclosing_call(text: str, callee: str, index: int, keyword: str | None) -> None:
    """The innermost bracket, what stands before it and which argument the cursor is in."""
    argument = cursor(text.replace("|", ""), text.index("|")).arguments[0]
    assert (callee, index, keyword) == (argument.callee, argument.index, argument.keyword)


@pytest.mark.parametrize(
    ("text", "given", "applied"),
    [
        ("f(a, b=1, c=2, |", ("b", "c"), True),
        ("f(a, b=(1, x=2), |", ("b",), True),
        ("f(a, b=|", (), True),
        ("x[|", (), True),
        ("f()(|", (), True),
        ("(|", (), False),
        ("return (|", (), False),
        ("x in (|", (), False),
        ("f([|", (), False),
        ("def f(|", (), False),
        ("class A(|", (), False),
    ],
)
def test_what_a_bracket_is(text: str, given: tuple[str, ...], applied: bool) -> None:
    """Which keyword arguments are before the cursor, and whether the bracket calls something or only groups."""
    argument = cursor(text.replace("|", ""), text.index("|")).arguments[0]
    assert (given, applied, text[argument.at]) == (argument.given, argument.applied, argument.bracket)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("f(|, a=1, b=2)", ["a", "b"]),
        ("f(|, g(a=1), b=2), c(d=1)", ["b"]),
        ("f(|, 'a=1', # b=2\n  c=3)", ["c"]),
        ("f(|\n  a=1)", ["a"]),
        ("f(|, a == 1)", []),
        ("f(|", []),
    ],
)
def test_keywords_behind(text: str, names: list[str]) -> None:
    """The keyword arguments that follow in the same call, not those of others."""
    assert names == list(keywords_behind(text.replace("|", ""), text.index("|")))


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
