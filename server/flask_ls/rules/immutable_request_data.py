"""# immutable-request-data

## What it does
Finds assignments to what came with a request: `request.form["user"] = "x"`.

## Why is this bad?
What came with a request cannot be changed: `TypeError: 'ImmutableMultiDict' objects are immutable`. Take a copy, such as
`request.form.to_dict()`.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/", methods=["POST"])
def index():
    request.form["user"] = "x"
    return "ok"
```

## Use instead
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/", methods=["POST"])
def index():
    form = request.form.to_dict()
    form["user"] = "x"
    return "ok"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.syntax.shape import Item, Ref, Store

RULE = Rule(
    code="FLK224",
    name="immutable-request-data",
    severity="error",
    summary="Data of a request is assigned to",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.Request.form",
    words=("form[", "args[", "values[", "files[", "cookies[", "headers["),
    preview=True,
)
_KINDS = {
    "form": "ImmutableMultiDict", "args": "ImmutableMultiDict", "files": "ImmutableMultiDict",
    "cookies": "ImmutableMultiDict", "values": "CombinedMultiDict", "headers": "EnvironHeaders",
}  # fmt: skip
# A project may have other classes for what came with a request.
_OTHER_CLASSES = re.compile(r"\b(?:parameter_storage_class|dict_storage_class|request_class)\b")


def check(store: Store, context: Context) -> Iterator[Report]:
    target = store.target
    owner = target.value if isinstance(target, Item) else None
    if not isinstance(owner, Ref) or len(owner.parts) < 2 or owner.last not in _KINDS:
        return
    if context.name_of(owner, store.scope) == f"flask.Request.{owner.last}" and not context.mentions(_OTHER_CLASSES):
        yield Report(
            span=target.span,
            message=f"What came with a request cannot be changed: `TypeError: '{_KINDS[owner.last]}' objects are "
            "immutable`. Take a copy.",
        )
