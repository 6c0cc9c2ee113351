"""# session-unserializable

## What it does
Finds what is put into `session` and is no JSON: an object of a class of the project, a set, a form.

## Why is this bad?
The session is a cookie with JSON in it. It is written after the view: `TypeError: Object of type User is not JSON
serializable`. Keep what tells you which one it was, such as `user.id`.

## Example
```python
from flask import Flask, session

app = Flask(__name__)


class User:
    id = 1


@app.route("/")
def index():
    session["user"] = User()
    return "ok"
```

## Use instead
```python
from flask import Flask, session

app = Flask(__name__)


class User:
    id = 1


@app.route("/")
def index():
    session["user"] = User().id
    return "ok"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.meaning import Known
from flask_ls.project.resolve import library_bases
from flask_ls.rules.base import Context, Report, Rule
from flask_ls.syntax.shape import Call, Comprehension, Display, Expr, Item, Store

RULE = Rule(
    code="FLK407",
    name="session-unserializable",
    severity="error",
    summary="What is no JSON is put into the session",
    docs="https://flask.palletsprojects.com/en/stable/api/#flask.sessions.SecureCookieSessionInterface",
    words=("session[",),
    preview=True,
)
# Sessions are kept, or turned into text, in another way.
_OTHERWISE = re.compile(
    r"\bflask_session\b|\bsession_interface\b|\bjson_provider_class\b|\bJSONProvider\b|\bTaggedJSONSerializer\b"
)
_NO_JSON = ("flask_sqlalchemy.", "flask_wtf.", "wtforms.")


def check(store: Store, context: Context) -> Iterator[Report]:
    target = store.target
    if not isinstance(target, Item) or store.value is None or context.is_test:
        return
    kind = _kind(store.value, store.scope, context)
    if not kind or context.name_of(target.value, store.scope) != "flask.session" or context.mentions(_OTHERWISE):
        return
    yield Report(
        span=store.value.span,
        message=f"The session is kept as JSON: `TypeError: Object of type {kind} is not JSON serializable`.",
    )


def _kind(value: Expr, scope: int, context: Context) -> str:
    """The type's name where it surely is no JSON; empty otherwise."""
    if isinstance(value, (Display, Comprehension)):
        return "set" if value.kind == "set" else ""
    meaning = context.meaning(value.func, scope) if isinstance(value, Call) else None
    site = meaning.site if isinstance(meaning, Known) and not meaning.module and meaning.type is None else None
    file = context.project.python(site.path) if site is not None else None
    if site is None or file is None:
        return ""
    shape = file.shapes[site.block]
    scope_of = shape.scopes[site.scope]
    if scope_of.kind != "class" or scope_of.decorators or shape.bound(site.scope, "__html__"):
        return ""
    bases = library_bases(context.project, file, site.block, site.scope)
    plain = not scope_of.bases or (bool(bases) and all(base.startswith(_NO_JSON) for base in bases))
    return scope_of.name if plain else ""
