"""# send-file-no-mimetype

## What it does
Finds `send_file` with `io.BytesIO`, and neither a type nor a name.

## Why is this bad?
Flask takes the type from the name: `TypeError: Unable to detect the MIME type because a file name is not available.` What
is to be saved needs a name in any case.

## Example
```python
import io

from flask import Flask, send_file

app = Flask(__name__)


@app.route("/image")
def image():
    return send_file(io.BytesIO(b"x"))
```

## Use instead
```python
import io

from flask import Flask, send_file

app = Flask(__name__)


@app.route("/image")
def image():
    return send_file(io.BytesIO(b"x"), mimetype="image/png")
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.syntax.shape import Call, CallSite, Const, Expr, Ref

RULE = Rule(
    code="FLK229",
    name="send-file-no-mimetype",
    severity="error",
    summary="A file without a name is sent without a type",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.send_file",
    words=("send_file(",),
    preview=True,
)
_NAMES = ("download_name", "attachment_filename")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    if len(call.args) != 1 or call.opaque or any(call.keyword(name) for name in _NAMES):
        return
    saved = call.keyword("as_attachment")
    is_saved = saved is not None and isinstance(saved.value, Const) and saved.value.value is True
    if call.keyword("mimetype") is not None and not is_saved:
        return
    if context.name_of(call.func, site.scope) == "flask.send_file" and _is_bytes(call.args[0], site.scope, context):
        error = (
            "TypeError: No name provided for attachment."
            if call.keyword("mimetype") is not None
            else "TypeError: Unable to detect the MIME type because a file name is not available."
        )
        yield Report(
            span=call.args[0].span,
            message=f"These are bytes without a name: `{error}` Give `download_name=`{'' if is_saved else ' or `mimetype=`'}.",
        )


def _is_bytes(expr: Expr, scope: int, context: Context) -> bool:
    """Whether an expression is `io.BytesIO(…)`, or a variable that has no other value."""
    if isinstance(expr, Ref) and len(expr.parts) == 1:
        bound = context.file.shapes[context.block].bound(scope, expr.parts[0])
        value = bound[0].value if len(bound) == 1 and bound[0].kind == "value" else None
        return isinstance(value, Call) and context.name_of(value.func, scope) == "io.BytesIO"
    return isinstance(expr, Call) and context.name_of(expr.func, scope) == "io.BytesIO"
