"""# cookie-invalid-samesite

## What it does
Finds cookies whose `samesite` is none of `"Strict"`, `"Lax"` and `"None"`.

## Why is this bad?
Setting the cookie raises `ValueError: SameSite must be 'Strict', 'Lax', or 'None'.`

## Example
```python
from flask import Flask, make_response

app = Flask(__name__)


@app.route("/")
def index():
    response = make_response("x")
    response.set_cookie("a", "b", samesite="No")
    return response
```

## Use instead
```python
from flask import Flask, make_response

app = Flask(__name__)


@app.route("/")
def index():
    response = make_response("x")
    response.set_cookie("a", "b", samesite="Lax")
    return response
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.syntax.shape import Const, Expr, Item, Shape

RULE = Rule(
    code="FLK220",
    name="cookie-invalid-samesite",
    severity="error",
    summary="A cookie's `samesite` is none that there is",
    docs="https://flask.palletsprojects.com/en/stable/web-security/#set-cookie-options",
    words=("samesite", "SAMESITE"),
    preview=True,
)
_KEY = "SESSION_COOKIE_SAMESITE"


def check(shape: Shape, context: Context) -> Iterator[Report]:
    for site in shape.calls:
        given = site.call.keyword("samesite")
        if given is None or not _is_wrong(given.value):
            continue
        if context.name_of(site.call.func, site.scope) == "flask.Response.set_cookie":
            yield _report(given.value)
    for store in shape.stores:
        target, value = store.target, store.value
        key = target.key if isinstance(target, Item) else None
        if not isinstance(key, Const) or key.value != _KEY or value is None or not _is_wrong(value):
            continue
        if isinstance(target, Item) and context.type_of(target.value, store.scope) == "flask.Config":
            yield _report(value)


def _is_wrong(value: Expr) -> bool:
    return (
        isinstance(value, Const)
        and isinstance(value.value, str)
        and value.value.title() not in ("Strict", "Lax", "None")
    )


def _report(value: Expr) -> Report:
    return Report(
        span=value.span, message="There is no such value: `ValueError: SameSite must be 'Strict', 'Lax', or 'None'.`"
    )
