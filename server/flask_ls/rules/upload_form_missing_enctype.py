"""# upload-form-missing-enctype

## What it does
Finds `<form method="post">` with an `<input type="file">` and without `enctype="multipart/form-data"`.

## Why is this bad?
The browser sends the name of the file and nothing of its content; `request.files["photo"]` is then answered with
`400 Bad Request`. Nothing is said of forms that a script may send.

## Example
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/", methods=["GET", "POST"])
def index():
    return render_template("index.html")
-- templates/index.html --
<form method="post"><input type="file" name="photo"></form>
```

## Use instead
```text
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.route("/", methods=["GET", "POST"])
def index():
    return render_template("index.html")
-- templates/index.html --
<form method="post" enctype="multipart/form-data"><input type="file" name="photo"></form>
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule, TemplateFile
from flask_ls.rules.templates import elements_within, forms, knows_jinja
from flask_ls.syntax.template.elements import Element
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK607",
    name="upload-form-missing-enctype",
    severity="error",
    summary="A form with a file does not send it",
    docs="https://flask.palletsprojects.com/en/stable/patterns/fileuploads/",
    words=("<form",),
    fixable=True,
)


def check(file: TemplateFile) -> Iterator[Report]:
    for form in forms(file.model):
        if form.method != "post" or not form.is_plain or form.element.attribute("enctype") is not None:
            continue
        if form.element.attribute("id") is not None and "<script" in file.model.text:
            continue
        inside = elements_within(file.model, form.inside)
        files = [each for each in inside if each.name == "input" and _value(each, "type") == "file"]
        chosen = any(each.attribute("formenctype") is not None for each in inside)
        if files and not chosen and knows_jinja(file):
            yield Report(
                span=form.element.span,
                message='The form does not send the content of the file: without `enctype="multipart/form-data"` '
                "it is not in `request.files`.",
            )


def _value(element: Element, name: str) -> str:
    found = element.attribute(name)
    return found.value.strip().lower() if found is not None else ""


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Say how the form is sent."""
    at = finding.span.end - 1
    edit = TextEdit(Span(at, at), ' enctype="multipart/form-data"')
    return [Fix(title="Add `enctype`", edits={finding.path: (edit,)}, safe=True)]
