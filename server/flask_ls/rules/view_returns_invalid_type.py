"""# view-returns-invalid-type

## What it does
Finds views and error handlers that return a number, `True` or `False`, or a set.

## Why is this bad?
Flask makes responses of texts, dictionaries, lists and tuples of these with a status or headers. Of anything else it
cannot: `TypeError: The view function did not return a valid response. The return type must be a string, dict, list,
tuple with headers or status, Response instance, or WSGI callable, but it was a int.`

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/count")
def count():
    return 42
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/count")
def count():
    return {"count": 42}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.handlers import ERROR, MAKES_RESPONSES, VIEW, handlers
from flask_ls.syntax.shape import Comprehension, Const, Display, Expr, Return
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK209",
    name="view-returns-invalid-type",
    severity="error",
    summary="A view returns what Flask can make no response of",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#about-responses",
    words=("route", ".get", ".post", ".put", ".delete", ".patch", "errorhandler"),
)


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    shape = context.file.shapes[function.block]
    if not scope.decorators or shape.damaged or context.is_test:
        return
    returned = [each.value for each in inside(shape.bodies[function.number]) if isinstance(each, Return)]
    wrong = [(value, kind) for value in returned if value is not None and (kind := _kind(value))]
    if not wrong:
        return
    taken = [handler for handler in handlers(function, context) if handler.role in (VIEW, ERROR)]
    if not taken or not all(handler.direct for handler in taken):
        return
    if context.mentions(MAKES_RESPONSES):
        return
    for value, kind in wrong:
        yield Report(
            span=value.span,
            message=f"`{scope.name}` returns a `{kind}`: `TypeError: The view function did not return a valid response. "
            "The return type must be a string, dict, list, tuple with headers or status, Response instance, or WSGI "
            f"callable, but it was a {kind}.`",
        )


def _kind(value: Expr) -> str:
    """The type's name where Flask can make no response of it; empty otherwise."""
    page = value.items[0] if isinstance(value, Display) and value.kind == "tuple" and value.items else value
    if isinstance(page, (Display, Comprehension)):
        return "set" if page.kind == "set" else ""
    if isinstance(page, Const) and page.value is not None and not isinstance(page.value, (str, bytes)):
        return type(page.value).__name__
    return ""
