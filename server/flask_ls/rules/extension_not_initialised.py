"""# extension-not-initialised

## What it does
Finds extensions that are made without an application, as `db = SQLAlchemy()`, are used, and are never told of one by
`init_app`.

## Why is this bad?
The first use raises, as `RuntimeError: The current Flask app is not registered with this 'SQLAlchemy' instance.` The same
happens where models belong to a second `SQLAlchemy()`, beside the one that knows the application. Nothing is said where
the extension is handed to something, or is one of several in a loop.

## Example
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


def create_app():
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    with app.app_context():
        db.create_all()
    return app
```

## Use instead
```python
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


def create_app():
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db.init_app(app)
    with app.app_context():
        db.create_all()
    return app
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from flask_ls.project.components import component, relevant
from flask_ls.project.meaning import Known, Site
from flask_ls.project.memory import remembered
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.rules.applications import applications, before_return
from flask_ls.rules.base import Finding, Fix, Report, Rule, is_test
from flask_ls.syntax.shape import MODULE, Call, Const, Expr, Item, Member, Ref
from flask_ls.syntax.walk import inside
from flask_ls.text.spans import Span

RULE = Rule(
    code="FLK804",
    name="extension-not-initialised",
    severity="error",
    summary="An extension is used that never gets an application",
    docs="https://flask.palletsprojects.com/en/stable/extensiondev/#the-extension-class-and-initialization",
    words=("SQLAlchemy()", "LoginManager()", "JWTManager()", "Mail()", "Migrate(", "CSRFProtect()"),
    fixable=True,
)


class _Extension(NamedTuple):
    """`used`: what in a text uses it, where `{}` is its name. `harm`: what happens then."""

    used: str
    harm: str


_EXTENSIONS = {
    "flask_sqlalchemy.SQLAlchemy": _Extension(
        r"\b{}\.(?:Model|session|create_all)\b",
        "`RuntimeError: The current Flask app is not registered with this 'SQLAlchemy' instance.`",
    ),
    "flask_login.LoginManager": _Extension(
        r"\b(?:login_required|login_user|current_user)\b",
        "`AttributeError: 'Flask' object has no attribute 'login_manager'`",
    ),
    "flask_jwt_extended.JWTManager": _Extension(
        r"\b(?:jwt_required|create_access_token)\b",
        "`RuntimeError: You must initialize a JWTManager with this flask application before using this method`",
    ),
    "flask_mail.Mail": _Extension(
        r"\b{}\.(?:send|connect)\b", "`RuntimeError: The current application was not configured with Flask-Mail`"
    ),
    "flask_migrate.Migrate": _Extension(r"", "the command `flask db` does not exist"),
    "flask_wtf.csrf.CSRFProtect": _Extension(r"", "no request is checked"),
    "flask_wtf.CSRFProtect": _Extension(r"", "no request is checked"),
}
_INIT = re.compile(r"(?<!def )\binit_app\b")


class _Made(NamedTuple):
    """An extension that is made without an application. `span` is the call's, in its block."""

    name: str
    type: str
    block: int
    span: Span


def check(project: Project) -> Iterator[Report]:
    for file in relevant(project):
        if is_test(project, file.path):
            continue
        for made in remembered(project, "extensions", file, partial(_extensions, project, file)):
            files = component(project, file.path)
            question = ("initialised", made, tuple([each.path for each in files]))
            if remembered(project, question, file, partial(_is_forgotten, project, file, made, files)):
                kind = made.type.rpartition(".")[2]
                yield Report(
                    path=file.path,
                    block=made.block,
                    span=made.span,
                    message=f"`{made.name}` never gets an application: {_EXTENSIONS[made.type].harm}. Call "
                    f"`{made.name}.init_app(app)` where the application is made, or pass it to `{kind}`.",
                    data=(made.name,),
                )


def _extensions(project: Project, file: PyFile) -> list[_Made]:
    """The extensions that a file makes at its top level, each under one name."""
    found: list[_Made] = []
    if not any(word in file.text for word in RULE.words):
        return found
    for name, bound in file.bindings.items():
        block, binding = bound[0]
        call = binding.value
        if len(bound) > 1 or binding.scope != MODULE or not isinstance(call, Call) or not _is_bare(call):
            continue
        meaning = resolve(project, file, block, MODULE, call)
        here = Site(path=file.path, block=block, span=call.span, scope=MODULE)
        if isinstance(meaning, Known) and meaning.type in _EXTENSIONS and meaning.site == here:
            found.append(_Made(name, meaning.type, block, call.span))
    return found


def _is_bare(call: Call) -> bool:
    """Whether a call is given no application."""
    app = call.keyword("app") or call.keyword("flask_app")
    return not call.opaque and not call.args and (app is None or isinstance(app.value, Const))


def _is_forgotten(project: Project, file: PyFile, made: _Made, files: list[PyFile]) -> bool:
    """Whether an extension is used, and nothing in the files that belong together can tell it of an application."""
    read = [found for each in files if (found := project.python(each.path)) is not None]
    own = [each for each in read if not is_test(project, each.path)]
    used = re.compile(_EXTENSIONS[made.type].used.format(re.escape(made.name)))
    if not any(used.search(each.text) for each in own) or any(each.damaged for each in read):
        return False
    if not any(True for each in own for _ in applications(project, each)):
        return False
    return not any(_may_initialise(project, each, file, made) for each in read)


def _may_initialise(project: Project, file: PyFile, home: PyFile, made: _Made) -> bool:
    """Whether a file calls `init_app` of the extension, or of something unknown, or hands the extension to a library.

    What the project itself does with an extension that it is handed ends in `init_app` of something unknown.
    """
    calls = [each for each in file.calls() if _last(each[1].call.func) == "init_app"]
    if len(_INIT.findall(file.text)) > len(calls) or re.search(rf"\b{re.escape(made.name)}\.app\s*=", file.text):
        return True
    for block, site in calls:
        func = site.call.func
        if isinstance(func, Ref):
            meaning = resolve(project, file, block, site.scope, Ref(func.parts[:-1], func.span))
            if not isinstance(meaning, Known) or meaning.site is None or _is(meaning, home, made):
                return True
        elif not _is_configuration(func):
            return True
    names = {made.name} | {
        name for name, bound in file.bindings.items() if any(each.member == made.name for _, each in bound)
    }
    return any(
        _is(resolve(project, file, block, site.scope, value), home, made)
        for block, site in (file.calls() if any(name in file.text for name in names) else ())
        for value in inside((site.call.args, site.call.keywords, site.call.rest))
        if isinstance(value, Ref) and value.last in names and _is_foreign(project, file, block, site.scope, site.call)
    )


def _last(func: Expr) -> str:
    return func.last if isinstance(func, Ref) else func.name if isinstance(func, Member) else ""


def _is_configuration(func: Expr) -> bool:
    """Whether this is `config[name].init_app`, which is a class of configuration's."""
    owner = func.value if isinstance(func, Member) else None
    return isinstance(owner, Item) and isinstance(owner.value, Ref) and "config" in owner.value.last.lower()


def _is_foreign(project: Project, file: PyFile, block: int, scope: int, call: Call) -> bool:
    """Whether a call is one of a library other than Flask-Migrate, or of something unknown."""
    func = call.func
    if isinstance(func, Ref) and func.parts[0] in ("dict", "print", "isinstance") and len(func.parts) == 1:
        return False
    meaning = resolve(project, file, block, scope, func)
    if not isinstance(meaning, Known):
        return True
    return meaning.site is None and not meaning.name.startswith("flask_migrate.")


def _is(meaning: object, home: PyFile, made: _Made) -> bool:
    site = meaning.site if isinstance(meaning, Known) else None
    return site is not None and (site.path, site.block, site.span) == (home.path, made.block, made.span)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Tell it of the application before the factory gives that back."""
    name = finding.data[0]
    for file in component(project, finding.path):
        bound = file.bindings.get(name, [])
        reached = file.path == finding.path or any(each.member == name for _, each in bound)
        for made in applications(project, file) if reached and not is_test(project, file.path) else ():
            edit = before_return(file, made, f"{name}.init_app({made.name})")
            if edit is not None:
                return [Fix(title=f"Add `{name}.init_app({made.name})`", edits={file.path: (edit,)})]
    return []
