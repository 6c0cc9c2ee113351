"""What templates cost: a typed character in a long one against Jinja's own parser, and reading five thousand of them."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import jinja2
from bench_figures import Row, read_all
from flask_ls.features.completion import complete
from flask_ls.features.diagnostics import findings
from flask_ls.features.hover import hover
from flask_ls.options import Options
from flask_ls.project.files import DiskFiles, find_files
from flask_ls.project.reading import read_file
from flask_ls.project.snapshot import Project
from flask_ls.symbols.uses import uses_by_name

LINES = 2_000
FILES = 5_000
ROUNDS = 30

_APP = '''"""A shop."""

from flask import Flask, render_template

app = Flask(__name__)


@app.route("/item/<int:item_id>", methods=["GET", "POST"])
def item(item_id):
    return render_template("page.html", rows=load(item_id), title="Items", form=make_form(), user=find_user())
'''
_BASE = """<!doctype html>
<title>{% block title %}{{ title }}{% endblock %}</title>
{% block content %}{% endblock %}
"""
# Of thirty lines, about as many hold tags as in the templates of real applications.
_PART = """  <section id="part-{n}" class="panel">
    <h2>{{{{ title }}}} <small>{n}</small></h2>
    <p class="lead">What there is in this part of the page is explained by a sentence or two.</p>
    {{% if user.is_active and rows %}}
    <table class="table table-striped">
      <thead>
        <tr><th>Name</th><th>Price</th><th>Since</th></tr>
      </thead>
      <tbody>
        {{% for row in rows|sort(attribute="name") %}}
        <tr class="{{{{ 'odd' if loop.index is odd else 'even' }}}}">
          <td><a href="{{{{ url_for('item', item_id=row.id) }}}}">{{{{ row.name|title }}}}</a></td>
          <td>{{{{ "%.2f"|format(row.price) }}}}</td>
          <td>{{{{ row.since|default("never", true) }}}}</td>
        </tr>
        {{% else %}}
        <tr><td colspan="3">Nothing is here.</td></tr>
        {{% endfor %}}
      </tbody>
    </table>
    {{% else %}}
    <p>Somebody has to sign in first, and then there will be a table with rows in this place.</p>
    {{% endif %}}
    <form method="post" class="form-inline">
      {{{{ form.hidden_tag() }}}}
      {{{{ form.name_{n}.label }}}} {{{{ form.name_{n}(class="form-control") }}}}
      <button type="submit" class="btn btn-primary">Save</button>
    </form>
    {{# the next part follows #}}
  </section>
"""


def rows() -> list[Row]:
    """Editing one long template, then reading many."""
    return [*_editing(), *_reading()]


def page(lines: int) -> str:
    """A template with at least so many lines that inherits and fills a block."""
    parts = (_PART.format(n=number) for number in range(lines // _PART.count("\n") + 1))
    head = '{% extends "base.html" %}\n{% block content %}\n'
    return head + "".join(parts) + "{% endblock %}\n"


def _editing() -> list[Row]:
    """A typed character to findings, completion and hover in one long template."""
    path, options, environment = "/bench/templates/page.html", Options(), jinja2.Environment(autoescape=True)
    text = page(LINES)
    files = {"/bench/app.py": _APP, "/bench/templates/base.html": _BASE, path: text}
    project = Project.empty(("/bench",)).with_files(files)
    findings(project, path, options)
    parse = statistics.median(_times(lambda _: environment.parse(text), ROUNDS))
    typed, lists, hovers = [], [], []
    for number in range(ROUNDS):  # never the same text twice
        at = text.index("{{ row.name", len(text) // 2) + 3
        text = text[:at] + f"v{number} or " + text[at:]
        start = time.perf_counter()
        project = project.with_files({path: text})
        findings(project, path, options)
        found = time.perf_counter()
        complete(project, path, at + 1, options, snippet_support=True, language="html")
        listed = time.perf_counter()
        hover(project, path, text.index("|title", at) + 2, options)
        typed.append(found - start)
        lists.append(listed - found)
        hovers.append(time.perf_counter() - listed)
    unit = f"x Jinja's parse of {text.count(chr(10)):,} lines"
    return [
        ("typed character in a template to findings, median", statistics.median(typed) / parse, unit, "goal <= 1.0"),
        ("completion in a template, median", statistics.median(lists) / parse, unit, "goal <= 1.0"),
        ("hover in a template, median", statistics.median(hovers) / parse, unit, "goal <= 1.0"),
    ]


def _reading() -> list[Row]:
    """Many templates from the disk into a snapshot, and then all names that they use."""
    random_ = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        root.joinpath("app.py").write_text(_APP, encoding="utf-8")
        for number in range(FILES):
            path = root / "templates" / f"area_{number % 50}" / f"page_{number}.html"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page(random_.choice((10, 30, 60, 120))), encoding="utf-8")
        names = list(find_files(folder))
        source = DiskFiles()
        reading = statistics.median(_times(lambda _: read_all(names), 5))
        snapshots: list[Project] = []

        def index(_: int) -> None:
            files = {name: file for name in find_files(folder) if (file := read_file(name, source)) is not None}
            snapshots.append(Project((folder,), files))

        indexed = statistics.median(_times(index, 5))
        used = statistics.median(_times(lambda round_: uses_by_name(snapshots[round_]), 5))
    what = f"of {FILES:,} templates"
    return [
        (f"index {what}", indexed / reading, "x reading the bytes", "goal <= 4.0"),
        (f"every name that is used {what}", used / reading, "x reading the bytes", ""),
    ]


def _times(action: Callable[[int], object], rounds: int) -> list[float]:
    measured = []
    for round_ in range(rounds):
        start = time.perf_counter()
        action(round_)
        measured.append(time.perf_counter() - start)
    return measured
