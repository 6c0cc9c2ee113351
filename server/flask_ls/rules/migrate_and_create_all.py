"""# migrate-and-create-all

## What it does
Finds `db.create_all()` where an application is made, in a project that uses Flask-Migrate; and the import of
`MigrateCommand`.

## Why is this bad?
The tables are made before a migration could: `flask db migrate` finds no difference, and `flask db upgrade` fails, since the
table is there already. `MigrateCommand` went with Flask-Script, and cannot be imported since Flask-Migrate 3.0.

## Example
```python
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///site.db"
db = SQLAlchemy(app)
migrate = Migrate(app, db)

with app.app_context():
    db.create_all()
```

## Use instead
```python
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///site.db"
db = SQLAlchemy(app)
migrate = Migrate(app, db)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import mentions
from flask_ls.rules.base import Context, Report, Rule
from flask_ls.rules.removed import Removed, removed_imports
from flask_ls.syntax.shape import MODULE, Shape

RULE = Rule(
    code="FLK837",
    name="migrate-and-create-all",
    severity="information",
    summary="Tables are made beside the migrations",
    docs="https://flask-migrate.readthedocs.io/en/latest/#example",
    words=("create_all", "MigrateCommand"),
    preview=True,
)
_MIGRATES = re.compile(r"\bMigrate\(")
_FACTORIES = ("create_app", "make_app")
_GONE = {("flask_migrate", "MigrateCommand"): Removed((3, 0), "Flask has the commands itself: `flask db upgrade`.")}
# A test database, or one in memory, has no migrations; an import in a factory's branch is somebody's decision.
_OTHERWISE = re.compile(r"(?i)\btesting\b|:memory:|sqlite://[\"']|\bhas_table\b|\binspect\b|\bif\b[^\n]*\bcreate\w*\b")


def check(shape: Shape, context: Context) -> Iterator[Report]:
    for report in removed_imports(shape, context, "flask-migrate", _GONE, "Flask-Migrate"):
        yield report._replace(severity=report.severity or "error")
    if context.is_test or "create_all" not in context.file.blocks[context.block]:
        return
    for site in shape.calls:
        scope = shape.scopes[site.scope]
        if site.guard != "none" or not (site.scope == MODULE or scope.name in _FACTORIES):
            continue
        if context.name_of(site.call.func, site.scope) != "flask_sqlalchemy.SQLAlchemy.create_all":
            continue
        path = context.file.path
        if mentions(context.project, path, _MIGRATES) and not _OTHERWISE.search(context.file.blocks[context.block]):
            yield Report(
                span=site.call.span,
                message="Flask-Migrate makes the tables of this project. Made here before, `flask db migrate` finds no "
                "difference, and `flask db upgrade` fails because the tables are there.",
            )
