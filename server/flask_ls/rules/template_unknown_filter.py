"""# template-unknown-filter

## What it does
Finds filters in templates that neither Jinja nor the project knows.

## Why is this bad?
The page fails with `jinja2.exceptions.TemplateAssertionError: No filter named 'format_datetime'.` A function becomes a
filter by `@app.template_filter()`, `@bp.app_template_filter()` or `app.jinja_env.filters[…] = …`. Nothing is said where
filters may come from something that cannot be seen.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html", date=1)
-- templates/index.html --
{{ date|format_datetime }}
```

## Use instead
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.template_filter()
def format_datetime(value):
    return str(value)


@app.route("/")
def index():
    return render_template("index.html", date=1)
-- templates/index.html --
{{ date|format_datetime }}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule, TemplateFile
from flask_ls.rules.templates import knows_jinja
from flask_ls.symbols.template_names import names
from flask_ls.syntax.template.nodes import Const
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK602",
    name="template-unknown-filter",
    severity="error",
    summary="A template uses a filter that does not exist",
    docs="https://flask.palletsprojects.com/en/stable/templating/#registering-filters",
    words=("|", "{% filter", "{%- filter"),
    fixable=True,
)


def check(file: TemplateFile) -> Iterator[Report]:
    known = names(file.project, "filter")
    if known.open:
        return
    used = [(place, each) for place, each in file.model.filters if each.name and each.name not in known.known]
    if not used or not knows_jinja(file):
        return
    # A template that asks whether a filter is there knows that it may not be.
    asked = {
        each.value.value for _, each in file.model.tests if each.name == "filter" and isinstance(each.value, Const)
    }
    for place, each in used:
        if each.name in asked:
            continue
        near = get_close_matches(each.name, known.known, 1, 0.75)
        meant = f" Do you mean `{near[0]}`?" if near else ""
        yield Report(
            span=place.at(each.name_span),
            message=f"No filter is called `{each.name}`: `TemplateAssertionError: No filter named '{each.name}'.`{meant}",
            data=(*near,),
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the name that is probably meant."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
