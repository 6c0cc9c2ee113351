"""# request-body-in-get-view

## What it does
Finds views that answer GET only, and read a form, a file or JSON.

## Why is this bad?
A GET request has no body: `request.json` answers it with `415 UNSUPPORTED MEDIA TYPE`, `request.form["q"]` with `400 BAD
REQUEST`. The values of the URL are in `request.args`.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/search")
def search():
    return request.json["q"]
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/search")
def search():
    return request.args["q"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.flow import Methods, visit_certain
from flask_ls.rules.request_text import error_without
from flask_ls.rules.views import View
from flask_ls.syntax.shape import Call, Item, Ref

RULE = Rule(
    code="FLK225",
    name="request-body-in-get-view",
    severity="warning",
    summary="A view that answers GET only reads a body",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#the-request-object",
    words=(".form[", ".files[", ".json", "get_json"),
    preview=True,
)


def check(view: View, context: Context) -> Iterator[Report]:
    text = view.file.blocks[view.block]
    if not any(word in text for word in RULE.words) or any(route.methods != ("GET",) for route in view.routes):
        return
    found: list[tuple[Item | Ref | Call, str]] = []

    def visit(thing: object, reached: Methods) -> None:
        if isinstance(thing, (Item, Ref, Call)) and (error := error_without(thing, view.number, context)):
            found.append((thing, error))

    visit_certain(view.shape.bodies[view.number], frozenset(("GET",)), view.number, context, visit)
    if found:
        read, error = found[0]
        yield Report(
            span=read.span,
            message=f"`{view.scope.name}` answers GET only, which has no body: {error}. The values of the URL are in "
            "`request.args`.",
        )
