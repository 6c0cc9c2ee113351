"""Where a project gives filters, tests and globals to its templates."""

from __future__ import annotations

from flask_ls.symbols.template_names import givers
from marks import parse

APP = """
from flask import Flask

app = Flask(__name__)


@app.template_filter("money")
def as_money(value):
    return value


@app.template_filter
def bare(value):
    return value


app.template_test("even")(lambda value: True)
app.add_template_global(as_money, "price")
later = app.template_filter("late")
later(as_money)
"""


def test_each_giver_is_named_once() -> None:
    """A decorator with a name, and what is called at once with what it makes, give a name once."""
    found = {name: len(sites) for (_, name), sites in givers(parse(APP).project).items()}
    assert {"money": 1, "bare": 1, "even": 1, "price": 1, "late": 1} == found
