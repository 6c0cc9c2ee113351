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
from typing import NamedTuple

from flask_ls.project.components import component, components, says
from flask_ls.project.meaning import Known, Site
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.rules.applications import applications, before_return
from flask_ls.rules.base import Finding, Fix, Report, Rule, is_test
from flask_ls.syntax.shape import MODULE, Call, Const, Display, Expr, Item, Member, Ref, last_name

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
    """An extension that is made without an application: its name, its class and the call."""

    name: str
    type: str
    site: Site


class _Told(NamedTuple):
    """The extensions that a file tells of an application, or may, by where they are made. `all`: it may tell any."""

    sites: frozenset[Site] = frozenset()
    all: bool = False


def check(project: Project) -> Iterator[Report]:
    for files in components(project):
        own = [file for file in files if not is_test(project, file.path)]
        made = [each for file in own for each in ask(project, _extensions, file.path)]
        if not made or any(file.damaged for file in files) or not any(applications(project, file) for file in own):
            continue
        names = frozenset(each.name for each in made)
        told = [ask(project, _told, file.path, names) for file in files]
        if not any(each.all for each in told):
            known = frozenset[Site]().union(*(each.sites for each in told))
            yield from (_report(each) for each in made if each.site not in known and _is_used(project, each, own))


def _report(made: _Made) -> Report:
    kind = made.type.rpartition(".")[2]
    return Report(
        path=made.site.path,
        block=made.site.block,
        span=made.site.span,
        message=f"`{made.name}` never gets an application: {_EXTENSIONS[made.type].harm}. Call "
        f"`{made.name}.init_app(app)` where the application is made, or pass it to `{kind}`.",
        data=(made.name,),
    )


def _is_used(project: Project, made: _Made, files: list[PyFile]) -> bool:
    used = re.compile(_EXTENSIONS[made.type].used.format(re.escape(made.name)))
    return any(says(project, file.path, used) for file in files)


def _extensions(project: Project, path: str) -> list[_Made]:
    """The extensions that a file makes at its top level, each under one name."""
    file = project.python(path)
    found: list[_Made] = []
    if file is None or not any(word in file.text for word in RULE.words):
        return found
    for name, bound in file.bindings.items():
        block, binding = bound[0]
        call = binding.value
        if len(bound) > 1 or binding.scope != MODULE or not isinstance(call, Call) or not _is_bare(call):
            continue
        meaning = resolve(project, file, block, MODULE, call)
        here = Site(path=file.path, block=block, span=call.span, scope=MODULE)
        if isinstance(meaning, Known) and meaning.type in _EXTENSIONS and meaning.site == here:
            found.append(_Made(name, meaning.type, here))
    return found


def _is_bare(call: Call) -> bool:
    """Whether a call is given no application."""
    app = call.keyword("app") or call.keyword("flask_app")
    return not call.opaque and not call.args and (app is None or isinstance(app.value, Const))


def _told(project: Project, path: str, names: frozenset[str]) -> _Told:
    """Which extensions a file calls `init_app` of, or hands to a library.

    What the project itself does with an extension that it is handed ends in `init_app` of something unknown.
    """
    file = project.python(path)
    if file is None:
        return _Told()
    calls = [(block, site) for block, site in file.calls() if last_name(site.call.func) == "init_app"]
    if len(_INIT.findall(file.text)) > len(calls):
        return _Told(all=True)
    sites: set[Site] = set()
    for block, site in calls:
        func = site.call.func
        if isinstance(func, Ref):
            meaning = resolve(project, file, block, site.scope, Ref(func.parts[:-1], func.span))
            if not isinstance(meaning, Known) or meaning.site is None:
                return _Told(all=True)
            sites.add(meaning.site)
        elif not _is_configuration(func):
            return _Told(all=True)
    return _Told(frozenset(sites.union(_handed(project, file, names))))


def _handed(project: Project, file: PyFile, names: frozenset[str]) -> Iterator[Site]:
    """The extensions that are arguments of a library's function, or have their `app` set."""
    here = {name for name, bound in file.bindings.items() if any(each.member in names for _, each in bound)} | names
    present = [name for name in here if name in file.text]
    for block, store in file.stores() if present else ():
        if isinstance(store.target, Ref) and store.target.parts[-2:-1] and store.target.last == "app":
            yield from _made_by(project, file, block, store.scope, Ref(store.target.parts[:-1], store.target.span))
    for block, text in enumerate(file.blocks):
        if not any(name in text for name in present):
            continue
        for site in file.shapes[block].calls:
            for value in _arguments(site.call):
                named = isinstance(value, Ref) and value.last in here
                if named and _is_foreign(project, file, block, site.scope, site.call):
                    yield from _made_by(project, file, block, site.scope, value)


def _arguments(call: Call) -> Iterator[Expr]:
    """What a call is given, and what is in the lists and dictionaries among it."""
    for value in (*call.args, *(each.value for each in call.keywords), *call.rest):
        yield value
        if isinstance(value, Display):
            yield from value.items


def _made_by(project: Project, file: PyFile, block: int, scope: int, expr: Expr) -> Iterator[Site]:
    meaning = resolve(project, file, block, scope, expr)
    if isinstance(meaning, Known) and meaning.site is not None:
        yield meaning.site


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
