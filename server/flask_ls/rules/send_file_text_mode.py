"""# send-file-text-mode

## What it does
Finds `send_file` with a file that is open for text, or with `io.StringIO`.

## Why is this bad?
A response is made of bytes: `ValueError: Files must be opened in binary mode or use BytesIO.`

## Example
```python
import io

from flask import Flask, send_file

app = Flask(__name__)


@app.route("/csv")
def csv():
    return send_file(io.StringIO("a,b"), mimetype="text/csv")
```

## Use instead
```python
import io

from flask import Flask, send_file

app = Flask(__name__)


@app.route("/csv")
def csv():
    return send_file(io.BytesIO(b"a,b"), mimetype="text/csv")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.syntax.shape import Call, CallSite, Const, Expr, Ref

RULE = Rule(
    code="FLK228",
    name="send-file-text-mode",
    severity="error",
    summary="A file is sent as text",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.send_file",
    words=("send_file(",),
    preview=True,
)


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    given = call.args[0] if call.args else None
    if given is None or context.name_of(call.func, site.scope) != "flask.send_file":
        return
    if _is_text(given, site.scope, context) or _is_text(_value(given, site.scope, context), site.scope, context):
        yield Report(
            span=given.span,
            message="It gives text, and a response is made of bytes: `ValueError: Files must be opened in binary mode or use "
            "BytesIO.`",
        )


def _value(expr: Expr, scope: int, context: Context) -> Expr | None:
    """The only value of a variable."""
    if not isinstance(expr, Ref) or len(expr.parts) != 1:
        return None
    bound = context.file.shapes[context.block].bound(scope, expr.parts[0])
    return bound[0].value if len(bound) == 1 and bound[0].kind == "value" else None


def _is_text(expr: Expr | None, scope: int, context: Context) -> bool:
    """Whether an expression opens a file for text, or makes a text that looks like one."""
    if not isinstance(expr, Call):
        return False
    if context.name_of(expr.func, scope) == "io.StringIO":
        return True
    if not isinstance(expr.func, Ref) or expr.func.parts != ("open",) or expr.opaque or not expr.args:
        return False
    if "open" in context.file.bindings or context.file.star_modules:
        return False
    mode = expr.argument(1, "mode")
    return mode is None or (isinstance(mode, Const) and isinstance(mode.value, str) and "b" not in mode.value)
