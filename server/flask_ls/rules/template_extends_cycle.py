"""# template-extends-cycle

## What it does
Finds templates that extend each other in a circle, or themselves.

## Why is this bad?
Showing one of them fails with `RecursionError: maximum recursion depth exceeded`. A circle of `include` may have an end, and
is not looked at where it depends on a condition or a loop.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
{% extends "index.html" %}
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
-- templates/base.html --
b
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Report, Rule, TemplateFile
from flask_ls.rules.templates import knows_jinja
from flask_ls.symbols.template import resolve_name
from flask_ls.syntax.template.model import Reference, Template
from flask_ls.syntax.template.nodes import Extends, Include

RULE = Rule(
    code="FLK615",
    name="template-extends-cycle",
    severity="error",
    summary="Templates extend or include each other in a circle",
    docs="https://flask.palletsprojects.com/en/stable/templating/",
    words=("extends", "include"),
    preview=True,
)


def check(file: TemplateFile) -> Iterator[Report]:
    for reference in _certain(file.model):
        found = resolve_name(file.project, file.path, reference.name)
        if found and _leads_to(file, found[0], file.path) and knows_jinja(file):
            says = reference.place.tag.keyword
            yield Report(
                span=reference.span,
                message=f"This template {says}s itself, directly or through others: `RecursionError: maximum recursion depth "
                "exceeded`.",
            )


def _certain(model: Template) -> Iterator[Reference]:
    """What is extended or included whenever the template is shown: at the top level, by one name."""
    if "extends" not in model.text and "include" not in model.text:
        return
    top = {branch.place.start for branch in model.tree}
    for reference in model.references:
        if (
            isinstance(reference.place.tag.statement, Extends | Include)
            and not reference.choice
            and reference.place.start in top
        ):
            yield reference


def _leads_to(file: TemplateFile, start: str, target: str) -> bool:
    seen, pending = {start}, [start]
    while pending:
        at = pending.pop()
        if at == target:
            return True
        other = file.project.text_file(at)
        for reference in _certain(other.template) if other is not None else ():
            for path in resolve_name(file.project, at, reference.name)[:1]:
                if path not in seen:
                    seen.add(path)
                    pending.append(path)
    return False
