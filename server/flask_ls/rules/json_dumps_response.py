"""# json-dumps-response

## What it does
Finds views that return the text which `json.dumps()` makes.

## Why is this bad?
A text is sent as `text/html`. Clients that look at the type do not parse it, and browsers show it as a page: what people
wrote into the data runs there as HTML. A dictionary or a list that a view returns is sent as `application/json`.

## Example
```python
import json

from flask import Flask

app = Flask(__name__)


@app.route("/api")
def api():
    return json.dumps({"a": 1})
```

## Use instead
```python
from flask import Flask

app = Flask(__name__)


@app.route("/api")
def api():
    return {"a": 1}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.handlers import ERROR, VIEW, handlers
from flask_ls.rules.request_text import is_other_type
from flask_ls.syntax.shape import Call, Const, Display, Expr, Ref, Return
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK210",
    name="json-dumps-response",
    severity="warning",
    summary="JSON is sent as HTML",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#apis-with-json",
    words=("dumps",),
    fixable=True,
)
_DUMPS = {"json.dumps", "flask.json.dumps", "simplejson.dumps"}


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if not function.scope.decorators or shape.damaged or context.is_test:
        return
    returned = [each.value for each in inside(shape.bodies[function.number]) if isinstance(each, Return)]
    dumped = [call for value in returned if (call := _dumped(value, function.number, context)) is not None]
    if not dumped:
        return
    taken = [handler for handler in handlers(function, context) if handler.role in (VIEW, ERROR)]
    if not taken or not all(handler.direct for handler in taken) or is_other_type(context):
        return
    for call in dumped:
        whole = call.args[0].span if len(call.args) == 1 and not call.keywords and not call.opaque else None
        start = context.file.starts[function.block]
        yield Report(
            span=call.span,
            message=f"`{function.scope.name}` sends this JSON as `text/html`. Return the value itself, or `jsonify()` it.",
            data=(str(whole.start + start), str(whole.end + start)) if whole is not None else (),
        )


def _dumped(value: Expr | None, scope: int, context: Context) -> Call | None:
    """The call of `json.dumps()` in what a view returns, alone or with a status."""
    if isinstance(value, Display) and value.kind == "tuple" and len(value.items) == 2:
        page, status = value.items
        return _dumped(page, scope, context) if isinstance(status, Const) and isinstance(status.value, int) else None
    if isinstance(value, Call) and isinstance(value.func, Ref) and value.args:
        return value if context.name_of(value.func, scope) in _DUMPS else None
    return None


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Return the value itself, where it is written there and Flask takes it."""
    file = project.python(finding.path)
    if file is None or len(finding.data) != 2:
        return []
    span = Span(*map(int, finding.data))
    value = file.text[span.start : span.end]
    if not value.startswith(("{", "[")) or "\n" in value:
        return []
    return [Fix(title="Return the value itself", edits={finding.path: (TextEdit(finding.span, value),)})]
