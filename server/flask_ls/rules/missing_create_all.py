"""# missing-create-all

## What it does
Finds a project with models of Flask-SQLAlchemy that asks its SQLite database, and never makes a table.

## Why is this bad?
The first query raises `OperationalError: (sqlite3.OperationalError) no such table: user`. `db.create_all()`, or a migration
of Flask-Migrate, makes the tables. Nothing is said where somebody else may make them: another kind of database, a
database that is there, SQL scripts, migrations.

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///site.db"
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


@app.route("/people")
def people():
    return str(db.session.execute(db.select(User)).scalars().all())
```

## Use instead
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///site.db"
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


with app.app_context():
    db.create_all()


@app.route("/people")
def people():
    return str(db.session.execute(db.select(User)).scalars().all())
```
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from flask_ls.project.components import components, mentions
from flask_ls.project.meaning import Known
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding, Fix, Report, Rule, is_test
from flask_ls.rules.edits import newline_of
from flask_ls.symbols.config_key import settings
from flask_ls.symbols.model import models
from flask_ls.syntax.shape import MODULE, CallSite, Ref
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK802",
    name="missing-create-all",
    severity="information",
    summary="The database is asked, and nothing ever makes its tables",
    docs="https://flask-sqlalchemy.readthedocs.io/en/stable/quickstart/#create-the-tables",
    words=("SQLAlchemy(",),
    fixable=True,
)
_DATABASE = re.compile(r"\bSQLAlchemy\(")
_ROUTES = re.compile(r"\.route\(|\badd_url_rule\b|\badd_resource\b|\.register_blueprint\(")
_ASKS = re.compile(r"\.session\b|\.query\b")
_MAKES = re.compile(
    r"create_all|\bmigrat|alembic|\breflect|automap|__bind_key__|__table__|CREATE TABLE|executescript|"
    r"CreateTable|\.create\(|SQLALCHEMY_BINDS|sqlite3",
    re.IGNORECASE,
)
_SQLITE = re.compile(r"(?i)f?[\"']sqlite:")
# What else may hold or make a schema, by the names of files and folders.
_SCHEMA = re.compile(
    r"(?i).*\.(?:sql|db|sqlite3?|sh)\Z|alembic\.ini\Z|migrations?\Z|alembic\Z|(?:docker|compose).*|makefile\Z"
)


def check(project: Project) -> Iterator[Report]:
    for files in components(project):
        path = files[0].path
        if not all(mentions(project, path, each) for each in (_DATABASE, _ASKS, _ROUTES)):
            continue
        if mentions(project, path, _MAKES) or any(file.damaged for file in files):
            continue
        made = [place for file in files if not is_test(project, file.path) for place in _databases(project, file)]
        mine = [each for each in models(project, path) if each.table is not None]
        if len(made) != 1 or not mine or not _is_own_sqlite(project, path) or _may_have_schema(project, files):
            continue
        file, block, site = made[0]
        place = file.absolute(block, site.call.span)
        together = all(each.cls.path == file.path and each.cls.block > block for each in mine)
        app = site.call.args[0] if site.call.args else None
        data: tuple[str, ...] = ()
        if together and site.scope == MODULE and isinstance(app, Ref) and len(app.parts) == 1:
            name = _name(file, block, site)
            last = max(each.cls.block for each in mine)
            data = (name, app.parts[0], str(file.starts[last + 1])) if name else ()
        yield Report(
            path=file.path,
            span=place,
            message="No table is ever made: the first query raises `OperationalError: (sqlite3.OperationalError) no such "
            f"table: {mine[0].table}`. Call `db.create_all()` in an application context, or use Flask-Migrate.",
            data=data,
        )


def _databases(project: Project, file: PyFile) -> Iterator[tuple[PyFile, int, CallSite]]:
    if "SQLAlchemy(" not in file.text:
        return
    for block, site in file.calls():
        meaning = resolve(project, file, block, site.scope, site.call.func)
        if isinstance(meaning, Known) and meaning.name == "flask_sqlalchemy.SQLAlchemy":
            yield file, block, site


def _name(file: PyFile, block: int, site: CallSite) -> str:
    """The name that a database is bound to."""
    return next((each.name for each in file.shapes[block].bindings if each.value == site.call), "")


def _is_own_sqlite(project: Project, path: str) -> bool:
    """Whether every address that the project sets is one of SQLite, as it stands there."""
    addresses = [use.value or "" for use in settings(project, path).get("SQLALCHEMY_DATABASE_URI", ())]
    return bool(addresses) and all(_SQLITE.match(address) for address in addresses)


def _may_have_schema(project: Project, files: list[PyFile]) -> bool:
    """Whether a file or folder beside the project's files may make its tables, or have them."""
    folders = {os.path.dirname(file.path) for file in files}  # noqa: PTH120
    folders |= {os.path.join(each, "instance") for each in folders}  # noqa: PTH118
    folders |= {root for file in files if (root := project.root_of(file.path)) is not None}
    return any(_SCHEMA.match(name) for folder in folders for name in project.disk.names(folder))


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Make the tables below the last model."""
    file = project.python(finding.path)
    if file is None or len(finding.data) != 3:
        return []
    database, app, at = finding.data[0], finding.data[1], int(finding.data[2])
    newline = newline_of(file)
    before = newline if file.text[:at].endswith("\n") else newline * 2
    while at and file.text[:at].endswith(newline * 2):
        at -= len(newline)
    text = f"{before}{newline}with {app}.app_context():{newline}    {database}.create_all(){newline}"
    return [Fix(title=f"Add `{database}.create_all()`", edits={file.path: (TextEdit(Span(at, at), text),)})]
