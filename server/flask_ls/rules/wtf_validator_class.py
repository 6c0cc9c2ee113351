"""# wtf-validator-class

## What it does
Finds `validators=[DataRequired]`, with the class in the place of a validator, and `validators=DataRequired()`, which is no
list.

## Why is this bad?
The form cannot be made: `TypeError: <class 'wtforms.validators.DataRequired'> is not a valid validator because it is a
class, it should be an instance`.

## Example
```python
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired

app = Flask(__name__)
app.config["SECRET_KEY"] = "secret"


class NameForm(FlaskForm):
    name = StringField(validators=[DataRequired])


@app.route("/")
def index():
    return str(NameForm().name)
```

## Use instead
```python
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired

app = Flask(__name__)
app.config["SECRET_KEY"] = "secret"


class NameForm(FlaskForm):
    name = StringField(validators=[DataRequired()])


@app.route("/")
def index():
    return str(NameForm().name)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import Call, CallSite, Display, Expr, Member, Ref
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK827",
    name="wtf-validator-class",
    severity="error",
    summary="A validator is not called, or not in a list",
    docs="https://wtforms.readthedocs.io/en/3.2.x/validators/",
    words=("Field(",),
    fixable=True,
    preview=True,
)
# Those that need no arguments.
_BARE = {"DataRequired", "InputRequired", "Optional", "Email", "URL", "UUID", "MacAddress", "IPAddress"}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    value = call.argument(1, "validators")
    if value is None or not isinstance(call.func, (Ref, Member)):
        return
    if isinstance(value, Display) and value.kind in ("list", "tuple"):
        for each in value.items:
            name = _validator(each, site.scope, context) if isinstance(each, Ref) else ""
            if name and _is_field(site, context):
                yield Report(
                    span=each.span,
                    message=f"`{name}` is a class here: `TypeError: <class 'wtforms.validators.{name}'> is not a valid "
                    "validator because it is a class, it should be an instance`.",
                    data=("()",) if name in _BARE else (),
                )
    elif isinstance(value, Call):
        name = _validator(value.func, site.scope, context)
        if name and _is_field(site, context):
            yield Report(
                span=value.span,
                message=f"`validators` must be a list: `TypeError: '{name}' object is not iterable`.",
                data=("[]",),
            )


def _validator(expr: Expr, scope: int, context: Context) -> str:
    """The name of the validator's class of WTForms that an expression is."""
    name = context.name_of(expr, scope) if isinstance(expr, (Ref, Member)) else ""
    last = name.rpartition(".")[2]
    return last if name.startswith("wtforms.validators.") and last[:1].isupper() else ""


def _is_field(site: CallSite, context: Context) -> bool:
    name = context.name_of(site.call.func, site.scope)
    return name.startswith(("wtforms.", "flask_wtf.")) and name.endswith("Field")


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Call the class, or make a list."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    written = file.text[finding.span.start : finding.span.end]
    new = f"{written}()" if finding.data[0] == "()" else f"[{written}]"
    return [Fix(title=f"Change to `{new}`", edits={file.path: (TextEdit(finding.span, new),)}, safe=True)]
