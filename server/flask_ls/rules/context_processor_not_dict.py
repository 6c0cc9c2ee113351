"""# context-processor-not-dict

## What it does
Finds context processors that return no dictionary.

## Why is this bad?
Every template that is rendered raises `TypeError: 'NoneType' object is not iterable`.

## Example
```python
from flask import Flask, render_template_string

app = Flask(__name__)


@app.context_processor
def inject():
    site = {"name": "x"}


@app.route("/")
def index():
    return render_template_string("{{ name }}")
```

## Use instead
```python
from flask import Flask, render_template_string

app = Flask(__name__)


@app.context_processor
def inject():
    return {"name": "x"}


@app.route("/")
def index():
    return render_template_string("{{ name }}")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.flow import ANY, is_generator, may_end, returns_none
from flask_ls.syntax.shape import Ref, Return
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK221",
    name="context-processor-not-dict",
    severity="error",
    summary="A context processor returns no dictionary",
    docs="https://flask.palletsprojects.com/en/stable/templating/#context-processors",
    words=("context_processor",),
    preview=True,
)
_TAKERS = {
    "flask.Flask.context_processor", "flask.Blueprint.context_processor", "flask.Blueprint.app_context_processor",
}  # fmt: skip


def check(function: Function, context: Context) -> Iterator[Report]:
    scope = function.scope
    shape = context.file.shapes[function.block]
    if not scope.decorators or shape.damaged:
        return
    last = scope.decorators[-1]
    if not isinstance(last, Ref) or context.name_of(last, scope.parent) not in _TAKERS:
        return
    body = shape.bodies[function.number]
    empty = [each for each in inside(body) if isinstance(each, Return) and returns_none(each)]
    if is_generator(body) or not (empty or may_end(body, ANY, function.number, context)):
        return
    yield Report(
        span=empty[0].span if empty else scope.name_span,
        message=f"`{scope.name}` returns no dictionary: each template that is rendered raises `TypeError: 'NoneType' object "
        "is not iterable`.",
    )
