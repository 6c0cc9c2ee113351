"""# blueprint-module-registered

## What it does
Finds `register_blueprint` with the module that the blueprint is in.

## Why is this bad?
A module is no blueprint: `AttributeError: module 'auth' has no attribute 'register'`.

## Example
```python
# app.py
import auth
from flask import Flask

app = Flask(__name__)
app.register_blueprint(auth)
# auth.py
from flask import Blueprint

bp = Blueprint("auth", __name__)
```

## Use instead
```python
# app.py
import auth
from flask import Flask

app = Flask(__name__)
app.register_blueprint(auth.bp)
# auth.py
from flask import Blueprint

bp = Blueprint("auth", __name__)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.meaning import Known
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.syntax.shape import CallSite, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK512",
    name="blueprint-module-registered",
    severity="error",
    summary="A module is registered instead of its blueprint",
    docs="https://flask.palletsprojects.com/en/stable/blueprints/#registering-blueprints",
    words=("register_blueprint",),
    fixable=True,
    preview=True,
)
_REGISTERING = {"flask.Flask.register_blueprint", "flask.Blueprint.register_blueprint"}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    given = site.call.args[0] if site.call.args else None
    if not isinstance(given, Ref) or context.name_of(site.call.func, site.scope) not in _REGISTERING:
        return
    meaning = context.meaning(given, site.scope)
    file = context.project.python(meaning.name) if isinstance(meaning, Known) and meaning.module else None
    if file is None:
        return
    made = [name for name in file.bindings if _is_blueprint(given, name, site.scope, context)]
    yield Report(
        span=given.span,
        message=f"`{'.'.join(given.parts)}` is a module: `AttributeError: module '{given.last}' has no attribute 'register'`.",
        data=tuple(made) if len(made) == 1 else (),
    )


def _is_blueprint(module: Ref, name: str, scope: int, context: Context) -> bool:
    return context.type_of(Ref((*module.parts, name), module.span), scope) == "flask.Blueprint"


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Register the blueprint of the module."""
    end = finding.span.end
    return [
        Fix(title=f"Register `{name}` of it", edits={finding.path: (TextEdit(Span(end, end), f".{name}"),)}, safe=True)
        for name in finding.data
    ]
