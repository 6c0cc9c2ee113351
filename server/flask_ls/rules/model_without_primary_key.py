"""# model-without-primary-key

## What it does
Finds models with columns of which none is the primary key.

## Why is this bad?
The class cannot be made: `ArgumentError: Mapper Mapper[User(user)] could not assemble any primary key columns for mapped
table 'user'`. Nothing is said of models that derive from a class that is not known.

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class User(db.Model):
    __tablename__ = "user"
    name = db.Column(db.String(80))
```

## Use instead
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class User(db.Model):
    __tablename__ = "user"
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import mentions
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.edits import newline_of
from flask_ls.symbols.classes import members, shape_of
from flask_ls.symbols.model import Model, database_name, is_primary, models_of
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK822",
    name="model-without-primary-key",
    severity="error",
    summary="A model has no primary key",
    docs="https://flask-sqlalchemy.readthedocs.io/en/stable/models/#defining-models",
    words=("Column(", "mapped_column(", "Mapped["),
    fixable=True,
    preview=True,
)
_OTHERWISE = re.compile(r"primary_key|PrimaryKeyConstraint")
_BASE = re.compile(r"\bmodel_class\b")
_PLAIN = re.compile(
    r"Mapped\[[\"']?(?:Optional\[)?(?:int|str|float|bool|bytes|date|datetime|time|Decimal|dict|UUID|[\w.]*\.\w+)\b"
)


def check(file: PyFile, context: Context) -> Iterator[Report]:
    project = context.project
    for model in models_of(project, file):
        if _has_key(project, model) or mentions(project, file.path, _BASE):
            continue
        shape = shape_of(project, model.cls)
        if shape is None or shape.damaged:
            continue
        scope = shape.scopes[model.cls.scope]
        database = database_name(project, file)
        table = model.table or model.name.lower()
        yield Report(
            span=file.absolute(model.cls.block, scope.name_span),
            message=f"`{model.name}` has no primary key: `ArgumentError: Mapper Mapper[{model.name}({table})] could not "
            f"assemble any primary key columns for mapped table '{table}'`.",
            data=(database, str(file.absolute(model.cls.block, Span(scope.body_start, scope.body_start)).start))
            if database
            else (),
        )


def _has_key(project: Project, model: Model) -> bool:
    """Whether a model has a primary key, or may have one that is not seen."""
    columns = [each for each in model.attributes.values() if each.kind == "column"]
    if (
        not columns
        or not model.complete
        or model.shares
        or any(each.kind == "unknown" for each in model.attributes.values())
    ):
        return True
    bound = members(project, model.cls)
    if {"__table__", "__mapper_args__", "__abstract__"} & bound.keys():
        return True
    if any(is_primary(each) for each in columns) or any(each.call is not None and each.call.opaque for each in columns):
        return True
    if any(each.annotation and not _PLAIN.match(each.annotation) for each in columns):
        return True
    texts = [file.blocks[each.block] for each in model.lineage.own if (file := project.python(each.path)) is not None]
    return any(_OTHERWISE.search(text) or "declared_attr" in text for text in texts)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Add a column `id` before the first statement of the class."""
    file = project.python(finding.path)
    if file is None or not finding.data:
        return []
    at = int(finding.data[1])
    start = file.lines.starts[file.lines.line_of(at)]
    indent = file.text[start:at]
    if indent.strip():
        return []
    text = f"{indent}id = {finding.data[0]}.Column({finding.data[0]}.Integer, primary_key=True){newline_of(file)}"
    return [Fix(title="Add a column `id`", edits={file.path: (TextEdit(Span(start, start), text),)})]
