"""# get-json-not-called

## What it does
Finds `request.get_json` that is used without being called, and `request.json()`, `request.args()` and their like, which
are.

## Why is this bad?
`request.get_json` is a method: `TypeError: 'method' object is not subscriptable`. `request.json` is the data itself:
`TypeError: 'dict' object is not callable`.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/api", methods=["POST"])
def api():
    data = request.get_json
    return data["name"]
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/api", methods=["POST"])
def api():
    data = request.get_json()
    return data["name"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.syntax.shape import Call, Item, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK223",
    name="get-json-not-called",
    severity="error",
    summary="A method of the request is not called, or data of it is",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Request.get_json",
    words=("get_json", "get_data", ".json()", ".args()", ".form()", ".files()", ".method()", ".values()", ".headers()"),
    fixable=True,
    preview=True,
)
_METHODS = {"flask.Request.get_json", "flask.Request.get_data"}
_DATA = {
    "json": "dict", "args": "ImmutableMultiDict", "form": "ImmutableMultiDict", "files": "ImmutableMultiDict",
    "headers": "EnvironHeaders", "values": "CombinedMultiDict", "cookies": "ImmutableMultiDict", "method": "str",
}  # fmt: skip


def check(function: Function, context: Context) -> Iterator[Report]:
    number, shape = function.number, context.file.shapes[function.block]
    for each in inside(shape.bodies[number]):
        if isinstance(each, Call) and isinstance(each.func, Ref) and each.func.last in _DATA:
            plain = not each.args and not each.keywords and not each.opaque
            if plain and context.name_of(each.func, number) == f"flask.Request.{each.func.last}":
                yield Report(
                    span=each.span,
                    message=f"`{'.'.join(each.func.parts)}` is the data itself: `TypeError: '{_DATA[each.func.last]}' object "
                    "is not callable`.",
                    data=("take",),
                )
        elif isinstance(each, Item) and isinstance(each.value, Ref):
            method = _method(each.value, function, context)
            if method is not None:
                yield Report(
                    span=method.span,
                    message=f"`{'.'.join(method.parts)}` is a method and not called: `TypeError: 'method' object is not "
                    "subscriptable`.",
                    data=("call",),
                )


def _method(expr: Ref, function: Function, context: Context) -> Ref | None:
    """The method that an expression is, as it stands or by way of a variable that has no other value."""
    if len(expr.parts) == 1:
        bound = context.file.shapes[function.block].bound(function.number, expr.parts[0])
        value = bound[0].value if len(bound) == 1 else None
        return _method(value, function, context) if isinstance(value, Ref) and len(value.parts) > 1 else None
    return (
        expr if expr.last in ("get_json", "get_data") and context.name_of(expr, function.number) in _METHODS else None
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Call the method, or take the data without calling it."""
    end = finding.span.end
    if finding.data[0] == "call":
        return [Fix(title="Call it", edits={finding.path: (TextEdit(Span(end, end), "()"),)}, safe=True)]
    file = project.python(finding.path)
    if file is None or not file.text[:end].endswith("()"):
        return []
    return [Fix(title="Do not call it", edits={finding.path: (TextEdit(Span(end - 2, end), ""),)}, safe=True)]
