"""# login-manager-module-import

## What it does
Finds `from flask_login import login_manager` where the name is used as the project's own `LoginManager`, and the same with
`from flask_migrate import migrate`.

## Why is this bad?
Flask-Login's `login_manager` is a module, and Flask-Migrate's `migrate` is a function: `AttributeError: module
'flask_login.login_manager' has no attribute 'user_loader'`. What is only set there, as `login_manager.login_view = …`, is
set in vain.

## Example
```python
from flask_login import login_manager


@login_manager.user_loader
def load_user(user_id):
    return None
```

## Use instead
```python
from flask import Flask
from flask_login import LoginManager

app = Flask(__name__)
login_manager = LoginManager(app)


@login_manager.user_loader
def load_user(user_id):
    return None
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask_ls.rules.base import Context, Report, Rule
from flask_ls.syntax.shape import MODULE, Shape

RULE = Rule(
    code="FLK813",
    name="login-manager-module-import",
    severity="error",
    summary="An extension's module is imported in the place of the project's object",
    docs="https://flask-login.readthedocs.io/en/latest/#configuring-your-application",
    words=("login_manager", "migrate"),
)
# What is imported, to: the attributes of an object that it has not, what it is, and the class of that object.
_CONFUSED = {
    ("flask_login", "login_manager"): (
        r"user_loader|request_loader|init_app|login_view|login_message|unauthorized_handler|unauthorized|"
        r"session_protection|anonymous_user|refresh_view|needs_refresh_handler",
        "module 'flask_login.login_manager'",
        "LoginManager",
    ),
    ("flask_migrate", "migrate"): (r"init_app|configure", "'function' object", "Migrate"),
}


def check(shape: Shape, context: Context) -> Iterator[Report]:
    for binding in shape.bindings:
        known = _CONFUSED.get((binding.module, binding.member))
        if known is None or binding.kind != "from" or binding.scope != MODULE:
            continue
        attributes, what, cls = known
        if len(context.file.bindings.get(binding.name, ())) > 1:
            continue
        uses = re.compile(
            rf"(?m)^[^#\n]*?(?<![\w.]){binding.name}\.(?P<attribute>{attributes})\b(?P<store>[ \t]*=(?!=))?"
        )
        found = sorted(uses.finditer(context.file.text), key=lambda use: use["store"] is not None)
        if found:
            name = found[0]["attribute"]
            harm = (
                f"`{binding.name}.{name} = …` sets an attribute that nothing reads"
                if found[0]["store"]
                else f"`AttributeError: {what} has no attribute '{name}'`"
            )
            yield Report(
                span=binding.span,
                message=f"This is no `{cls}`: {harm}. Import the object that the project makes with `{cls}()`.",
            )
