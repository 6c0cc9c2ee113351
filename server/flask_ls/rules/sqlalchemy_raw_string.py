"""# sqlalchemy-raw-string

## What it does
Finds `db.session.execute("SELECT …")` with a plain string.

## Why is this bad?
SQLAlchemy 2.0 raises `ArgumentError: Textual SQL expression 'SELECT 1' should be explicitly declared as text('SELECT 1')`.

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)

with app.app_context():
    db.session.execute("SELECT 1")
```

## Use instead
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)

with app.app_context():
    db.session.execute(db.text("SELECT 1"))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.removed import is_gone_from_sqlalchemy
from flask_ls.symbols.classes import bindings
from flask_ls.syntax.shape import CallSite, Const, Expr, Joined, Ref
from flask_ls.text.spans import TextEdit

RULE = Rule(
    code="FLK819",
    name="sqlalchemy-raw-string",
    severity="error",
    summary="A query is a plain string",
    docs="https://flask-sqlalchemy.readthedocs.io/en/stable/queries/",
    words=(".session.execute(", ".session.scalar(", ".session.scalars("),
    fixable=True,
    preview=True,
)
_METHODS = {f"sqlalchemy.orm.Session.{name}" for name in ("execute", "scalar", "scalars")}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    func, call = site.call.func, site.call
    if not isinstance(func, Ref) or not call.args or not _is_text(call.args[0], site.scope, context):
        return
    if context.name_of(func, site.scope) not in _METHODS:
        return
    gone, severity = is_gone_from_sqlalchemy(context, (2, 0))
    if gone:
        text = f"{'.'.join(func.parts[:-2])}.text"
        yield Report(
            span=call.args[0].span,
            message="SQLAlchemy 2.0 takes no plain string: `ArgumentError: Textual SQL expression … should be explicitly "
            f"declared as text(…)`. Write `{text}(…)`.",
            severity=severity,
            data=(text,),
        )


def _is_text(expr: Expr, scope: int, context: Context) -> bool:
    """Whether an expression is a literal text, or a name that is bound to such only."""
    if isinstance(expr, Ref) and len(expr.parts) == 1:
        bound = bindings(context.file, context.block, scope, expr.parts[0])
        values = [each.value for _, each in bound if each.kind == "value"]
        return bool(bound) and len(values) == len(bound) and all(_is_literal(each) for each in values)
    return _is_literal(expr)


def _is_literal(expr: Expr | None) -> bool:
    return isinstance(expr, Joined) or (isinstance(expr, Const) and isinstance(expr.value, str))


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Say that it is text."""
    file = project.python(finding.path)
    if file is None:
        return []
    written = file.text[finding.span.start : finding.span.end]
    edit = TextEdit(finding.span, f"{finding.data[0]}({written})")
    return [Fix(title=f"Wrap it in `{finding.data[0]}(…)`", edits={file.path: (edit,)}, safe=True)]
