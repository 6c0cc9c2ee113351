"""# template-duplicate-block

## What it does
Finds two blocks of the same name in one template.

## Why is this bad?
The page fails with `jinja2.exceptions.TemplateAssertionError: block 'title' defined twice`. What a block holds can be written
again with `{{ self.title() }}`.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
<title>{% block title %}Home{% endblock %}</title><h1>{% block title %}Home{% endblock %}</h1>
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
<title>{% block title %}Home{% endblock %}</title><h1>{{ self.title() }}</h1>
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Report, Rule, TemplateFile
from flask_ls.rules.templates import has_unknown_tags, knows_jinja
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK609",
    name="template-duplicate-block",
    severity="error",
    summary="A template defines a block twice",
    docs="https://flask.palletsprojects.com/en/stable/templating/",
    words=("block",),
)


def check(file: TemplateFile) -> Iterator[Report]:
    first: dict[str, Span] = {}
    for place, block in file.model.blocks:
        span = place.at(block.name_span)
        if not block.name or first.setdefault(block.name, span) == span:
            continue
        if not has_unknown_tags(file.model) and knows_jinja(file):
            yield Report(
                span=span,
                message=f"`TemplateAssertionError: block '{block.name}' defined twice`. Write it again with "
                f"`{{{{ self.{block.name}() }}}}`.",
                related=((file.path, first[block.name], "It is defined here"),),
            )
