"""# form-without-csrf

## What it does
Finds forms made with `meta={"csrf": False}` that the same function takes when they are submitted.

## Why is this bad?
Any other site may then send the form in the name of whoever is logged in. A form that only searches, and is sent by GET,
needs no token: ask it with `validate()`. Nothing is said where `CSRFProtect` looks at all requests.

## Example
```python
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)


class Transfer(FlaskForm):
    to = StringField()


@app.route("/transfer", methods=["GET", "POST"])
def transfer():
    form = Transfer(meta={"csrf": False})
    if form.validate_on_submit():
        return "done"
    return "to whom?"
```

## Use instead
```python
from flask import Flask
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)


class Transfer(FlaskForm):
    to = StringField()


@app.route("/transfer", methods=["GET", "POST"])
def transfer():
    form = Transfer()
    if form.validate_on_submit():
        return "done"
    return "to whom?"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.syntax.shape import Assign, Call, Const, Display, Ref
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK325",
    name="form-without-csrf",
    severity="warning",
    summary="A form is accepted from other sites",
    docs="https://flask-wtf.readthedocs.io/en/stable/csrf/",
    words=("csrf",),
)
_LOOKED_AT = re.compile(r"\bC(?:SRF|srf)Protect\b|\bflask_jwt|\bflask_httpauth\b")


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if shape.damaged or context.is_test:
        return
    body = [*inside(shape.bodies[function.number])]
    asked = {
        each.func.parts[0]
        for each in body
        if isinstance(each, Call) and isinstance(each.func, Ref) and each.func.parts[1:] == ("validate_on_submit",)
    }
    for each in body:
        call = each.value if isinstance(each, Assign) else None
        meta = call.keyword("meta") if isinstance(call, Call) else None
        if call is None or meta is None or not isinstance(meta.value, Display) or not _is_off(meta.value):
            continue
        named = [target for target in each.targets if isinstance(target, Ref) and target.last in asked]
        form = context.type_of(call, function.number) or ""
        if named and form.startswith("flask_wtf.") and not context.mentions(_LOOKED_AT):
            yield Report(
                span=meta.span,
                message=f"`{named[0].last}` has no token: it is accepted from any other site in the name of whoever is "
                "logged in.",
            )


def _is_off(meta: Display) -> bool:
    return any(
        isinstance(key, Const) and key.value == "csrf" and isinstance(value, Const) and value.value is False
        for key, value in zip(meta.keys, meta.items, strict=False)
    )
