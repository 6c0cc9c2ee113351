"""# error-handler-swallows-http

## What it does
Finds handlers for `Exception` that answer with a status of their own, whatever happened.

## Why is this bad?
Flask's own answers are exceptions too: `404 Not Found` for a wrong address, `405 Method Not Allowed`, and whatever
`abort()` raises. A handler for `Exception` is given all of those that have no handler of their own, and a mistyped
address becomes a `500`.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.errorhandler(Exception)
def handle_exception(error):
    return "Internal Server Error", 500
```

## Use instead
```python
from flask import Flask
from werkzeug.exceptions import HTTPException

app = Flask(__name__)


@app.errorhandler(Exception)
def handle_exception(error):
    if isinstance(error, HTTPException):
        return error
    return "Internal Server Error", 500
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.imports import import_edits
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.handlers import ERROR, handlers
from flask_ls.syntax.shape import Const, Display, Leave, Ref, Return
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK212",
    name="error-handler-swallows-http",
    severity="warning",
    summary="A handler for `Exception` turns a 404 into something else",
    docs="https://flask.palletsprojects.com/en/stable/errorhandling/#generic-exception-handlers",
    words=("errorhandler",),
    fixable=True,
)
# Whoever looks at one of these knows of HTTP's exceptions.
_KNOWING = ("HTTPException", "isinstance(", ".code", "get_response", "status_code", '"code"', "'code'", "type(")
_OTHERS = re.compile("HTTPException")


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    shape = context.file.shapes[function.block]
    if not scope.decorators or shape.damaged or context.is_test:
        return
    text = context.file.blocks[function.block][scope.span.start : scope.span.end]
    found = handlers(function, context)
    taken = next(
        (handler for handler in found if handler.role == ERROR and handler.method.startswith("flask.Flask.")), None
    )
    if taken is None or not taken.direct or taken.call is None or len(taken.call.args) != 1:
        return
    wanted = taken.call.args[0]
    if not isinstance(wanted, Ref) or wanted.parts != ("Exception",) or "Exception" in context.file.bindings:
        return
    body = shape.bodies[function.number]
    returned = [each.value for each in inside(body) if isinstance(each, Return)]
    statuses = {
        each.items[1].value
        for each in returned
        if isinstance(each, Display)
        and each.kind == "tuple"
        and len(each.items) > 1
        and isinstance(each.items[1], Const)
    }
    leaves = any(isinstance(each, Leave) and each.kind == "raise" for each in inside(body))
    if leaves or len(statuses) != 1 or any(word in text for word in _KNOWING):
        return
    # With a handler of their own, HTTP's exceptions do not come here.
    if context.mentions(_OTHERS):
        return
    status = next(iter(statuses))
    error = scope.parameters[0].name if len(scope.parameters) == 1 else ""
    start = scope.docstring_end if scope.docstring_end >= 0 else scope.body_start
    yield Report(
        span=wanted.span,
        message=f"`{scope.name}` is given Flask's own `404 Not Found`, `405 Method Not Allowed` and whatever `abort()` "
        f"raises too, and answers them with {status!r}.",
        data=(error, str(context.file.starts[function.block] + start), str(int(scope.docstring_end >= 0))),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Give HTTP's exceptions back as the answers that they are."""
    file = project.python(finding.path)
    if file is None or len(finding.data) != 3 or not finding.data[0]:
        return []
    error, start, documented = finding.data[0], int(finding.data[1]), finding.data[2] == "1"
    number = file.lines.line_of(start)
    first = file.lines.starts[number]
    content = file.lines.line(number)
    indent = content[: len(content) - len(content.lstrip())]
    if documented or file.text[first:start].strip():
        return []
    newline = "\r\n" if "\r\n" in file.text else "\n"
    guard = f"{indent}if isinstance({error}, HTTPException):{newline}{indent}    return {error}{newline}"
    edits = (
        *import_edits(file, ["from werkzeug.exceptions import HTTPException"]),
        TextEdit(Span(first, first), guard),
    )
    return [Fix(title="Return HTTP's exceptions as they are", edits={finding.path: edits})]
