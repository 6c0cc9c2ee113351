"""# template-unknown-test

## What it does
Finds tests in templates (`x is evn`) that neither Jinja nor the project knows.

## Why is this bad?
The page fails with `jinja2.exceptions.TemplateAssertionError: No test named 'evn'.`

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
{{ 4 is evn }}
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
{{ 4 is even }}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule, TemplateFile
from flask_ls.rules.templates import has_unknown_tags, knows_jinja
from flask_ls.symbols.template_names import names
from flask_ls.syntax.template.nodes import Const
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK610",
    name="template-unknown-test",
    severity="error",
    summary="A template uses a test that does not exist",
    docs="https://flask.palletsprojects.com/en/stable/templating/",
    words=(" is ",),
    fixable=True,
    preview=True,
)


def check(file: TemplateFile) -> Iterator[Report]:
    known = names(file.project, "test")
    if known.open or has_unknown_tags(file.model):
        return
    asked = {each.value.value for _, each in file.model.tests if each.name == "test" and isinstance(each.value, Const)}
    for place, each in file.model.tests:
        if not each.name or each.name in known.known or each.name in asked or not knows_jinja(file):
            continue
        near = get_close_matches(each.name, known.known, 1, 0.7)
        meant = f" Do you mean `{near[0]}`?" if near else ""
        yield Report(
            span=place.at(each.name_span),
            message=f"No test is called `{each.name}`: `TemplateAssertionError: No test named '{each.name}'.`{meant}",
            data=(*near,),
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the name that is probably meant."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
