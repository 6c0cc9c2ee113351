"""# column-default-called

## What it does
Finds columns and form fields whose `default` calls something that gives another value each time: `datetime.utcnow()`,
`uuid.uuid4()`.

## Why is this bad?
The call runs once, when the class is made: every row gets the moment at which the server was started, or the same token.
`default` takes the function itself, and calls it for each row.

## Example
```python
import uuid

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    token = db.Column(db.String(36), default=str(uuid.uuid4()))
```

## Use instead
```python
import uuid

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    token = db.Column(db.String(36), default=lambda: str(uuid.uuid4()))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.symbols.model import library_name
from flask_ls.syntax.shape import Call, CallSite, Expr, Member, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK810",
    name="column-default-called",
    severity="error",
    summary="A column's default is computed once, when the server starts",
    docs="https://docs.sqlalchemy.org/en/20/core/defaults.html#python-executed-functions",
    words=("default=", "default =", "onupdate"),
    fixable=True,
)
_CHANGING = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today", "time.time",
    "time.time_ns", "uuid.uuid1", "uuid.uuid4", "uuid.uuid7", "secrets.token_hex", "secrets.token_urlsafe",
    "secrets.token_bytes", "os.urandom", "random.random", "random.randint", "random.choice", "django.utils.timezone.now",
}  # fmt: skip


def check(site: CallSite, context: Context) -> Iterator[Report]:
    given = [each for each in site.call.keywords if each.name in ("default", "onupdate")]
    if not given or context.file.shapes[context.block].scopes[site.scope].kind == "function":
        return
    for keyword in given:
        changing = _changing(keyword.value, site.scope, context)
        kind = _kind(site, context) if changing is not None else ""
        if not kind or changing is None:
            continue
        value, text = keyword.value, context.file.blocks[context.block]
        func = text[changing.func.span.start : changing.func.span.end]
        plain = value == changing and not changing.args and not changing.keywords
        new = func if plain else f"lambda: {text[value.span.start : value.span.end]}"
        harm = "every row gets the same value" if kind == "column" else "every form shows the same value"
        yield Report(
            span=value.span,
            message=f"`{func}()` is called once, when the class is made, and {harm}. Write `{keyword.name}={_short(new)}`.",
            data=(new,),
        )


def _changing(value: Expr, scope: int, context: Context) -> Call | None:
    """The first call in an expression that gives another value each time."""
    called = (each for each in inside(value) if isinstance(each, Call) and isinstance(each.func, (Ref, Member)))
    return next((each for each in called if context.name_of(each.func, scope) in _CHANGING), None)


def _kind(site: CallSite, context: Context) -> str:
    """Whether a call makes a column or a field of a form; empty where it is neither."""
    func: Expr = site.call.func
    if library_name(context.project, context.file, context.block, site.scope, func) in ("Column", "mapped_column"):
        return "column"
    name = context.name_of(func, site.scope) if isinstance(func, (Ref, Member)) else ""
    return "field" if name.startswith("wtforms.") and name.endswith("Field") else ""


def _short(text: str) -> str:
    return " ".join(text.split()) if len(text) < 60 else "lambda: …"


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Give the function, not what it gives now."""
    new = finding.data[0]
    edit = TextEdit(finding.span, new)
    return [Fix(title=f"Change to `{_short(new)}`", edits={finding.path: (edit,)}, safe=True)]
