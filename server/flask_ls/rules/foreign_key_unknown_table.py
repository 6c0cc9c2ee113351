"""# foreign-key-unknown-table

## What it does
Finds `db.ForeignKey("table.column")` where no model or table of the project is called so, and one is called almost so.

## Why is this bad?
Making the tables raises `NoReferencedTableError: Foreign key associated with column 'comment.post_id' could not find table
'blogpost'`, and so does the first query that joins them. Flask-SQLAlchemy names the table of `BlogPost` `blog_post`,
unless `__tablename__` says otherwise. Nothing is said where tables are reflected, or named by what cannot be seen.

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class BlogPost(db.Model):
    id = db.Column(db.Integer, primary_key=True)


class Comment(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    post_id = db.Column(db.Integer, db.ForeignKey("blogpost.id"))


with app.app_context():
    db.create_all()
```

## Use instead
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class BlogPost(db.Model):
    id = db.Column(db.Integer, primary_key=True)


class Comment(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    post_id = db.Column(db.Integer, db.ForeignKey("blog_post.id"))


with app.app_context():
    db.create_all()
```
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.symbols.model import library_name
from flask_ls.symbols.schema import schema
from flask_ls.syntax.shape import CallSite, Const
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK808",
    name="foreign-key-unknown-table",
    severity="error",
    summary="A foreign key names a table or column that no model has",
    docs="https://flask-sqlalchemy.readthedocs.io/en/stable/models/#defining-models",
    words=("ForeignKey(",),
    fixable=True,
)
_TARGET = re.compile(r"(?P<table>\w+)\.(?P<column>\w+)\Z")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    first = site.call.args[0] if site.call.args else None
    match = _TARGET.match(first.value) if isinstance(first, Const) and isinstance(first.value, str) else None
    if match is None or first is None:
        return
    if library_name(context.project, context.file, context.block, site.scope, site.call.func) != "ForeignKey":
        return
    found = schema(context.project, context.file.path)
    table, column = match["table"], match["column"]
    if table not in found.tables:
        near = _near(table, found.tables) if found.closed else ""
        if near:
            yield _report(
                first.span,
                f"No table is called `{table}`: `NoReferencedTableError: … could not find table '{table}'`. Did you mean "
                f"`{near}.{column}`?",
                f"{near}.{column}",
            )
        return
    columns = found.tables[table]
    near = _near(column, columns) if columns is not None and column not in columns else ""
    if near:
        yield _report(
            first.span,
            f"The table `{table}` has no column `{column}`: `NoReferencedColumnError: … table '{table}' has no column named "
            f"'{column}'`. Did you mean `{table}.{near}`?",
            f"{table}.{near}",
        )


def _report(literal: Span, message: str, new: str) -> Report:
    return Report(span=literal, message=message, data=(new,))


def _near(name: str, known: Collection[str]) -> str:
    """The name that was probably meant: the same but for case, underscores and a plural, or written almost alike."""
    plain = _plain(name)
    same = [each for each in known if _plain(each) == plain]
    if same:
        return same[0] if len(same) == 1 else ""
    close = get_close_matches(name, list(known), n=1, cutoff=0.8)
    return close[0] if close else ""


def _plain(name: str) -> str:
    return name.lower().replace("_", "").removesuffix("s")


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Name the table or column that was probably meant."""
    new = finding.data[0]
    file = project.python(finding.path)
    quote = file.text[finding.span.start] if file is not None else ""
    if quote not in ("'", '"'):
        return []
    edit = TextEdit(finding.span, f"{quote}{new}{quote}")
    return [Fix(title=f"Change to `{new}`", edits={finding.path: (edit,)})]
