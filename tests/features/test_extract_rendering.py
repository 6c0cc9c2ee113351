"""Extracting a selection from a template: real Jinja renders afterwards what it rendered before."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from flask_ls.features.template_actions import extractions
from flask_ls.text.spans import Span, apply_edits
from jinja2 import DictLoader, Environment, select_autoescape
from marks import ROOT, parse

APP = """\
-- app.py --
from flask import Flask, render_template
app = Flask(__name__)
@app.route("/")
def index():
    return render_template("index.html", user="Ada", items=[1])
-- templates/base.html --
<title>{% block title %}{% endblock %}</title>
{% block body %}{% endblock %}
-- templates/macros.html --
{% macro field(name) %}<input name="{{ name }}">{{ caller() if caller }}{% endmacro %}
-- templates/index.html --
"""
GIVEN: dict[str, Any] = {
    "user": SimpleNamespace(
        name="<Ada>", tags=["a&b", "c"], posts=[SimpleNamespace(title="x"), SimpleNamespace(title="y")]
    ),
    "items": [1, 2],
}
# The selection stands between « and ».
CASES = [
    "«<p>{{ user.name }}</p>»\n",
    "\n\n  «<p>{{ user.name }}</p>»\n",
    "  <ul>\n    «<li>\n      {{ user.name|upper }}\n    </li>»\n  </ul>\n",
    "{% for item in items %}\n  «<b>{{ item }}</b>»\n{% endfor %}\n",
    "{% for item in items %}{% for post in user.posts %}«{{ item }}{{ post.title }}»{% endfor %}{% endfor %}",
    "{% set total = 3 %}\n«{{ total + items|sum }}» {{ total }}",
    "{% for item in items %}{% set twice = item * 2 %}«{{ twice }}»{% endfor %}",
    "«{% for item in items if item > 1 %}{{ loop }}{{ item }}{% endfor %}»".replace("{{ loop }}", ""),
    "{% with a = 1, b = user.name %}«{{ a }}{{ b }}»{% endwith %}",
    "{% if items %}«{% if user %}{{ user.name }}{% else %}?{% endif %}»{% else %}none{% endif %}",
    "«{{ nobody }}{{ nobody is defined }}{{ nobody|default('x') }}»",
    "«{{ range(3)|join }}{{ dict(a=1).a }}{{ user.tags|map('upper')|join(', ') }}»",
    "«plain text»",
    "a\n{%- if user -%}  «{{ user.name }} {{- items }}»  {%- endif -%}\nb",
    "é😋 «{{ user.name }} é» 😋\n",
    "«{# a comment #}{{ items[0] }}» \n",
    '{% from "macros.html" import field %}\n«{{ field(user.name) }}{% call field("x") %}{{ items }}{% endcall %}»',
    '{% import "macros.html" as m %}«{{ m.field(user.name) }}»',
    '«{% include "macros.html" %}{{ user.name }}»',
    "{% filter upper %}«{{ user.tags[0] }}»{% endfilter %}",
    "{% set caught %}«{{ user.name }}»{% endset %}[{{ caught }}]",
    '{% extends "base.html" %}\n{% block body %}\n  «{{ user.name }}»\n{% endblock %}\n',
    '{% extends "base.html" %}{% set total = 2 %}{% block title %}«{{ total }}{{ user.name }}»{% endblock %}',
    '{% extends "base.html" %}{% block body %}{% for item in items %}«<i>{{ item }}</i>»{% endfor %}{% endblock %}',
    "«{{ user.name|safe }}{% autoescape false %}{{ user.name }}{% endautoescape %}»",
    "«{% raw %}{{ raw }}{% endraw %}{{ user.name }}»",
    "<p>  «{{ user.name }}  \n\n»  </p>",
]


@pytest.mark.parametrize("case", CASES)
def test_the_same_is_rendered(case: str) -> None:
    """Whatever is offered for a selection changes nothing of what is shown; something is offered for each."""
    before, changed = _changed(case)
    assert changed
    for title, texts in changed:
        assert _rendered(before) == _rendered(texts), title


@pytest.mark.parametrize(
    "case",
    [
        "{% for item in items %}«{{ loop.index }}»{% endfor %}",
        "«{% set x = 1 %}»{{ x }}",
        "«{% set x %}1{% endset %}»{{ x }}",
        "«{% block a %}{% endblock %}»",
        "{% block a %}«{{ self.a() }}»{% endblock %}",
        "«{% macro a() %}{% endmacro %}»{{ a() }}",
        "{% macro a(b) %}«{{ b }}»{% endmacro %}{{ a(1) }}",
        '«{% from "macros.html" import field %}»{{ field(1) }}',
        '«{% extends "base.html" %}»',
        '{% extends "base.html" %}«text»{% block body %}{% endblock %}',
        "{% raw %}«{{ user }}»{% endraw %}",
        "{# «{{ user }}» #}",
        "{{ us«er }}»",
        "{% if «user %}x{% endif %}»",
        "«{% if user %}x»{% endif %}",
        "x«{% endif %}»",
        "{% if user %}«x{% else %}y»{% endif %}",
        "{% if user %}«x{% endif %}y»",
        "<«p»>",
        "<p «class='a'>x»</p>",
        "«  \n»",
        "{% for item in items recursive %}«{{ item }}{{ loop(items) }}»{% endfor %}",
        "«{{ varargs }}»",
        "«{%- if user %} x {% endif -%}»   y",
        "a\n«{{- user.name -}}»\nb",
        '<a title="«{{ user.name }}»">',
        '<a «title»="{{ user.name }}">',
        "{% autoescape false %}«{{ user.name }}»{% endautoescape %}",
    ],
)
def test_nothing_is_offered(case: str) -> None:
    """What cuts a tag in two, binds names for others or reads names that only its place has is not taken out."""
    assert [] == _changed(case)[1]


@pytest.mark.parametrize("option", ["trim_blocks", "lstrip_blocks"])
def test_nothing_where_tags_take_space(option: str) -> None:
    """Where tags take the space around them, a tag in the place of a value would show something else."""
    assert [] == _changed("«{{ user.name }}»\n", f"app.jinja_env.{option} = True\n")[1]


def _changed(case: str, more: str = "") -> tuple[dict[str, str], list[tuple[str, dict[str, str]]]]:
    """The templates of a case by name, and those after each change that is offered."""
    start = case.index("«")
    end = case.index("»") - 1
    fixture = parse(APP.replace("@app.route", f"{more}@app.route") + case.replace("«", "").replace("»", ""))
    folder = f"{ROOT}/templates/"
    before = {path.removeprefix(folder): text for path, text in fixture.texts.items() if path.startswith(folder)}
    found = []
    for action in extractions(fixture.project, f"{folder}index.html", Span(start, end)):
        texts = dict(before)
        for path, edits in action.edits.items():
            texts[path.removeprefix(folder)] = apply_edits(fixture.texts[path], list(edits))
        for path, text in action.creates:
            texts[path.removeprefix(folder)] = text
        found.append((action.title, texts))
    return before, found


def _rendered(texts: dict[str, str]) -> str:
    environment = Environment(loader=DictLoader(texts), autoescape=select_autoescape())
    return environment.get_template("index.html").render(GIVEN)
