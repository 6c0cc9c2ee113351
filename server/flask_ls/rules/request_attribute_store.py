"""# request-attribute-store

## What it does
Finds views that keep something in an attribute of `request` which another view reads.

## Why is this bad?
`request` is another object in each request, so the attribute is gone in the next one: `AttributeError: 'Request' object
has no attribute 'user'`. For the length of one request there is `g`, for one visitor's requests `session`.

## Example
```python
from flask import Flask, request

app = Flask(__name__)


@app.route("/one")
def one():
    request.user = "John"
    return "OK"


@app.route("/two")
def two():
    return request.user
```

## Use instead
```python
import os

from flask import Flask, session

app = Flask(__name__)
app.secret_key = os.environ["SECRET_KEY"]


@app.route("/one")
def one():
    session["user"] = "John"
    return "OK"


@app.route("/two")
def two():
    return session.get("user", "Guest")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.knowledge import api
from flask_ls.project.components import component
from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.handlers import VIEW, handlers
from flask_ls.syntax.shape import Ref, Store
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK404",
    name="request-attribute-store",
    severity="warning",
    summary="A view keeps something in `request` for another view",
    docs="https://flask.palletsprojects.com/en/stable/quickstart/#sessions",
    words=("request.",),
)
# What a request has without it being in the documentation's list, and may be set.
_ITS_OWN = {
    "routing_exception", "trusted_hosts", "json_module", "shallow", "environ", "max_form_parts", "charset",
    "encoding_errors", "parameter_storage_class", "dict_storage_class", "list_storage_class", "form_data_parser_class",
}  # fmt: skip
_OPAQUE = re.compile(r"request_class|setattr\(request")
_Place = tuple[str, Span, str]


def check(store: Store, context: Context) -> Iterator[Report]:
    target = store.target
    if not isinstance(target, Ref) or context.is_test:
        return
    owner, _, name = context.name_of(target, store.scope).rpartition(".")
    if owner != "flask.Request" or name in _ITS_OWN or api.lookup(f"flask.Request.{name}") is not None:
        return
    files = component(context.project, context.file.path)
    if context.mentions(_OPAQUE):
        return
    stores: list[_Place | None] = []
    readers: list[_Place] = []
    for file in files:
        if name in file.text and not context.project.tree.is_test(file.path):
            _look(name, context._replace(file=file), stores, readers)
    if None in stores or not readers:
        return  # a hook or a decorator sets it for every view, or nobody misses it
    path, span, view = readers[0]
    text = ".".join(target.parts)
    yield Report(
        span=store.span,
        message=f"`{text}` is gone when `{view}` reads it, since each request has a `request` of its own: "
        f"`AttributeError: 'Request' object has no attribute '{name}'`. Use `session`, or `g` within one request.",
        related=((path, span, f"`{view}` reads it here"),),
    )


def _look(name: str, context: Context, stores: list[_Place | None], readers: list[_Place]) -> None:
    """Add where a file stores and reads the request's attribute; None for a store outside of a view."""
    file = context.file
    for block, text in enumerate(file.blocks):
        if name not in text:
            continue
        here = context._replace(block=block)
        shape = file.shapes[block]
        stored = {
            each.scope
            for each in shape.stores
            if isinstance(each.target, Ref) and _is_attribute(each.target, name, each.scope, here)
        }
        for number, scope in enumerate(shape.scopes):
            found = handlers(Function(scope, block, number), here) if scope.kind == "function" else []
            view = bool(found) and all(each.role == VIEW and each.direct for each in found)
            if number in stored:
                stores.append((file.path, scope.name_span, scope.name) if view else None)
            elif view:
                reads = (each for each in inside(shape.bodies[number]) if isinstance(each, Ref))
                readers += [
                    (file.path, file.absolute(block, each.span), scope.name)
                    for each in reads
                    if _is_attribute(each, name, number, here)
                ]


def _is_attribute(ref: Ref, name: str, scope: int, context: Context) -> bool:
    """Whether a dotted name is the request's attribute, or something of it."""
    if name not in ref.parts:
        return False
    whole = Ref(ref.parts[: ref.parts.index(name) + 1], ref.span)
    return context.name_of(whole, scope) == f"flask.Request.{name}"
