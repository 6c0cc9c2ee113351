"""# request-context-required

## What it does
Finds `request`, `session` and `flash()` where there is no request: in what runs while the file is imported, and in
commands for the command line.

## Why is this bad?
Without a request there is nothing to read or to keep: `RuntimeError: Working outside of request context.`

## Example
```python
from flask import Flask, session

app = Flask(__name__)
app.secret_key = "k"
session["key"] = "value"
```

## Use instead
```python
from flask import Flask, session

app = Flask(__name__)
app.secret_key = "k"


@app.route("/")
def index():
    session["key"] = "value"
    return "ok"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.handlers import COMMAND, handlers
from flask_ls.rules.import_time import called, is_imported_bare, unguarded, uses
from flask_ls.syntax.shape import MODULE, Shape
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK402",
    name="request-context-required",
    severity="error",
    summary="A request is needed where there is none",
    docs="https://flask.palletsprojects.com/en/stable/reqcontext/#manually-push-a-context",
    words=("request.", "request[", "session", "flash"),
)
_PROXIES = {"flask.request", "flask.session"}
_FUNCTIONS = {"flask.flash", "flask.get_flashed_messages"}


def check(shape: Shape, context: Context) -> Iterator[Report]:
    if shape.damaged or context.is_test:
        return
    found = list(_found(shape, MODULE, context))
    if found and is_imported_bare(context):
        yield from _reports(found, "while this file is imported")
    for number, scope in enumerate(shape.scopes):
        taken = handlers(Function(scope, context.block, number), context) if scope.decorators else []
        if taken and all(handler.role == COMMAND for handler in taken):
            found = list(_found(shape, number, context))
            yield from _reports(found, f"in the command `{scope.name}`")


def _found(shape: Shape, number: int, context: Context) -> Iterator[tuple[Span, str]]:
    ends = -1
    for expr, scope in unguarded(shape.bodies[number], shape, number):
        what = uses(expr, _PROXIES, scope, context) or called(expr, _FUNCTIONS, scope, context)
        if what and expr.span.start >= ends:
            ends = expr.span.end
            yield expr.span, what


def _reports(found: list[tuple[Span, str]], where: str) -> Iterator[Report]:
    for span, what in found:
        yield Report(
            span=span,
            message=f"`{what}` runs {where}, where there is no request: `RuntimeError: Working outside of request "
            "context.`",
        )
