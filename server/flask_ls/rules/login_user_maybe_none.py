"""# login-user-maybe-none

## What it does
Finds `login_user(user)` where `user` is what a query found, or a function that may return `None`, and nothing looks at it
before.

## Why is this bad?
Where there is no such user, it raises `AttributeError: 'NoneType' object has no attribute 'is_active'`, and whoever types a
wrong name gets a 500. Nothing is said where a validator of the project's own may have looked.

## Example
```python
from flask import Flask
from flask_login import LoginManager, login_user

app = Flask(__name__)
app.secret_key = "secret"
LoginManager(app).user_loader(lambda user_id: None)


def find(name):
    return None


@app.route("/login")
def login():
    user = find("bob")
    login_user(user)
    return "in"
```

## Use instead
```python
from flask import Flask
from flask_login import LoginManager, login_user

app = Flask(__name__)
app.secret_key = "secret"
LoginManager(app).user_loader(lambda user_id: None)


def find(name):
    return None


@app.route("/login")
def login():
    user = find("bob")
    if user is None:
        return "There is no such user.", 401
    login_user(user)
    return "in"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask_ls.project.imports import import_edits
from flask_ls.project.meaning import Known
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.edits import newline_of
from flask_ls.rules.flow import returns_none
from flask_ls.symbols.form import instance as form_of
from flask_ls.symbols.model import instance as model_of
from flask_ls.syntax.shape import Call, Choice, Display, Operation, Ref, Return, Try
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK814",
    name="login-user-maybe-none",
    severity="error",
    summary="A user is logged in who may not exist",
    docs="https://flask-login.readthedocs.io/en/latest/#login-example",
    words=("login_user",),
    fixable=True,
)
_MAY_MISS = {"first", "get", "one_or_none", "scalar_one_or_none", "scalar"}
_STANDARD = ("DataRequired", "InputRequired", "Email", "Length", "Optional", "Regexp", "EqualTo")


def check(function: Function, context: Context) -> Iterator[Report]:
    if context.is_test:
        return
    parts = list(inside(context.file.shapes[function.block].bodies[function.number]))
    for each in parts:
        called = each.func if isinstance(each, Call) and each.args else None
        if isinstance(called, Ref) and context.name_of(called, function.number) == "flask_login.login_user":
            yield from _login(each, parts, function, context)


def _login(call: Call, parts: list[Any], function: Function, context: Context) -> Iterator[Report]:
    given = call.args[0]
    source = given
    if isinstance(given, Ref) and len(given.parts) == 1:
        bound = context.file.shapes[function.block].bound(function.number, given.parts[0])
        if len(bound) != 1 or bound[0].kind != "value" or bound[0].value is None:
            return
        source = bound[0].value
        # By the text, which has what follows `assert` too.
        text = context.file.blocks[context.block]
        between = text[source.span.end : call.span.start]
        if re.search(rf"\b{given.parts[0]}\b", between) or text[bound[0].span.end :].lstrip().startswith(":="):
            return
    if not isinstance(source, Call) or not _may_be_none(source, function, context):
        return
    if _is_guarded(call, parts) or _is_validated(parts, function, context):
        return
    text = context.file.blocks[context.block]
    shown = " ".join(text[given.span.start : given.span.end].split())
    yield Report(
        span=call.span,
        message=f"`{shown}` is `None` where there is no such user: `AttributeError: 'NoneType' object has no attribute "
        "'is_active'`. Look at it first.",
        data=(shown,) if isinstance(given, Ref) else (),
    )


def _may_be_none(source: Call, function: Function, context: Context) -> bool:
    """Whether a call gives a row of the database or None, or is one of a function that returns None somewhere."""
    last = source.func.last if isinstance(source.func, Ref) else getattr(source.func, "name", "")
    project, file = context.project, context.file
    if last in _MAY_MISS:
        return model_of(project, file, function.block, function.number, source) is not None
    meaning = context.meaning(source.func, function.number)
    site = meaning.site if isinstance(meaning, Known) and meaning.type is None else None
    home = project.python(site.path) if site is not None else None
    if site is None or home is None or site.block >= len(home.shapes):
        return False
    shape = home.shapes[site.block]
    scope = shape.scopes[site.scope]
    returned = [each for each in inside(shape.bodies[site.scope]) if isinstance(each, Return)]
    plain = scope.kind == "function" and not scope.decorators
    return plain and any(each.value is not None and returns_none(each) for each in returned)


def _is_guarded(call: Call, parts: list[Any]) -> bool:
    """Whether a call stands in a `try` that handles errors, or behind a test in the same expression."""
    return any(
        _encloses(each.span, call.span)
        for each in parts
        if isinstance(each, Choice)
        or (isinstance(each, Try) and each.handlers)
        or (isinstance(each, Operation) and each.operator == "and")
    )


def _encloses(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _is_validated(parts: list[Any], function: Function, context: Context) -> bool:
    """Whether a form is validated that may look for the user itself."""
    for each in parts:
        func = each.func if isinstance(each, Call) else None
        if not isinstance(func, Ref) or func.last not in ("validate_on_submit", "validate"):
            continue
        receiver = Ref(func.parts[:-1], func.span) if len(func.parts) > 1 else func
        form = form_of(context.project, context.file, function.block, function.number, receiver)
        if form is None or not form.complete or any(name.startswith("validate") for name in form.names):
            return True
        for field in form.fields.values():
            given = field.call.keyword("validators") or field.call.keyword("validator")
            value = given.value if given is not None else field.call.args[1] if len(field.call.args) > 1 else None
            items = value.items if isinstance(value, Display) else () if value is None else (value,)
            if not all(isinstance(item, Call) and _last(item).endswith(_STANDARD) for item in items):
                return True
    return False


def _last(call: Call) -> str:
    return call.func.last if isinstance(call.func, Ref) else ""


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Answer 401 before, where there is no such user."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    start = file.lines.starts[file.lines.line_of(finding.span.start)]
    indent = file.text[start : finding.span.start]
    if indent.strip():
        return []
    newline = newline_of(file)
    text = f"{indent}if {finding.data[0]} is None:{newline}{indent}    abort(401){newline}"
    edits = (*import_edits(file, ["from flask import abort"]), TextEdit(Span(start, start), text))
    return [Fix(title="Answer 401 where there is no such user", edits={file.path: edits})]
