"""# template-unknown-block

## What it does
Finds blocks of a template that extends another one, where no template above has a block of that name.

## Why is this bad?
The block is never shown, without an error.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/")
def index():
    return render_template("index.html")
-- templates/index.html --
{% extends "base.html" %}{% block contnet %}lost{% endblock %}
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
{% extends "base.html" %}{% block content %}kept{% endblock %}
-- templates/base.html --
<body>{% block content %}{% endblock %}</body>
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule, TemplateFile
from flask_ls.rules.templates import has_unknown_tags, knows_jinja
from flask_ls.symbols.template_contract import ancestors
from flask_ls.syntax.template.model import Branch
from flask_ls.syntax.template.nodes import Attribute, Block, Name
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK614",
    name="template-unknown-block",
    severity="warning",
    summary="A block is in no template that this one extends",
    docs="https://flask.palletsprojects.com/en/stable/templating/",
    words=("extends",),
    fixable=True,
    preview=True,
)


def check(file: TemplateFile) -> Iterator[Report]:
    above, sure = ancestors(file.project, file.path)
    models = [found.template for path in above if (found := file.project.text_file(path)) is not None]
    if not above or not sure or any(has_unknown_tags(each) for each in (file.model, *models)) or not knows_jinja(file):
        return
    known = {block.name for model in models for _, block in model.blocks}
    # `self.name()` shows a block wherever it is.
    shown = {
        part.name
        for model in (file.model, *models)
        for _, part in model.parts(Attribute)
        if isinstance(part.value, Name) and part.value.name == "self"
    }
    for branch in file.model.tree:
        yield from _unknown(branch, known, shown)


def _unknown(branch: Branch, known: set[str], shown: set[str]) -> Iterator[Report]:
    statement = branch.place.tag.statement
    if isinstance(statement, Block):
        # What is in a block that is shown is shown with it.
        if statement.name and statement.name not in known | shown:
            near = get_close_matches(statement.name, known, 1, 0.7)
            meant = f" Do you mean `{near[0]}`?" if near else ""
            yield Report(
                span=branch.place.at(statement.name_span),
                message=f"No template that this one extends has a block `{statement.name}`: it is never shown.{meant}",
                data=(*near,),
            )
        return
    for section in branch.sections:
        for inner in section.body:
            yield from _unknown(inner, known, shown)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the name that is probably meant."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
