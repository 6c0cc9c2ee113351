"""# relationship-unknown-model

## What it does
Finds `db.relationship("Model")` where no class of the project is called so, and one is called almost so; and a
`back_populates` that names no attribute of the other model.

## Why is this bad?
The first use of any model raises `InvalidRequestError: When initializing mapper Mapper[User(user)], expression 'Pots'
failed to locate a name ('Pots').`

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    posts = db.relationship("Pots", backref="author")


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"))


user = User()
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
    posts = db.relationship("Post", backref="author")


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"))


user = User()
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from flask_ls.project.components import component, mentions, speaks_of
from flask_ls.project.pyfile import PyFile
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.symbols.model import Attribute, Model, attributes, models, models_of
from flask_ls.syntax.shape import Const
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK809",
    name="relationship-unknown-model",
    severity="error",
    summary="A relationship names a model, or an attribute of one, that does not exist",
    docs="https://flask-sqlalchemy.readthedocs.io/en/stable/models/#defining-models",
    words=("relationship",),
    fixable=True,
)
# What gives models attributes unseen.
_ADDED = re.compile(r"\bmodel_class\b|\bsetattr\((?!self\b)|\badd_property\b|\bautomap|\breflect\b")


def check(file: PyFile, context: Context) -> Iterator[Report]:
    project = context.project
    for model in models_of(project, file):
        for attribute in model.attributes.values():
            if attribute.kind == "relationship" and attribute.owner == model.cls:
                yield from _target(project, file, model, attribute)
                yield from _back(project, file, attribute)


def _target(project: Project, file: PyFile, model: Model, attribute: Attribute) -> Iterator[Report]:
    """A relationship whose class is written as a string."""
    name = attribute.target
    known = sorted({each.name for each in models(project, file.path)})
    if not name.isidentifier() or name in known:
        return
    span = _literal(file, attribute, name)
    close = get_close_matches(name, known, n=1, cutoff=0.7)
    if span is not None and close and not _is_class(project, name):
        yield Report(
            span=file.absolute(attribute.owner.block, span),
            block=None,
            message=f"No model is called `{name}`: `InvalidRequestError: When initializing mapper Mapper[{model.name}"
            f"({model.table or '…'})], expression '{name}' failed to locate a name ('{name}').` Did you mean `{close[0]}`?",
            data=(close[0],),
        )


def _literal(file: PyFile, attribute: Attribute, name: str) -> Span | None:
    """Where a relationship has its model's name between quotes."""
    text = file.blocks[attribute.owner.block]
    end = attribute.call.span.end if attribute.call is not None else len(text)
    found = re.compile(rf"[\"']{re.escape(name)}[\"']").search(text, attribute.span.end, end) if name else None
    return Span(found.start() + 1, found.end() - 1) if found is not None else None


def _is_class(project: Project, name: str) -> bool:
    """Whether any file that matters has a class of this name, or imports one."""
    said = re.compile(rf"\bclass {name}\b|\bimport\b[^#\n]*\b{name}\b|^[ \t]+{name},?$", re.MULTILINE)
    return speaks_of(project, said)


def _back(project: Project, file: PyFile, attribute: Attribute) -> Iterator[Report]:
    """A relationship whose other side is named."""
    given = attribute.call.keyword("back_populates") if attribute.call is not None else None
    value = given.value if given is not None else None
    targets = [each for each in models(project, file.path) if each.name == attribute.target]
    if not isinstance(value, Const) or not isinstance(value.value, str) or len(targets) != 1:
        return
    target, name = targets[0], value.value
    known = attributes(project, target)
    heirs = any(target.cls in each.lineage.own[1:] for each in models(project, file.path))
    if name in known or not target.complete or heirs or mentions(project, file.path, _ADDED):
        return
    if any(re.search(rf"\b{target.name}\.{name}\s*=", each.text) for each in component(project, file.path)):
        return
    close = get_close_matches(name, [each.name for each in known.values() if each.kind == "relationship"], n=1)
    hint = f" Did you mean `{close[0]}`?" if close else f" Add it to `{target.name}`."
    yield Report(
        span=file.absolute(attribute.owner.block, Span(value.span.start + 1, value.span.end - 1)),
        block=None,
        message=f"`{target.name}` has no `{name}`: `InvalidRequestError: Mapper 'Mapper[{target.name}"
        f"({target.table or '…'})]' has no property '{name}'.`{hint}",
        data=(close[0],) if close else (),
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Name what was probably meant."""
    if not finding.data:
        return []
    edit = TextEdit(finding.span, finding.data[0])
    return [Fix(title=f"Change to `{finding.data[0]}`", edits={finding.path: (edit,)})]
