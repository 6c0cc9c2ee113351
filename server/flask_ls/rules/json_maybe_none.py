"""# json-maybe-none

## What it does
Finds `request.get_json(silent=True)` whose value is used without asking whether there is one.

## Why is this bad?
Without JSON it gives None: `AttributeError: 'NoneType' object has no attribute 'get'`, which is answered with 500 where
400 belongs.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/api", methods=["POST"])
def api():
    return request.get_json(silent=True).get("name", "")
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/api", methods=["POST"])
def api():
    data = request.get_json(silent=True) or {}
    return data.get("name", "")
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.flow import ANY, Methods, visit_certain
from flask_ls.syntax.shape import Call, Const, Item, Member, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK226",
    name="json-maybe-none",
    severity="warning",
    summary="JSON that may be None is used",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Request.get_json",
    words=("silent",),
    preview=True,
)


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if shape.damaged or context.is_test:
        return
    used: list[tuple[Span, str]] = []

    def visit(thing: Any, reached: Methods) -> None:
        if isinstance(thing, (Item, Member)):
            if _is_silent(thing.value, function, context) or (
                isinstance(thing.value, Ref)
                and len(thing.value.parts) == 1
                and _never_asked(thing.value, function, context)
            ):
                used.append((thing.span, _error(thing)))
        elif isinstance(thing, Ref) and len(thing.parts) > 1 and _never_asked(thing, function, context):
            used.append((thing.span, f"AttributeError: 'NoneType' object has no attribute '{thing.parts[1]}'"))

    visit_certain(shape.bodies[function.number], ANY, function.number, context, visit)
    if used:
        span, error = used[0]
        yield Report(span=span, message=f"With `silent=True` it is None where there is no JSON: `{error}`.")


def _error(thing: Item | Member) -> str:
    if isinstance(thing, Item):
        return "TypeError: 'NoneType' object is not subscriptable"
    return f"AttributeError: 'NoneType' object has no attribute '{thing.name}'"


def _is_silent(expr: object, function: Function, context: Context) -> bool:
    """Whether an expression is `request.get_json(silent=True)`."""
    if not isinstance(expr, Call):
        return False
    silent = expr.keyword("silent")
    given = silent is not None and isinstance(silent.value, Const) and silent.value.value is True
    return given and context.name_of(expr.func, function.number) == "flask.Request.get_json"


def _never_asked(name: Ref, function: Function, context: Context) -> bool:
    """Whether a variable has such a value only, and does not stand anywhere without being taken apart."""
    shape = context.file.shapes[function.block]
    bound = shape.bound(function.number, name.parts[0])
    if len(bound) != 1 or bound[0].kind != "value" or not _is_silent(bound[0].value, function, context):
        return False
    every = [*inside(shape.bodies[function.number])]
    taken_apart = {id(each.value) for each in every if isinstance(each, Item)}
    return not any(
        isinstance(each, Ref)
        and each.parts == name.parts[:1]
        and id(each) not in taken_apart
        and each.span != bound[0].span
        for each in every
    )
