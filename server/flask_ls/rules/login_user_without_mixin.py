"""# login-user-without-mixin

## What it does
Finds `login_user(User(…))` where the class neither derives from `UserMixin` nor has what that gives.

## Why is this bad?
It raises `AttributeError: 'User' object has no attribute 'is_active'`. Nothing is said of classes that derive from one
that is not known.

## Example
```python
from flask import Flask
from flask_login import LoginManager, login_user

app = Flask(__name__)
app.secret_key = "secret"
LoginManager(app)


class User:
    id = "1"


@app.route("/in")
def login():
    login_user(User())
    return "in"
```

## Use instead
```python
from flask import Flask
from flask_login import LoginManager, UserMixin, login_user

app = Flask(__name__)
app.secret_key = "secret"
LoginManager(app)


class User(UserMixin):
    id = "1"


@app.route("/in")
def login():
    login_user(User())
    return "in"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import mentions
from flask_ls.project.imports import import_edits
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.symbols.classes import Class, lineage, made, members, shape_of
from flask_ls.symbols.model import FLASK_MODEL, instance
from flask_ls.syntax.shape import CallSite
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK824",
    name="login-user-without-mixin",
    severity="error",
    summary="A user of Flask-Login lacks what `UserMixin` gives",
    docs="https://flask-login.readthedocs.io/en/latest/#your-user-class",
    words=("login_user(",),
    fixable=True,
    preview=True,
)
_PLAIN = {"builtins.object", FLASK_MODEL, "sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.Base"}
_OTHERWISE = re.compile(r"\bmodel_class\b|\bsetattr\(|\.is_active\s*=")


def check(site: CallSite, context: Context) -> Iterator[Report]:
    if not site.call.args or context.name_of(site.call.func, site.scope) != "flask_login.login_user":
        return
    project, given = context.project, site.call.args[0]
    cls = made(project, context.file, context.block, site.scope, given)
    if cls is None:
        model = instance(project, context.file, context.block, site.scope, given)
        cls = model.cls if model is not None else None
    if cls is None or not _lacks(project, cls) or mentions(project, context.file.path, _OTHERWISE):
        return
    home = project.python(cls.path)
    shape = shape_of(project, cls)
    place = (
        home.absolute(cls.block, shape.scopes[cls.scope].name_span) if home is not None and shape is not None else None
    )
    yield Report(
        span=given.span,
        message=f"`{cls.name}` does not derive from `UserMixin`: `AttributeError: '{cls.name}' object has no attribute "
        "'is_active'`.",
        related=((cls.path, place, "The class of users is defined here"),) if place is not None else (),
        data=(cls.path, str(place.end)) if place is not None else (),
    )


def _lacks(project: Project, cls: Class) -> bool:
    found = lineage(project, cls)
    return (
        found.complete
        and _PLAIN.issuperset(found.libraries)
        and not {"is_active", "__getattr__", "__getattribute__"} & members(project, cls).keys()
    )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Derive the class from `UserMixin`, before what it derives from already."""
    file = project.python(finding.data[0]) if finding.data else None
    if file is None:
        return []
    at = int(finding.data[1])
    opened = re.compile(r"\s*\(\s*(?P<more>\))?").match(file.text, at)
    if opened is None:
        edit = TextEdit(Span(at, at), "(UserMixin)")
    else:
        place = opened.start("more") if opened["more"] else opened.end()
        edit = TextEdit(Span(place, place), "UserMixin" if opened["more"] else "UserMixin, ")
    edits = (*import_edits(file, ["from flask_login import UserMixin"]), edit)
    return [Fix(title="Derive it from `UserMixin`", edits={file.path: edits})]
