"""# template-syntax-error

## What it does
Finds what Jinja refuses to read: a block that is not closed, an end tag that belongs to nothing, half of an expression.
The message is Jinja's own. Only the first error of a template is shown, since Jinja sees no more either.

## Why is this bad?
The page fails with `jinja2.exceptions.TemplateSyntaxError`. Nothing is said of tags that an extension may bring, nor where
the project gives Jinja another syntax.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
{% if user %}Hi
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
{% if user %}Hi{% endif %}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Report, Rule, TemplateFile
from flask_ls.rules.templates import has_unknown_tags, knows_jinja

RULE = Rule(
    code="FLK603",
    name="template-syntax-error",
    severity="error",
    summary="A template has a syntax error",
    docs="https://flask.palletsprojects.com/en/stable/templating/",
    words=("{{", "{%", "{#"),
)


def check(file: TemplateFile) -> Iterator[Report]:
    problem = file.model.problem
    if problem is None or has_unknown_tags(file.model) or not knows_jinja(file):
        return
    yield Report(span=problem.span, message=f"`TemplateSyntaxError: {problem.message}`")
