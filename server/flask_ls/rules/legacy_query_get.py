"""# legacy-query-get

## What it does
Finds `User.query.get(…)` of a model.

## Why is this bad?
SQLAlchemy 2.0 warns `LegacyAPIWarning: The Query.get() method is considered legacy`; `db.session.get(User, …)` does the
same, and looks into the session first, too. The rule is silent for SQLAlchemy before 2.0, and where a project
has a class of queries of its own.

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


def load(user_id):
    return User.query.get(int(user_id))
```

## Use instead
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


def load(user_id):
    return db.session.get(User, int(user_id))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import mentions
from flask_ls.project.snapshot import Project
from flask_ls.project.versions import version
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.symbols.classes import lineage, named
from flask_ls.symbols.model import FLASK_MODEL, database_name, is_mapped
from flask_ls.syntax.shape import CallSite, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK806",
    name="legacy-query-get",
    severity="information",
    summary="`Model.query.get()` is legacy; `db.session.get()` replaces it",
    docs="https://flask-sqlalchemy.readthedocs.io/en/stable/legacy-query/",
    words=(".query.get(",),
    fixable=True,
)
_OWN_QUERIES = re.compile(r"\bquery_class\b")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    func, call = site.call.func, site.call
    if not isinstance(func, Ref) or func.parts[-2:] != ("query", "get") or len(func.parts) < 3 or call.opaque:
        return
    model = Ref(func.parts[:-2], func.span)
    cls = named(context.project, context.file, context.block, site.scope, model)
    if cls is None or not is_mapped(context.project, cls) or len(call.args) != 1 or call.keywords:
        return
    if FLASK_MODEL not in lineage(context.project, cls).libraries:
        return
    known = version(context.project, context.file.path, "sqlalchemy")
    flask_known = version(context.project, context.file.path, "flask-sqlalchemy")
    if (known is not None and known < (2, 0)) or (known is None and flask_known is not None and flask_known < (3, 0)):
        return
    if mentions(context.project, context.file.path, _OWN_QUERIES):
        return
    name = ".".join(model.parts)
    database = database_name(context.project, context.file)
    edit = Span(func.span.start, call.args[0].span.start)
    yield Report(
        span=func.span,
        message=f"`{name}.query.get()` is legacy in SQLAlchemy 2.0, and warns `LegacyAPIWarning`. Use "
        f"`{database or 'db'}.session.get({name}, …)`.",
        data=(database, name, *map(str, context.file.absolute(context.block, edit))) if database else (),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Ask the session for it."""
    if not finding.data:
        return []
    database, name, start, end = finding.data
    edit = TextEdit(Span(int(start), int(end)), f"{database}.session.get({name}, ")
    return [Fix(title=f"Use `{database}.session.get({name}, …)`", edits={finding.path: (edit,)}, safe=True)]
