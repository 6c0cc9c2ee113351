"""# user-controlled-file-path

## What it does
Finds `send_file` and `open` of a path with text from the request.

## Why is this bad?
`..%2Fconfig.py` leads out of the folder: whoever asks reads any file that the server may read. `send_from_directory(folder,
name)` looks at the name before.

## Example
```python
from flask import Flask, send_file

app = Flask(__name__)


@app.route("/download/<path:name>")
def download(name):
    return send_file("files/" + name)
```

## Use instead
```python
from flask import Flask, send_from_directory

app = Flask(__name__)


@app.route("/download/<path:name>")
def download(name):
    return send_from_directory("files", name)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.handlers import Handler, handlers
from flask_ls.rules.request_text import put_together, source
from flask_ls.symbols.endpoint import VARIABLE
from flask_ls.syntax.shape import Call, Const, Expr, Ref
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK322",
    name="user-controlled-file-path",
    severity="error",
    summary="Text from the request becomes a part of a path",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.send_from_directory",
    words=("send_file(", "open("),
    preview=True,
)


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if shape.damaged or context.is_test:
        return
    for call in inside(shape.bodies[function.number]):
        if not isinstance(call, Call) or not call.args or not _reads(call, function, context):
            continue
        variables = _paths(handlers(function, context))
        for part in _parts(call.args[0], function, context):
            origin = source(part, variables, function, context)
            if origin:
                yield Report(
                    span=call.args[0].span,
                    message=f"{origin} becomes a part of the path: `../` leads out of the folder, to any file that the server "
                    "may read. Use `send_from_directory` or `safe_join`.",
                )
                break


def _reads(call: Call, function: Function, context: Context) -> bool:
    if isinstance(call.func, Ref) and call.func.parts == ("open",):
        return "open" not in context.file.bindings
    return context.name_of(call.func, function.number) == "flask.send_file"


def _parts(path: Expr, function: Function, context: Context) -> tuple[Expr, ...]:
    """What a path is put together from."""
    if isinstance(path, Call) and context.name_of(path.func, function.number) == "os.path.join":
        return path.args
    return put_together(path) or (path,)


def _paths(found: list[Handler]) -> set[str]:
    """The URL variables of the views' rules that may have a slash."""
    rules = [handler.call.args[0] for handler in found if handler.call is not None and handler.call.args]
    return {
        match["name"]
        for rule in rules
        if isinstance(rule, Const) and isinstance(rule.value, str)
        for match in VARIABLE.finditer(rule.value)
        if match["converter"] == "path"
    }
