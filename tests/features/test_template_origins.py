"""Where names in templates come from that no view passes: context processors, parents, imports; relative endpoints."""

from __future__ import annotations

import pytest
from flask_ls.features.definition import definition
from flask_ls.features.references import references
from flask_ls.features.rename import prepare_rename, rename
from flask_ls.features.results import Refusal, Rename
from marks import Fixture, parse
from test_template_navigation import shown

APP = """\
-- app.py --
from flask import Blueprint, Flask, render_template
app = Flask(__name__)
bp = Blueprint("shop", __name__)
@app.context_processor
def more():
    return dict(shop="Ada")
@bp.app_context_processor
def others():
    return {"owner": 1, "shop": 2}
@bp.route("/")
def index():
    return render_template("index.html")
@bp.route("/about")
def about():
    return render_template("both.html")
@app.route("/login")
def login():
    return render_template("both.html")
app.register_blueprint(bp)
-- templates/base.html --
{% import "macros.html" as forms %}
{% set heading = 1 %}{% for inner in heading %}{% endfor %}
{% block body %}{% endblock %}
-- templates/macros.html --
{% macro field() %}{% endmacro %}
-- templates/both.html --
{{ url_for(".index") }}
-- templates/index.html --
{% extends "base.html" %}
"""


def page(text: str) -> Fixture:
    """The application with more text in its page."""
    return parse(f"{APP}{text}\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ own<|>er }}", ["app.py:9 owner"]),
        ("{{ sho<|>p }}", ["app.py:6 shop", "app.py:9 shop"]),
        ("{% block body %}{{ for<|>ms.field() }}{% endblock %}", ["base.html:1 forms"]),
        ("{% block body %}{{ head<|>ing }}{% endblock %}", ["base.html:2 heading"]),
        ("{% block body %}{{ inn<|>er }}{% endblock %}", []),
        ("{% from pick() import field %}{{ fie<|>ld() }}", ["index.html:2 field"]),
        ("{% trans who=owner, owner %}{{ wh<|>o }}{% endtrans %}", ["index.html:2 who"]),
        ('{{ url_for(".in<|>dex") }}', ["app.py:11 index"]),
        ('{{ url_for(".log<|>in") }}', []),
    ],
)
def test_definition(text: str, expected: list[str]) -> None:
    """A name that no view passes leads to who gives it; a relative endpoint to the view of the page's blueprint."""
    fixture = page(text)
    assert expected == shown(fixture, definition(fixture.project, fixture.path, fixture.offset))


def test_a_page_of_two_blueprints() -> None:
    """What a relative endpoint means is not known where views of different blueprints render the page."""
    fixture = parse(APP.replace('(".index")', '(".ind<|>ex")'))
    assert [] == definition(fixture.project, fixture.path, fixture.offset)


def test_rename_of_a_view_with_relative_uses() -> None:
    """A view that has another name has it in relative endpoints as well."""
    fixture = parse(f'{APP.replace("def index", "def ind<|>ex")}{{{{ url_for(".index") }}}}\n')
    changed = rename(fixture.project, fixture.path, fixture.offset, "start")
    assert isinstance(changed, Rename)
    assert 2 == len(changed.edits)


def test_a_blueprint_in_an_endpoint() -> None:
    """On the blueprint's part of an endpoint nothing is renamed: it would be the view."""
    fixture = page('{{ url_for("sh<|>op.index") }}')
    assert isinstance(prepare_rename(fixture.project, fixture.path, fixture.offset), Refusal)
    fixture = page('{{ url_for("shop.in<|>dex") }}')
    assert not isinstance(prepare_rename(fixture.project, fixture.path, fixture.offset), Refusal)


def test_a_name_from_an_import_that_is_not_known() -> None:
    """Its uses in the page are found; it keeps its name, which is another template's."""
    fixture = page("{% from pick() import field %}{{ fie<|>ld() }}")
    found = references(fixture.project, fixture.path, fixture.offset, declaration=True)
    assert ["index.html:2 field", "index.html:2 field"] == shown(fixture, found)
    assert isinstance(prepare_rename(fixture.project, fixture.path, fixture.offset), Refusal)
    fixture = page("{% from pick() import field as other %}{{ oth<|>er() }}")
    assert isinstance(rename(fixture.project, fixture.path, fixture.offset, "fresh"), Rename)
