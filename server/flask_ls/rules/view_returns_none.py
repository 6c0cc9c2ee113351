"""# view-returns-none

## What it does
Finds views and error handlers that can end without a response: some way through the function has no `return`, or has
one without a value.

## Why is this bad?
Flask cannot make a response of `None`. The request fails with `TypeError: The view function for 'index' did not return a
valid response. The function either returned None or ended without a return statement.` What ends a function otherwise,
such as `abort()` or an exception, is no such way, and for a view that tests `request.method` only the methods that it
takes count.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/", methods=["GET", "POST"])
def index():
    if request.method == "POST":
        return "posted"
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/", methods=["GET", "POST"])
def index():
    if request.method == "POST":
        return "posted"
    return "form"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.flow import ANY, is_generator, may_end, returns_none
from flask_ls.rules.handlers import ERROR, MAKES_RESPONSES, VIEW, Handler, handlers, view_methods
from flask_ls.rules.response_not_returned import is_response
from flask_ls.syntax.shape import Const, Evaluate, Other, Return
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK202",
    name="view-returns-none",
    severity="error",
    summary="A view can end without a response",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#about-responses",
    words=("route", ".get", ".post", ".put", ".delete", ".patch", "errorhandler"),
)
_IMPOSSIBLE = re.compile(r"assert\s+(?:False|0)\b|assert_never")
_ERROR = (
    "`TypeError: The view function for '{}' did not return a valid response. The function either returned None or ended "
    "without a return statement.`"
)


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    shape = context.file.shapes[function.block]
    if shape.damaged or context.is_test or not scope.decorators:
        return
    body = shape.bodies[function.number]
    empty = [each for each in inside(body) if isinstance(each, Return) and returns_none(each)]
    if not empty and not may_end(body, ANY, function.number, context):
        return
    taken = [handler for handler in handlers(function, context) if handler.role in (VIEW, ERROR)]
    if not taken or not all(handler.direct for handler in taken):
        return
    if is_generator(body) or context.mentions(MAKES_RESPONSES):
        return
    error = _ERROR.format(_endpoint(taken, scope.name))
    for statement in empty:
        yield Report(span=statement.span, message=f"`{scope.name}` gives no response here: {error}")
    if _is_stub(body):
        message = f"`{scope.name}` has nothing in it yet. Until it returns something: {error}"
        yield Report(span=scope.name_span, message=message, severity="information")
    elif missing := _missing(function, body, taken, context):
        yield Report(
            span=scope.name_span, message=f"`{scope.name}` can end without a `return`{missing}: {error}"
        )  # fmt: skip


def _missing(function: Function, body: tuple[Any, ...], taken: list[Handler], context: Context) -> str:
    """For which requests the end is reached, in words; empty where it is not, or that is not sure."""
    scope = function.scope
    text = context.file.blocks[function.block][scope.span.start : scope.span.end]
    methods = view_methods(taken)
    if _IMPOSSIBLE.search(text) or (methods is None and "method" in text):
        return ""
    last = body[-1]
    if isinstance(last, Evaluate) and is_response(last, function.number, context):
        return ""  # the other rule says what is wrong with it
    left = may_end(body, methods or ANY, function.number, context)
    if not left:
        return ""
    return (
        " for " + " and ".join(sorted(left)) if methods is not None and left != methods else " on some way through it"
    )


def _is_stub(body: tuple[Any, ...]) -> bool:
    """Whether a body is nothing but `pass`, `...` and a docstring."""
    return all(isinstance(each, Evaluate) and isinstance(each.value, (Const, Other)) for each in body)


def _endpoint(taken: list[Handler], name: str) -> str:
    """The endpoint as the error names it, as far as the file says it."""
    return name if taken[0].role == VIEW and taken[0].method.startswith("flask.Flask.") else "…"
