"""# wtf-equalto-unknown-field

## What it does
Finds `EqualTo("name")` where the form has no field of this name.

## Why is this bad?
The form is never valid, and says `Invalid field name 'pasword'.` at the field. Nothing is said of forms that get fields
while the program runs, or derive from a class that is not known.

## Example
```python
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo

app = Flask(__name__)
app.config["SECRET_KEY"] = "secret"


class RegisterForm(FlaskForm):
    password = PasswordField()
    confirm = PasswordField(validators=[EqualTo("pasword")])
```

## Use instead
```python
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import EqualTo

app = Flask(__name__)
app.config["SECRET_KEY"] = "secret"


class RegisterForm(FlaskForm):
    password = PasswordField()
    confirm = PasswordField(validators=[EqualTo("password")])
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.components import mentions
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.symbols.classes import lineage
from flask_ls.symbols.form import Field, Form, forms, forms_of
from flask_ls.syntax.shape import Call, Const, Member, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK828",
    name="wtf-equalto-unknown-field",
    severity="error",
    summary="A field is compared with one that the form does not have",
    docs="https://wtforms.readthedocs.io/en/3.2.x/validators/#wtforms.validators.EqualTo",
    words=("EqualTo(",),
    fixable=True,
    preview=True,
)
_DYNAMIC = re.compile(r"\bsetattr\(|\bappend_field\b|\.fieldname\b")


def check(file: PyFile, context: Context) -> Iterator[Report]:
    project = context.project
    for form in forms_of(project, file):
        for field in form.fields.values():
            if field.owner == form.cls:
                for name in _compared(context, field):
                    if _is_missing(project, file, form, str(name.value)):
                        yield _report(file, form, field, name)


def _compared(context: Context, field: Field) -> Iterator[Const]:
    """The names that the validators of a field compare it with."""
    there = context._replace(block=field.owner.block)
    for each in inside(field.call):
        if not isinstance(each, Call) or not isinstance(each.func, (Ref, Member)):
            continue
        value = each.argument(0, "fieldname")
        owner = there.name_of(each.func, field.owner.scope) if _last(each) == "EqualTo" else ""
        if owner.startswith("wtforms.") and isinstance(value, Const) and isinstance(value.value, str):
            yield value


def _last(call: Call) -> str:
    return call.func.last if isinstance(call.func, Ref) else getattr(call.func, "name", "")


def _is_missing(project: Project, file: PyFile, form: Form, name: str) -> bool:
    """Whether neither a form nor one that derives from it has a field, or may get one."""
    if name in form.names or not form.complete or mentions(project, file.path, _DYNAMIC):
        return False
    heirs = [each for each in forms(project, file.path) if form.cls in lineage(project, each.cls).own[1:]]
    return not any(name in heir.names or not heir.complete for heir in heirs)


def _report(file: PyFile, form: Form, field: Field, name: Const) -> Report:
    others = sorted(set(form.fields) - {field.name})
    close = get_close_matches(str(name.value), others, n=1, cutoff=0.6)
    hint = f" Did you mean `{close[0]}`?" if close else ""
    return Report(
        span=file.absolute(field.owner.block, Span(name.span.start + 1, name.span.end - 1)),
        message=f"`{form.cls.name}` has no field `{name.value!s}`, so it is never valid: `Invalid field name "
        f"'{name.value!s}'.`{hint}",
        data=(close[0],) if close else (),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Name the field that was probably meant."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
