"""# view-invalid-response-tuple

## What it does
Finds views that return a tuple of one value, or of more than three.

## Why is this bad?
Flask takes a body with a status, with headers, or with both: `TypeError: The view function did not return a valid response
tuple. The tuple must have the form (body, status, headers), (body, status), or (body, headers).`

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.route("/x")
def x():
    return "x", 200, {"X-A": "1"}, "utf-8"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/x")
def x():
    return "x", 200, {"X-A": "1"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.handlers import ERROR, MAKES_RESPONSES, VIEW, handlers
from flask_ls.syntax.shape import Display, Return, Starred
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK232",
    name="view-invalid-response-tuple",
    severity="error",
    summary="A view returns a tuple that is no response",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#about-responses",
    words=("route", ".get", ".post", ".put", ".delete", ".patch", "errorhandler"),
    preview=True,
)


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if not function.scope.decorators or shape.damaged or context.is_test:
        return
    returned = [each.value for each in inside(shape.bodies[function.number]) if isinstance(each, Return)]
    wrong = [
        value
        for value in returned
        if isinstance(value, Display)
        and value.kind == "tuple"
        and len(value.items) not in (2, 3)
        and not any(isinstance(each, Starred) for each in value.items)
    ]
    if not wrong:
        return
    taken = [handler for handler in handlers(function, context) if handler.role in (VIEW, ERROR)]
    if not taken or not all(handler.direct for handler in taken) or context.mentions(MAKES_RESPONSES):
        return
    for value in wrong:
        yield Report(
            span=value.span,
            message=f"A tuple of {len(value.items)} is no response: `TypeError: The view function did not return a valid "
            "response tuple. The tuple must have the form (body, status, headers), (body, status), or (body, headers).`",
        )
