"""Applications that give Jinja other delimiters, or lines that are statements: names are found, and nothing false is said."""

from __future__ import annotations

import pytest
from flask_ls.features.definition import definition
from flask_ls.features.diagnostics import findings
from flask_ls.features.references import references
from flask_ls.features.rename import rename
from flask_ls.features.results import Rename
from flask_ls.features.template_actions import extractions
from flask_ls.options import Options
from flask_ls.text.spans import Span
from marks import ROOT, Fixture, parse
from test_template_navigation import shown

_APP = """\
-- app.py --
from flask import Flask, render_template
{before}
app = {made}(__name__)
{given}
@app.route("/")
def index():
    return render_template("index.html", user="Ada")
-- templates/index.html --
{page}
"""
_LINES = 'app.jinja_env.line_statement_prefix = "%"\napp.jinja_env.line_comment_prefix = "##"'
_LINED = "% for x in [user]\n  {{ us<|>er }}{{ x }} ## {{ user }} {% if\n% endfor"
_SQUARE = "[[ us<|>er ]]{{ user.vue }}{{ vue | vues }}{{"
_OPTIONS = 'dict(variable_start_string="[[", variable_end_string="]]")'


def made(given: str, page: str, before: str = "", cls: str = "Flask") -> Fixture:
    """An application that gives its environment these options, with one page."""
    return parse(_APP.format(before=before, made=cls, given=given, page=page))


WAYS = [
    (_LINES, _LINED, "", "Flask", 2),
    ('app.jinja_options = {"line_statement_prefix": "%", "line_comment_prefix": "##"}', _LINED, "", "Flask", 2),
    (f"app.jinja_options = {_OPTIONS}", _SQUARE, "", "Flask", 1),
    (f"app.jinja_options.update({_OPTIONS})", _SQUARE, "", "Flask", 1),
    (
        'app.jinja_env.variable_start_string = "[["\napp.jinja_env.variable_end_string = "]]"',
        _SQUARE, "", "Flask", 1,
    ),
    (
        'app.jinja_options["variable_start_string"] = "[["\napp.jinja_options["variable_end_string"] = "]]"',
        _SQUARE, "", "Flask", 1,
    ),
    (
        "", _SQUARE,
        "class Own(Flask):\n    jinja_options = Flask.jinja_options.copy()\n    jinja_options.update(\n"
        '        variable_start_string="[[", variable_end_string="]]"\n    )', "Own", 1,
    ),
    (
        "", _SQUARE, f"class Own(Flask):\n    jinja_options = {{**Flask.jinja_options, **{_OPTIONS}}}", "Own", 1,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("given", "page", "before", "cls", "reads"), WAYS)
def test_names_are_found(given: str, page: str, before: str, cls: str, reads: int) -> None:
    """However the options are given: a variable leads to the view, all its reads are found, and nothing else is."""
    fixture = made(given, page, before, cls)
    (found,) = definition(fixture.project, fixture.path, fixture.offset)
    assert f"{ROOT}/app.py" == found.path
    places = references(fixture.project, fixture.path, fixture.offset, declaration=False)
    assert ["user"] * reads == [each.split(" ")[1] for each in shown(fixture, places)]
    assert isinstance(rename(fixture.project, fixture.path, fixture.offset, "person"), Rename) == (
        "jinja_env.line" in given
    )
    assert () == findings(fixture.project, fixture.path, Options(preview=True))
    assert [] == extractions(fixture.project, fixture.path, Span(0, len(fixture.texts[fixture.path])))


@pytest.mark.parametrize(
    "given",
    [
        f"{_LINES}\napp.jinja_env.line_statement_prefix = prefix()",
        'app.jinja_env.line_statement_prefix = "%"\napp.jinja_env.line_statement_prefix = "#"',
        'app.jinja_options = dict(app.jinja_options, block_start_string=CONFIG["start"])',
    ],
)
def test_options_that_are_not_known(given: str) -> None:
    """Where an option is computed, or given twice, nothing is read and nothing is said."""
    fixture = made(given, "% for x in y\n{{ us<|>er }}{% nothing %}\n% endfor\n{{ x | nothing }}")
    assert [] == definition(fixture.project, fixture.path, fixture.offset)
    assert () == findings(fixture.project, fixture.path, Options(preview=True))


@pytest.mark.parametrize(
    "given",
    ['latex = Environment(variable_start_string="[[", line_statement_prefix="%")', "# line_statement_prefix"],
)
def test_an_environment_of_its_own(given: str) -> None:
    """What an environment is given that is none of an application's says nothing of its templates."""
    fixture = made(given, "{{ us<|>er }}[[ user ]]\n% if\n")
    places = references(fixture.project, fixture.path, fixture.offset, declaration=False)
    assert ["index.html:1 user"] == shown(fixture, places)


def test_two_applications() -> None:
    """The options of one application are not those of another beside it."""
    usual = made("", "{{ us<|>er }}")
    lined = made(_LINES, "% set user = 1\n{{ user }}")
    texts = {
        path.replace(ROOT, f"{ROOT}/{name}"): text
        for name, each in (("a", usual), ("b", lined))
        for path, text in each.texts.items()
    }
    source = "".join(f"-- {path.removeprefix(f'{ROOT}/')} --\n{text}" for path, text in texts.items())
    fixture = parse(source.replace("{{ user", "{{ us<|>er", 1))
    assert ["a/app.py:7 user"] == shown(fixture, definition(fixture.project, fixture.path, fixture.offset))
    fixture = parse(source.replace("1\n{{ user", "1\n{{ us<|>er", 1))
    assert ["b/templates/index.html:1 user"] == shown(
        fixture, definition(fixture.project, fixture.path, fixture.offset)
    )
