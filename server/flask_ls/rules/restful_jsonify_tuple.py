"""# restful-jsonify-tuple

## What it does
Finds methods of Flask-RESTful's and Flask-RESTX's `Resource` that return `jsonify(…)` with a status beside it.

## Why is this bad?
A resource makes JSON of what a tuple begins with, and a response is none: `TypeError: Object of type Response is not JSON
serializable`. Return the data itself.

## Example
```python
from flask import Flask, jsonify
from flask_restful import Api, Resource

app = Flask(__name__)
api = Api(app)


class Hello(Resource):
    def get(self):
        return jsonify(hello="world"), 201


api.add_resource(Hello, "/")
```

## Use instead
```python
from flask import Flask
from flask_restful import Api, Resource

app = Flask(__name__)
api = Api(app)


class Hello(Resource):
    def get(self):
        return {"hello": "world"}, 201


api.add_resource(Hello, "/")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Function, Report, Rule
from flask_ls.symbols.classes import Class, lineage
from flask_ls.syntax.shape import Call, Display, Return
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK833",
    name="restful-jsonify-tuple",
    severity="error",
    summary="A resource returns a response with a status beside it",
    docs="https://flask-restful.readthedocs.io/en/latest/quickstart.html#resourceful-routing",
    words=("jsonify(",),
    fixable=True,
    preview=True,
)
_RESOURCES = {f"{module}.Resource" for module in ("flask_restful", "flask_restx", "flask_restx.resource")}


def check(function: Function, context: Context) -> Iterator[Report]:
    shape, scope = context.file.shapes[function.block], function.scope
    if shape.scopes[scope.parent].kind != "class" or scope.decorators:
        return
    for each in inside(shape.bodies[function.number]):
        value = each.value if isinstance(each, Return) else None
        first = value.items[0] if isinstance(value, Display) and value.kind == "tuple" and value.items else None
        is_response = isinstance(first, Call) and context.name_of(first.func, function.number) == "flask.jsonify"
        if is_response and isinstance(first, Call) and _is_resource(function, context):
            yield Report(
                span=first.span,
                message="A resource makes JSON of this itself: `TypeError: Object of type Response is not JSON "
                "serializable`. Return the data, not a response.",
                data=_new(first, context),
            )


def _is_resource(function: Function, context: Context) -> bool:
    shape = context.file.shapes[function.block]
    parent = function.scope.parent
    cls = Class(context.file.path, function.block, parent, shape.scopes[parent].name)
    found = lineage(context.project, cls)
    return bool(_RESOURCES.intersection(found.libraries)) and not shape.scopes[parent].decorators


def _new(call: Call, context: Context) -> tuple[str, ...]:
    """The data that `jsonify` is given, as one expression."""
    text = context.file.blocks[context.block]
    if call.opaque:
        return ()
    if len(call.args) == 1 and not call.keywords:
        return (text[call.args[0].span.start : call.args[0].span.end],)
    if call.keywords and not call.args:
        return (f"dict{text[call.func.span.end : call.span.end]}",)
    return ()


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Return the data itself."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title="Return the data itself", edits={finding.path: (edit,)}, safe=True)]
