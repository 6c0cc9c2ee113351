"""# sqlalchemy-eager-load-dynamic

## What it does
Finds `joinedload(User.posts)` and its like for a relationship that is `lazy="dynamic"`.

## Why is this bad?
Such a relationship is a query, and holds nothing that could be loaded before: `InvalidRequestError: 'User.posts' does not
support object population - eager loading cannot be applied.`

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import joinedload

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    posts = db.relationship("Post", lazy="dynamic")


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"))


with app.app_context():
    db.create_all()
    User.query.options(joinedload(User.posts)).all()
```

## Use instead
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import joinedload

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    posts = db.relationship("Post")


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"))


with app.app_context():
    db.create_all()
    User.query.options(joinedload(User.posts)).all()
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.symbols.classes import named
from flask_ls.symbols.model import library_name, model
from flask_ls.syntax.shape import CallSite, Const, Ref

RULE = Rule(
    code="FLK821",
    name="sqlalchemy-eager-load-dynamic",
    severity="error",
    summary="A dynamic relationship is to be loaded eagerly",
    docs="https://docs.sqlalchemy.org/en/20/orm/large_collections.html#dynamic-relationship-loaders",
    words=("joinedload(", "selectinload(", "subqueryload("),
    preview=True,
)
_LOADERS = {"joinedload", "selectinload", "subqueryload"}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    path = call.args[0] if call.args else None
    if not isinstance(path, Ref) or len(path.parts) < 2:
        return
    project, file, block = context.project, context.file, context.block
    if library_name(project, file, block, site.scope, call.func) not in _LOADERS:
        return
    found = model(project, named(project, file, block, site.scope, Ref(path.parts[:-1], path.span)))
    attribute = found.attributes.get(path.last) if found is not None else None
    lazy = attribute.call.keyword("lazy") if attribute is not None and attribute.call is not None else None
    if lazy is not None and isinstance(lazy.value, Const) and lazy.value.value in ("dynamic", "write_only"):
        yield Report(
            span=path.span,
            message=f"`{path.last}` is `lazy=\"{lazy.value.value}\"`: `InvalidRequestError: '{'.'.join(path.parts[-2:])}' "
            "does not support object population - eager loading cannot be applied.`",
        )
