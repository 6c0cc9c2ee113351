"""# after-request-no-return

## What it does
Finds functions for `after_request`, `after_app_request` and `after_this_request` that can end without returning the
response.

## Why is this bad?
What such a function returns is the response from there on. Where it returns nothing every request fails, with an error
that does not name the function: `TypeError: 'NoneType' object is not callable`.

## Example
```python
from flask import Flask

app = Flask(__name__)


@app.after_request
def add_header(response):
    response.headers["X-Frame-Options"] = "DENY"


@app.route("/")
def index():
    return "ok"
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.after_request
def add_header(response):
    response.headers["X-Frame-Options"] = "DENY"
    return response


@app.route("/")
def index():
    return "ok"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.edits import append_to_body
from flask_ls.rules.flow import ANY, is_generator, may_end, returns_none
from flask_ls.rules.handlers import AFTER, handlers
from flask_ls.syntax.shape import Return
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK204",
    name="after-request-no-return",
    severity="error",
    summary="An after-request function does not return the response",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Flask.after_request",
    words=("after_request", "after_app_request", "after_this_request"),
    fixable=True,
)
_ERROR = "`TypeError: 'NoneType' object is not callable`, in every request that it is called for"


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    shape = context.file.shapes[function.block]
    taken = [handler for handler in handlers(function, context) if handler.role == AFTER]
    if not taken or not all(handler.direct for handler in taken) or shape.damaged:
        return
    body = shape.bodies[function.number]
    if is_generator(body):
        return
    response = scope.parameters[0].name if scope.parameters else ""
    data = (response, str(scope.body_start), str(scope.span.end), str(function.block))
    for statement in inside(body):
        if isinstance(statement, Return) and returns_none(statement):
            message = f"`{scope.name}` must return the response, and returns None here: {_ERROR}."
            yield Report(span=statement.span, message=message, data=(response,))
    if may_end(body, ANY, function.number, context):
        message = f"`{scope.name}` can end without returning the response: {_ERROR}."
        yield Report(span=scope.name_span, message=message, data=data)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Return the response that the function is given."""
    file = project.python(finding.path)
    if file is None or not finding.data or not finding.data[0]:
        return []
    statement = f"return {finding.data[0]}"
    edit: TextEdit | None = TextEdit(finding.span, statement)
    if len(finding.data) == 4:
        start, end, block = map(int, finding.data[1:])
        edit = append_to_body(file, file.starts[block] + start, file.starts[block] + end, statement)
    return [Fix(title=f"Return `{finding.data[0]}`", edits={file.path: (edit,)}, safe=True)] if edit is not None else []
