"""# int-of-request-value

## What it does
Finds views that make a number of a request's text without being ready for what is none: `int(request.args["page"])`,
`float(request.form.get("price"))`.

## Why is this bad?
Whoever asks may write anything there, or nothing. The request then fails with `500 Internal Server Error` and `ValueError:
invalid literal for int() with base 10: 'abc'` or, where nothing is sent, `TypeError: int() argument must be a string, a
bytes-like object or a real number, not 'NoneType'`. With `type=int` such a text counts as none.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/list")
def list_items():
    page = int(request.args.get("page"))
    return str(page)
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/list")
def list_items():
    page = request.args.get("page", 1, type=int)
    return str(page)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.handlers import VIEW, handlers
from flask_ls.rules.request_text import from_request
from flask_ls.syntax.shape import Call, Ref, Try
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK213",
    name="int-of-request-value",
    severity="warning",
    summary="A number is made of any text",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#the-request-object",
    words=("int(", "float("),
    fixable=True,
)
_ERRORS = {
    "int": "ValueError: invalid literal for int() with base 10: 'abc'",
    "float": "ValueError: could not convert string to float: 'abc'",
}
_CHECKED = re.compile(r"isdigit|isnumeric|isdecimal|validate|re\.(?:full)?match")
_HANDLED = re.compile(
    r"errorhandler\(\s*(?:ValueError|Exception)\b|register_error_handler\(\s*(?:ValueError|Exception)\b"
)


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    shape = context.file.shapes[function.block]
    if not scope.decorators or shape.damaged or context.is_test:
        return
    body = shape.bodies[function.number]
    tried = [each.span for each in inside(body) if isinstance(each, Try) and each.handlers]
    text = context.file.blocks[function.block][scope.span.start : scope.span.end]
    for call in inside(body):
        if not isinstance(call, Call) or not isinstance(call.func, Ref) or len(call.args) != 1 or call.keywords:
            continue
        kind = call.func.last if len(call.func.parts) == 1 else ""
        origin = from_request(call.args[0], function, context) if kind in _ERRORS else ""
        if not origin or kind in context.file.bindings or _CHECKED.search(text):
            continue
        if any(span.start <= call.span.start < span.end for span in tried):
            continue
        taken = handlers(function, context)
        if not any(handler.role == VIEW for handler in taken) or not all(handler.direct for handler in taken):
            continue
        if context.mentions(_HANDLED):
            continue
        yield Report(
            span=call.span,
            message=f"`{origin}` may be any text: `{_ERRORS[kind]}`, and whoever asked gets `500 Internal Server Error`.",
            data=(kind,) if isinstance(call.args[0], Call) and len(call.args[0].args) == 2 else (),
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Let the request make the number, where there is a default for what is none."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    kind = finding.data[0]
    text = file.text[finding.span.start : finding.span.end]
    inner = re.fullmatch(rf"{kind}\(\s*(.*\S)\s*\)\s*\)", text, re.DOTALL)
    if inner is None or inner[1].endswith(","):
        return []
    edit = TextEdit(Span(*finding.span), f"{inner[1]}, type={kind})")
    return [Fix(title=f"Use `type={kind}`", edits={finding.path: (edit,)})]
