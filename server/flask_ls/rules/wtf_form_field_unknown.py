"""# wtf-form-field-unknown

## What it does
Finds `form.name` where the form's class has no field or other attribute of this name.

## Why is this bad?
It raises `AttributeError: 'ContactForm' object has no attribute 'agree'`, and the request is answered with 500. Nothing is
said of forms that get fields while the program runs, or derive from a class that is not known.

## Example
```python
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)
app.config["SECRET_KEY"] = "secret"


class ContactForm(FlaskForm):
    name = StringField("Name")


@app.route("/")
def index():
    form = ContactForm()
    return str(form.agree.data)
```

## Use instead
```python
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)
app.config["SECRET_KEY"] = "secret"


class ContactForm(FlaskForm):
    name = StringField("Name")


@app.route("/")
def index():
    form = ContactForm()
    return str(form.name.data)
```
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from flask_ls.project.components import mentions
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule, TemplateFile
from flask_ls.symbols.classes import Class, lineage
from flask_ls.symbols.form import Form, instance
from flask_ls.syntax.shape import Call, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

if TYPE_CHECKING:
    from flask_ls.symbols.template_calls import Render

RULE = Rule(
    code="FLK816",
    name="wtf-form-field-unknown",
    severity="error",
    summary="A form has no field of this name",
    docs="https://flask-wtf.readthedocs.io/en/1.2.x/quickstart/",
    words=(".data", ".errors", ".validate_on_submit(", ".validate("),
    fixable=True,
)
# What gives forms fields, or objects attributes, while the program runs.
_DYNAMIC = re.compile(r"\bsetattr\((?!self\b)|\bappend_field\b|\b__getattr__\b|\b__getattribute__\b")


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    forms: dict[str, Form | None] = {}
    for each in inside(shape.bodies[function.number]):
        if not isinstance(each, Ref) or len(each.parts) < 2:
            continue
        name = each.parts[0]
        if name not in forms:
            first = Ref((name,), each.span)
            local = any(isinstance(bound.value, Call) for bound in shape.bound(function.number, name))
            forms[name] = (
                instance(context.project, context.file, function.block, function.number, first) if local else None
            )
        form, attribute = forms[name], each.parts[1]
        if form is not None and form.complete and attribute not in form.attributes and not attribute.startswith("_"):
            yield from _report(each, form, context)


TEMPLATE_WORDS = (".label", ".errors", ".data", "(")


def check_template(file: TemplateFile) -> Iterator[Report]:
    """Fields of a form that every view which renders the template gives it, of which something is read or called."""
    from flask_ls.rules.templates import has_unknown_tags, knows_jinja
    from flask_ls.symbols.template_contract import rendering
    from flask_ls.syntax.template import nodes
    from flask_ls.syntax.template.names import bound

    used: list[tuple[nodes.Attribute, int]] = [
        (owner, place.start)
        for kind, outer in ((nodes.Attribute, "value"), (nodes.Call, "func"))
        for place, part in file.model.parts(kind)
        if isinstance(owner := getattr(part, outer), nodes.Attribute) and isinstance(owner.value, nodes.Name)
    ]
    calls, unsure = rendering(file.project, file.path) if used else ((), "")
    if not calls or unsure or has_unknown_tags(file.model) or not knows_jinja(file):
        return
    own = bound(file.model)
    for attribute, start in sorted(used, key=lambda pair: pair[1] + pair[0].span.start):
        name = attribute.value.name if isinstance(attribute.value, nodes.Name) else ""
        forms = [_passed(file.project, call, name) for call in calls] if name not in own else []
        known = [form for form in forms if form is not None and form.complete]
        if not known or len(known) < len(forms) or any(attribute.name in form.attributes for form in known):
            continue
        asked = re.compile(rf"\b(?:if|elif)\b[^%}}]*\b{name}\.{attribute.name}\b|\b{name}\.{attribute.name}\s+is\b")
        dynamic = any(mentions(file.project, form.cls.path, _DYNAMIC) for form in known)
        if not attribute.name or dynamic or asked.search(file.model.text):
            continue
        close = get_close_matches(attribute.name, sorted(known[0].fields), n=1, cutoff=0.7)
        hint = f" Did you mean `{close[0]}`?" if close else ""
        yield Report(
            span=attribute.name_span.shifted(start),
            message=f"`{known[0].cls.name}` has no field `{attribute.name}`: `UndefinedError: '"
            f"{_dotted(known[0])} object' has no attribute '{attribute.name}'`.{hint}",
            data=(close[0],) if close else (),
        )


def _dotted(form: Form) -> str:
    """The class as Jinja names it."""
    return f"{os.path.basename(form.cls.path).removesuffix('.py')}.{form.cls.name}"  # noqa: PTH119


def _passed(project: Project, render: Render, name: str) -> Form | None:
    """The form that a call gives a template under this name."""
    file = project.python(render.path)
    value = next((each.value for each in render.passed if each.name == name), None)
    return instance(project, file, render.block, render.scope, value) if file is not None and value is not None else None


def _report(expr: Ref, form: Form, context: Context) -> Iterator[Report]:
    name, attribute = expr.parts[:2]
    path = context.file.path
    written = re.compile(rf"\.{attribute}\s*=(?!=)")
    if mentions(context.project, path, _DYNAMIC) or mentions(context.project, path, written):
        return
    if any("setattr(" in _text(context, each) for each in lineage(context.project, form.cls).own):
        return
    text = context.file.blocks[context.block]
    at = text.find(attribute, expr.span.start + len(name), expr.span.end)
    close = get_close_matches(attribute, sorted(form.fields), n=1, cutoff=0.7)
    hint = f" Did you mean `{close[0]}`?" if close else ""
    yield Report(
        span=Span(at, at + len(attribute)),
        message=f"`{form.cls.name}` has no field `{attribute}`: `AttributeError: '{form.cls.name}' object has no attribute "
        f"'{attribute}'`.{hint}",
        data=(close[0],) if close else (),
    )


def _text(context: Context, cls: Class) -> str:
    file = context.project.python(cls.path)
    return file.blocks[cls.block] if file is not None else ""


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Name the field that was probably meant."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
