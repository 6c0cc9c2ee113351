"""# unserializable-json

## What it does
Finds what is no JSON in `jsonify(…)`: the error that a handler was given, or a set.

## Why is this bad?
`TypeError: Object of type ValueError is not JSON serializable`: the request is answered with 500. Give `str(error)`, or a
list.

## Example
```python
from flask import Flask, jsonify

app = Flask(__name__)


@app.errorhandler(ValueError)
def bad_value(error):
    return jsonify(error=error), 400
```

## Use instead
```python
from flask import Flask, jsonify

app = Flask(__name__)


@app.errorhandler(ValueError)
def bad_value(error):
    return jsonify(error=str(error)), 400
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.handlers import ERROR, handlers
from flask_ls.syntax.shape import Call, Comprehension, Display, Expr, Ref
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK230",
    name="unserializable-json",
    severity="error",
    summary="What is no JSON is sent as JSON",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.json.provider.DefaultJSONProvider.default",
    words=("jsonify",),
    preview=True,
)
_OTHERWISE = re.compile(
    r"\bjson_provider_class\b|\bJSONProvider\b|\bjson_encoder\b|\bJSONEncoder\b|\bapp\.json\s*=|\b__html__\b"
)


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if shape.damaged or context.is_test:
        return
    calls = [
        each
        for each in inside(shape.bodies[function.number])
        if isinstance(each, Call) and context.name_of(each.func, function.number) == "flask.jsonify"
    ]
    found = [
        (value, kind) for call in calls for value in _values(call) if (kind := _kind(value, function, context))
    ]  # fmt: skip
    if found and not context.mentions(_OTHERWISE):
        for value, kind in found:
            yield Report(span=value.span, message=f"`TypeError: Object of type {kind} is not JSON serializable`.")


def _values(call: Call) -> Iterator[Expr]:
    """What is turned into JSON: the arguments, and what lists and dictionaries among them hold."""
    pending: list[Expr] = [*call.args, *(keyword.value for keyword in call.keywords)]
    while pending:
        value = pending.pop(0)
        yield value
        if isinstance(value, Display) and value.kind != "set":
            pending += value.items


def _kind(value: Expr, function: Function, context: Context) -> str:
    """The type's name where it surely is no JSON; empty otherwise."""
    if isinstance(value, (Display, Comprehension)):
        return {"set": "set", "generator": "generator"}.get(value.kind, "")
    parameters = function.scope.parameters
    if not isinstance(value, Ref) or not parameters or value.parts != (parameters[0].name,):
        return ""
    if len(context.file.shapes[function.block].bound(function.number, value.parts[0])) != 1:
        return ""
    for handler in handlers(function, context):
        given = handler.call.args[0] if handler.call is not None and handler.call.args else None
        if handler.role == ERROR:
            return given.last if isinstance(given, Ref) else "HTTPException"
    return ""
