"""# login-attribute-called

## What it does
Finds `current_user.is_authenticated()` and its like, which are no methods.

## Why is this bad?
They are properties since Flask-Login 0.3: `TypeError: 'bool' object is not callable`. Nothing is said where the project's
own users have methods of these names.

## Example
```python
from flask import Flask
from flask_login import LoginManager, current_user

app = Flask(__name__)
app.secret_key = "secret"
LoginManager(app).user_loader(lambda user_id: None)


@app.route("/")
def index():
    return str(current_user.is_authenticated())
```

## Use instead
```python
from flask import Flask
from flask_login import LoginManager, current_user

app = Flask(__name__)
app.secret_key = "secret"
LoginManager(app).user_loader(lambda user_id: None)


@app.route("/")
def index():
    return str(current_user.is_authenticated)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.project.components import mentions
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Context, Finding, Fix, Report, Rule
from flask_ls.rules.removed import is_gone
from flask_ls.syntax.shape import CallSite
from flask_ls.text.spans import Span, TextEdit

RULE = Rule(
    code="FLK825",
    name="login-attribute-called",
    severity="error",
    summary="A property of the current user is called",
    docs="https://flask-login.readthedocs.io/en/latest/#your-user-class",
    words=("is_authenticated()", "is_active()", "is_anonymous()"),
    fixable=True,
    preview=True,
)
_METHODS = re.compile(r"\bdef is_(?:authenticated|active|anonymous)\b")
_NAMES = {f"flask_login.UserMixin.is_{name}" for name in ("authenticated", "active", "anonymous")}


def check(site: CallSite, context: Context) -> Iterator[Report]:
    call = site.call
    if call.args or call.keywords or context.name_of(call.func, site.scope) not in _NAMES:
        return
    if mentions(context.project, context.file.path, _METHODS):
        return
    gone, severity = is_gone(context, "flask-login", (0, 3))
    if gone:
        name = context.name_of(call.func, site.scope).rpartition(".")[2]
        yield Report(
            span=Span(call.func.span.end, call.span.end),
            message=f"`{name}` is no method since Flask-Login 0.3: `TypeError: 'bool' object is not callable`.",
            severity=severity and "error",
        )


def fix(finding: Finding, project: Project) -> list[Fix]:
    """Read it."""
    return [Fix(title="Remove `()`", edits={finding.path: (TextEdit(finding.span, ""),)}, safe=True)]
