"""# stream-without-context

## What it does
Finds generators that a view returns as a stream, and that read `request`, `session`, `g` or `current_app`.

## Why is this bad?
A stream is made after the view has returned, when the request is over. It fails outside of a request's context, in the
middle of an answer that began as `200 OK`. `stream_with_context()` keeps the request until the end.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/stream")
def stream():
    def generate():
        yield "Hello "
        yield request.args["name"]

    return generate()
```

## Use instead
```python
from flask import Flask, request, stream_with_context

app = Flask(__name__)


@app.route("/stream")
def stream():
    def generate():
        yield "Hello "
        yield request.args["name"]

    return stream_with_context(generate())
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.imports import import_edits
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.rules.flow import is_generator
from flask_ls.rules.handlers import VIEW, handlers
from flask_ls.rules.import_time import uses
from flask_ls.syntax.shape import Call, Display, Expr, Ref, Return, With
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK405",
    name="stream-without-context",
    severity="error",
    summary="A stream needs a request that is over",
    docs="https://flask.palletsprojects.com/en/stable/patterns/streaming/#streaming-with-context",
    words=("yield",),
    fixable=True,
)
_PROXIES = ({"flask.request", "flask.session"}, {"flask.g", "flask.current_app"})
_RESPONSES = {"flask.Response", "flask.Flask.response_class", "werkzeug.wrappers.Response", "flask.make_response"}


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if not function.scope.decorators or shape.damaged or context.is_test:
        return
    for statement in inside(shape.bodies[function.number]):
        call = _streamed(statement.value, function, context) if isinstance(statement, Return) else None
        if call is None or not isinstance(call.func, Ref):
            continue
        bound = shape.bound(function.number, call.func.parts[0])
        target = bound[0].target if len(bound) == 1 and len(call.func.parts) == 1 else -1
        if target < 0 or shape.scopes[target].decorators or not is_generator(shape.bodies[target]):
            continue
        used = _first_use(target, context)
        if used is None or not any(each.role == VIEW and each.direct for each in handlers(function, context)):
            continue
        text, kind, span = used
        where = (context.file.path, context.file.absolute(function.block, span), f"`{text}` is read here")
        yield Report(
            span=call.span,
            message=f"`{call.func.last}()` runs after the request is over, where it reads `{text}`: `RuntimeError: "
            f"Working outside of {kind} context.` Use `stream_with_context()`.",
            related=(where,),
        )


def _streamed(value: Expr | None, function: Function, context: Context) -> Call | None:
    """The call of a generator function whose answer a view returns, alone or in a response."""
    if isinstance(value, Display) and value.kind == "tuple" and value.items:
        return _streamed(value.items[0], function, context)
    if not isinstance(value, Call):
        return None
    if context.name_of(value.func, function.number) in _RESPONSES and value.args:
        return value.args[0] if isinstance(value.args[0], Call) else None
    return value


def _first_use(scope: int, context: Context) -> tuple[str, str, Span] | None:
    """What a generator takes out of a context, which context that is, and where; None where it enters one itself."""
    body = context.file.shapes[context.block].bodies[scope]
    if any(isinstance(each, With) for each in inside(body)):
        return None
    for each in inside(body):
        for kind, proxies in zip(("request", "application"), _PROXIES, strict=True):
            text = uses(each, proxies, scope, context)
            if text:
                return text, kind, each.span
    return None


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Keep the request until the stream ends."""
    file = project.python(finding.path)
    if file is None:
        return []
    text = file.text[finding.span.start : finding.span.end]
    edits = (
        *import_edits(file, ["from flask import stream_with_context"]),
        TextEdit(finding.span, f"stream_with_context({text})"),
    )
    return [Fix(title="Use `stream_with_context()`", edits={finding.path: edits}, safe=True)]
