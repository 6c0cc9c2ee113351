"""# sql-string-injection

## What it does
Finds SQL that is put together with text from the request.

## Why is this bad?
Whoever sends `' OR '1'='1` reads what is not for them, and what else the database allows. Hand values over beside the SQL:
`execute(text("… WHERE name = :name"), {"name": name})`.

## Example
```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


@app.route("/users")
def users():
    name = request.args["name"]
    return str(db.session.execute(text(f"SELECT id FROM users WHERE name = '{name}'")).all())
```

## Use instead
```python
from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


@app.route("/users")
def users():
    name = request.args["name"]
    return str(db.session.execute(text("SELECT id FROM users WHERE name = :name"), {"name": name}).all())
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.rules.base import Context, Function, Report, Rule
from flask_ls.rules.handlers import handlers
from flask_ls.rules.request_text import put_together, source, url_texts
from flask_ls.syntax.shape import Call, Expr, Member, Ref, last_name
from flask_ls.syntax.walk import inside

RULE = Rule(
    code="FLK323",
    name="sql-string-injection",
    severity="error",
    summary="Text from the request becomes a part of SQL",
    docs="https://flask.palletsprojects.com/en/stable/patterns/sqlite3/#easy-querying",
    words=("execute", "text("),
    preview=True,
)
_RUNNING = {"execute", "executemany", "executescript", "exec_driver_sql"}
_SQL = re.compile(r"(?i)\b(?:SELECT\b.*\bFROM|INSERT\s+INTO|UPDATE\b.*\bSET|DELETE\s+FROM)\b", re.DOTALL)


def check(function: Function, context: Context) -> Iterator[Report]:
    shape = context.file.shapes[function.block]
    if shape.damaged or context.is_test:
        return
    text = context.file.blocks[function.block]
    for call in inside(shape.bodies[function.number]):
        if not isinstance(call, Call) or not call.args or not _takes_sql(call.func, function, context):
            continue
        given = _value(call.args[0], function, context)
        parts = put_together(given)
        if not parts or not _SQL.search(text, given.span.start, given.span.end):
            continue
        variables = url_texts(handlers(function, context))
        origin = next(filter(None, (source(part, variables, function, context) for part in parts)), "")
        if origin:
            yield Report(
                span=call.args[0].span,
                message=f"{origin} becomes a part of the SQL: `' OR '1'='1` reads what is not for whoever sends it. Hand it "
                "over beside the SQL.",
            )


def _takes_sql(func: Expr, function: Function, context: Context) -> bool:
    last = last_name(func)
    if last in _RUNNING:
        return isinstance(func, Member) or (isinstance(func, Ref) and len(func.parts) > 1)
    return last == "text" and context.name_of(func, function.number) in ("sqlalchemy.text", "sqlalchemy.sql.text")


def _value(expr: Expr, function: Function, context: Context) -> Expr:
    """The only value of a variable, or the expression itself."""
    if isinstance(expr, Ref) and len(expr.parts) == 1:
        bound = context.file.shapes[function.block].bound(function.number, expr.parts[0])
        if len(bound) == 1 and bound[0].kind == "value" and bound[0].value is not None:
            return bound[0].value
    return expr
