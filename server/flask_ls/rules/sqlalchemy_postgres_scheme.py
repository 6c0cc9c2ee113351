"""# sqlalchemy-postgres-scheme

## What it does
Finds database addresses that begin with `postgres://`, and paths of SQLite with too few slashes.

## Why is this bad?
SQLAlchemy 1.4 no longer knows the name: `NoSuchModuleError: Can't load plugin: sqlalchemy.dialects:postgres`. A path of
SQLite stands behind three slashes, or four where it is absolute: `sqlite://site.db` raises `ArgumentError: Invalid SQLite
URL`.

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "postgres://scott:tiger@localhost/shop"
db = SQLAlchemy(app)
```

## Use instead
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "postgresql+psycopg://scott:tiger@localhost/shop"
db = SQLAlchemy(app)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.removed import is_gone
from flask_ls.syntax.shape import Call, Const, Display, Expr, Item, Joined, Member, Ref, Shape
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK805",
    name="sqlalchemy-postgres-scheme",
    severity="error",
    summary="A database address that SQLAlchemy does not take",
    docs="https://flask-sqlalchemy.readthedocs.io/en/stable/config/#connection-url-format",
    words=("postgres:", "postgres+", "sqlite:"),
    fixable=True,
)
_KEYS = {"SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_DATABASE_URL", "SQLALCHEMY_URI"}
_ENGINES = {"sqlalchemy.create_engine", "sqlalchemy.engine.create_engine"}
_POSTGRES = re.compile(r"postgres(?=(?:\+\w+)?://)")
_SQLITE = re.compile(r"sqlite:(?:/(?!/)|//(?=[^/?])|(?!/))")


def check(shape: Shape, context: Context) -> Iterator[Report]:
    text = context.file.blocks[context.block]
    if ".replace(" in text or context.is_test:
        return
    for address in _addresses(shape, context):
        for each in _written(address):
            yield from _report(each, context)


def _addresses(shape: Shape, context: Context) -> Iterator[Expr]:
    """What is given to a configuration as the database's address, or to `create_engine`."""
    for binding in shape.bindings:
        if binding.name in _KEYS and binding.value is not None:
            yield binding.value
    for store in shape.stores:
        target = store.target
        key = target.key.value if isinstance(target, Item) and isinstance(target.key, Const) else None
        if key in _KEYS and store.value is not None:
            yield store.value
    for site in shape.calls:
        call = site.call
        yield from (each.value for each in call.keywords if each.name in _KEYS)
        for argument in call.args:
            pairs = zip(argument.keys, argument.items, strict=False) if isinstance(argument, Display) else ()
            yield from (value for named, value in pairs if isinstance(named, Const) and named.value in _KEYS)
        if call.args and isinstance(call.func, (Ref, Member)) and context.name_of(call.func, site.scope) in _ENGINES:
            yield call.args[0]


def _written(value: Expr) -> Iterator[Const]:
    """The literal texts that an address begins with, or may: the default of `os.environ.get` among them."""
    if isinstance(value, Joined):
        yield from (each for each in value.parts[:1] if isinstance(each, Const))
    elif isinstance(value, Call):
        last = value.func.last if isinstance(value.func, Ref) else ""
        if last in ("get", "getenv") and len(value.args) == 2 and isinstance(value.args[1], Const):
            yield value.args[1]
    else:
        yield from (each for each in inside(value) if isinstance(each, Const))


def _report(address: Const, context: Context) -> Iterator[Report]:
    if not isinstance(address.value, str):
        return
    text = context.file.blocks[context.block]
    if _POSTGRES.match(address.value):
        gone, severity = is_gone(context, "sqlalchemy", (1, 4))
        at = text.find("postgres", address.span.start, address.span.end)
        if gone and at >= 0:
            yield Report(
                span=Span(at, at + len("postgres")),
                message="SQLAlchemy 1.4 and later do not know `postgres`: `NoSuchModuleError: Can't load plugin: "
                "sqlalchemy.dialects:postgres`. It is called `postgresql`.",
                severity=severity,
                data=("postgresql",),
            )
    elif found := _SQLITE.match(address.value):
        at = text.find(found[0], address.span.start, address.span.end)
        whole = address.value == found[0]
        if at >= 0 and not whole:
            yield Report(
                span=Span(at, at + len(found[0])),
                message="A path of SQLite stands behind three slashes, or four where it is absolute: `sqlite:///site.db`. "
                f"`{found[0]}` does not say where the database is.",
                data=("sqlite:///",),
            )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Write the name that SQLAlchemy knows, or the slashes."""
    new = finding.data[0]
    return [
        Fix(title=f"Change to `{new}`", edits={finding.path: (TextEdit(finding.span, new),)}, safe=new == "postgresql")
    ]
