"""# mixed-form-and-json

## What it does
Finds functions that read both a form and JSON from one request.

## Why is this bad?
A request has one body: either a form or JSON. `request.form["name"]` answers JSON with `400 BAD REQUEST`, and
`request.json` answers a form with `415 UNSUPPORTED MEDIA TYPE`, so that no client can succeed. Ask `request.is_json` first.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/submit", methods=["POST"])
def submit():
    username = request.form["username"]
    data = request.json
    return username + str(data)
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/submit", methods=["POST"])
def submit():
    if request.is_json:
        return request.get_json()["username"]
    return request.form["username"]
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from flask_ls.project.versions import version
from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.flow import ANY, Methods, visit_certain
from flask_ls.rules.handlers import handlers, view_methods
from flask_ls.rules.request_text import BAD_TYPE, error_without
from flask_ls.syntax.shape import Call, Item, Ref
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK215",
    name="mixed-form-and-json",
    severity="warning",
    summary="A function reads a form and JSON from the same request",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Request.get_json",
    words=(".form[", ".files["),
)
_JSON = re.compile(r"\.json\b|\bget_json\b")
_OWN_ANSWER = re.compile(r"\bon_json_loading_failure\b")


class _Read(NamedTuple):
    span: Span
    methods: Methods
    json: bool


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    text = context.file.blocks[function.block]
    scope = function.scope
    if not _JSON.search(text, scope.span.start, scope.span.end) or shape.damaged or context.is_test:
        return
    reads: list[_Read] = []

    def visit(thing: object, reached: Methods) -> None:
        if isinstance(thing, (Item, Ref, Call)) and (error := error_without(thing, function.number, context)):
            reads.append(_Read(thing.span, reached, error == BAD_TYPE))

    methods = view_methods(handlers(function, context)) or ANY
    visit_certain(shape.bodies[function.number], methods, function.number, context, visit)
    pair = next(
        ((one, other) for other in reads for one in reads
         if one.json != other.json and one.methods & other.methods and one.span.start < other.span.start),
        None,
    )  # fmt: skip
    if pair is None or _is_harmless(context):
        return
    first, second = (text[each.span.start : each.span.end] for each in pair)
    form, json = (second, first) if pair[0].json else (first, second)
    yield Report(
        span=pair[1].span,
        message=f"No request has both: `{form}` answers JSON with `400 BAD REQUEST`, and `{json}` answers a form with "
        f"{BAD_TYPE}. Ask `request.is_json` first.",
        related=((context.file.path, context.file.absolute(function.block, pair[0].span), "The other is read here"),),
    )


def _is_harmless(context: Context) -> bool:
    """Whether `request.json` may be None for a form: before Flask 2.1, and where the project says so itself."""
    found = version(context.project, context.file.path, "flask")
    old = found is not None and found < (2, 1)
    return old or context.mentions(_OWN_ANSWER)
