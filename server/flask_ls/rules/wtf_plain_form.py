"""# wtf-plain-form

## What it does
Finds `from flask_wtf import Form`.

## Why is this bad?
Since Flask-WTF 1.0 this is the plain `Form` of WTForms. It does not read the request and has no token against forged
requests: `AttributeError: 'NameForm' object has no attribute 'validate_on_submit'`, or, with `validate()`, no check at all.

## Example
```python
from flask import Flask
from flask_wtf import Form
from wtforms import StringField

app = Flask(__name__)
app.config["SECRET_KEY"] = "secret"


class NameForm(Form):
    name = StringField()


@app.route("/", methods=["GET", "POST"])
def index():
    return str(NameForm().validate_on_submit())
```

## Use instead
```python
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)
app.config["SECRET_KEY"] = "secret"


class NameForm(FlaskForm):
    name = StringField()


@app.route("/", methods=["GET", "POST"])
def index():
    return str(NameForm().validate_on_submit())
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.removed import is_gone
from flask_ls.syntax.shape import Shape
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK830",
    name="wtf-plain-form",
    severity="error",
    summary="The form that is imported is not Flask-WTF's",
    docs="https://flask-wtf.readthedocs.io/en/1.2.x/quickstart/#creating-forms",
    words=("flask_wtf",),
    fixable=True,
    preview=True,
)


def check(shape: Shape, context: Context) -> Iterator[Report]:
    for binding in shape.bindings:
        if binding.kind != "from" or (binding.module, binding.member) != ("flask_wtf", "Form"):
            continue
        gone, severity = is_gone(context, "flask-wtf", (1, 0))
        if gone:
            yield Report(
                span=binding.span,
                message="Since Flask-WTF 1.0 this is the plain form of WTForms: `AttributeError: … object has no attribute "
                "'validate_on_submit'`, and no token against forged requests. Use `FlaskForm`.",
                severity=severity,
                data=(binding.name,),
            )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Import `FlaskForm` under the name that the file uses."""
    name = finding.data[0]
    edit = TextEdit(finding.span, f"FlaskForm as {name}")
    return [Fix(title="Import `FlaskForm`", edits={finding.path: (edit,)}, safe=True)]
