"""# missing-method-check

## What it does
Finds views for `GET` and for `POST`, `PUT` or `PATCH` that read what only the latter bring, before they look at
`request.method`: `request.form["name"]`, `request.files["file"]`, `request.json`, `request.get_json()`.

## Why is this bad?
Whoever opens the page gets an error instead of the form: `400 BAD REQUEST` for a missing key of `request.form` or
`request.files`, `415 UNSUPPORTED MEDIA TYPE` for `request.json`. Reading with `.get()` is left alone.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/login", methods=["GET", "POST"])
def login():
    return request.form["username"]
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        return request.form["username"]
    return "<form method=post>...</form>"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.flow import Methods, visit_certain
from flask_ls.rules.handlers import BODY_METHODS, VIEW, handlers, view_methods
from flask_ls.rules.request_text import error_without
from flask_ls.syntax.shape import Call, Item, Ref
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK207",
    name="missing-method-check",
    severity="warning",
    summary="A view reads a form before it knows that there is one",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#http-methods",
    words=(".form[", ".files[", ".json", "get_json"),
)


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if not function.scope.decorators or shape.damaged or context.is_test:
        return
    found = handlers(function, context)
    methods = view_methods(found)
    if methods is None or "GET" not in methods or not methods & BODY_METHODS:
        return
    # A decorator may answer GET by itself.
    if not all(handler.direct for handler in found if handler.role == VIEW):
        return
    reads: list[tuple[Span, str]] = []

    def visit(thing: object, reached: Methods) -> None:
        if "GET" in reached and isinstance(thing, (Item, Ref, Call)):
            error = error_without(thing, function.number, context)
            if error and not any(span.start <= thing.span.start < span.end for span, _ in reads):
                reads.append((thing.span, error))

    visit_certain(shape.bodies[function.number], methods, function.number, context, visit)
    others = " and ".join(sorted(methods & BODY_METHODS))
    for span, error in reads:
        start = context.file.starts[function.block]
        text = context.file.text[start + span.start : start + span.end]
        yield Report(
            span=span,
            message=f"`{function.scope.name}` reads `{text}` for GET too, where there is none: {error}. "
            f"Test `request.method` first, or let a view of its own answer {others}.",
        )
