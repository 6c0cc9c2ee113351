"""# route-without-parens

## What it does
Finds `@app.route` and `@app.get` that are not called.

## Why is this bad?
Nothing is registered, and nothing is said: the function's name becomes Flask's decorator, and every URL answers `404 NOT
FOUND`.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route
def index():
    return "x"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/")
def index():
    return "x"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.views import REGISTERING, overridden
from flask_ls.syntax.shape import Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK115",
    name="route-without-parens",
    severity="error",
    summary="A route decorator is not called",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Flask.route",
    words=("route", ".get", ".post", ".put", ".delete", ".patch"),
    fixable=True,
)


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    for each in scope.decorators:
        if not isinstance(each, Ref) or context.name_of(each, scope.parent) not in REGISTERING:
            continue
        if overridden(context.project, context.file.path, each.last):
            continue
        text = ".".join(each.parts)
        yield Report(
            span=Span(each.span.start - 1, each.span.end),  # with its `@`
            message=f"`{text}` is not called, so `{scope.name}` is not registered: every URL answers `404 NOT FOUND`. Write "
            f'`@{text}("/…")`.',
            data=(f"/{scope.name}",),
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Call it with a rule made of the function's name."""
    at = finding.span.end
    edit = TextEdit(Span(at, at), f'("{finding.data[0]}")')
    return [Fix(title=f'Add `("{finding.data[0]}")`', edits={finding.path: (edit,)})]
