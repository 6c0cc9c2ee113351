"""Findings in templates: shown, mended, silenced, and the same after edits as in a project that is read anew."""

from __future__ import annotations

import random

import pytest
from flask_ls.features.code_actions import code_actions
from flask_ls.features.diagnostics import findings, project_findings
from flask_ls.features.fixing import fix_all
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from flask_ls.text.spans import Span, apply_edits
from marks import ROOT, parse

APP = """-- app.py --
from flask import Flask, render_template
from helpers import helper

app = Flask(__name__)
app.add_template_filter(helper, "known")


@app.route("/")
def index():
    return render_template("index.html", user=1)


@app.route("/user/<name>")
def show(name):
    return render_template("user.html", name=name)
-- templates/base.html --
<title>{% block title %}{% endblock %}</title>{% block content %}{% endblock %}{% include "part.html" %}
-- templates/part.html --
{% if user %}{{ user.name }}{% endif %}<form method="post"></form>
-- templates/index.html --
{% extends "base.html" %}
{% block content %}{{ usr|uper }}{{ user|known }}<a href="{{ url_for("sho", name=1) }}">{% endblock %}
-- templates/user.html --
{% extends "base.html" %}{% from "macros.html" import field %}
{% block content %}{{ name }}{{ field(nme) }}{{ x is evn }}<input value={{ name }}>{% endblock %}
-- templates/macros.html --
{% macro field(a) %}{{ a|nothing }}{% endmacro %}
"""
INDEX = f"{ROOT}/templates/index.html"
ALL = Options(preview=True)


def _project() -> Project:
    return parse(APP).project


def test_findings_are_of_the_template() -> None:
    """What a template has is said at its place, in the file and among those of the project."""
    project = _project()
    text = project.files[INDEX].text
    found = findings(project, INDEX, Options())
    assert [("usr", "FLK604"), ("uper", "FLK602"), ("sho", "FLK102")] == [
        (text[each.span.start : each.span.end], each.code) for each in found
    ]
    assert found == project_findings(project, Options())[INDEX]
    assert () == findings(project, INDEX, Options(diagnostics_enabled=False))
    assert () == findings(project, INDEX, Options(per_file_ignores={"templates/*": ("ALL",)}))
    assert ["FLK602"] == [each.code for each in findings(project, INDEX, Options(select=("FLK602",)))]


def test_fixes_in_templates() -> None:
    """What is meant is offered, and all of a file can be mended at once."""
    project = _project()
    text = project.files[INDEX].text
    at = text.index("uper")
    actions = code_actions(project, INDEX, Span(at, at), Options())
    (change,) = [each for each in actions if each.title == "Change to `upper`"]
    assert "{{ usr|upper }}" in apply_edits(text, list(change.edits[INDEX]))
    mended = fix_all(project, [INDEX], Options(), unsafe=True)
    assert () == findings(mended.project, INDEX, Options())
    assert "{{ user|upper }}" in mended.texts[INDEX]


@pytest.mark.parametrize(
    "title", ["Ignore FLK602 (template-unknown-filter) here", "Ignore FLK602 (template-unknown-filter) in this file"]
)
def test_silencing_in_templates(title: str) -> None:
    """A comment of Jinja's silences a rule at its line or in its file."""
    project = _project()
    at = project.files[INDEX].text.index("uper")
    (action,) = [each for each in code_actions(project, INDEX, Span(at, at), Options()) if each.title == title]
    text = apply_edits(project.files[INDEX].text, list(action.edits[INDEX]))
    assert "{# flask-ls: ignore" in text
    after = project.with_files({INDEX: text})
    assert ["FLK604", "FLK102"] == [each.code for each in findings(after, INDEX, Options())]


def test_edits_give_what_a_fresh_project_gives() -> None:
    """After any edit, in templates and in Python, the findings are those of a project that is read anew."""
    chance = random.Random(11)
    project = _project()
    texts = {path: file.text for path, file in project.files.items()}
    pieces = [
        "{{ x|uper }}",
        '{% include "part.html" %}',
        "{% if a %}",
        "{% endif %}",
        "user",
        "{{",
        '{% extends "base.html" %}',
        "x=1, ",
    ]
    for _ in range(120):
        path = chance.choice(sorted(texts))
        text = texts[path]
        at = chance.randrange(len(text) + 1)
        change = chance.random()
        if change < 0.1:
            new = parse(APP).texts[path]
        elif change < 0.5:
            new = text[:at] + text[at + chance.randrange(1, 9) :]
        else:
            new = text[:at] + chance.choice(pieces) + text[at:]
        texts[path] = new
        project = project.with_files({path: new})
        fresh = Project.empty((ROOT,)).with_files(texts)
        assert project_findings(fresh, ALL) == project_findings(project, ALL), texts


def test_files_come_and_go() -> None:
    """A template that is made or deleted is seen by those that name it."""
    project = _project()
    path = f"{ROOT}/templates/part.html"
    without = project.with_files({path: None})
    base = f"{ROOT}/templates/base.html"
    assert ["FLK601"] == [each.code for each in findings(without, base, Options())]
    assert [] == [each.code for each in findings(without.with_files({path: ""}), base, Options())]


def test_every_prefix_of_every_template_is_survived() -> None:
    """Half of a template raises nothing in any rule, and what is said stands in it."""
    project = _project()
    for path in project.texts:
        text = project.files[path].text
        for end in range(0, len(text), 3):
            half = project.with_files({path: text[:end]})
            for finding in findings(half, path, ALL):
                assert 0 <= finding.span.start <= finding.span.end <= end
