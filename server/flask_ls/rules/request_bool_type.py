"""# request-bool-type

## What it does
Finds `type=bool` where a value of the request is read: `request.args.get("debug", type=bool)`.

## Why is this bad?
Every text but the empty one is true for `bool`, so that `?debug=false` and `?debug=0` switch on what they were to
switch off.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/")
def index():
    return str(request.args.get("debug", False, type=bool))
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/")
def index():
    return str(request.args.get("debug", "") == "true")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.syntax.shape import CallSite, Ref

RULE = Rule(
    code="FLK211",
    name="request-bool-type",
    severity="warning",
    summary="`type=bool` is true for every text",
    docs="https://werkzeug.palletsprojects.com/en/stable/datastructures/#werkzeug.datastructures.MultiDict.get",
    words=("bool",),
)
_MAPPINGS = {f"flask.Request.{name}" for name in ("args", "form", "values", "cookies", "headers")}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    if not isinstance(call.func, Ref) or call.func.last not in ("get", "getlist"):
        return
    position = 2 if call.func.last == "get" else 1
    keyword = call.keyword("type")
    given = keyword.value if keyword is not None else call.args[position] if len(call.args) > position else None
    if not isinstance(given, Ref) or given.parts != ("bool",) or "bool" in context.file.bindings:
        return
    mapping = Ref(call.func.parts[:-1], call.func.span)
    if mapping.parts and context.name_of(mapping, site.scope) in _MAPPINGS:
        text = ".".join(mapping.parts)
        yield Report(
            span=keyword.span if keyword is not None else given.span,
            message=f"`bool` is true for every text but the empty one: with `false` in `{text}`, this is True.",
        )
