"""# unescaped-html-response

## What it does
Finds views that put text from the request into the page they return without escaping it: a variable of the URL or a
value of `request.args` or `request.form` in an f-string, behind `%` or `+`, or in `.format()`.

## Why is this bad?
A text that a view returns is sent as HTML. What stands in it runs in the browser of whoever follows a link that was
prepared for him: with `?name=<script>…</script>` that is any script at all (reflected cross-site scripting). Templates
escape by themselves.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/login", methods=["POST"])
def login():
    username = request.form.get("username")
    return f"Logged in as {username}"
```

## Use instead
```python
from flask import Flask, request
from markupsafe import escape

app = Flask(__name__)


@app.route("/login", methods=["POST"])
def login():
    username = request.form.get("username")
    return f"Logged in as {escape(username)}"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.handlers import VIEW, handlers
from flask_ls.rules.request_text import is_other_type, put_together, source, url_texts
from flask_ls.syntax.shape import Const, Display, Expr, Return
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK304",
    name="unescaped-html-response",
    severity="warning",
    summary="Text from the request is sent as HTML",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#html-escaping",
    words=("route", ".get", ".post", ".put", ".patch"),
)


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if not function.scope.decorators or shape.damaged or context.is_test:
        return
    body = shape.bodies[function.number]
    made = [each.value for each in inside(body) if isinstance(each, Return) and each.value is not None]
    texts = [(text, put_together(text)) for value in made if (text := _text(value)) is not None]
    if not texts:
        return
    found = handlers(function, context)
    if not found or not all(handler.role == VIEW and handler.direct for handler in found):
        return
    variables = url_texts(found)
    for text, parts in texts:
        for part in parts:
            origin = source(part, variables, function, context)
            if origin and not is_other_type(context):
                yield Report(
                    span=text.span,
                    message=f"{origin} is sent as HTML as it came: with `<script>` in it, it runs in the browser of "
                    "whoever follows a prepared link. Use `escape()` of markupsafe, or a template.",
                )
                break


def _text(value: Expr) -> Expr | None:
    """The page in what a view returns, where it is put together there; None where it is not, or is no HTML."""
    if isinstance(value, Display) and value.kind == "tuple" and len(value.items) == 2:
        page, status = value.items
        return _text(page) if isinstance(status, Const) and isinstance(status.value, int) else None
    return value if put_together(value) else None
