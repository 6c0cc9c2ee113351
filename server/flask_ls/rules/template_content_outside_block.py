"""# template-content-outside-block

## What it does
Finds text and expressions outside of all blocks in a template that extends another one.

## Why is this bad?
What is shown is the parent, with the blocks of this template in it. Everything else is dropped without a word.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
{% extends "base.html" %}
<p>lost</p>
{% block content %}kept{% endblock %}
-- templates/base.html --
<body>{% block content %}{% endblock %}</body>
```

## Use instead
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
{% extends "base.html" %}
{% block content %}<p>lost</p>kept{% endblock %}
-- templates/base.html --
<body>{% block content %}{% endblock %}</body>
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Report, Rule, TemplateFile
from flask_ls.rules.templates import has_unknown_tags, knows_jinja
from flask_ls.syntax.template.nodes import Comment, Extends, Print
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK613",
    name="template-content-outside-block",
    severity="warning",
    summary="What stands outside of blocks is never shown",
    docs="https://flask.palletsprojects.com/en/stable/templating/",
    words=("extends",),
    preview=True,
)


def check(file: TemplateFile) -> Iterator[Report]:
    extends = [index for index, branch in enumerate(file.model.tree) if isinstance(branch.place.tag.statement, Extends)]
    if len(extends) != 1 or has_unknown_tags(file.model) or not knows_jinja(file):
        return
    # What stands before `extends` is shown, since the parent is not known then.
    at = file.model.tree[extends[0]].place.span.end
    for branch in file.model.tree[extends[0] + 1 :]:
        yield from _lost(file, Span(at, branch.place.start))
        if isinstance(branch.place.tag.statement, Print):
            yield _report(branch.place.span)
        if branch.sections and branch.end is None:
            return
        at = branch.end.span.end if branch.end is not None else branch.place.span.end
        if isinstance(branch.place.tag.statement, Comment):
            continue
    yield from _lost(file, Span(at, len(file.model.text)))


def _lost(file: TemplateFile, span: Span) -> Iterator[Report]:
    text = file.model.text[span.start : span.end]
    shown = text.strip()
    if shown and not (shown.startswith("<!--") and shown.endswith("-->")):
        start = span.start + text.index(shown)
        yield _report(Span(start, start + len(shown)))


def _report(span: Span) -> Report:
    return Report(span=span, message="This is in no block, and the template extends another one: it is never shown.")
