"""# login-missing-user-loader

## What it does
Finds an application with a `LoginManager` that uses `login_required` or `current_user`, and has no `user_loader` and
no `request_loader`.

## Why is this bad?
The first request that asks who is logged in raises `Exception: Missing user_loader or request_loader.` Nothing is said
where another extension brings one, such as Flask-Security.

## Example
```python
from flask import Flask
from flask_login import LoginManager, login_required

app = Flask(__name__)
app.secret_key = "secret"
login_manager = LoginManager(app)


@app.route("/me")
@login_required
def me():
    return "me"
```

## Use instead
```python
from flask import Flask
from flask_login import LoginManager, UserMixin, login_required

app = Flask(__name__)
app.secret_key = "secret"
login_manager = LoginManager(app)


class User(UserMixin):
    id = "1"


@login_manager.user_loader
def load_user(user_id):
    return User() if user_id == "1" else None


@app.route("/me")
@login_required
def me():
    return "me"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import component, mentions, relevant
from flask_ls.project.meaning import Known
from flask_ls.project.memory import ask
from flask_ls.project.pyfile import PyFile
from flask_ls.project.resolve import resolve
from flask_ls.project.snapshot import Project
from flask_ls.rules.applications import applications
from flask_ls.rules.base import Finding, Fix, Report, Rule, is_test
from flask_ls.rules.edits import newline_of
from flask_ls.symbols.classes import classes, lineage
from flask_ls.symbols.model import database_name, model
from flask_ls.syntax.shape import MODULE
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK812",
    name="login-missing-user-loader",
    severity="error",
    summary="Flask-Login is not told how to load a user",
    docs="https://flask-login.readthedocs.io/en/latest/#how-it-works",
    words=("LoginManager(",),
    fixable=True,
)
_LOADS = re.compile(
    r"\b(?:user_loader|request_loader|header_loader|_?user_callback|_?request_callback|_load_user|reload_user)\b"
)
_USES = re.compile(r"@(?:\w+\.)?(?:fresh_)?login_required\b|\blogin_required\(|(?<!\.)\bcurrent_user\.")
_MAY_LOAD = re.compile(
    r"flask_(?!(?:login|httpauth)\b)\w*(?:security|user|login|auth|ldap|saml|oidc|pass|builder|admin_panel)"
)


def check(project: Project) -> Iterator[Report]:
    for file in relevant(project):
        if is_test(project, file.path):
            continue
        for name, block, span in ask(project, _managers, file.path):
            if _is_told(project, file):
                continue
            yield Report(
                path=file.path,
                block=block,
                span=span,
                message="Nothing tells Flask-Login how to load a user: `Exception: Missing user_loader or request_loader.` "
                f"Decorate a function with `@{name or 'login_manager'}.user_loader`.",
                data=(name,) if name else (),
            )


def _managers(project: Project, path: str) -> list[tuple[str, int, Span]]:
    """Name (empty where it has none at the top of the file), block and span of each `LoginManager()`."""
    file = project.python(path)
    found: list[tuple[str, int, Span]] = []
    if file is None or "LoginManager(" not in file.text:
        return found
    for block, site in file.calls():
        meaning = resolve(project, file, block, site.scope, site.call.func)
        if isinstance(meaning, Known) and meaning.name == "flask_login.LoginManager":
            bound = [each for each in file.shapes[block].bindings if each.value == site.call and each.scope == MODULE]
            found.append((bound[0].name if bound else "", block, site.call.span))
    return found


def _is_told(project: Project, file: PyFile) -> bool:
    """Whether something loads users, or may, or nobody asks for one."""
    path = file.path
    if mentions(project, path, _LOADS) or mentions(project, path, _MAY_LOAD) or not mentions(project, path, _USES):
        return True
    files = [each for each in component(project, path) if not is_test(project, each.path)]
    if any(each.damaged or each.star_modules for each in files):
        return True
    if any(
        "flask_login.LoginManager" in lineage(project, cls).libraries
        for each in files
        if "LoginManager" in each.text
        for cls in classes(project, each)
    ):
        return True
    return not any(applications(project, each) for each in files)


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Add a loader below the model of users, where that is in the same file."""
    file = project.python(finding.path)
    users = [
        cls
        for cls in (classes(project, file) if file is not None and finding.data else ())
        if "flask_login.UserMixin" in lineage(project, cls).libraries and model(project, cls) is not None
    ]
    database = database_name(project, file) if file is not None else ""
    if file is None or len(users) != 1 or not database:
        return []
    name, start = users[0].name, file.starts[users[0].block]
    if finding.span.start > start or not file.blocks[users[0].block].startswith("class "):
        return []
    newline, at = newline_of(file), start + len(file.blocks[users[0].block].rstrip())
    loader = f"@{finding.data[0]}.user_loader{newline}def load_user(user_id):{newline}    return "
    edit = TextEdit(Span(at, at), f"{newline * 3}{loader}{database}.session.get({name}, user_id)")
    return [Fix(title=f"Add a loader of `{name}`", edits={file.path: (edit,)})]
